// The page of an exam under way. Everything it needs to know stands in data attributes of #sitting.
import { ServerClock, Timer } from "../../kernel/js/clock.js";
import { Server } from "../../kernel/js/server.js";
import { Answers } from "./answers.js";

const byId = (id) => document.getElementById(id);
const root = byId("sitting");
const data = root.dataset;
const clock = new ServerClock(data.serverTime);
const server = new Server({ api: data.api, csrf: data.csrf, clock });
const questions = [...root.querySelectorAll("[data-number]")];
const onScreen = questions.filter((one) => one.dataset.revision !== undefined);
const say = (words) => (byId("announce").textContent = words);

const STATES = {
  saved: data.wSaved,
  saving: data.wSaving,
  offline: data.wOffline,
  failed: data.wFailed,
  "signed-out": data.wSignedOut,
};

let lastState = "saved";
function showState(state) {
  if (state === "ended") return lock();
  byId("state").dataset.state = state;
  byId("state-words").textContent = STATES[state];
  if (state !== lastState && state !== "saving" && !(state === "saved" && lastState === "saved")) say(STATES[state]);
  if (state !== "saving") lastState = state;
}

const answers = new Answers({
  exam: data.exam,
  server,
  revisions: new Map(onScreen.map((one) => [Number(one.dataset.number), Number(one.dataset.revision)])),
  onState: showState,
});

function chosenIn(section) {
  return [...section.querySelectorAll("input:checked")].map((input) => input.value);
}

function answerIn(section) {
  const typed = section.querySelector("[data-typed]");
  return typed ? { chosen: [], typed: typed.value.trim() } : { chosen: chosenIn(section), typed: "" };
}

function mark(section) {
  const link = byId(`to-${section.dataset.number}`);
  if (!link.querySelector("[data-mark]")) return; // on paper: what is typed answers nothing
  const done = chosenIn(section).length > 0;
  link.classList.toggle("is-answered", done);
  link.querySelector("[data-mark]").textContent = done ? data.wDone : data.wOpen;
}

function lock() {
  for (const input of root.querySelectorAll("#paper input, [data-clear]")) input.disabled = true;
  byId("over").hidden = false;
  byId("state").hidden = true;
}

// What this browser still holds from before a reload is shown, and sent.
for (const [number, { chosen, typed }] of answers.waiting) {
  const section = onScreen.find((one) => Number(one.dataset.number) === number);
  for (const input of section?.querySelectorAll("input") ?? []) {
    if ("typed" in input.dataset) input.value = typed;
    else input.checked = chosen.includes(input.value);
  }
}
onScreen.forEach(mark);

byId("paper").addEventListener("change", (event) => {
  const section = event.target.closest("[data-revision]");
  if (!section) return;
  mark(section);
  answers.change(Number(section.dataset.number), answerIn(section));
});
byId("paper").addEventListener("click", (event) => {
  const button = event.target.closest("[data-clear]");
  if (!button) return;
  const section = button.closest("[data-revision]");
  for (const input of section.querySelectorAll("input")) input.checked = false;
  mark(section);
  answers.change(Number(section.dataset.number), answerIn(section));
});

const timer = new Timer({
  clock,
  deadline: data.deadline,
  say,
  words: { minutes: data.wMinutes, minute: data.wMinute, up: data.wUp },
  show: (face, left) => {
    byId("time").textContent = face;
    byId("time").classList.toggle("is-short", left <= 300);
  },
  onUp: () => answers.flush().finally(lock),
});

const toggle = byId("time-toggle");
toggle.addEventListener("click", () => {
  const hidden = !byId("time").hidden;
  byId("time").hidden = hidden;
  toggle.setAttribute("aria-pressed", String(hidden));
  toggle.textContent = hidden ? data.wShow : data.wHide;
});

if (timer.left() === 0) lock();
else answers.flush();
