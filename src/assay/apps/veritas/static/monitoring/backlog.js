// Batches that were not acknowledged, and where the chain stands: in IndexedDB, so that a reload, a crash or
// half an hour without network loses nothing. Where there is no IndexedDB, in memory while the page is open.
const NAME = "assay-monitor";

function opened() {
  return new Promise((resolve) => {
    let request;
    try { request = indexedDB.open(NAME, 1); } catch { resolve(null); return; }
    request.onupgradeneeded = () => {
      request.result.createObjectStore("chains");
      request.result.createObjectStore("batches");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => resolve(null);
  });
}

const answered = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

export class Backlog {
  static async open(attempt, device) {
    const backlog = new Backlog();
    backlog.name = `${attempt}:${device}`;
    backlog.database = await opened();
    return backlog;
  }

  range() {
    return IDBKeyRange.bound([this.name, 0], [this.name, Number.MAX_SAFE_INTEGER]);
  }

  // What the page before put aside as it was left: IndexedDB may not have had the time.
  takeAside() {
    try {
      const aside = JSON.parse(localStorage.getItem(`${NAME}:${this.name}`));
      localStorage.removeItem(`${NAME}:${this.name}`);
      return aside;
    } catch {
      return null;
    }
  }

  // At once, for a page that may be gone the next moment.
  putAside(state, batches) {
    try {
      localStorage.setItem(`${NAME}:${this.name}`, JSON.stringify({ state, batches }));
    } catch { /* full or forbidden: the server tells the next page where the chain stands */ }
  }

  // Where the chain stands and what waits, oldest first.
  async read() {
    const kept = await this.kept();
    const aside = this.takeAside();
    if (!aside || aside.state.next < (kept.state?.next ?? 0)) return kept;
    const known = new Set(kept.batches.map((batch) => batch.first));
    const batches = [...kept.batches, ...aside.batches.filter((batch) => !known.has(batch.first))];
    for (const batch of batches) await this.keep(aside.state, batch);
    return { state: aside.state, batches: batches.sort((a, b) => a.first - b.first) };
  }

  async kept() {
    if (!this.database) return { state: null, batches: [] };
    try {
      const stores = this.database.transaction(["chains", "batches"]);
      const state = answered(stores.objectStore("chains").get(this.name));
      const batches = answered(stores.objectStore("batches").getAll(this.range()));
      return { state: (await state) ?? null, batches: await batches };
    } catch {
      return { state: null, batches: [] };
    }
  }

  // Chain and batch in one transaction: never one without the other.
  async keep(state, batch) {
    if (!this.database) return;
    try {
      const stores = this.database.transaction(["chains", "batches"], "readwrite", { durability: "strict" });
      stores.objectStore("batches").put(batch, [this.name, batch.first]);
      stores.objectStore("chains").put(state, this.name);
      await new Promise((resolve) => { stores.oncomplete = stores.onerror = stores.onabort = resolve; });
    } catch { /* storage is full or gone: the batch is still in memory */ }
  }

  drop(batch) {
    if (!this.database) return;
    try {
      this.database.transaction("batches", "readwrite").objectStore("batches").delete([this.name, batch.first]);
    } catch { /* sent again after a reload, and answered the same */ }
  }
}
