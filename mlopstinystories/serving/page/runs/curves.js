// Curves over time as SVG: thin lines for every measurement of training, dots for the held-out stories.

import { el, fill, svg } from "../ground/dom.js";

const SIZE = { width: 760, height: 340, left: 62, right: 16, top: 14, bottom: 46 }; // the width follows the place

// `series`: [{ name, colour (0…5), points: [[x, y], …], dots }]; `logarithmic` is for y. Returns nothing; fills `place`.
export function drawCurves(place, series, { xLabel, yLabel, xText, yText, logarithmic = false }) {
  SIZE.width = Math.max(320, Math.min(760, place.clientWidth || 760));
  const points = series.flatMap((one) => one.points).filter(([, y]) => !logarithmic || y > 0);
  if (points.length === 0) {
    fill(place, el("p", { class: "empty" }, "Nothing is measured yet. The first points come with the first steps."));
    return;
  }
  const x = scale(0, Math.max(...points.map(([value]) => value), 1), SIZE.left, SIZE.width - SIZE.right);
  const [low, high] = range(
    points.map(([, value]) => value),
    logarithmic,
  );
  const y = scale(low, high, SIZE.height - SIZE.bottom, SIZE.top, logarithmic);
  const picture = svg(
    "svg",
    {
      viewBox: `0 0 ${SIZE.width} ${SIZE.height}`,
      role: "img",
      "aria-label": inWords(series, { xLabel, yLabel, yText }),
    },
    axes(x, y, { xLabel, yLabel, xText, yText }),
    series.map((one) => drawOne(one, x, y, logarithmic)),
  );
  fill(place, picture, readout(picture, series, x, y, { xText, yText }));
}

function drawOne({ colour, points, dots }, x, y, logarithmic) {
  const seen = points.filter(([, value]) => !logarithmic || value > 0);
  const path = seen.map(([a, b], k) => `${k ? "L" : "M"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join("");
  const line = svg("path", { d: path, class: `line colour-${colour}${dots ? " strong" : ""}` });
  if (!dots) return [line];
  return [line, ...seen.map(([a, b]) => svg("circle", { cx: x(a), cy: y(b), r: 4, class: `dot colour-${colour}` }))];
}

function axes(x, y, { xLabel, yLabel, xText, yText }) {
  const right = SIZE.width - SIZE.right;
  const floor = SIZE.height - SIZE.bottom;
  const text = (content, attributes) => {
    const node = svg("text", attributes);
    node.textContent = content;
    return node;
  };
  return [
    ...y.ticks.map((value) => svg("path", { class: "grid", d: `M${SIZE.left} ${y(value)}H${right}` })),
    ...y.ticks.map((value) => text(yText(value), { x: SIZE.left - 8, y: y(value) + 4, "text-anchor": "end" })),
    ...x.ticks.map((value) => svg("path", { class: "grid", d: `M${x(value)} ${floor}v5` })),
    ...x.ticks.map((value) => text(xText(value), { x: x(value), y: floor + 20, "text-anchor": "middle" })),
    svg("path", { class: "axis", d: `M${SIZE.left} ${floor}H${right}` }),
    text(xLabel, { class: "label", x: (SIZE.left + right) / 2, y: SIZE.height - 6, "text-anchor": "middle" }),
    text(yLabel, {
      class: "label",
      x: -(floor + SIZE.top) / 2,
      y: 14,
      transform: "rotate(-90)",
      "text-anchor": "middle",
    }),
  ];
}

function range(values, logarithmic) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (logarithmic) return [low * 0.9, high * 1.1];
  return [0, high * 1.04 || 1];
}

// A function from a value to a place, with round `ticks`.
function scale(low, high, from, to, logarithmic = false) {
  const bend = logarithmic ? Math.log : (value) => value;
  const span = bend(high) - bend(low) || 1;
  const place = (value) => from + ((bend(value) - bend(low)) / span) * (to - from);
  place.ticks = logarithmic ? logarithmicTicks(low, high) : roundTicks(low, high);
  place.back = (at) => low + ((at - from) / (to - from)) * (high - low); // for a straight scale
  return place;
}

function roundTicks(low, high) {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const ticks = [];
  for (let k = Math.ceil(low / step); k * step <= high * 1.0001; k += 1) ticks.push(k * step);
  return ticks;
}

function logarithmicTicks(low, high) {
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += 1) {
    for (const factor of [1, 2, 5]) ticks.push(factor * 10 ** power);
  }
  return ticks.filter((value) => value >= low && value <= high);
}

// Under the pointer: the nearest measurement of each series.
function readout(picture, series, x, y, { xText, yText }) {
  const cursor = svg("path", { class: "cursor" });
  picture.append(cursor);
  const said = el("p", { class: "readout small", "aria-hidden": "true" }, "Point at the curves to read them.");
  picture.addEventListener("pointermove", (event) => {
    const box = picture.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * SIZE.width;
    const value = x.back(at);
    if (value < 0) return;
    cursor.setAttribute("d", `M${at} ${SIZE.top}V${SIZE.height - SIZE.bottom}`);
    const near = series
      .filter((one) => one.points.length)
      .map((one) => `${one.name}: ${yText(nearest(one.points, value)[1])}`);
    said.textContent = `${xText(value)}: ${near.join(", ")}`;
  });
  return said;
}

const nearest = (points, value) =>
  points.reduce((best, point) => (Math.abs(point[0] - value) < Math.abs(best[0] - value) ? point : best));

function inWords(series, { xLabel, yLabel, yText }) {
  const ends = series
    .filter((one) => one.points.length)
    .map((one) => `${one.name} from ${yText(one.points[0][1])} to ${yText(one.points.at(-1)[1])}`);
  return `${yLabel} over ${xLabel}: ${ends.join("; ")}.`;
}
