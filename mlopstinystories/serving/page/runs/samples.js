// The stories that a run told while it was trained, one at each validation.

import { byId, el, fill } from "../ground/dom.js";
import { metricsOf } from "./live.js";
import { swatch } from "./table.js";

export function drawSamples(names) {
  const columns = names.map((name, colour) => {
    const samples = metricsOf(name).samples;
    const told = samples.map((sample) =>
      el(
        "li",
        {},
        el("span", { class: "small" }, `step ${sample.step.toLocaleString("en")}`),
        el("p", { class: "sample" }, el("span", { class: "prompt" }, sample.prompt), sample.story),
      ),
    );
    const none =
      samples.length === 0 ? el("p", { class: "empty" }, "No sample yet: one comes with each validation.") : null;
    return el("div", { class: "sample-column" }, el("h3", {}, swatch(colour), name), none, el("ol", {}, told));
  });
  fill(byId("samples"), columns);
}
