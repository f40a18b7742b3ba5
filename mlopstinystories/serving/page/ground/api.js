// Talking to the server: JSON in both directions, and one kind of error for everything that can go wrong.

import { heard, unheard } from "./connection.js";

// `code` is the server's own word ("busy"), or "unreachable" when nobody answered.
export class ServerError extends Error {
  constructor({ code, message, hint = null, field = null, status = 0, retryAfter = null }) {
    super(message);
    Object.assign(this, { code, hint, field, status, retryAfter });
  }
}

export const getJson = async (path, signal) => (await send(path, { signal })).json();

export async function post(path, body, signal) {
  return send(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
}

// A path is relative, so that the page also works behind a proxy with a prefix.
async function send(path, options) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    unheard();
    throw lostConnection();
  }
  heard();
  if (!response.ok) throw await errorFrom(response);
  return response;
}

export const lostConnection = () =>
  new ServerError({
    code: "unreachable",
    message: "The server does not answer.",
    hint: "Is it still running where you typed `make serve`? This page keeps trying.",
  });

async function errorFrom(response) {
  const status = response.status;
  const retryAfter = Number(response.headers.get("Retry-After")) || null;
  let told = null;
  try {
    told = (await response.json()).error;
  } catch {
    // Not JSON: a proxy in between may have answered.
  }
  const fallback = { code: `http_${status}`, message: `The server answered with the status ${status}.` };
  return new ServerError({ ...(told ?? fallback), status, retryAfter });
}
