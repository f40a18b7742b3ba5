// A story as it is written: server-sent events over a POST, which the browser's own EventSource cannot send.

import { lostConnection, post, ServerError } from "./api.js";
import { unheard } from "./connection.js";

const BUSY_ATTEMPTS = 20;

// Yields { event, data } of `POST /api/generate`; a full server is asked again until it has room, and each time an event
// "busy" says so. Aborting `signal` closes the connection, which ends the story on the server too.
export async function* generate(request, signal) {
  const response = yield* askUntilThereIsRoom(request, signal);
  let ended = false;
  for await (const message of events(response.body, signal)) {
    if (message.event === "error") throw new ServerError(message.data.error);
    ended ||= message.event === "end";
    yield message;
  }
  if (!ended) cutOff();
}

async function* askUntilThereIsRoom(request, signal) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await post("api/generate", { ...request, stream: true }, signal);
    } catch (error) {
      if (error.code !== "busy" || attempt === BUSY_ATTEMPTS) throw error;
      const seconds = Math.min(error.retryAfter ?? 2, 30);
      yield { event: "busy", data: { message: error.message, seconds, attempt } };
      await pause(seconds, signal);
    }
  }
}

function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("stopped", "AbortError"));
    });
  });
}

// The events of a stream of bytes; `data` is JSON. A chunk may end anywhere, also inside a letter.
export async function* events(body, signal) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let waiting = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      waiting += decoder.decode(value, { stream: true }).replaceAll("\r", "");
      const blocks = waiting.split("\n\n");
      waiting = blocks.pop();
      for (const block of blocks) {
        const message = parse(block);
        if (message) yield message;
      }
    }
  } catch (error) {
    if (signal?.aborted) throw new DOMException("stopped", "AbortError");
    if (error instanceof ServerError || error instanceof SyntaxError) throw error;
    cutOff();
  } finally {
    reader.cancel().catch(() => {});
  }
}

function cutOff() {
  unheard();
  throw lostConnection();
}

function parse(block) {
  let event = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5));
  }
  return data.length ? { event, data: JSON.parse(data.join("\n")) } : null;
}
