// How words are chosen: temperature, top-k, top-p, length and seed, each with what it does in plain words.

import { catalogue, whenListed } from "../ground/catalogue.js";
import { byId } from "../ground/dom.js";
import { change, state } from "../ground/state.js";

const LARGEST_SEED = 2 ** 32 - 1;

export function startSampling() {
  slider("temperature", Number, String, () => temperatureText(state.temperature));
  slider(
    "top_p",
    (value) => (Number(value) >= 1 ? null : Number(value)),
    (value) => value ?? 1,
    () => topPText(state.top_p),
  );
  slider("max_new_tokens", Number, String, () => `${state.max_new_tokens} tokens`);
  number("top_k", 1, 100_000, null);
  number("seed", 0, LARGEST_SEED, 0);
  byId("new-seed").addEventListener("click", () => {
    change({ seed: Math.floor(Math.random() * 100_000) });
    showSampling();
  });
  whenListed(() => {
    const contexts = catalogue.models.map((model) => model.context ?? 0);
    const longest = Math.min(catalogue.limits?.max_new_tokens ?? Infinity, Math.max(...contexts));
    if (longest > 0 && Number.isFinite(longest)) byId("max_new_tokens").max = longest;
    byId("max_new_tokens").dispatchEvent(new Event("show"));
  });
}

export function showSampling() {
  for (const key of ["temperature", "top_p", "max_new_tokens", "top_k", "seed"])
    byId(key).dispatchEvent(new Event("show"));
}

function slider(key, read, write, describe) {
  const input = byId(key);
  const said = byId(`${key}-said`);
  const say = () => {
    said.textContent = describe();
    input.setAttribute("aria-valuetext", describe());
  };
  input.addEventListener("input", () => {
    change({ [key]: read(input.value) });
    say();
  });
  input.addEventListener("show", () => {
    input.value = write(state[key]);
    say();
  });
}

// An empty field, or one without a whole number in its range, stands for `standard`.
function number(key, least, most, standard) {
  const input = byId(key);
  input.addEventListener("input", () => {
    const value = Number(input.value);
    const good = input.value !== "" && Number.isInteger(value) && value >= least && value <= most;
    input.setAttribute("aria-invalid", String(!good && input.value !== ""));
    change({ [key]: good ? value : standard });
  });
  input.addEventListener("show", () => {
    input.value = state[key] ?? "";
    input.setAttribute("aria-invalid", "false");
  });
}

function temperatureText(value) {
  if (value === 0) return "0: always the likeliest word";
  if (value < 0.6) return `${value}: careful`;
  if (value < 1) return `${value}: a little daring`;
  if (value === 1) return "1: as the model has it";
  return `${value}: ${value < 1.4 ? "wild" : "very wild"}`;
}

const topPText = (value) =>
  value === null ? "off: all words may come" : `${Math.round(value * 100)} % of the likelihood`;
