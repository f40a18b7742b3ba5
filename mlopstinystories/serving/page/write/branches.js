// The stories told so far, as trees: each branch is its parent's story up to a token, and another one in its place.

import { byId, el, fill } from "../ground/dom.js";
import { shorten, word } from "../ground/format.js";

const MOST_ROOTS = 8;

export class Branches {
  constructor() {
    this.roots = [];
    this.current = null;
  }

  // A new story with the request that tells it.
  addRoot(request) {
    this.roots.push(this.#node(null, request, []));
    if (this.roots.length > MOST_ROOTS) this.roots.shift();
    this.current = this.roots.at(-1);
    return this.current;
  }

  // `parent`'s story up to its token number `at`, and `chosen` in that place. Without `chosen`: its whole story, to go on.
  addBranch(parent, at, chosen, request) {
    const kept = parent.tokens.slice(0, at);
    const branch = this.#node(parent, request, kept);
    Object.assign(branch, { at, chosen, instead: parent.tokens[at] ?? null });
    parent.children.push(branch);
    this.current = branch;
    return branch;
  }

  #node(parent, request, tokens) {
    return { parent, request, tokens, children: [], chosen: null, end: null, stopped: false };
  }
}

export function forcedIds(branch) {
  const kept = branch.tokens.map((token) => token.id);
  return branch.chosen ? [...kept, branch.chosen.id] : kept;
}

export function drawBranches(branches, onShow) {
  const list = byId("branches");
  const hadFocus = list.contains(document.activeElement);
  byId("branches-panel").hidden = branches.roots.length === 0;
  fill(
    list,
    branches.roots.map((root) => drawNode(root, branches, onShow)),
  );
  if (hadFocus) list.querySelector('[aria-current="true"]')?.focus();
}

function drawNode(node, branches, onShow) {
  const here = node === branches.current;
  const button = el(
    "button",
    { type: "button", class: "branch", "aria-current": here ? "true" : null, onclick: () => onShow(node) },
    label(node),
  );
  const children = node.children.map((child) => drawNode(child, branches, onShow));
  return el("li", {}, button, children.length ? el("ul", {}, children) : null);
}

function label(node) {
  if (node.parent === null) {
    const { prompt, seed, temperature } = node.request;
    return [el("b", {}, shorten(prompt || "(no beginning)", 28)), ` seed ${seed}, ${temperature}`];
  }
  if (node.chosen === null) return ["went on ", el("span", { class: "small" }, `after token ${node.at}`)];
  return [
    el("b", {}, `“${word(node.chosen.text)}”`),
    ` for “${word(node.instead.text)}” `,
    el("span", { class: "small" }, `token ${node.at + 1}`),
  ];
}
