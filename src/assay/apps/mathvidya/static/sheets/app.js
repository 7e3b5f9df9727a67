// The page of answer pages put together. Everything it needs to know stands in data attributes of #sheets.
import { List } from "./list.js";
import { Sender } from "./sender.js";
import { Refused, Server } from "./server.js";

const byId = (id) => document.getElementById(id);
const words = byId("sheets").dataset;
const server = new Server({ api: words.api, csrf: words.csrf });
const say = (text) => (byId("announce").textContent = text);
const LOOK_AGAIN = 1500;
let state = null;
let replacing = null;

const list = new List({ root: byId("sheets"), list: byId("list"), row: byId("row"), words, onDo: act, onConfirm: confirmPage });

const sender = new Sender({
  server,
  onState(entry, what, more) {
    entry.line ??= addLine(entry.file.name);
    const text = {
      waiting: words.wWaiting,
      hashing: words.wHashing,
      sending: words.wSending.replace("{n}", Math.round(100 * (more ?? 0))),
      checking: words.wChecking,
      offline: words.wOffline,
      known: words.wKnown,
      refused: more === "signed-out" ? words.wSignedOut : more,
    }[what];
    entry.line.querySelector(".what").textContent = text;
    entry.line.dataset.state = what;
    const bar = entry.line.querySelector("progress");
    bar.hidden = !["sending", "checking"].includes(what);
    bar.value = what === "checking" ? 1 : (more ?? 0);
    if (["offline", "refused", "known"].includes(what) && entry.said !== what) say(`${entry.file.name}: ${text}`);
    entry.said = what;
  },
  async onArrived(sheets, entry) {
    if (entry.line.dataset.state !== "known") entry.line.remove();
    const notes = sheets.flatMap((one) => [one.refusal, ...one.notes.map((note) => note.words)]).filter(Boolean);
    say(`${entry.file.name}: ${notes.join(" ") || words.wGood}`);
    await look();
  },
});

function addLine(name) {
  const line = document.createElement("li");
  const label = document.createElement("span");
  label.append(`${name}: `, Object.assign(document.createElement("span"), { className: "what" }));
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0, hidden: true });
  bar.setAttribute("aria-label", name);
  line.append(label, bar);
  byId("queue").append(line);
  return line;
}

let timer = 0;
async function look() {
  clearTimeout(timer);
  try {
    show(await server.ask("GET"));
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return say(words.wSignedOut);
    timer = setTimeout(look, LOOK_AGAIN * 2);
  }
}

function show(found) {
  state = found;
  list.show(found);
  const lines = [...found.missing, ...found.hints];
  if (found.is_ready && found.sheets.length) lines.unshift(words.wReady);
  byId("left").replaceChildren(...lines.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
  if (found.sheets.some((one) => one.state === "stored")) timer = setTimeout(look, LOOK_AGAIN);
}

async function change(method, path, body, said) {
  try {
    await server.ask(method, path, body);
    if (said) say(said);
  } catch (error) {
    say(error instanceof Refused ? error.message : words.wFailed);
    byId("left").replaceChildren(Object.assign(document.createElement("p"), { textContent: byId("announce").textContent }));
    return;
  }
  await look();
}

function confirmPage(one, pageNumber, acknowledged) {
  const name = words.wPage.replace("{n}", pageNumber ?? one.position);
  return change("POST", `/${one.sheet_id}/accept`, { page_number: pageNumber, acknowledged }, `${name}: ${words.wConfirmed}`);
}

function act(what, one, at) {
  if (what === "turn") return change("POST", `/${one.sheet_id}/turn`, {}, words.wTurned);
  if (what === "delete") return change("DELETE", `/${one.sheet_id}`, undefined, words.wDeleted);
  if (what === "replace") {
    replacing = one.sheet_id;
    return byId("files").click();
  }
  const order = state.sheets.map((sheet) => sheet.sheet_id);
  const to = what === "up" ? at - 1 : at + 1;
  [order[at], order[to]] = [order[to], order[at]];
  return change("PUT", "/reorder", { sheet_ids: order }, words.wMoved.replace("{n}", to + 1));
}

for (const id of ["camera", "files"]) {
  byId(id)?.addEventListener("change", (event) => {
    for (const file of event.target.files) {
      sender.add(file, replacing);
      replacing = null;
    }
    event.target.value = "";
  });
  byId(id)?.addEventListener("cancel", () => (replacing = null));
}

addEventListener("beforeunload", (event) => sender.open && event.preventDefault());
addEventListener("online", look);
look();
