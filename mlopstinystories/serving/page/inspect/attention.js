// Attention of one head: a map (row: the token that looks; column: the token looked at) on a canvas, with the words.

import { byId, el, fill, measure, svg } from "../ground/dom.js";
import { percent, shorten, word } from "../ground/format.js";

const CELL = { most: 26, least: 13 };
const LABELS = { left: 86, top: 66 };
const LETTERS = 11;

// `index` is the chosen token: its row is framed, and the strip under the map shows it on the text.
export function drawAttention({ tokens, attention }, index, onChoose) {
  byId("attention-panel").hidden = !attention;
  if (!attention) return;
  const local = attention.kind === "local";
  byId("attention-kind").textContent = local
    ? "This layer is local: each token sees only a window of the tokens before it."
    : "This layer is global: each token sees all tokens before it.";
  drawMap(tokens, attention.weights, index, onChoose);
  drawStrip(tokens, attention.weights[index], index, onChoose);
}

function drawMap(tokens, weights, chosen, onChoose) {
  const size = tokens.length;
  const room = byId("attention-map").clientWidth - LABELS.left - LABELS.top / 2;
  const cell = Math.max(CELL.least, Math.min(CELL.most, Math.floor(room / size)));
  const canvas = el("canvas", { role: "img", "aria-label": inWords(tokens, weights[chosen], chosen) });
  paint(canvas, weights, cell, chosen);
  const labels = svg("svg", {
    width: LABELS.left + size * cell + LABELS.top / 2,
    height: LABELS.top + size * cell,
    "aria-hidden": "true",
  });
  tokens.forEach((token, k) => {
    const at = (k + 0.5) * cell;
    const name = shorten(word(token.text), LETTERS);
    const classes = `map-word${k === chosen ? " here" : ""}`;
    labels.append(text(name, { x: LABELS.left - 6, y: LABELS.top + at + 4, "text-anchor": "end", class: classes }));
    labels.append(
      text(name, { class: classes, transform: `translate(${LABELS.left + at + 4} ${LABELS.top - 6}) rotate(-60)` }),
    );
  });
  const said = byId("attention-said");
  const here = (event) => [Math.floor(event.offsetY / cell), Math.floor(event.offsetX / cell)];
  canvas.addEventListener("pointermove", (event) => {
    const [row, column] = here(event);
    if (weights[row]?.[column] !== undefined) said.textContent = sentence(tokens, row, column, weights[row][column]);
  });
  canvas.addEventListener("click", (event) => onChoose(Math.min(here(event)[0], size - 1)));
  const frame = el("div", { class: "map" }, labels, canvas);
  measure(frame, { left: `${LABELS.left}px`, top: `${LABELS.top}px` });
  fill(byId("attention-map"), frame);
  if (said.textContent === "") said.textContent = "Point at a cell to read it; a click chooses its row.";
}

function text(content, attributes) {
  const node = svg("text", attributes);
  node.textContent = content;
  return node;
}

function paint(canvas, weights, cell, chosen) {
  const sharp = window.devicePixelRatio || 1;
  const side = weights.length * cell;
  Object.assign(canvas, { width: side * sharp, height: side * sharp });
  measure(canvas, { side: `${side}px` });
  const style = getComputedStyle(document.documentElement);
  const pen = canvas.getContext("2d");
  pen.scale(sharp, sharp);
  pen.fillStyle = style.getPropertyValue("--map-empty");
  pen.fillRect(0, 0, side, side);
  pen.fillStyle = style.getPropertyValue("--map-full");
  weights.forEach((row, r) =>
    row.slice(0, r + 1).forEach((weight, c) => {
      pen.globalAlpha = Math.sqrt(Math.min(Math.max(weight, 0), 1)); // small weights stay visible
      pen.fillRect(c * cell, r * cell, cell - 1, cell - 1);
    }),
  );
  pen.globalAlpha = 1;
  pen.strokeStyle = style.getPropertyValue("--ink");
  pen.strokeRect(0.5, chosen * cell - 0.5, (chosen + 1) * cell, cell);
}

// The text up to the chosen token, each token shaded by how much it is looked at.
function drawStrip(tokens, row, chosen, onChoose) {
  const nodes = tokens.slice(0, chosen + 1).map((token, k) => {
    const node = el(
      "span",
      { class: `looked${k === chosen ? " here" : ""}`, title: percent(row[k]), onclick: () => onChoose(k) },
      k === 0 && token.logprob === null ? `${word(token.text)} ` : token.text,
    );
    return measure(node, { weight: `${Math.round(Math.sqrt(row[k] ?? 0) * 100)}%` });
  });
  fill(byId("attention-strip"), nodes);
}

const sentence = (tokens, row, column, weight) =>
  `“${word(tokens[row].text)}” (${row + 1}) looks at “${word(tokens[column].text)}” (${column + 1}): ${percent(weight)}`;

function inWords(tokens, row, chosen) {
  const most = row
    .map((weight, k) => [weight, k])
    .sort((a, b) => b[0] - a[0])
    .slice(0, 3)
    .map(([weight, k]) => `${word(tokens[k].text)} ${percent(weight)}`);
  return `Map of attention over ${tokens.length} tokens. ${word(tokens[chosen].text)} looks most at ${most.join(", ")}.`;
}
