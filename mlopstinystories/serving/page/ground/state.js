// What is set on the page, kept in the address after the #: a copied link opens the same view with the same settings.

const DEFAULTS = {
  view: "write",
  model: "",
  prompt: "Once upon a time",
  temperature: 0.8,
  top_k: null,
  top_p: null,
  max_new_tokens: 200,
  seed: 0,
  left: "",
  right: "",
  growing: "",
  step: null,
  runs: "",
  over: "tokens",
  text: "",
  inside: "",
  layer: 0,
  head: 0,
};
export const VIEWS = ["write", "compare", "runs", "inspect"];

export const state = { ...DEFAULTS };
const listeners = new Set();

export function whenChanged(listener) {
  listeners.add(listener);
}

// Going to another view is a step that the browser's Back button takes back; a setting is not.
export function change(changes) {
  const anotherView = changes.view && changes.view !== state.view;
  Object.assign(state, changes);
  history[anotherView ? "pushState" : "replaceState"](null, "", toHash());
  for (const listener of listeners) listener(changes);
}

function toHash() {
  const shown = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) {
    if (key === "view" || (value !== DEFAULTS[key] && value !== null)) shown.set(key, value);
  }
  return `#${shown}`;
}

export function readHash() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const [key, standard] of Object.entries(DEFAULTS)) state[key] = read(given.get(key), standard, key);
  if (!VIEWS.includes(state.view)) state.view = DEFAULTS.view;
}

function read(text, standard, key) {
  if (text === null) return standard;
  const isNumber = typeof standard === "number" || ["top_k", "top_p", "step"].includes(key);
  if (!isNumber) return text;
  const number = Number(text);
  return text !== "" && Number.isFinite(number) ? number : standard;
}

export const sampling = () => ({
  temperature: state.temperature,
  top_k: state.top_k,
  top_p: state.top_p,
  max_new_tokens: state.max_new_tokens,
  seed: state.seed,
});
