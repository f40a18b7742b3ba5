// A story on the page, token by token: each is shaded by how sure the model was, and can be pointed at.
//
// The story is one stop of the Tab key; the arrow keys go from token to token inside it.

import { el } from "../ground/dom.js";
import { percent, word } from "../ground/format.js";

// Lower ends of the five shades, from sure to unsure; the legend and `base.css` have the same five.
const SHADES = [0.9, 0.6, 0.3, 0.1, 0];

export const shadeOf = (probability) => SHADES.findIndex((least) => probability >= least);

export class Story {
  // `onPoint(token, index, node)` when a token is hovered or focused, `onLeave()` when no token is, `onPick(…)` on a click.
  constructor(place, { onPoint = () => {}, onLeave = () => {}, onPick = () => {} } = {}) {
    this.tokens = [];
    this.place = place;
    this.promptNode = el("span", { class: "prompt" });
    this.words = el("span", {
      class: "tokens",
      role: "group",
      "aria-label": "The story, token by token. Arrow keys move.",
    });
    this.restNode = el("span", { class: "rest" });
    place.replaceChildren(this.promptNode, this.words, this.restNode);
    const told = (action) => (event) => {
      const node = event.target.closest(".token");
      if (node) action(this.tokens[Number(node.dataset.index)], Number(node.dataset.index), node);
    };
    this.words.addEventListener("pointerover", told(onPoint));
    this.words.addEventListener("pointerleave", onLeave);
    this.words.addEventListener(
      "focusin",
      told((token, index, node) => {
        this.#makeStop(node);
        if (!this.quiet) onPoint(token, index, node);
      }),
    );
    this.words.addEventListener("focusout", onLeave);
    this.words.addEventListener("click", told(onPick));
    this.words.addEventListener("keydown", (event) => this.#move(event, told(onPick)));
  }

  clear(prompt = "") {
    this.tokens = [];
    this.promptNode.textContent = prompt;
    this.words.replaceChildren();
    this.restNode.textContent = "";
  }

  show(prompt, tokens) {
    this.clear(prompt);
    for (const token of tokens) this.append(token);
  }

  append(token) {
    const index = this.tokens.push(token) - 1;
    const node = el(
      "span",
      {
        class: token.chosen ? "token chosen" : "token",
        role: "button",
        tabindex: this.words.childElementCount === 0 ? 0 : -1,
        "data-index": index,
        "aria-label": `${word(token.text)}, ${percent(token.probability)} sure`,
      },
      shaded(token),
    );
    if (token.text === "") node.hidden = true;
    this.words.append(node);
    return node;
  }

  // Text that the last token began and did not end: a story may stop inside a letter.
  end(rest) {
    this.restNode.textContent = rest ?? "";
  }

  node(index) {
    return this.words.children[index];
  }

  // The keyboard's place, without what pointing at a token brings.
  focusQuietly(index) {
    this.quiet = true;
    this.node(index)?.focus({ preventScroll: true });
    this.quiet = false;
  }

  get text() {
    return this.tokens.map((token) => token.text).join("") + this.restNode.textContent;
  }

  #makeStop(node) {
    for (const other of this.words.querySelectorAll('[tabindex="0"]')) other.tabIndex = -1;
    node.tabIndex = 0;
  }

  #move(event, pick) {
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    if (event.key in steps || event.key === "Home" || event.key === "End") {
      const seen = [...this.words.children].filter((node) => !node.hidden);
      const here = seen.indexOf(event.target);
      const ends = { Home: 0, End: seen.length - 1 };
      const next = seen[ends[event.key] ?? here + steps[event.key]];
      if (next) next.focus();
      event.preventDefault();
    } else if (event.key === "Enter" || event.key === " " || event.key === "ArrowDown") {
      pick(event);
      event.preventDefault();
    }
  }
}

// The blank before a word stays outside the shade, so that none hangs over the end of a line.
function shaded({ text, probability }) {
  const word = text.trimStart();
  const blank = text.slice(0, text.length - word.length);
  const shade = `shade-${shadeOf(probability)}`;
  if (word !== "") return [blank, el("span", { class: shade }, word)];
  return [el("span", { class: `${shade} blank${text.includes("\n") ? " newline" : ""}` }), text];
}
