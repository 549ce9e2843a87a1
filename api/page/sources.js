// The list of sources with their state.
import { byId, counted, element, visible } from "./dom.js";
import { openSource } from "./source.js";
import { readSources } from "./service.js";

/** Open the list, read anew each time: the folder may have changed. */
export async function openSources() {
  const dialog = byId("sources");
  byId("sources-list").replaceChildren();
  byId("sources-count").textContent = "Reading …";
  byId("filter").value = "";
  dialog.showModal();
  try {
    const sources = await readSources();
    byId("filter").oninput = () => list(sources);
    list(sources);
  } catch (error) {
    byId("sources-count").textContent = visible(`${error.message} ${error.hint ?? ""}`);
  }
}

function list(sources) {
  const wanted = byId("filter").value.toLowerCase();
  const shown = sources.filter((source) =>
    [source.source_id, source.title, ...source.tags].join(" ").toLowerCase().includes(wanted));
  byId("sources-count").textContent = counted(shown.length, "file");
  byId("sources-list").replaceChildren(...shown.map(row));
}

function row(source) {
  const about = [
    source.source_id,
    source.published,
    counted(source.passages, "passage"),
    source.tags.map((tag) => `#${tag}`).join(" "),
  ].filter(Boolean).join(" · ");
  const problems = [source.error, ...source.warnings].filter(Boolean);
  return element("li", {},
    element("button", { type: "button", className: "place", onclick: () => follow(source) },
      visible(source.title || source.source_id)),
    element("p", { className: "quiet" }, visible(about)),
    ...problems.map((problem) => element("p", { className: "problem" }, visible(problem))));
}

function follow(source) {
  byId("sources").close();
  openSource({ ...source, start: 0, end: 0, line: 1 });
}
