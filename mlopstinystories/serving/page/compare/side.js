// One of the two stories that stand side by side.

import { bits } from "../ground/format.js";
import { byId } from "../ground/dom.js";
import { clearMessage, showError, showNote, waitText } from "../ground/messages.js";
import { generate } from "../ground/stream.js";
import { Alternatives } from "../write/alternatives.js";
import { Story } from "../write/story.js";

export class Side {
  // `name` is the start of its elements' ids: "left", "right", "growth".
  constructor(name) {
    this.name = name;
    const alternatives = new Alternatives(`${name}-alternatives`, null);
    this.story = new Story(byId(`${name}-story`), {
      onPoint: (...pointed) => alternatives.show(...pointed),
      onLeave: () => alternatives.leave(),
      onPick: (...picked) => alternatives.pin(...picked),
    });
    this.message = byId(`${name}-message`);
    this.footing = byId(`${name}-footing`);
  }

  // Tells the story of `request`; returns its tokens, or null if it was stopped or failed. `told` stands already.
  async tell(request, signal) {
    this.clear(request.prompt);
    try {
      for await (const message of generate(request, signal)) {
        const { event, data } = message;
        if (event === "wait" || event === "busy") showNote(this.message, waitText(message));
        if (event === "start") clearMessage(this.message);
        if (event === "token") this.story.append(data);
        if (event === "end") this.story.end(data.rest);
      }
    } catch (error) {
      if (error.name !== "AbortError") showError(this.message, error);
      else this.footing.textContent = "Stopped.";
      return null;
    }
    this.foot();
    return this.story.tokens;
  }

  show(prompt, tokens) {
    this.clear(prompt);
    this.story.show(prompt, tokens);
    this.foot();
  }

  clear(prompt = "") {
    clearMessage(this.message);
    this.story.clear(prompt);
    this.footing.textContent = "";
  }

  // Marks the token with which this story leaves another that begins in the same way.
  markParting(characters) {
    let before = 0;
    for (const [index, token] of this.story.tokens.entries()) {
      if (before + token.text.length > characters) return this.story.node(index).classList.add("parting");
      before += token.text.length;
    }
    return undefined;
  }

  foot() {
    const surprises = this.story.tokens.map((token) => bits(token.logprob)).filter((value) => value !== null);
    const mean = surprises.reduce((sum, value) => sum + value, 0) / Math.max(surprises.length, 1);
    this.footing.textContent = `${surprises.length} tokens, ${mean.toFixed(2)} bits of surprise each.`;
  }
}
