// Operations that the server has not acknowledged, in the browser's storage: they survive a reload, a crash and
// any time without a network, and leave in the order in which they were made.

const PREFIX = "assay.marking.";

export class Outbox {
  // Each window keeps its own. What others left, or still hold, goes with this one: sent twice, it counts once.
  constructor(evaluation) {
    const start = `${PREFIX}${evaluation}.`;
    const others = Object.keys(localStorage).filter((key) => key.startsWith(start));
    this.key = start + Math.random().toString(36).slice(2);
    this.entries = others.flatMap(read);
    this.kept = true;
    this.#write();
    if (this.kept) others.forEach((key) => localStorage.removeItem(key));
  }

  get size() {
    return this.entries.length;
  }

  put(op) {
    this.entries.push(op);
    this.#write();
  }

  // The next to be sent.
  take(most = 100) {
    return this.entries.slice(0, most);
  }

  remove(gone) {
    const ids = new Set(gone.map((one) => one.op_id));
    this.entries = this.entries.filter((one) => !ids.has(one.op_id));
    this.#write();
  }

  // Another window of this browser may have sent some of them meanwhile.
  forget(ops) {
    const known = new Set(ops.map((one) => one.op_id));
    if (this.entries.some((one) => known.has(one.op_id))) this.remove(ops);
  }

  #write() {
    try {
      if (this.entries.length) localStorage.setItem(this.key, JSON.stringify(this.entries));
      else localStorage.removeItem(this.key);
      this.kept = true;
    } catch {
      this.kept = false; // no room: the page must stay open until the network is back
    }
  }
}

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}
