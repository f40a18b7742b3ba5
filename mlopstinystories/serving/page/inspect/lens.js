// What each layer would already say: the model's own reading of its inner state after every layer, at every token.

import { byId, el, fill } from "../ground/dom.js";
import { percent, word } from "../ground/format.js";
import { shadeOf } from "../write/story.js";

// `index` is the chosen token; its column is marked and told in words below the table.
export function drawLens({ tokens, lens }, onChoose, index = null) {
  byId("lens-panel").hidden = !lens || lens.length === 0;
  if (!lens || lens.length === 0) return;
  const place = byId("lens-scroll");
  const kept = place.scrollLeft;
  const head = tokens.map((token, k) =>
    el("th", { scope: "col", class: k === index ? "here" : null, onclick: () => onChoose(k) }, word(token.text)),
  );
  const rows = [...lens].reverse().map(({ layer, tokens: said }) => {
    const cells = said.map((guesses, k) => cell(guesses, k, k === index, onChoose));
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, layer === lens.length ? `layer ${layer} (says it)` : `layer ${layer}`),
      cells,
    );
  });
  fill(
    byId("lens"),
    el("caption", { class: "visually-hidden" }, "The likeliest next token after each token, layer by layer"),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "after"), head)),
    el("tbody", {}, rows),
  );
  place.scrollLeft = kept;
  if (index !== null) bringIntoView(place, index);
  if (index !== null) inWords(tokens, lens, index);
}

// Scrolls the table alone, sideways, and only where the chosen column is out of sight.
function bringIntoView(place, index) {
  const column = byId("lens").tHead.rows[0].cells[index + 1];
  const hidden = byId("lens").tHead.rows[0].cells[0].offsetWidth;
  if (column.offsetLeft - hidden < place.scrollLeft) place.scrollLeft = column.offsetLeft - hidden;
  const over = column.offsetLeft + column.offsetWidth - place.clientWidth;
  if (over > place.scrollLeft) place.scrollLeft = over;
}

function cell(guesses, k, here, onChoose) {
  const [best] = guesses;
  const title = guesses.map((guess) => `${word(guess.text)} ${percent(guess.probability)}`).join(", ");
  const classes = `sure-${4 - Math.max(shadeOf(best.probability), 0)}${here ? " here" : ""}`;
  return el("td", { class: classes, title, onclick: () => onChoose(k) }, word(best.text));
}

function inWords(tokens, lens, index) {
  const lines = lens.map(({ layer, tokens: said }) =>
    el(
      "li",
      {},
      `layer ${layer}: `,
      said[index]
        .map((guess, k) => [k ? ", " : "", el("b", {}, word(guess.text)), ` ${percent(guess.probability)}`])
        .flat(),
    ),
  );
  byId("lens-title").textContent = `What comes after “${word(tokens[index].text)}”?`;
  fill(byId("lens-said"), lines);
}
