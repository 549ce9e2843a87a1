// The conversation: what is asked, what comes back, and the keys.
import { byId, counted, visible } from "./dom.js";
import { chosenScope, setUpScope } from "./scope.js";
import { Conversation, read } from "./service.js";
import { closeSource } from "./source.js";
import { openSources } from "./sources.js";
import { Turn } from "./turn.js";

const THEMES = ["system", "light", "dark"];
const THEME = "corpus-qa-theme";

let running = null;
let conversation = new Conversation();

function submit(event) {
  event?.preventDefault();
  const question = byId("question").value.trim();
  if (!question || running) return;
  byId("empty").hidden = true;
  byId("question").value = "";
  ask(question, chosenScope(), new Turn(question));
}

async function ask(question, only, turn) {
  const asking = new AbortController();
  setRunning(asking);
  try {
    for await (const event of conversation.ask(question, only, asking.signal)) turn.take(event);
  } catch (error) {
    turn.fail(error, () => askAgain(question, only, turn));
  } finally {
    if (running === asking) setRunning(null);
    if (!document.activeElement?.closest("#source, dialog")) byId("question").focus();
  }
}

function askAgain(question, only, turn) {
  if (running) return;
  turn.wait();
  ask(question, only, turn);
}

function setRunning(asking) {
  running = asking;
  byId("send").hidden = Boolean(asking);
  byId("stop").hidden = !asking;
}

function startAnew() {
  running?.abort();
  setRunning(null);
  conversation = new Conversation();
  closeSource();
  for (const turn of document.querySelectorAll(".turn")) turn.remove();
  byId("empty").hidden = false;
  byId("question").focus();
}

async function showIndex() {
  try {
    const index = await read("health/ready");
    byId("index").textContent = `${counted(index.sources, "file")}, ${counted(index.passages, "passage")}`;
  } catch (error) {
    byId("index").textContent = visible(`${error.message} ${error.hint ?? ""}`);
  }
}

function setTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  byId("theme").textContent = `Theme: ${theme}`;
}

function nextTheme() {
  const current = document.documentElement.dataset.theme ?? "system";
  const theme = THEMES[(THEMES.indexOf(current) + 1) % THEMES.length];
  localStorage.setItem(THEME, theme);
  setTheme(theme);
}

function onKey(event) {
  const isTyping = event.target.matches("input, textarea");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    byId("question").focus();
  }
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) escape(event.target);
}

function escape(from) {
  if (running && !from.closest("#source")) running.abort();
  else closeSource();
}

function onQuestionKey(event) {
  // Enter while an input method composes a word takes the word
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
}

byId("ask").addEventListener("submit", submit);
byId("question").addEventListener("keydown", onQuestionKey);
byId("stop").addEventListener("click", () => running?.abort());
byId("list-sources").addEventListener("click", openSources);
byId("close-sources").addEventListener("click", () => byId("sources").close());
byId("close-source").addEventListener("click", closeSource);
byId("new-conversation").addEventListener("click", startAnew);
byId("theme").addEventListener("click", nextTheme);
document.addEventListener("keydown", onKey);
setUpScope();
setTheme(THEMES.find((theme) => theme === localStorage.getItem(THEME)) ?? "system");
showIndex();
byId("question").focus();
