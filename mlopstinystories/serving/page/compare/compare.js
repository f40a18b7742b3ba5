// The view "Side by side": the same beginning, settings and seed for two models, or for each checkpoint of one run.

import { catalogue, fillSelect, whenListed } from "../ground/catalogue.js";
import { announce, byId } from "../ground/dom.js";
import { change, sampling, state } from "../ground/state.js";
import { setWriting } from "../write/composer.js";
import { showGrowth, startGrowth, stopGrowth } from "./growth.js";
import { Side } from "./side.js";

const ALTERNATIVES = 5;
let sides = [];
let under_way = null;

export const comparable = (model) => ({ model, prompt: state.prompt, ...sampling(), alternatives: ALTERNATIVES });

export function startCompare() {
  sides = ["left", "right"].map((name) => new Side(name));
  for (const name of ["left", "right"]) {
    byId(name).addEventListener("change", (event) => change({ [name]: event.target.value }));
  }
  whenListed(showCompare);
  startGrowth();
}

export function showCompare() {
  state.left = fillSelect(byId("left"), state.left || state.model);
  state.right = fillSelect(byId("right"), state.right || anotherThan(state.left));
  showGrowth();
}

export async function writeBoth() {
  stopCompare();
  const mine = new AbortController();
  under_way = mine;
  setWriting(true);
  announce("Both are writing.");
  byId("parting").textContent = "";
  const requests = [state.left, state.right].map(comparable);
  const told = await Promise.all(sides.map((side, k) => side.tell(requests[k], mine.signal)));
  if (under_way !== mine) return;
  under_way = null;
  setWriting(false);
  if (told.every((tokens) => tokens !== null)) showParting();
}

export function stopCompare() {
  under_way?.abort();
  stopGrowth();
}

function showParting() {
  const [left, right] = sides.map((side) => side.story.text);
  const same = commonStart(left, right);
  const equal = left === right;
  byId("parting").textContent = equal
    ? "Both tell the same story."
    : `The stories are the same for ${same} characters; then they part (underlined).`;
  announce(byId("parting").textContent);
  if (!equal) for (const side of sides) side.markParting(same);
}

function commonStart(left, right) {
  let k = 0;
  while (k < left.length && left[k] === right[k]) k += 1;
  return k;
}

// A first guess for the other side: another run, or else an early checkpoint of the same one.
function anotherThan(id) {
  const other = catalogue.models.find((model) => model.id !== id);
  if (other) return other.id;
  const checkpoints = catalogue.models[0]?.checkpoints ?? [];
  return checkpoints[Math.floor(checkpoints.length / 2)]?.id ?? id;
}
