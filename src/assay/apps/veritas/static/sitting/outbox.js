// Revisions that the server has not acknowledged, in the browser's storage: they survive a reload, a crash
// and any time without a network, and leave in the order in which they were typed.

const PREFIX = "assay.sitting.";

export class Outbox {
  constructor(attempt) {
    this.key = PREFIX + attempt;
    this.flying = new Set();
    this.entries = read(this.key);
  }

  get size() {
    return this.entries.length;
  }

  // A later revision takes the place of one of the same question that has not left yet.
  put(entry) {
    const waiting = (one) => one.question_id === entry.question_id && !this.flying.has(one);
    this.entries = [...this.entries.filter((one) => !waiting(one)), entry];
    this.#write();
  }

  latest(question) {
    return this.entries.findLast((one) => one.question_id === question);
  }

  // The next to be sent. A question goes once in a batch, so that its revisions stay in order.
  take(most = 50) {
    const seen = new Set();
    const batch = [];
    for (const one of this.entries) {
      if (seen.has(one.question_id)) continue;
      seen.add(one.question_id);
      batch.push(one);
      if (batch.length === most) break;
    }
    this.flying = new Set(batch);
    return batch;
  }

  landed() {
    this.flying.clear();
  }

  remove(gone) {
    this.entries = this.entries.filter((one) => !gone.includes(one));
    this.#write();
  }

  // What another page saved later than this one typed is left alone: its revision is not below ours.
  forgetOlderThan(revisions) {
    this.remove(this.entries.filter((one) => one.revision <= (revisions.get(one.question_id) ?? 0)));
  }

  renumber(question, revision) {
    for (const one of this.entries) if (one.question_id === question) one.revision = ++revision;
    this.#write();
  }

  #write() {
    if (this.entries.length) localStorage.setItem(this.key, JSON.stringify(this.entries));
    else localStorage.removeItem(this.key);
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
