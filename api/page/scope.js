// Which sources may answer: tags, files and dates, chosen below the question.
import { byId, element, visible } from "./dom.js";
import { readSources } from "./service.js";

const FIELDS = ["only-files", "only-from", "only-to"];

/** What is chosen as /v1/ask takes it, or undefined for all sources. */
export function chosenScope() {
  const [files, from, to] = FIELDS.map((id) => byId(id).value.trim());
  const tags = [...byId("only-tags").querySelectorAll("input:checked")].map((box) => box.value);
  const only = {
    ...(files ? { sources: files.split(/\s*,\s*/).filter(Boolean) } : {}),
    ...(from ? { published_from: from } : {}),
    ...(to ? { published_to: to } : {}),
    ...(tags.length ? { tags } : {}),
  };
  return Object.keys(only).length ? only : undefined;
}

/** Fill in the tags there are when the choice is opened, and say what is chosen when it closes. */
export function setUpScope() {
  byId("scope").addEventListener("toggle", () => byId("scope").open && showTags());
  byId("scope").addEventListener("input", tell);
  byId("all-sources").addEventListener("click", clear);
}

async function showTags() {
  const chosen = new Set(chosenScope()?.tags ?? []);
  try {
    const tags = new Set((await readSources()).flatMap((source) => source.tags));
    byId("only-tags").replaceChildren(
      element("legend", {}, tags.size ? "With one of these tags" : "No source has tags"),
      ...[...tags].sort((one, other) => one.localeCompare(other)).map((tag) => box(tag, chosen.has(tag))));
  } catch (error) {
    byId("only-tags").replaceChildren(
      element("legend", {}, "Tags"), element("p", { className: "problem" }, visible(error.message)));
  }
}

function box(tag, isChosen) {
  return element("label", { className: "tag" },
    element("input", { type: "checkbox", value: tag, checked: isChosen }), ` ${visible(tag)}`);
}

function clear() {
  for (const id of FIELDS) byId(id).value = "";
  for (const ticked of byId("only-tags").querySelectorAll("input:checked")) ticked.checked = false;
  tell();
}

function tell() {
  const only = chosenScope();
  const told = only && [
    only.tags?.join(" or "),
    only.sources?.join(" or "),
    only.published_from && `from ${only.published_from}`,
    only.published_to && `to ${only.published_to}`,
  ].filter(Boolean).join(", ");
  byId("scope-told").textContent = visible(told ? `Only: ${told}` : "Ask all sources");
}
