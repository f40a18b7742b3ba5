// Whether the server answers. After a failure it is asked again, at growing distances, until it does; a banner says so.

import { announce, byId, el, fill } from "./dom.js";

const PAUSES_S = [1, 2, 3, 5];
const back = new Set();
let lost = false;

// Called by `api.js` for every answer, good or bad.
export function heard() {
  if (!lost) return;
  lost = false;
  show("The server is back.", "good");
  setTimeout(hide, 4000);
  for (const listener of back) listener();
}

export function unheard() {
  if (lost) return;
  lost = true;
  retry(0);
}

// `listener` is called when the server answers again: it may have been restarted meanwhile, with other models.
export function whenBack(listener) {
  back.add(listener);
}

function retry(attempt) {
  const pause = PAUSES_S[Math.min(attempt, PAUSES_S.length - 1)];
  show(`The server does not answer. Attempt ${attempt + 1} to reach it again, in ${pause} s.`, "bad");
  setTimeout(async () => {
    if (!lost) return;
    try {
      const response = await fetch("health", { cache: "no-store" });
      if (response.ok) return heard();
    } catch {
      // Still away.
    }
    retry(attempt + 1);
  }, pause * 1000);
}

function show(text, kind) {
  const banner = byId("connection");
  const first = banner.hidden || banner.dataset.kind !== kind;
  banner.dataset.kind = kind;
  banner.hidden = false;
  fill(banner, el("span", { class: "dot", "aria-hidden": "true" }), text);
  if (first) announce(text);
}

function hide() {
  if (!lost) byId("connection").hidden = true;
}
