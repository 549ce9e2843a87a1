// The conversation: what is asked, what comes back, and the keys.
import { failed, rendered } from "./answer.js";
import { byId, counted, element, visible } from "./dom.js";
import { Conversation, read } from "./service.js";
import { closeSource, openSource } from "./source.js";
import { openSources } from "./sources.js";

const THEMES = ["system", "light", "dark"];
const THEME = "corpus-qa-theme";

let running = null;
let conversation = new Conversation();

async function submit(event) {
  event?.preventDefault();
  const question = byId("question").value.trim();
  if (!question || running) return;
  running = new AbortController();
  const turn = startTurn(question);
  try {
    const { answer, asked_as: askedAs } = await conversation.ask(question, running.signal);
    turn.show([...understood(askedAs), ...rendered(answer, openSource)]);
  } catch (error) {
    turn.show(error.name === "AbortError" ? [element("p", { className: "quiet" }, "Stopped.")] : failed(error));
  } finally {
    running = null;
    busy(false);
    byId("question").focus();
  }
}

function startTurn(question) {
  busy(true);
  byId("empty").hidden = true;
  byId("question").value = "";
  const body = element("div", {}, element("p", { className: "quiet" }, "Reading the sources …"));
  const turn = element("article", { className: "turn" }, element("h2", {}, visible(question)), body);
  byId("conversation").append(turn);
  turn.scrollIntoView({ block: "nearest" });
  return {
    show(parts) {
      body.replaceChildren(...parts);
      turn.scrollIntoView({ block: "nearest" });
    },
  };
}

function understood(askedAs) {
  return askedAs ? [element("p", { className: "quiet asked-as" }, visible(`Asked as: ${askedAs}`))] : [];
}

function busy(isBusy) {
  byId("send").hidden = isBusy;
  byId("stop").hidden = !isBusy;
  byId("conversation").setAttribute("aria-busy", String(isBusy));
}

function startAnew() {
  running?.abort();
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
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) closeSource();
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
setTheme(THEMES.find((theme) => theme === localStorage.getItem(THEME)) ?? "system");
showIndex();
byId("question").focus();
