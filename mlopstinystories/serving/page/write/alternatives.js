// The little window under a token: how sure the model was, and what it might have said instead.

import { bar, byId, el, fill } from "../ground/dom.js";
import { bits, bitsText, percent, word } from "../ground/format.js";

const LEAVE_MS = 250;

// A word that may come, with its share; `here` marks the one that stands in the text.
export const alternativeRow = (other, here) => [
  bar(other.probability),
  el("span", { class: "word" }, word(other.text)),
  el("span", { class: "mark" }, here ? "here" : ""),
  el("span", {}, percent(other.probability)),
];

export class Alternatives {
  // `onChoose(index, alternative)`, or null where nothing can be chosen. `id` names the window's element.
  constructor(id, onChoose) {
    this.window = byId(id);
    this.onChoose = onChoose;
    this.pinned = false;
    this.owner = null;
    this.window.addEventListener("pointerenter", () => clearTimeout(this.leaving));
    this.window.addEventListener("pointerleave", () => this.leave());
    this.window.addEventListener("keydown", (event) => this.#keys(event));
    this.window.addEventListener("focusout", (event) => {
      if (!this.window.contains(event.relatedTarget)) this.leave();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!this.window.contains(event.target) && !event.target.closest(".token")) this.close();
    });
  }

  show(token, index, node) {
    if (this.pinned && node !== this.owner && this.window.contains(document.activeElement)) return;
    clearTimeout(this.leaving);
    this.pinned = this.pinned && node === this.owner;
    this.#point(node);
    const chosen = token.alternatives.some((other) => other.id === token.id);
    const all = chosen ? token.alternatives : [...token.alternatives, token];
    fill(
      this.window,
      el(
        "p",
        { class: "said" },
        el("b", {}, word(token.text)),
        ` ${percent(token.probability)} sure, `,
        this.#surprise(token),
      ),
      el(
        "ul",
        {},
        all.map((other) => el("li", {}, this.#row(other, token, index))),
      ),
      this.onChoose ? el("p", { class: "small" }, "Choose another: the story goes on from there.") : null,
    );
    this.window.setAttribute("aria-label", `What could stand instead of ${word(token.text)}`);
    this.window.hidden = false;
    this.#place(node);
  }

  // A click or Enter on the token: the window stays, and the keyboard goes into it.
  pin(token, index, node) {
    this.show(token, index, node);
    this.pinned = true;
    const covered = node.getBoundingClientRect().bottom - this.window.getBoundingClientRect().top + 8;
    if (!this.window.offsetParent && covered > 0) window.scrollBy(0, covered);
    this.window.querySelector("button:not([disabled])")?.focus({ preventScroll: true });
  }

  leave() {
    clearTimeout(this.leaving);
    this.leaving = setTimeout(() => {
      if (!this.pinned || !this.window.contains(document.activeElement)) this.close();
    }, LEAVE_MS);
  }

  close() {
    this.pinned = false;
    this.window.hidden = true;
    this.#point(null);
  }

  #surprise(token) {
    const surprise = bits(token.logprob);
    return surprise === null ? "" : `${bitsText(surprise)} of surprise`;
  }

  #row(other, token, index) {
    const same = other.id === token.id;
    const inside = alternativeRow(other, same);
    if (!this.onChoose || same) return el("div", { class: `alternative${same ? " here" : ""}` }, inside);
    return el("button", { type: "button", class: "alternative", onclick: () => this.#choose(index, other) }, inside);
  }

  #choose(index, other) {
    this.close();
    this.onChoose(index, other);
  }

  #point(node) {
    this.owner?.classList.remove("pointed");
    this.owner = node;
    node?.classList.add("pointed");
  }

  // Under the token's first line, or over it where the screen ends; never wider than the story.
  #place(node) {
    if (!this.window.offsetParent) return; // on a phone the window stands at the foot of the screen
    const around = this.window.offsetParent.getBoundingClientRect();
    const [line] = (node.querySelector("span") ?? node).getClientRects();
    if (!line) return;
    const widest = around.width - this.window.offsetWidth;
    const left = Math.max(0, Math.min(line.left - around.left - 8, widest));
    this.window.style.left = `${left}px`;
    const height = this.window.offsetHeight;
    const above = line.bottom + height > window.innerHeight && line.top > height;
    this.window.style.top = `${(above ? line.top - height - 2 : line.bottom + 2) - around.top}px`;
  }

  #keys(event) {
    const buttons = [...this.window.querySelectorAll("button")];
    const here = buttons.indexOf(document.activeElement);
    const owner = this.owner;
    if (event.key === "Escape") {
      this.close();
      owner?.focus();
      this.close();
    } else if (event.key === "ArrowDown") buttons[Math.min(here + 1, buttons.length - 1)]?.focus();
    else if (event.key === "ArrowUp") buttons[Math.max(here - 1, 0)]?.focus();
    else return;
    event.preventDefault();
  }
}
