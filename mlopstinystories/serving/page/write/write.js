// The view "Write": a story streams in; a click on one of its words opens what else could have stood there.

import { catalogue, fillSelect, nameOf, whenListed } from "../ground/catalogue.js";
import { announce, byId, copyText } from "../ground/dom.js";
import { count } from "../ground/format.js";
import { clearMessage, showError, showNote, waitText } from "../ground/messages.js";
import { change, sampling, state } from "../ground/state.js";
import { generate } from "../ground/stream.js";
import { Alternatives } from "./alternatives.js";
import { Branches, drawBranches, forcedIds } from "./branches.js";
import { setWriting } from "./composer.js";
import { Story } from "./story.js";

const MOST_ALTERNATIVES = 8;
const ENDINGS = {
  "end of text": "The story is complete: the model ended it.",
  max_new_tokens: "The length that you set is reached.",
};

const branches = new Branches();
let story = null;
let alternatives = null;
let under_way = null;

export function startWrite() {
  alternatives = new Alternatives("alternatives", chooseInstead);
  story = new Story(byId("story"), {
    onPoint: (...pointed) => alternatives.show(...pointed),
    onLeave: () => alternatives.leave(),
    onPick: (...picked) => alternatives.pin(...picked),
  });
  const select = byId("model");
  select.addEventListener("change", () => change({ model: select.value }));
  whenListed(showWrite);
  byId("copy").addEventListener("click", (event) => copyText(wholeText(branches.current), event.currentTarget));
  byId("copy-link").addEventListener("click", (event) => copyText(location.href, event.currentTarget));
  byId("go-on").addEventListener("click", goOn);
  byId("look-inside").addEventListener("click", () =>
    change({ view: "inspect", text: wholeText(branches.current), inside: branches.current.request.model }),
  );
  byId("shading").addEventListener("change", (event) =>
    byId("story").classList.toggle("unshaded", !event.target.checked),
  );
}

export function showWrite() {
  state.model = fillSelect(byId("model"), state.model);
}

export function writeStory() {
  const alternativesWanted = Math.min(catalogue.limits?.max_alternatives ?? MOST_ALTERNATIVES, MOST_ALTERNATIVES);
  tell(branches.addRoot({ model: state.model, prompt: state.prompt, ...sampling(), alternatives: alternativesWanted }));
}

export function stopWriting() {
  under_way?.abort();
}

// A branch keeps the model and the beginning of its story (its tokens belong to them), and takes the settings of now.
function chooseInstead(at, chosen) {
  const parent = branches.current;
  const longest = Math.max(state.max_new_tokens, at + 2);
  tell(branches.addBranch(parent, at, chosen, { ...parent.request, ...sampling(), max_new_tokens: longest }));
}

// The length counts the whole story, so going on asks for what is there and as much again.
function goOn() {
  const parent = branches.current;
  const told = parent.tokens.length;
  const longest = Math.min(told + state.max_new_tokens, mostTokens());
  tell(branches.addBranch(parent, told, null, { ...parent.request, ...sampling(), max_new_tokens: longest }));
}

const mostTokens = () => catalogue.limits?.max_new_tokens ?? Infinity;

async function tell(branch) {
  stopWriting();
  const mine = new AbortController();
  under_way = mine;
  alternatives.close();
  show(branch);
  setWriting(true);
  announce("Writing.");
  const failure = await receive(branch, mine.signal);
  if (under_way !== mine) return;
  under_way = null;
  setWriting(false);
  if (branches.current === branch) show(branch, { redraw: false });
  announce(footing(branch));
  if (failure) showError(byId("write-message"), failure);
}

// Appends the tokens of a branch as they come, but for those that it took over from its parent: they are only echoed.
// Returns what went wrong, if anything did.
async function receive(branch, signal) {
  let echoes = branch.tokens.length;
  try {
    for await (const message of generate({ ...branch.request, forced: forcedIds(branch) }, signal)) {
      const { event, data } = message;
      if (event === "wait" || event === "busy") showNote(byId("write-message"), waitText(message));
      if (event === "start") clearMessage(byId("write-message"));
      if (event === "end") branch.end = data;
      if (event === "token" && echoes-- <= 0) append(branch, { ...data, chosen: data.forced });
    }
  } catch (error) {
    branch.stopped = true;
    if (error.name !== "AbortError") return error;
  }
  return null;
}

function append(branch, token) {
  branch.tokens.push(token);
  if (branches.current !== branch) return;
  story.append(token);
  if (token.chosen && document.activeElement === document.body) story.focusQuietly(branch.at);
}

// Puts a branch on the page; while it is being told, its further tokens are appended.
function show(branch, { redraw = true } = {}) {
  branches.current = branch;
  clearMessage(byId("write-message"));
  if (redraw) story.show(branch.request.prompt, branch.tokens);
  story.end(branch.end?.rest);
  byId("story-card").hidden = false;
  byId("story-welcome").hidden = true;
  byId("story-model").textContent = nameOf(branch.request.model);
  byId("story-footing").textContent = footing(branch);
  const unfinished = branch.stopped || branch.end?.ending === "max_new_tokens";
  byId("go-on").hidden = !unfinished || branch.tokens.length >= mostTokens();
  byId("plain-story").textContent = branch.end || branch.stopped ? wholeText(branch) : "";
  drawBranches(branches, goTo);
}

function goTo(branch) {
  stopWriting();
  alternatives.close();
  show(branch);
  byId("branches").querySelector('[aria-current="true"]')?.focus();
}

const wholeText = ({ request, tokens, end }) =>
  request.prompt + tokens.map((token) => token.text).join("") + (end?.rest ?? "");

function footing(branch) {
  if (branch.stopped) return `Stopped after ${branch.tokens.length} tokens.`;
  if (!branch.end) return "";
  const { ending, tokens, elapsed_s, tokens_per_second } = branch.end;
  const why = ENDINGS[ending] ?? "The model's context is full: it cannot read further back.";
  return `${why} ${tokens} tokens in ${elapsed_s.toFixed(1)} s, ${count(tokens_per_second)} a second.`;
}
