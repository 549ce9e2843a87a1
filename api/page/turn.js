// One question on the page: what is known of its answer so far, and at last the whole of it.
import { claimShown, failed, rendered } from "./answer.js";
import { byId, counted, element, visible } from "./dom.js";
import { openSource } from "./source.js";

/** A turn at the end of the conversation, waiting for its first event. */
export class Turn {
  #body = element("div", {});
  #turn;
  #cited = new Map();

  constructor(question) {
    this.#turn = element("article", { className: "turn" }, element("h2", {}, visible(question)), this.#body);
    byId("conversation").append(this.#turn);
    this.wait();
  }

  /** Nothing is known yet, or not any more. */
  wait() {
    this.#cited.clear();
    this.#show(this.#progress("Reading the sources …"));
  }

  /** Show what an event of the stream tells. */
  take({ name, data }) {
    if (name === "understood") this.#body.prepend(...understood(data.asked_as));
    if (name === "sources") this.#found(data.sources);
    if (name === "claim") this.#add(data);
    if (name === "done") this.#finish(data);
  }

  /** What was proven so far stays; below it stands what went wrong, and a way to ask again. */
  fail(error, askAgain) {
    this.#body.querySelector(".progress")?.remove();
    this.#body.append(
      ...(error.name === "AbortError" ? [element("p", { className: "quiet" }, "Stopped.")] : failed(error)),
      element("button", { type: "button", className: "again", onclick: askAgain }, "Ask again"));
    this.#scroll();
    announce(error.name === "AbortError" ? "Stopped." : ""); // a failure is an alert of its own
  }

  #found(sources) {
    const titles = sources.slice(0, 3).map((source) => source.title || source.source_id).join(" · ");
    const text = `Reading ${counted(sources.length, "file")}`;
    announce(text);
    this.#body.querySelector(".progress")?.replaceWith(this.#progress(`${text}: ${titles} …`));
  }

  #add({ claim, citations }) {
    for (const citation of citations) this.#cited.set(citation.marker, citation);
    this.#body.querySelector(".progress")?.before(claimShown(claim, this.#cited, openSource));
    this.#scroll();
  }

  #finish({ answer, asked_as: askedAs }) {
    this.#show(...understood(askedAs), ...rendered(answer, openSource));
    announce(answer.answer ?? answer.abstention?.why ?? "No answer");
  }

  #progress(text) {
    return element("p", { className: "quiet progress" }, visible(text));
  }

  #show(...parts) {
    this.#body.replaceChildren(...parts);
    this.#scroll();
  }

  #scroll() {
    this.#turn.scrollIntoView({ block: "nearest" });
  }
}

function understood(askedAs) {
  return askedAs ? [element("p", { className: "quiet asked-as" }, visible(`Asked as: ${askedAs}`))] : [];
}

// The conversation itself is not live: it changes with every sentence, then once more as a whole,
// and a screen reader would read all of it twice.
function announce(text) {
  byId("status").textContent = visible(text);
}
