// The view "Runs": a table of all runs; for the ticked ones curves, samples, settings and reports, live while they train.

import { getJson } from "../ground/api.js";
import { afterPause, announce, byId, el, fill } from "../ground/dom.js";
import { count, minutes, score } from "../ground/format.js";
import { clearMessage, showError } from "../ground/messages.js";
import { change, state } from "../ground/state.js";
import { drawCurves } from "./curves.js";
import { metricsOf, refresh } from "./live.js";
import { drawSamples } from "./samples.js";
import { drawSettings } from "./settings.js";
import { drawTable, swatch } from "./table.js";

const LIVE_MS = 2000;
const MOST_SHOWN = 6;
const BETWEEN = "|"; // names of runs hold commas and plus signs
const AXES = {
  tokens: { label: "tokens read", value: (line) => line.tokens, text: count },
  minutes: { label: "minutes of training", value: (line) => line.elapsed_s, text: minutes },
  steps: { label: "steps", value: (line) => line.step, text: count },
};
let runs = [];
let statuses = new Map();
const details = new Map();
let touched = false;
let watching = 0; // grows with each start and end of watching, so that an older round knows that it is over

export function startRuns() {
  byId("over").addEventListener("change", (event) => {
    change({ over: event.target.value });
    drawShownCurves();
  });
  window.addEventListener(
    "resize",
    afterPause(() => state.view === "runs" && drawShownCurves(), 150),
  );
  byId("logarithmic").addEventListener("change", drawShownCurves);
  byId("only-differences").addEventListener("change", drawShownSettings);
}

export function showRuns() {
  byId("over").value = state.over in AXES ? state.over : "tokens";
  watching += 1;
  watch(watching);
}

export function hideRuns() {
  watching += 1;
}

// Once now, then again and again while the view is shown; a page in the background rests.
async function watch(round) {
  if (!document.hidden || runs.length === 0) await update();
  setTimeout(() => round === watching && watch(round), LIVE_MS);
}

async function update() {
  try {
    runs = (await getJson("api/runs")).runs;
    clearMessage(byId("runs-message"));
    tellChanges();
    chooseFirst();
    drawTable(runs, chosen(), toggle);
    await updateShown();
  } catch (error) {
    if (error.code !== "unreachable") showError(byId("runs-message"), error);
  }
}

// Nothing is ticked yet: the run that trains now, or the newest one.
function chooseFirst() {
  if (touched || chosen().length > 0 || runs.length === 0) return;
  const newest = [...runs].sort((a, b) => String(b.created).localeCompare(String(a.created)))[0];
  change({ runs: (runs.find((run) => run.status === "training") ?? newest).run });
}

// The ticked runs that exist, in the order in which they were ticked: their place gives the colour.
const chosen = () => state.runs.split(BETWEEN).filter((name) => runs.some((run) => run.run === name));

async function updateShown() {
  const shown = chosen();
  const firstTime = shown.filter((name) => !details.has(name));
  const living = (name) =>
    runs.find((run) => run.run === name).status === "training" || metricsOf(name).status === "training";
  const fetched = shown.filter((name) => living(name) || metricsOf(name).status === null);
  await Promise.all(
    firstTime.map(async (name) => details.set(name, await getJson(`api/runs/${encodeURIComponent(name)}`))),
  );
  const news = await Promise.all(fetched.map(refresh));
  byId("run-details").hidden = shown.length === 0;
  if (news.some(Boolean) || firstTime.length > 0) drawAll();
}

async function toggle(name, on) {
  touched = true;
  const others = chosen().filter((other) => other !== name);
  change({ runs: (on ? [...others, name].slice(-MOST_SHOWN) : others).join(BETWEEN) });
  drawTable(runs, chosen(), toggle);
  try {
    await updateShown();
    drawAll();
  } catch (error) {
    showError(byId("runs-message"), error);
  }
}

function drawAll() {
  drawShownCurves();
  drawShownSettings();
  drawSamples(chosen());
  const reports = chosen().flatMap((name) => details.get(name).reports);
  byId("reports-panel").hidden = reports.length === 0;
  fill(
    byId("reports"),
    reports.map((report) => el("li", {}, el("a", { href: report.url }, report.title))),
  );
}

function drawShownCurves() {
  const axis = AXES[byId("over").value];
  const series = chosen().flatMap((name, colour) => {
    const { train, validation } = metricsOf(name);
    const points = (lines) => lines.map((line) => [axis.value(line), line.bits_per_byte]);
    return [
      { name: `${name}, training`, colour, points: points(train), dots: false },
      { name: `${name}, held-out stories`, colour, points: points(validation), dots: true },
    ];
  });
  drawCurves(byId("curves"), series, {
    xLabel: axis.label,
    yLabel: "bits per byte",
    xText: axis.text,
    yText: (value) => (value < 1 ? String(Number(value.toFixed(2))) : String(Number(value.toFixed(1)))),
    logarithmic: byId("logarithmic").checked,
  });
  fill(
    byId("curves-legend"),
    chosen().map((name, colour) => el("li", {}, swatch(colour), name, lastOf(name))),
  );
}

function lastOf(name) {
  const { validation, train, status } = metricsOf(name);
  const last = validation.at(-1) ?? train.at(-1);
  const live = status === "training" ? ", in training" : "";
  return last
    ? el("span", { class: "small" }, ` ${score(last.bits_per_byte)} at step ${train.at(-1)?.step ?? last.step}${live}`)
    : "";
}

function drawShownSettings() {
  drawSettings(
    chosen()
      .map((name) => details.get(name))
      .filter(Boolean),
    byId("only-differences").checked,
  );
}

function tellChanges() {
  for (const run of runs) {
    const before = statuses.get(run.run);
    if (before && before !== run.status) {
      announce(`${run.run} is now ${run.status}.`);
      details.delete(run.run);
    }
  }
  statuses = new Map(runs.map((run) => [run.run, run.status]));
}
