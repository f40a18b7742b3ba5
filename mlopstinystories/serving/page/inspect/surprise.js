// Surprise per token: a bar over each, and what the model expected in its place.

import { byId, el, fill, measure } from "../ground/dom.js";
import { bits, bitsText, percent, word } from "../ground/format.js";
import { alternativeRow } from "../write/alternatives.js";

const FULL_BAR_BITS = 12;

export function drawSurprise(tokens, onChoose) {
  const nodes = tokens.map((token, index) => {
    const surprise = bits(token.logprob);
    const node = el(
      "button",
      {
        type: "button",
        class: "surprise",
        tabindex: -1,
        "data-index": index,
        "aria-label": `${word(token.text)}, ${surprise === null ? "not predicted" : bitsText(surprise)}`,
        onclick: () => onChoose(index),
      },
      el("span", { class: "column", "aria-hidden": "true" }),
      el("span", { class: "word" }, word(token.text)),
    );
    measure(node, { height: `${(Math.min(surprise ?? 0, FULL_BAR_BITS) / FULL_BAR_BITS) * 100}%` });
    return node;
  });
  const place = byId("surprises");
  fill(place, nodes);
  place.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = step && nodes[nodes.indexOf(event.target) + step];
    if (!step) return;
    event.preventDefault();
    if (!next) return;
    onChoose(nodes.indexOf(next));
    next.focus();
  };
  byId("surprise-sum").textContent = inAll(tokens);
}

function inAll(tokens) {
  const surprises = tokens.map((token) => bits(token.logprob)).filter((value) => value !== null);
  if (surprises.length === 0) return "";
  const total = surprises.reduce((sum, value) => sum + value, 0);
  const bytes = new TextEncoder().encode(
    tokens
      .filter((t) => t.logprob !== null)
      .map((t) => t.text)
      .join(""),
  ).length;
  return `${total.toFixed(0)} bits in all: ${(total / surprises.length).toFixed(2)} a token, ${(total / Math.max(bytes, 1)).toFixed(2)} a byte.`;
}

// Marks the chosen token and lists what the model expected there.
export function markToken(tokens, index) {
  for (const [k, node] of [...byId("surprises").children].entries()) {
    node.setAttribute("aria-pressed", String(k === index));
    node.tabIndex = k === index ? 0 : -1;
  }
  const token = tokens[index];
  byId("expected-title").textContent = `Token ${index + 1}: ${word(token.text)}`;
  byId("expected-said").textContent =
    token.logprob === null
      ? "Nothing stands before it, so the model did not predict it."
      : `The model gave it ${percent(token.probability)}: ${bitsText(bits(token.logprob))} of surprise. It expected:`;
  const rows = (token.alternatives ?? []).map((other) => {
    const here = other.id === token.id;
    return el("li", { class: `alternative${here ? " here" : ""}` }, alternativeRow(other, here));
  });
  fill(byId("expected"), rows);
}
