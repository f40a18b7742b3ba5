// What the shown runs were trained with, and where they differ.

import { byId, el, fill } from "../ground/dom.js";
import { swatch } from "./table.js";

// `runs`: [{ run, settings }].
export function drawSettings(runs, onlyDifferences) {
  const flat = runs.map((run) => flatten(run.settings));
  const keys = [...new Set(flat.flatMap((settings) => [...settings.keys()]))];
  const differing = keys.filter((key) => new Set(flat.map((settings) => settings.get(key))).size > 1);
  const shownKeys = runs.length > 1 && onlyDifferences ? differing : keys;
  byId("only-differences-row").hidden = runs.length < 2;
  byId("settings-note").textContent = note(runs.length, differing.length);
  const head = runs.map((run, k) => el("th", { scope: "col" }, swatch(k), run.run));
  const rows = shownKeys.map((key) =>
    el(
      "tr",
      { class: runs.length > 1 && differing.includes(key) ? "differs" : null },
      el("th", { scope: "row" }, el("code", {}, key)),
      flat.map((settings) => el("td", {}, settings.get(key) ?? "–")),
    ),
  );
  const table = byId("settings-table");
  table.hidden = shownKeys.length === 0;
  fill(
    table,
    el("caption", { class: "visually-hidden" }, "Settings of the shown runs"),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Setting"), head)),
    el("tbody", {}, rows),
  );
}

function note(runs, differing) {
  if (runs === 0) return "Tick a run above.";
  if (runs === 1) return "Tick a second run above to see only where the two differ.";
  if (differing === 0) return "These runs have the same settings.";
  return differing === 1 ? "They differ in one setting." : `They differ in ${differing} settings.`;
}

// { model: { num_layers: 2 } } as "model.num_layers" → "2": the names that a command line takes.
function flatten(settings, prefix = "", into = new Map()) {
  for (const [key, value] of Object.entries(settings ?? {})) {
    if (value !== null && typeof value === "object" && !Array.isArray(value)) flatten(value, `${prefix}${key}.`, into);
    else
      into.set(
        prefix + key,
        value === null ? "null" : typeof value === "object" ? JSON.stringify(value) : String(value),
      );
  }
  return into;
}
