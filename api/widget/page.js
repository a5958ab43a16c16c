// The first page: ask, wait, see the cited answer. The conversation lives as long as the page does.

import { make, renderAnswer, suggestionButtons } from "/widget/render.js";
import { TEXTS } from "/widget/texts.js";

const MAX_MESSAGE_CHARS = 2000;
const TIMEOUT_MS = 45_000; // longer than the server waits for a language model

const find = (id) => document.getElementById(id);
const form = find("form");
const input = find("message");
const conversation = find("conversation");
const welcome = document.querySelector(".welcome");

let language = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "ko";
let sessionId = null;
let turns = 0;
let waiting = false;
let pending = null;

const words = () => TEXTS[language];
const announce = (text) => { find("status").textContent = text; };

// --- asking ---

/** Show a question and ask for its answer. */
function ask(message) {
  const question = message.trim();
  if (!question || waiting || tooLong(question)) {
    input.focus();
    return;
  }
  turns += 1;
  const turn = make("div", { class: "turn", id: `turn-${turns}` });
  turn.append(
    make("p", { class: "question" }, make("span", { class: "visually-hidden", textContent: `${words().you}: ` }), question),
  );
  conversation.append(turn);
  welcome.hidden = true;
  find("restart").hidden = false;
  fetchAnswer(question, turn);
}

async function fetchAnswer(question, turn) {
  setWaiting(true);
  pending = new AbortController();
  const { signal } = pending;
  const timer = setTimeout((request) => request.abort(), TIMEOUT_MS, pending);
  const note = make("p", { class: "waiting" }, make("span", { class: "dots", "aria-hidden": "true" }), words().waiting);
  turn.append(note);
  turn.scrollIntoView({ block: "start" });
  announce(words().waiting);
  try {
    const answer = await post(question, signal);
    if (!turn.isConnected) return; // the conversation was begun anew meanwhile
    sessionId = answer.session_id;
    turn.append(renderAnswer(answer, turn.id, ask));
    announce(`${words().arrived} ${turn.querySelector(".text").textContent}`);
  } catch (fault) {
    if (!turn.isConnected) return;
    turn.append(renderFault(fault, question, turn));
    announce(`${words().failed} ${fault.message}`);
  } finally {
    clearTimeout(timer);
    note.remove();
    if (turn.isConnected) {
      setWaiting(false);
      turn.scrollIntoView({ block: "start" });
    }
  }
}

async function post(question, signal) {
  const asked = { message: question, session_id: sessionId };
  // Only a hint: a Korean question is answered in Korean on the English page too.
  if (language === "en" && !/[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]/.test(question)) asked.language = "en";
  const response = await request("/api/chat", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(asked),
    signal,
  });
  return response.json();
}

/** A response that is fine; else an Error whose message can be shown. */
async function request(address, options = {}) {
  let response;
  try {
    const headers = { ...options.headers, "Accept-Language": language };
    response = await fetch(address, { ...options, headers });
  } catch {
    throw new Error(words().offline);
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.errors?.[0]?.detail ?? problem.detail ?? "");
}

function renderFault(fault, question, turn) {
  const retry = make("button", { type: "button", class: "retry", textContent: words().retry });
  const line = make("div", { class: "fault" }, make("p", {}, make("strong", { textContent: words().failed }), ` ${fault.message}`), retry);
  retry.addEventListener("click", () => {
    if (waiting) return;
    line.remove();
    input.focus({ preventScroll: true });
    fetchAnswer(question, turn);
  });
  return line;
}

function setWaiting(isWaiting) {
  waiting = isWaiting;
  conversation.setAttribute("aria-busy", String(isWaiting));
  updateComposer();
}

function restart() {
  if (sessionId) {
    // The server forgets it by itself in time; a failure here needs no word.
    fetch(`/api/sessions/${encodeURIComponent(sessionId)}`, { method: "DELETE" }).catch(() => {});
  }
  sessionId = null;
  turns = 0;
  conversation.replaceChildren();
  pending?.abort();
  setWaiting(false);
  welcome.hidden = false;
  find("restart").hidden = true;
  announce("");
  scrollTo({ top: 0 });
  input.focus();
}

// --- the composer ---

const tooLong = (text) => [...text].length > MAX_MESSAGE_CHARS;

function updateComposer() {
  const text = input.value.trim();
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
  const count = find("count");
  count.hidden = !tooLong(text);
  count.textContent = tooLong(text) ? words().tooLong([...text].length) : "";
  find("send").setAttribute("aria-disabled", String(waiting || !text || tooLong(text)));
}

function submit() {
  const message = input.value;
  if (!message.trim() || waiting || tooLong(message.trim())) return;
  input.value = "";
  updateComposer();
  ask(message);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
input.addEventListener("input", updateComposer);
input.addEventListener("keydown", (event) => {
  // While a Korean syllable is being composed Enter only ends it; Safari says so by code 229 alone.
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key !== "Enter" || event.shiftKey || composing) return;
  event.preventDefault();
  submit();
});
find("restart").addEventListener("click", restart);

// --- language ---

function setLanguage(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
  document.title = words().title;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = words()[element.dataset.text];
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", words()[element.dataset.label]);
  }
  input.placeholder = words().placeholder;
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === chosen));
  }
  updateComposer();
  offerStarters();
}

async function offerStarters() {
  const asked = language;
  try {
    const response = await request(`/api/suggestions?language=${asked}`);
    const { suggestions } = await response.json();
    if (asked === language) find("suggestions").replaceChildren(...suggestionButtons(suggestions, ask));
  } catch {
    // One can ask without them.
  }
}

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    setLanguage(button.dataset.language);
    history.replaceState(null, "", language === "en" ? "?lang=en" : location.pathname);
  });
}

// The field is not focused at once: a screen reader would pass over what the page says of itself.
setLanguage(language);
