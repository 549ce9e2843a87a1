// A cited place in its file.
import { byId, element, visible } from "./dom.js";
import { place } from "./answer.js";
import { readText } from "./service.js";

const AROUND = 20_000; // code points shown before and after a citation: a book stays quick to open

let cameFrom = null;
let latest = 0;

/** Show a citation highlighted in its file; focus goes there and comes back on closing. */
export async function openSource(citation) {
  const turn = ++latest;
  if (byId("source").hidden) cameFrom = document.activeElement;
  byId("source").hidden = false;
  byId("source-title").textContent = visible(citation.title || citation.source_id);
  byId("source-about").textContent = visible(place(citation));
  byId("source-text").replaceChildren("Reading …");
  byId("source-title").focus();
  try {
    const text = await readText(citation.source_id);
    if (turn === latest) show(text, citation);
  } catch (error) {
    if (turn === latest) byId("source-text").replaceChildren(visible(`${error.message} ${error.hint ?? ""}`));
  }
}

/** Close the file and go back to where it was opened from. */
export function closeSource() {
  if (byId("source").hidden) return;
  latest += 1;
  byId("source").hidden = true;
  cameFrom?.focus();
}

function show(text, { start, end, quote }) {
  const points = Array.from(text); // offsets count code points, JavaScript's strings UTF-16 units
  const found = points.slice(start, end).join("");
  if (quote !== undefined && found !== quote) {
    byId("source-text").replaceChildren(
      element("p", { className: "problem" }, "The file has changed since this answer; the quote was:"),
      element("blockquote", {}, visible(quote)));
    return;
  }
  const from = Math.max(0, start - AROUND);
  const to = Math.min(points.length, end + AROUND);
  const mark = element("mark", { id: "cited" }, visible(found));
  byId("source-text").replaceChildren(
    ...(from > 0 ? [cut(from)] : []),
    visible(points.slice(from, start).join("")),
    ...(end > start ? [mark] : []),
    visible(points.slice(end, to).join("")),
    ...(to < points.length ? [cut(points.length - to)] : []));
  if (end > start) mark.scrollIntoView({ block: "center" });
  else byId("source-text").scrollTop = 0;
}

function cut(count) {
  return element("p", { className: "quiet" }, `… ${count.toLocaleString("en")} more characters …`);
}
