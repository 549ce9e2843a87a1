// The service's routes. Addresses are relative, so that a proxy may serve all under a prefix.
import { byId } from "./dom.js";
import { events } from "./stream.js";

const KEY = "corpus-qa-api-key";

/** A failed request as the service tells it: what failed, why, and what to do. */
export class ServiceError extends Error {
  constructor(message, hint, status) {
    super(message);
    this.hint = hint;
    this.status = status;
  }
}

/** The JSON reply of a route. */
export async function read(path, signal) {
  return (await request(path, { signal })).json();
}

/** The text that offsets count in. */
export async function readText(sourceId) {
  const reply = await request(`v1/sources/${encodedPath(sourceId)}/text`, {});
  // Response.text() would swallow a leading byte order mark, and every offset would be off by one
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await reply.arrayBuffer());
}

/** All sources: the service lists them in pages. */
export async function readSources() {
  const sources = [];
  for (let path = "v1/sources"; path;) {
    const reply = await request(path, {});
    sources.push(...(await reply.json()));
    const next = /<([^>]+)>;\s*rel="next"/.exec(reply.headers.get("link") ?? "")?.[1];
    path = next && `v1/sources${new URL(next, reply.url).search}`; // a proxy's prefix is not in it
  }
  return sources;
}

/** The questions of one conversation, each understood with those before it. */
export class Conversation {
  #session = null;

  /** The events of an answer as {name, data}, the last one `done`; aborting stops the service too.
   *
   * `only` says which sources may answer, as in /v1/ask; undefined for all.
   */
  async *ask(question, only, signal) {
    this.#session ??= (await (await post("v1/sessions", {}, signal)).json()).id;
    const reply = await this.#reply({ question, only }, signal);
    try {
      for await (const event of events(reply)) {
        if (event.name === "error") throw failure(event.data, 0);
        yield event;
        if (event.name === "done") return;
      }
    } catch (error) {
      if (error instanceof ServiceError || error.name === "AbortError") throw error;
    }
    throw new ServiceError(
      "The answer broke off before it was complete.",
      "Ask again. A sentence that is shown already is proven all the same.", 0);
  }

  async #reply(body, signal) {
    try {
      return await post(`v1/sessions/${this.#session}/ask`, body, signal, "text/event-stream");
    } catch (error) {
      if (error.status !== 404) throw error;
      this.#session = null; // the next question begins another one
      throw new ServiceError(
        "The service keeps this conversation no more.",
        "Ask again, in a question that stands alone: it begins a new one.", 404);
    }
  }
}

/** Keep what a person says of an answer. */
export async function giveFeedback(answerId, said) {
  return (await post(`v1/answers/${answerId}/feedback`, said)).json();
}

function post(path, body, signal, accept = "application/json") {
  return request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: accept },
    body: JSON.stringify(body),
    signal,
  });
}

function encodedPath(sourceId) {
  return sourceId.split("/").map(encodeURIComponent).join("/");
}

async function request(path, options) {
  let reply = await send(path, options);
  while (reply.status === 401 && (await askForKey())) reply = await send(path, options);
  if (reply.ok) return reply;
  throw failure(await reply.json().catch(() => ({})), reply.status);
}

function failure(body, status) {
  const { message, hint } = body.error ?? {};
  return new ServiceError(message ?? `The service answered ${status}.`, hint ?? "", status);
}

async function send(path, options) {
  const key = sessionStorage.getItem(KEY);
  const headers = { ...options.headers, ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  try {
    return await fetch(path, { ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServiceError("The service does not answer.", "See whether `qa serve` still runs.", 0);
  }
}

function askForKey() {
  const dialog = byId("key");
  const input = byId("key-value");
  input.value = "";
  dialog.returnValue = "";
  return new Promise((resolve) => {
    byId("key-cancel").onclick = () => dialog.close("");
    dialog.onclose = () => {
      const given = dialog.returnValue === "use" && input.value.trim();
      if (given) sessionStorage.setItem(KEY, given);
      resolve(Boolean(given));
    };
    if (!dialog.open) dialog.showModal();
  });
}
