// The view "Look inside": for a text, how surprised the model was by each token, where it looked, what each layer would say.

import { post } from "../ground/api.js";
import { catalogue, fillSelect, runOf, whenListed } from "../ground/catalogue.js";
import { afterPause, announce, byId, el, fill } from "../ground/dom.js";
import { clearMessage, showError, showNote } from "../ground/messages.js";
import { change, state } from "../ground/state.js";
import { drawAttention } from "./attention.js";
import { drawLens } from "./lens.js";
import { drawSurprise, markToken } from "./surprise.js";

const ALTERNATIVES = 5;
const EXAMPLE = "Once upon a time, there was a little girl named Lily. Lily had a red ball. She loved her";
let inspected = null;
let chosen = 0;
let under_way = null;

export function startInspect() {
  const field = byId("text");
  const select = byId("inside");
  field.addEventListener("input", () => change({ text: field.value }));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("look").click();
  });
  select.addEventListener("change", () => {
    change({ inside: select.value });
    fillHeads();
  });
  for (const key of ["layer", "head"]) {
    byId(key).addEventListener("change", (event) => {
      change({ [key]: Number(event.target.value) });
      look();
    });
  }
  byId("look").addEventListener("click", look);
  window.addEventListener(
    "resize",
    afterPause(() => inspected && draw(), 150),
  );
  whenListed(() => {
    byId("look").disabled = catalogue.models.length === 0;
    const longest = catalogue.limits?.max_text_characters;
    if (longest) field.maxLength = longest;
    chooseModel();
  });
}

export function showInspect() {
  byId("text").value = state.text || EXAMPLE;
  chooseModel();
}

function chooseModel() {
  state.inside = fillSelect(byId("inside"), state.inside || state.model);
  fillHeads();
}

// The choices of layer and head follow the model; a choice that it does not have falls back to the first.
function fillHeads() {
  const model = runOf(state.inside);
  if (!model) return;
  for (const [key, number] of [
    ["layer", model.layers],
    ["head", model.heads],
  ]) {
    const options = Array.from({ length: number }, (_, k) => el("option", { value: k }, String(k + 1)));
    fill(byId(key), options);
    if (state[key] >= number) change({ [key]: 0 });
    byId(key).value = state[key];
  }
}

async function look() {
  under_way?.abort();
  const mine = new AbortController();
  under_way = mine;
  const { inside, layer, head } = state;
  showNote(byId("inspect-message"), "Looking inside…");
  try {
    const body = { model: inside, text: byId("text").value, layer, head, alternatives: ALTERNATIVES };
    inspected = await inspectText(body, mine.signal);
  } catch (error) {
    if (error.name !== "AbortError") showError(byId("inspect-message"), error);
    return;
  }
  clearMessage(byId("inspect-message"));
  chosen = Math.min(chosen || inspected.tokens.length - 1, inspected.tokens.length - 1);
  draw();
  announce(`${inspected.tokens.length} tokens looked at.`);
}

// A family of models that gives no attention is looked into without.
async function inspectText(body, signal) {
  try {
    return await (await post("api/inspect", body, signal)).json();
  } catch (error) {
    if (error.code !== "no_attention") throw error;
    return inspectText({ ...body, layer: null, head: null }, signal);
  }
}

function draw() {
  byId("inspected").hidden = inspected.tokens.length === 0;
  if (inspected.tokens.length === 0) return;
  drawSurprise(inspected.tokens, choose);
  drawLens(inspected, choose);
  choose(chosen);
}

// One token is chosen for all three pictures.
function choose(index) {
  chosen = index;
  markToken(inspected.tokens, index);
  drawAttention(inspected, index, choose);
  drawLens(inspected, choose, index);
}
