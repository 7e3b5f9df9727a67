// The marking screen put together. Everything it needs to know stands in data attributes of #marking.
import { Comments } from "./comments.js";
import { Drawing, STAMPS } from "./drawing.js";
import { Finish } from "./finish.js";
import { lacking, Script, tally, total } from "./fold.js";
import { Keys } from "./keys.js";
import { Outbox } from "./outbox.js";
import { figure, Panel } from "./panel.js";
import { Saver } from "./saver.js";
import { Refused, Server } from "../../kernel/js/server.js";
import { Notes } from "./notes.js";
import { Typed } from "./typed.js";
import { Viewer } from "./viewer.js";

const byId = (id) => document.getElementById(id);
const root = byId("marking");
const data = root.dataset;
const words = JSON.parse(data.words);
const evaluation = data.evaluation;
const here = `/evaluations/${evaluation}`;
const GLANCE_MS = 300; // a question that was passed over faster was not seen
const BY_QUESTION = "assay.marking.by-question";
const STEP = 0.02;

const server = new Server({ api: data.api, csrf: data.csrf });
const outbox = new Outbox(evaluation);
let paper;
let acknowledged = [];
let script = new Script();

const say = (text) => (byId("announce").textContent = text);
words.say = say;

// --- saving ---

const saver = new Saver({
  server,
  outbox,
  path: here,
  onState: showState,
  onSaved: (batch) => {
    acknowledged.push(...batch);
    refresh();
  },
  onBehind: load,
});

let told = "saved";
function showState(state) {
  byId("state").dataset.state = state;
  byId("state-words").textContent = words.states[state];
  const trouble = !["saved", "unsaved", "saving"].includes(state);
  if (trouble && state !== told) say(words.states[state]);
  if (state === "saved" && told !== "saved") say(words.states.saved);
  if (trouble || state === "saved") told = state;
  if (["over", "foreign"].includes(state)) lock(state);
}

// Somebody else has the script now, or it is finished: nothing more is saved from here.
function lock(state) {
  byId("locked").hidden = false;
  byId("locked-words").textContent = words.states[state];
  byId("desk").inert = true;
}

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// Every change of the script goes through here.
function act(kind, fields = {}) {
  if (!paper || saver.stopped) return;
  saver.put({ op_id: uuid(), kind, ...fields, made_at: new Date().toISOString() });
  refresh();
}

// --- the page ---

const viewer = new Viewer({
  stage: byId("stage"),
  sheet: byId("sheet"),
  image: byId("image"),
  overlay: byId("overlay"),
  words,
  onPage: showPage,
  onSeen: (page) => script.seenPages.has(page.sheet_id) || act("seen_page", { sheet_id: page.sheet_id }),
  onMove: (place) => drawing?.move(place),
});

const drawing = new Drawing({ overlay: byId("overlay"), viewer, words, onDraw: draw });
drawing.use("move");

const onPage = () => [...script.drawn.values()].filter((op) => op.sheet_id === viewer.page?.sheet_id);

function showPage(page, trouble = "") {
  byId("page-now").textContent = words.pageOf.replace("{n}", page.number).replace("{of}", paper.pages.length);
  byId("stage").setAttribute("aria-label", words.page.replace("{n}", page.number));
  byId("broken").hidden = !trouble;
  byId("blank").hidden = !page.blank || script.acknowledged.has(page.sheet_id);
  byId("seen").hidden = !script.seenPages.has(page.sheet_id);
  drawing.show(
    onPage(),
    [...script.regions.values()].filter((one) => one.sheet_id === page.sheet_id),
    panel.current,
  );
  notes.show([...script.drawn.values()], page.sheet_id, panel.current);
}

function draw(kind, body) {
  const { sheet_id } = viewer.page;
  const number = panel.current;
  if (STAMPS.includes(kind)) act("stamp", { sheet_id, number, body: { stamp: kind, x: body.x, y: body.y } });
  else if (kind === "pen") act("pen", { sheet_id, number, body });
  else if (kind === "region") assign(body);
  else if (kind === "erase") erase();
  else write(kind);
}

function write(kind) {
  const { x, y } = viewer.cursor;
  comments.open(kind, { sheet_id: viewer.page?.sheet_id, x, y }, words[kind].replace("{n}", panel.current));
}

function assign(body) {
  act("region", { sheet_id: viewer.page.sheet_id, number: panel.current, body });
  say(words.assigned.replace("{n}", panel.current));
}

function erase() {
  const found = drawing.nearest(onPage(), viewer.cursor);
  if (!found) return say(words.nothingHere);
  act("erase", { body: { op_id: found.op_id } });
  say(words.erased);
}

// --- the scheme ---

const panel = new Panel({
  box: byId("scheme"),
  nav: byId("questions"),
  words,
  onMark: (mark) => act("mark", mark),
  onMethod: (method) => act("method", method),
  onQuestion: (number) => {
    history.replaceState(null, "", `#question=${number}`);
    const region = script.regionsOf(number)[0];
    if (region) viewer.goToSheet(region.sheet_id, region);
    else if (viewer.crop) viewer.go(viewer.place);
    refresh();
    clearTimeout(glance);
    glance = setTimeout(() => {
      if (panel.current === number && !script.seenQuestions.has(number)) act("seen_question", { number });
    }, GLANCE_MS);
  },
});
let glance;

const notes = new Notes({ box: byId("notes"), words, onErase: (id) => act("erase", { body: { op_id: id } }) });

const comments = new Comments({
  dialog: byId("write"),
  server,
  words,
  onWrite: (kind, text, { sheet_id, x, y }) => {
    if (kind === "rescan") askAgain(sheet_id, text);
    else act(kind, { sheet_id, number: panel.current, body: { text, x, y } });
  },
});

new Typed({ box: byId("scheme"), server, path: here, words });

const finish = new Finish({
  dialog: byId("finish"),
  words,
  submit: async () => {
    if (!(await saver.flush())) throw new Error("not saved");
    await server.post(`${here}/submit`, { last_op_no: saver.last });
  },
  goto: ({ sheet_id, number }) => (sheet_id ? viewer.goToSheet(sheet_id) : panel.go(number)),
  done: () => {
    saver.stopped = true;
    location.assign(data.done);
  },
});

async function askAgain(sheet_id, reason) {
  try {
    await saver.flush();
    await server.post(`${here}/rescan`, { sheet_id, reason });
    await load();
    say(words.asked);
  } catch (error) {
    say(error instanceof Refused ? error.message : words.unasked);
  }
}

function refresh() {
  script = new Script([...acknowledged, ...outbox.entries]);
  const tallies = tally(paper, script);
  panel.show(paper, script, tallies);
  byId("total").textContent = figure(total(tallies));
  byId("undo").disabled = !script.canUndo;
  byId("redo").disabled = !script.canRedo;
  if (viewer.page) showPage(viewer.page, viewer.image.hidden ? words.broken : "");
}

// --- from script to script ---

const byQuestion = byId("by-question");
byQuestion.checked = localStorage.getItem(BY_QUESTION) === "on";
byQuestion.addEventListener("change", () => localStorage.setItem(BY_QUESTION, byQuestion.checked ? "on" : "off"));

async function step(by) {
  if (!byQuestion.checked) return panel.step(by) || say(by > 0 ? words.lastQuestion : words.firstQuestion);
  panel.settle();
  if (!(await saver.flush())) return say(words.states.offline);
  const found = await server.get(`${here}/same/${panel.current}?by=${by}`).catch(() => null);
  if (found?.evaluation_id) location.assign(`${data.pages}/${found.evaluation_id}#question=${found.number}`);
  else say(words.noOther);
}

// --- tools and keys ---

const stamp = (name) => () => viewer.page && draw(name, viewer.cursor);
const tool = (name) => () => {
  drawing.use(name);
  for (const one of root.querySelectorAll("button[data-tool]")) one.setAttribute("aria-pressed", String(one.dataset.tool === name));
};
const back = (kind) => () => {
  panel.settle();
  if (!(kind === "undo" ? script.canUndo : script.canRedo)) return say(words.nothingHere);
  const { kind: what } = kind === "undo" ? script.nextUndo : script.nextRedo;
  act(kind);
  say(words[kind].replace("{what}", words.kinds[what]));
};
const move = (dx, dy) => (event) => viewer.step(dx * STEP * (event.shiftKey ? 5 : 1), dy * STEP * (event.shiftKey ? 5 : 1));
const does = {
  next: () => step(1),
  previous: () => step(-1),
  "next-page": () => viewer.go(viewer.place + 1),
  "previous-page": () => viewer.go(viewer.place - 1),
  marks: () => panel.focusMarks(),
  full: () => panel.fill(true),
  nothing: () => panel.fill(false),
  crop: () => {
    const region = script.regionsOf(panel.current).find((one) => one.sheet_id === viewer.page?.sheet_id) ?? script.regionsOf(panel.current)[0];
    if (viewer.crop) viewer.go(viewer.place);
    else if (region) viewer.goToSheet(region.sheet_id, region);
    else say(words.noRegion);
  },
  whole: () => viewer.toggleWhole(),
  closer: () => viewer.zoomBy(1.25),
  farther: () => viewer.zoomBy(0.8),
  turn: () => viewer.turn(),
  assign: () => viewer.page && assign(viewer.visible()),
  comment: () => write("comment"),
  text: () => write("text"),
  rescan: () => viewer.page && write("rescan"),
  erase,
  blank: () => viewer.page?.blank && act("blank_ack", { sheet_id: viewer.page.sheet_id }),
  undo: back("undo"),
  redo: back("redo"),
  "by-question": () => byQuestion.click(),
  help: () => byId("help").showModal(),
  finish: () => {
    panel.settle();
    finish.open(lacking(paper, script), total(tally(paper, script)), paper.marks);
  },
  page: () => byId("stage").focus(),
};
root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do], button[data-tool]");
  if (!button) return;
  if (button.dataset.tool) tool(button.dataset.tool)();
  else does[button.dataset.do]?.(event);
});
new Keys({
  box: byId("single-keys"),
  actions: {
    n: does.next, p: does.previous, "]": does["next-page"], "[": does["previous-page"], m: does.marks, f: does.full, x: does.nothing,
    g: does.crop, 0: does.whole, "+": does.closer, "=": does.closer, "-": does.farther, s: does.turn, a: does.assign, c: does.comment,
    t: does.text, e: does.erase, b: does.blank, u: does.undo, r: does.redo, q: does["by-question"], "?": does.help, h: does.finish,
    d: tool("pen"), v: tool("move"), Escape: does.page,
    ArrowLeft: move(-1, 0), ArrowRight: move(1, 0), ArrowUp: move(0, -1), ArrowDown: move(0, 1),
    ...Object.fromEntries(data.stamps.split(",").map((name, place) => [place + 1, stamp(name)])),
  },
});

// --- beginning ---

async function load() {
  const found = await server.get(here);
  paper = found;
  acknowledged = found.ops;
  saver.last = found.last_op_no;
  outbox.forget(acknowledged);
  viewer.show(paper.pages);
  byId("paused").hidden = paper.state !== "paused";
  refresh();
}

async function begin() {
  try {
    await load();
  } catch {
    showState("offline");
    setTimeout(begin, 3000);
    return;
  }
  const asked = Number(/question=(\d+)/.exec(location.hash)?.[1]);
  const open = tally(paper, script).find((one) => !one.complete);
  panel.go(panel.numbers.includes(asked) ? asked : open?.number ?? panel.numbers[0], { focus: false });
  root.dataset.ready = "yes";
  showState(outbox.size ? "unsaved" : "saved");
  saver.flush();
}
begin();
