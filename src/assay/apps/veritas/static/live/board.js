// The live board. Rows come by server-sent events and live in a map; the table holds only those in sight, so
// 5,000 sittings cost what fifty do.
const ROW = 44;
const place = document.getElementById("live");
const words = JSON.parse(place.dataset.words);
const silent = Number(place.dataset.silent) * 1000;
const body = place.querySelector("[data-rows]");
const box = place.querySelector(".live-scroll");
const state = place.querySelector("[data-state]");
const mayAct = "mayAct" in body.dataset;
const columns = mayAct ? 7 : 6;
const rows = new Map();
let names = [];
let shown = [];
let ended = 0;
let clockAhead = 0;
let stale = true;

const now = () => Date.now() + clockAhead;
const live = (row) => row.status === "running" || row.status === "paused";
const isLost = (row) => row.status === "running" && now() - (row.last_seen ?? 0) > silent;

function take(list) {
  for (const values of list) {
    const row = Object.fromEntries(names.map((name, i) => [name, values[i]]));
    if (live(row)) rows.set(row.attempt_id, row);
    else if (rows.delete(row.attempt_id)) ended++;
  }
  stale = true;
}

// One collator for all rows: localeCompare makes its own for each pair, which thousands of rows feel.
const { compare } = new Intl.Collator(document.documentElement.lang);
const byName = (a, b) => compare(a.student, b.student);
const ORDERS = {
  student: byName,
  deadline: (a, b) => a.deadline - b.deadline || byName(a, b),
  progress: (a, b) => a.answered / (a.total || 1) - b.answered / (b.total || 1) || byName(a, b),
  attention: (a, b) => urgency(b) - urgency(a) || b.incidents - a.incidents || byName(a, b),
};
const urgency = (row) => (isLost(row) ? 4 : 0) + (row.incidents ? 2 : 0) + (row.status === "paused" ? 1 : 0);
const FILTERS = { "": () => true, lost: isLost, paused: (row) => row.status === "paused", incidents: (row) => row.incidents > 0 };

const [find, filter, order] = ["find", "filter", "order"].map((name) => place.querySelector(`[data-${name}]`));
for (const control of [find, filter, order]) control.addEventListener("input", () => { stale = true; draw(); });

function choose() {
  const wanted = find.value.trim().toLocaleLowerCase();
  shown = [...rows.values()]
    .filter(FILTERS[filter.value])
    .filter((row) => !wanted || row.student.toLocaleLowerCase().includes(wanted))
    .sort(ORDERS[order.value]);
  stale = false;
}

function tally() {
  const all = [...rows.values()];
  const lost = all.filter(isLost).length;
  const paused = all.filter((row) => row.status === "paused").length;
  const figures = {
    sitting: all.length, lost, paused, connected: all.length - lost - paused,
    incidents: all.filter((row) => row.incidents > 0).length, ended,
  };
  for (const [name, figure] of Object.entries(figures)) {
    place.querySelector(`[data-tally="${name}"]`).textContent = figure.toLocaleString();
  }
}

const span = (ms) => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${String(m).padStart(2, "0")}:${String(s).padStart(2, "0")}` : `${m}:${String(s).padStart(2, "0")}`;
};

function cell(kind, text, className) {
  const made = document.createElement(kind);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

function line(row) {
  const tr = document.createElement("tr");
  tr.dataset.attempt = row.attempt_id;
  const who = cell("th", "");
  who.scope = "row";
  const link = cell("a", row.student || row.attempt_id);
  link.href = `${place.dataset.attempt}${row.attempt_id}/monitoring`;
  who.append(link);
  const [says, tone] = row.status === "paused" ? [words.paused, "info"] : isLost(row) ? [words.lost, "bad"] : [words.connected, "good"];
  const connection = cell("td", "");
  connection.append(cell("span", says, `badge tone-${tone}`));
  const left = row.status === "paused" ? row.deadline - row.paused : row.deadline - now();
  tr.append(
    who, connection, cell("td", `${row.answered}/${row.total}`, "number"),
    cell("td", row.last_saved ? `${Math.max(0, Math.round((now() - row.last_saved) / 1000)).toLocaleString()} ${words.ago}` : words.never, "number"),
    cell("td", span(left), "number"), cell("td", String(row.incidents), "number"),
  );
  if (mayAct) {
    const pick = cell("button", words.choose, "plain");
    pick.type = "button";
    pick.setAttribute("aria-label", `${words.choose}: ${row.student}`);
    pick.addEventListener("click", () => target(row));
    const last = cell("td", "");
    last.append(pick);
    tr.append(last);
  }
  return tr;
}

function space(height) {
  const tr = cell("tr", "", "live-space");
  const td = cell("td", "");
  td.colSpan = columns;
  td.style.height = `${height}px`;
  tr.setAttribute("aria-hidden", "true");
  tr.append(td);
  return tr;
}

function draw() {
  if (!names.length) return;
  if (stale) choose();
  const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 10);
  const last = Math.min(shown.length, first + Math.ceil(box.clientHeight / ROW) + 20);
  const held = document.activeElement?.closest?.("[data-attempt]")?.dataset.attempt;
  const inside = document.activeElement?.tagName;
  body.replaceChildren(
    space(first * ROW), ...shown.slice(first, last).map(line), space((shown.length - last) * ROW),
  );
  if (held) body.querySelector(`[data-attempt="${held}"] ${inside === "BUTTON" ? "button" : "a"}`)?.focus({ preventScroll: true });
  body.closest("table").setAttribute("aria-rowcount", shown.length);
}

function target(row) {
  const whom = document.querySelector("[data-whom]");
  let option = whom.querySelector("[data-one]");
  if (!option) {
    option = document.createElement("option");
    option.dataset.one = "";
    whom.append(option);
  }
  option.value = row.attempt_id;
  option.textContent = row.student || row.attempt_id;
  whom.value = row.attempt_id;
  document.querySelector("#act [name=text]").focus();
}

box.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
setInterval(() => { stale = true; tally(); draw(); }, 1_000);

let early = [];
const source = new EventSource(place.dataset.stream);
source.addEventListener("rows", (event) => {
  const list = JSON.parse(event.data).rows;
  if (names.length) take(list); else early.push(...list);
});
source.addEventListener("ready", (event) => {
  const told = JSON.parse(event.data);
  names = told.columns;
  clockAhead = told.server_time - Date.now();
  take(early);
  early = [];
  state.textContent = words.live;
  tally();
  draw();
});
source.addEventListener("error", () => { state.textContent = words.reconnecting; });
source.addEventListener("open", () => { if (names.length) state.textContent = words.live; });
source.addEventListener("ended", () => source.close());
