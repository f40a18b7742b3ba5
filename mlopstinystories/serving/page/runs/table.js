// The table of runs: sorted by any column, with a box before each run that shows it below.

import { byId, el, fill } from "../ground/dom.js";
import { count, date, minutes, score } from "../ground/format.js";

const COLUMNS = [
  { key: "run", title: "Run", text: (run) => run.run },
  { key: "status", title: "Status", text: (run) => run.status },
  { key: "bits_per_byte", title: "Bits per byte", text: (run) => score(run.bits_per_byte), number: true },
  { key: "tokens", title: "Tokens", text: (run) => count(run.tokens), number: true },
  { key: "train_seconds", title: "Trained for", text: (run) => minutes(run.train_seconds), number: true },
  { key: "parameters", title: "Parameters", text: (run) => count(run.parameters), number: true },
  { key: "data", title: "Stories", text: (run) => run.data ?? "–" },
  { key: "created", title: "Begun", text: (run) => date(run.created) },
];
const order = { key: "created", falling: true };

// `shown` is a set of names; `onToggle(run, on)` when a box is ticked.
export function drawTable(runs, shown, onToggle) {
  const head = COLUMNS.map((column) => headCell(column, () => drawTable(runs, shown, onToggle)));
  const place = byId("runs-table");
  const focused = document.activeElement?.dataset?.keep;
  const rows = sorted(runs).map((run) => row(run, shown, onToggle));
  fill(
    place,
    el("caption", { class: "visually-hidden" }, "Runs on this machine; a column's head sorts by it"),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, el("span", { class: "visually-hidden" }, "Show")), head)),
    el("tbody", {}, rows),
  );
  if (focused) [...place.querySelectorAll("[data-keep]")].find((node) => node.dataset.keep === focused)?.focus();
}

function headCell(column, redraw) {
  const here = order.key === column.key;
  const direction = order.falling ? "descending" : "ascending";
  const sort = () => {
    Object.assign(order, { key: column.key, falling: here ? !order.falling : false });
    redraw();
  };
  const button = el(
    "button",
    { type: "button", class: "sort", onclick: sort, "data-keep": `sort ${column.key}` },
    column.title,
  );
  return el(
    "th",
    { scope: "col", class: column.number ? "number" : null, "aria-sort": here ? direction : null },
    button,
  );
}

function row(run, shown, onToggle) {
  const box = el("input", {
    type: "checkbox",
    "aria-label": `Show ${run.run}`,
    "data-keep": `show ${run.run}`,
    onchange: (event) => onToggle(run.run, event.target.checked),
  });
  box.checked = shown.includes(run.run);
  const colour = shown.indexOf(run.run);
  const cells = COLUMNS.map((column) => {
    if (column.key === "run") return el("th", { scope: "row" }, swatch(colour), run.run);
    const text = column.key === "status" ? status(run) : column.text(run);
    return el("td", { class: column.number ? "number" : null }, text);
  });
  return el("tr", { class: box.checked ? "shown" : null }, el("td", {}, box), cells);
}

export const swatch = (colour) =>
  colour < 0 ? null : el("span", { class: `swatch colour-${colour % 6}`, "aria-hidden": "true" });

const status = (run) => el("span", { class: `status ${run.status}` }, run.status);

// Runs without a value stand last in either direction.
function sorted(runs) {
  const { key, falling } = order;
  const empty = (run) => run[key] === null || run[key] === undefined;
  return [...runs].sort((a, b) => {
    if (empty(a) || empty(b)) return Number(empty(a)) - Number(empty(b));
    const less =
      typeof a[key] === "number"
        ? a[key] - b[key]
        : String(a[key]).localeCompare(String(b[key]), "en", { numeric: true });
    return falling ? -less : less;
  });
}
