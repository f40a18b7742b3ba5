// Making and filling elements. Text goes in as text nodes only, so what a model writes is never read as HTML.

export const byId = (id) => document.getElementById(id);

// el("button", { class: "plain", onclick: go, "aria-label": "Go" }, "Go")
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  setAttributes(node, attributes);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(node, attributes);
  node.append(...children.flat(Infinity));
  return node;
}

export function fill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
}

// Sizes and places that are data (a bar's width) go through custom properties: the content policy forbids style="".
export function measure(node, properties) {
  for (const [name, value] of Object.entries(properties)) node.style.setProperty(`--${name}`, value);
  return node;
}

// Said by screen readers when they have nothing better to do.
export function announce(text) {
  byId("announcements").textContent = text;
}

export async function copyText(text, button) {
  let done = "Copied";
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    done = copyBySelection(text) ? "Copied" : "Copying is forbidden here";
  }
  announce(done);
  const before = button.dataset.label ?? button.textContent;
  button.dataset.label = before;
  button.textContent = done;
  setTimeout(() => (button.textContent = before), 1500);
}

// Browsers give the clipboard to https and localhost only; a page served to another machine takes the old way.
function copyBySelection(text) {
  const area = el("textarea", { class: "visually-hidden", "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

// A bar with a number beside it: how likely something is.
export function bar(share) {
  return measure(el("span", { class: "bar", "aria-hidden": "true" }), { share: `${Math.max(share * 100, 0.5)}%` });
}

// Calls `action` once the calls have stopped for `wait` milliseconds.
export function afterPause(action, wait) {
  let timer = null;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), wait);
  };
}
