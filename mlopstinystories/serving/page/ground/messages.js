// What stands where a result would stand: an error with what to do, a wait, an empty folder.

import { announce, copyText, el, fill } from "./dom.js";

export function showError(place, error) {
  announce(`${error.message} ${error.hint ?? ""}`);
  fill(
    place,
    el(
      "div",
      { class: "message bad", "data-code": error.code },
      el("p", { class: "what" }, error.message),
      hint(error),
    ),
  );
  place.hidden = false;
}

export function showNote(place, text) {
  fill(place, el("div", { class: "message" }, el("p", { class: "what working" }, text)));
  place.hidden = false;
}

// What was said about a server that did not answer is over once it answers.
export function clearLost() {
  for (const message of document.querySelectorAll('.message[data-code="unreachable"]'))
    clearMessage(message.parentElement);
}

export function clearMessage(place) {
  place.hidden = true;
  place.replaceChildren();
}

// `make train` in a hint is something to type.
function hint(error) {
  if (!error.hint) return null;
  const pieces = error.hint.split("`").map((piece, k) => (k % 2 ? el("code", {}, piece) : piece));
  return el("p", {}, ...pieces);
}

export function command(text) {
  const button = el("button", { type: "button", class: "plain", onclick: () => copyText(text, button) }, "Copy");
  return el("div", { class: "command" }, el("code", {}, text), button);
}

// The words for the events that come before a story's first token.
export function waitText({ event, data }) {
  if (event === "busy") return `${data.message} Attempt ${data.attempt + 1} in ${data.seconds} s.`;
  if (data.reason === "loading") return "The model is being loaded…";
  return data.position ? `Waiting for a place: number ${data.position} in the queue.` : "Waiting for a place…";
}
