// The beginning of a story, with examples to start from; both writing views share it.

import { catalogue, whenListed } from "../ground/catalogue.js";
import { byId, el, fill } from "../ground/dom.js";
import { change, state } from "../ground/state.js";

const EXAMPLES = [
  "Once upon a time",
  "One day, Lily found a",
  "Tom and his dog went to the",
  "The little bird was sad because",
  'Ben looked up and said, "',
  "It was raining, so Mia",
];

// `onWrite()` on the button, and on Ctrl or Command with Enter in the field (not before there is a model).
export function startComposer(onWrite, onStop) {
  const field = byId("prompt");
  field.addEventListener("input", () => change({ prompt: field.value }));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("write").click();
  });
  const chips = EXAMPLES.map((text) => {
    const take = () => {
      field.value = text;
      change({ prompt: text });
      field.focus();
    };
    return el("li", {}, el("button", { type: "button", class: "chip", onclick: take }, text));
  });
  fill(byId("examples"), chips);
  byId("write").addEventListener("click", onWrite);
  byId("stop").addEventListener("click", onStop);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !byId("stop").disabled) onStop();
  });
  whenListed(() => {
    byId("write").disabled = catalogue.models.length === 0;
    const longest = catalogue.limits?.max_prompt_characters;
    if (longest) field.maxLength = longest;
  });
}

export function showComposer() {
  byId("prompt").value = state.prompt;
  byId("write").textContent = state.view === "compare" ? "Write both" : "Write";
}

// While a story is under way the focus must not be lost with a button that vanishes, so both stay and one is disabled.
export function setWriting(writing) {
  const stop = byId("stop");
  if (!writing && document.activeElement === stop) byId("write").focus();
  stop.disabled = !writing;
  byId("composer").setAttribute("aria-busy", String(writing));
}
