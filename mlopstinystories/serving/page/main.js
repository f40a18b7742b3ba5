// Where the page begins: the views, the theme, and the models on this machine.

import { showCompare, startCompare, stopCompare, writeBoth } from "./compare/compare.js";
import { catalogue, loadCatalogue, whenListed } from "./ground/catalogue.js";
import { whenBack } from "./ground/connection.js";
import { announce, byId, fill } from "./ground/dom.js";
import { clearLost, clearMessage, command, showError } from "./ground/messages.js";
import { change, readHash, state, VIEWS, whenChanged } from "./ground/state.js";
import { showInspect, startInspect } from "./inspect/inspect.js";
import { hideRuns, showRuns, startRuns } from "./runs/runs.js";
import { showComposer, startComposer } from "./write/composer.js";
import { showSampling, startSampling } from "./write/sampling.js";
import { showWrite, startWrite, stopWriting, writeStory } from "./write/write.js";

const RELOAD_MS = 3000;
const TITLES = { write: "Write", compare: "Side by side", runs: "Runs", inspect: "Look inside" };

function start() {
  readHash();
  startTheme();
  startSampling();
  startComposer(
    () => (state.view === "compare" ? writeBoth() : writeStory()),
    () => (state.view === "compare" ? stopCompare() : stopWriting()),
  );
  startWrite();
  startCompare();
  startRuns();
  startInspect();
  if (window.matchMedia("(max-width: 860px)").matches) byId("sampling").open = false;
  whenChanged((changes) => {
    if ("view" in changes) showView();
  });
  window.addEventListener("popstate", () => {
    readHash();
    showView();
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault(); // the part after # is the page's settings
    byId("main").focus();
  });
  whenListed(showEmptiness);
  whenBack(() => {
    clearLost();
    list();
  });
  showView();
}

function showView() {
  for (const view of VIEWS) {
    byId(`view-${view}`).hidden = view !== state.view;
    const link = byId(`go-${view}`);
    if (view === state.view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.body.dataset.view = state.view;
  document.title = `${TITLES[state.view]} · Story playground`;
  byId("composer").hidden = byId("sidebar").hidden = !["write", "compare"].includes(state.view);
  showComposer();
  showSampling();
  ({ write: showWrite, compare: showCompare, runs: showRuns, inspect: showInspect })[state.view]();
  if (state.view !== "runs") hideRuns();
  list(); // a run may have come, or have ended its training, since the last look
}

async function list() {
  try {
    await loadCatalogue();
    clearMessage(byId("catalogue-message"));
  } catch (error) {
    if (error.code !== "unreachable") showError(byId("catalogue-message"), error);
  }
}

// Without a model there is nothing to play with: what to type, and a look every few seconds whether it was typed.
function showEmptiness() {
  const empty = catalogue.models.length === 0;
  byId("no-models").hidden = !empty;
  if (empty) {
    fill(byId("no-models-command"), command(catalogue.hint ?? "make train"));
    setTimeout(listAgain, RELOAD_MS);
  } else if (document.body.dataset.empty === "true") announce("A model is here now.");
  document.body.dataset.empty = String(empty);
}

async function listAgain() {
  await list();
  if (catalogue.models.length === 0) setTimeout(listAgain, RELOAD_MS);
}

// The button's other half is `theme.js`, which has set the theme already.
function startTheme() {
  const button = byId("theme");
  const isDark = () => document.documentElement.dataset.theme === "dark";
  const say = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    window.dispatchEvent(new Event("resize")); // what is painted on a canvas takes the new colours
  };
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", document.documentElement.dataset.theme);
    } catch {
      // Storage may be forbidden; the choice then lasts until the page is closed.
    }
    say();
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", say);
  say();
}

for (const view of VIEWS) {
  byId(`go-${view}`).addEventListener("click", (event) => {
    event.preventDefault();
    change({ view });
    byId("main").focus({ preventScroll: true });
  });
}
start();
