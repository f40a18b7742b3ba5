// The models on this machine: each run's best weights, and the checkpoints that it kept.

import { getJson } from "./api.js";
import { el, fill } from "./dom.js";
import { count, score } from "./format.js";

export const catalogue = { models: [], limits: null, hint: null };
const listeners = new Set();

export function whenListed(listener) {
  listeners.add(listener);
}

export async function loadCatalogue() {
  const told = await getJson("api/models");
  const changed = JSON.stringify(told) !== JSON.stringify(catalogue.told);
  Object.assign(catalogue, { models: told.models, limits: told.limits ?? null, hint: told.hint ?? null, told });
  if (changed) for (const listener of listeners) listener();
}

// The run that a model id belongs to ("quick@128" is a checkpoint of "quick").
export const runOf = (id) =>
  catalogue.models.find((model) => model.id === id || model.checkpoints.some((c) => c.id === id));

export function describe(model) {
  const facts = [`${count(model.parameters)} parameters`];
  if (model.bits_per_byte !== null) facts.push(`${score(model.bits_per_byte)} bits per byte`);
  if (model.status !== "finished") facts.push(model.status);
  return facts.join(", ");
}

// What is chosen before anybody chose: a run whose training is over.
const standard = () => (catalogue.models.find((model) => model.status === "finished") ?? catalogue.models[0])?.id ?? "";

export const nameOf = (id) => id.replace("@", " at step ");

// Lists runs, and under each its checkpoints; returns the id that is chosen afterwards.
export function fillSelect(select, wanted, { checkpoints = true } = {}) {
  const groups = catalogue.models.map((model) => {
    const best = el("option", { value: model.id }, `${model.id} (${describe(model)})`);
    if (!checkpoints || model.checkpoints.length === 0) return best;
    const steps = model.checkpoints.map((c) => el("option", { value: c.id }, `${model.run} at step ${c.step}`));
    return el("optgroup", { label: model.run }, best, ...steps);
  });
  fill(select, ...groups);
  if (groups.length === 0) return wanted; // not listed yet: what the address says is kept
  const known = [...select.options].some((option) => option.value === wanted);
  select.value = known ? wanted : standard();
  return select.value;
}
