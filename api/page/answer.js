// An answer of /v1/ask as elements. `open(citation)` is called when a place is followed.
import { counted, element, visible } from "./dom.js";
import { feedback } from "./feedback.js";

const STATES = {
  answered: "Answered",
  conflicting: "The sources disagree",
  abstained: "No answer",
};

/** Everything an answer says, in the order a reader wants it. */
export function rendered(answer, open) {
  const parts = [state(answer)];
  if (answer.status === "abstained") parts.push(...abstention(answer.abstention, open));
  if (answer.short_answer) parts.push(element("p", { className: "short" }, visible(answer.short_answer)));
  if (answer.conflict) parts.push(...conflict(answer, open));
  parts.push(...claims(answer, open));
  if (answer.citations.length) {
    const shown = new Set(answer.claims.map((claim) => claim.text)); // no sentence twice
    parts.push(element("h3", {}, "Where it stands"), places(answer.citations, open, shown));
  }
  for (const notice of answer.notices ?? []) parts.push(element("p", { className: "quiet notice" }, visible(notice)));
  parts.push(facts(answer), feedback(answer));
  return parts;
}

/** A request that failed, with what to do. */
export function failed(error) {
  return [
    element("p", { className: "state failed", role: "alert" }, visible(error.message)),
    ...(error.hint ? [element("p", { className: "quiet" }, visible(error.hint))] : []),
  ];
}

function state(answer) {
  const sure = answer.status === "abstained" ? "" : ` · confidence ${Math.round(answer.confidence * 100)} %`;
  const asOf = answer.as_of ? ` · as of ${answer.as_of}` : "";
  return element("p", { className: `state ${answer.status}` }, `${STATES[answer.status]}${sure}${asOf}`);
}

function claims(answer, open) {
  const cited = new Map(answer.citations.map((citation) => [citation.marker, citation]));
  return answer.claims.map((claim) => claimShown(claim, cited, open));
}

/** A statement with its markers; `cited` has the citations by marker. */
export function claimShown(claim, cited, open) {
  const shown = element("p", { className: "claim" }, visible(claim.text), ...markers(claim.citations, cited, open));
  if (claim.independent_sources > 1) {
    shown.append(element("span", { className: "quiet" }, ` ${counted(claim.independent_sources, "independent source")}`));
  }
  return shown;
}

function markers(numbers, cited, open) {
  return numbers.filter((number) => cited.has(number)).map((number) => {
    const citation = cited.get(number);
    return element("button", {
      type: "button",
      className: "marker",
      "aria-label": `Citation ${number}: ${visible(place(citation))}`,
      onclick: () => open(citation),
    }, `[${number}]`);
  });
}

function conflict(answer, open) {
  const cited = new Map(answer.citations.map((citation) => [citation.marker, citation]));
  const { readings, followed, why } = answer.conflict;
  return [
    element("h3", {}, "What the sources say"),
    element("ul", { className: "readings" }, ...readings.map((reading, index) =>
      element("li", { className: index === followed ? "followed" : "" },
        element("strong", {}, visible(reading.text)),
        ...markers(reading.citations, cited, open),
        element("p", { className: "quiet" }, counted(reading.independent_sources, "independent source")
          + (index === followed ? " · followed" : "")),
        ...dates(reading.citations, cited)))),
    element("p", {}, visible(why)),
  ];
}

function dates(numbers, cited) {
  const found = numbers.map((number) => cited.get(number)?.published).filter(Boolean);
  return found.length ? [element("p", { className: "quiet" }, [...new Set(found)].sort().join(", "))] : [];
}

function abstention(abstention, open) {
  const why = abstention.why ?? abstention.reason.replaceAll("_", " ");
  const nearest = abstention.nearest.length
    ? [element("h3", {}, "The nearest places"), places(abstention.nearest, open)]
    : [];
  return [element("p", {}, visible(why)), ...nearest];
}

function places(citations, open, shown = new Set()) {
  return element("ul", { className: "places" }, ...citations.map((citation) =>
    element("li", {},
      element("span", { className: "quiet" }, `[${citation.marker}]`),
      element("div", {},
        element("button", { type: "button", className: "place", onclick: () => open(citation) },
          visible(citation.title || citation.source_id)),
        element("p", { className: "quiet" }, visible(place(citation))),
        shown.has(citation.quote) ? null : element("blockquote", {}, visible(citation.quote))))));
}

/** "notes.md:7" or "data.jsonl (record 2), 2020-06-10": as the terminal says it */
export function place(citation) {
  const within = [citation.page && `page ${citation.page}`, citation.section].filter(Boolean).join(", ");
  const at = citation.source_id + (within ? ` (${within})` : `:${citation.line}`);
  return [at, citation.published].filter(Boolean).join(", ");
}

function facts(answer) {
  const rows = {
    "Written by": answer.answerer === "llm" ? `language model ${answer.model}` : `the sources' own sentences (${answer.model})`,
    "Time": `${Math.round(answer.timings_ms.total ?? 0)} ms`,
    "Index": answer.index_fingerprint,
    "Answer id": answer.id,
  };
  return element("details", {},
    element("summary", { className: "quiet" }, "How this came about"),
    element("dl", { className: "facts" }, ...Object.entries(rows).flatMap(([name, value]) =>
      [element("dt", {}, name), element("dd", {}, visible(String(value)))])));
}
