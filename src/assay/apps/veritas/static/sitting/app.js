// The sitting page put together. Everything it needs to know stands in data attributes of #sitting.
import { ServerClock, Timer } from "../../kernel/js/clock.js";
import { Live } from "./live.js";
import { keep, Saved } from "./offline.js";
import { Outbox } from "./outbox.js";
import { Paper } from "./paper.js";
import { Saver } from "./saver.js";
import { Refused, Server } from "../../kernel/js/server.js";

const byId = (id) => document.getElementById(id);
const root = byId("sitting");
const data = root.dataset;
const attempt = data.attempt;
const FLUSH_MS = 2000;
const deviceKey = `assay.sitting.device.${attempt}`;

// This window is the page that started or took over the sitting, if it was told so once.
const told = /^#device=(\d+)$/.exec(location.hash);
if (told) {
  sessionStorage.setItem(deviceKey, told[1]);
  history.replaceState(null, "", location.pathname);
}
const device = Number(sessionStorage.getItem(deviceKey) ?? 0);

// A copy that the device kept says how many milliseconds old it is (keep.js).
const isCopy = data.age !== undefined;
const clock = new ServerClock(data.serverTime, Number(data.age ?? 0));
const server = new Server({ api: data.api, csrf: data.csrf, clock });
const outbox = new Outbox(attempt);
const saved = new Saved(attempt);
let status = data.status;
let ending = false;

const say = (words) => (byId("announce").textContent = words);

const STATES = {
  saved: data.wSaved,
  unsaved: data.wUnsaved,
  saving: data.wSaving,
  offline: data.wOffline,
  failed: data.wFailed,
  "signed-out": data.wSignedOut,
};

let lastState = "saved";
function showState(state) {
  byId("state").dataset.state = state;
  byId("state-words").textContent = STATES[state] ?? STATES.unsaved;
  const trouble = ["offline", "failed", "signed-out"];
  if (state !== lastState && trouble.includes(state)) say(STATES[state]);
  if (trouble.includes(lastState) && state === "saved") say(STATES.saved);
  if (state !== "saving" && state !== "unsaved") lastState = state;
  if (state === "superseded") supersede();
  if (state === "ended") leave();
}

const paper = new Paper({
  form: byId("answers"),
  nav: document.querySelector(".sit-nav"),
  oneBox: byId("one"),
  words: { open: data.wOpen, done: data.wDone },
  onAnswer: (question, revision, response) => saver.change(question, revision, response),
});

const saver = new Saver({
  server,
  outbox,
  path: `/attempts/${attempt}/answers`,
  statePath: `/exams/${attempt}`,
  device,
  clock,
  onState: showState,
  onSaved: (answer) => saved.add(answer),
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
  onUp: () => status === "running" && timeIsUp(),
});

const live = new Live({
  server,
  path: `/exams/${attempt}`,
  stream: Number(data.device) === device ? `${data.api}/attempts/${attempt}/stream` : "",
  device,
  notice: Number(data.notice),
  onNotice: (notice) => notice.body && showNotice(notice.body),
  onClock,
});

function onClock(now) {
  if (now.device !== device) return supersede();
  if (!["running", "paused"].includes(now.status)) return leave();
  if (now.status !== status) {
    status = now.status;
    pause(status === "paused");
  }
  if (Math.abs(Date.parse(now.deadline_at) - timer.deadline) > 1500) {
    if (Date.parse(now.deadline_at) > timer.deadline && status === "running") say(data.wExtended);
    timer.move(now.deadline_at);
    if (timer.left() > 0 && byId("over").hidden === false) {
      byId("over").hidden = true;
      ending = false;
      paper.lock(false);
    }
  }
}

// Where nobody need sit, nobody is looked for.
const rest = (resting) => document.dispatchEvent(new CustomEvent("assay:monitor-rest", { detail: { resting } }));

function pause(paused) {
  timer.paused = paused;
  rest(paused);
  byId("paused").hidden = !paused;
  byId("paper").hidden = paused;
  if (paused) saver.flush();
  else if (paper.sections.length === 0) location.reload();
}

function showNotice(text) {
  const notice = document.createElement("div");
  notice.className = "notice tone-info";
  const words = document.createElement("p");
  words.className = "pre-line";
  words.textContent = text;
  notice.append(words);
  byId("notices").append(notice);
}

function supersede() {
  if (!saver.stopped) saver.stop("superseded");
  rest(true);
  byId("superseded").hidden = false;
  byId("paper").hidden = true;
  byId("state").hidden = true;
}

function leave() {
  saver.stopped = true;
  location.reload();
}

async function timeIsUp() {
  paper.lock(true);
  byId("over").hidden = false;
  if (ending) return;
  ending = true;
  while (ending && !saver.stopped) {
    if (await saver.flush()) {
      if (await submitted()) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 3000));
  }
}

// True when the page goes to the receipt.
async function submitted() {
  try {
    // What was noticed until now goes first, for a finished attempt takes none; the exam waits a moment only.
    const wait = [];
    document.dispatchEvent(new CustomEvent("assay:monitor-flush", { detail: { wait } }));
    await Promise.race([Promise.allSettled(wait), new Promise((resolve) => setTimeout(resolve, FLUSH_MS))]);
    await server.post(`/exams/${attempt}/submit`, { device });
    document.dispatchEvent(new Event("assay:monitor-stop"));
    leave();
    return true;
  } catch (error) {
    if (error instanceof Refused && error.problem.reason === "superseded") supersede();
    return false;
  }
}

byId("submit")?.addEventListener("click", () => {
  saver.flush();
  const open = paper.unanswered();
  byId("submit-open").textContent = open.length ? data.wUnanswered.replace("{n}", open.join(", ")) : data.wComplete;
  byId("submit-unsaved").hidden = outbox.size === 0;
  byId("submit-unsaved").textContent = data.wWaiting;
  byId("confirm-submit").showModal();
});

byId("submit-yes")?.addEventListener("click", async (event) => {
  event.target.disabled = true;
  const done = (await saver.flush()) && (await submitted());
  event.target.disabled = false;
  if (done) return;
  byId("submit-unsaved").hidden = false;
  byId("submit-unsaved").textContent = data.wRetry;
});

byId("take-over").addEventListener("click", async () => {
  const taken = await server.post(`/attempts/${attempt}/take-over`);
  sessionStorage.setItem(deviceKey, taken.device);
  saver.stopped = true;
  location.reload();
});

byId("break")?.addEventListener("click", async () => {
  await saver.flush();
  await server.post(`/attempts/${attempt}/pause`);
  leave();
});

byId("resume")?.addEventListener("click", async () => {
  await server.post(`/attempts/${attempt}/resume`);
  leave();
});

// The monitoring module starts from its own element, and only on the page that counts.
function watch() {
  const script = document.createElement("script");
  script.type = "module";
  script.id = "monitor";
  script.dataset.monitor = data.monitor;
  script.src = data.monitorModule;
  document.head.append(script);
}

// A browser gives the whole screen only to a hand that asks for it.
const wholeScreen = byId("whole-screen");
function offerWholeScreen() {
  if (wholeScreen) wholeScreen.hidden = !document.fullscreenEnabled || document.fullscreenElement !== null;
}
document.addEventListener("fullscreenchange", offerWholeScreen);
byId("whole-screen-on")?.addEventListener("click", () => document.documentElement.requestFullscreen().catch(offerWholeScreen));
offerWholeScreen();

document.addEventListener("assay:camera", ({ detail: { state } }) => {
  const words = byId("camera").dataset[state] ?? "";
  byId("camera").textContent = words;
  if (words) say(words);
});

const toggle = byId("time-toggle");
function hideTime(hidden) {
  byId("time").hidden = hidden;
  toggle.setAttribute("aria-pressed", String(hidden));
  toggle.textContent = hidden ? data.wShow : data.wHide;
  localStorage.setItem("assay.sitting.time", hidden ? "hidden" : "shown");
}
toggle.addEventListener("click", () => hideTime(!byId("time").hidden));
hideTime(localStorage.getItem("assay.sitting.time") === "hidden");

// What was typed before and never acknowledged comes back into the form, and leaves for the server.
const early = paper.early();
if (isCopy) {
  for (const [question, revision, response] of saved.after(paper.revisions)) {
    if (!early.some((one) => one.dataset.question === question)) paper.set(question, response);
    paper.revisions.set(question, revision);
  }
}
outbox.forgetOlderThan(paper.revisions);
for (const entry of outbox.entries) {
  if (!early.some((one) => one.dataset.question === entry.question_id)) paper.set(entry.question_id, entry.response);
  paper.revisions.set(entry.question_id, Math.max(entry.revision, paper.revisions.get(entry.question_id) ?? 0));
}
timer.paused = status === "paused";
if (Number(data.device) !== device) supersede();
else {
  watch();
  if (!isCopy) keep();
  showState(outbox.size ? "unsaved" : "saved");
  early.forEach(paper.changed);
  saver.flush();
}
