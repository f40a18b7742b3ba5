// The slider over a run's checkpoints: the same story at every step that the run kept, grammar before plot.

import { catalogue, fillSelect } from "../ground/catalogue.js";
import { afterPause, announce, byId, el, fill } from "../ground/dom.js";
import { change, state } from "../ground/state.js";
import { comparable } from "./compare.js";
import { Side } from "./side.js";

const PLAY_PAUSE_MS = 900;
const told = new Map(); // stories told already, by their whole request
let side = null;
let under_way = null;
let playing = false;

export function startGrowth() {
  side = new Side("growth");
  const slider = byId("step");
  byId("growing").addEventListener("change", (event) => {
    change({ growing: event.target.value, step: null });
    showSlider();
    tellHere();
  });
  const soon = afterPause(tellHere, 200);
  slider.addEventListener("input", () => {
    stopGrowth();
    change({ step: checkpoints()[Number(slider.value)].step });
    sayStep();
    soon();
  });
  byId("play").addEventListener("click", () => (playing ? stopGrowth() : play()));
}

export function showGrowth() {
  state.growing = fillSelect(byId("growing"), state.growing, { checkpoints: false });
  showSlider();
}

export function stopGrowth() {
  playing = false;
  byId("play").textContent = "Play from the start";
  under_way?.abort();
}

const checkpoints = () => catalogue.models.find((model) => model.id === state.growing)?.checkpoints ?? [];

function showSlider() {
  const steps = checkpoints();
  byId("growth").hidden = catalogue.models.length === 0;
  byId("growth-controls").hidden = steps.length === 0;
  byId("growth-none").hidden = steps.length > 0;
  if (steps.length === 0) return;
  const slider = byId("step");
  slider.max = steps.length - 1;
  const at = steps.findIndex((checkpoint) => checkpoint.step === state.step);
  slider.value = at < 0 ? steps.length - 1 : at;
  fill(
    byId("steps"),
    steps.map((checkpoint) => el("span", {}, String(checkpoint.step))),
  );
  sayStep();
}

function sayStep() {
  const slider = byId("step");
  const { step } = checkpoints()[Number(slider.value)];
  byId("step-said").textContent = `step ${step}`;
  slider.setAttribute("aria-valuetext", `step ${step}`);
  for (const [k, mark] of [...byId("steps").children].entries())
    mark.classList.toggle("here", k === Number(slider.value));
}

// The story at the slider's checkpoint; what was told once for the same settings is shown at once.
async function tellHere() {
  under_way?.abort();
  const mine = new AbortController();
  under_way = mine;
  const request = comparable(checkpoints()[Number(byId("step").value)].id);
  const key = JSON.stringify(request);
  if (told.has(key)) side.show(request.prompt, told.get(key));
  else {
    const tokens = await side.tell(request, mine.signal);
    if (tokens === null) return false;
    told.set(key, tokens);
  }
  announce(`Told by ${byId("step-said").textContent}.`);
  return true;
}

async function play() {
  stopGrowth();
  playing = true;
  byId("play").textContent = "Stop playing";
  const slider = byId("step");
  for (let k = 0; k < checkpoints().length && playing; k += 1) {
    slider.value = k;
    sayStep();
    if (!(await tellHere())) break;
    await new Promise((resolve) => setTimeout(resolve, PLAY_PAUSE_MS));
  }
  if (playing) stopGrowth();
}
