// Keeps a copy of the sitting page on the device while it is sat, for a reload without a network (keep.js), and
// the answers that were acknowledged since. Both go when the sitting is over, or another one is opened.

import { typesetting } from "../../kernel/js/math.js";

const CACHE = "assay-sitting";
const SAVED = "assay.sitting.saved.";
const WORKER = "/veritas/student/keep.js";
const SCOPE = "/veritas/student/attempts/";

// Where the browser has no such thing, or no room, the page goes on without.
export async function keep() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(WORKER, { scope: SCOPE });
    const here = location.pathname;
    // What formulas need is asked for by the page itself, after all else.
    await typesetting;
    const files = performance.getEntriesByType("resource").map((one) => new URL(one.name).pathname);
    const answer = await fetch(here, { credentials: "same-origin", cache: "no-store", redirect: "error" });
    const headers = new Headers(answer.headers);
    headers.set("X-Kept-At", new Date().toISOString());
    const text = await answer.text();
    if (!answer.ok || !text.includes('id="sitting"')) return;
    await caches.delete(CACHE);
    const cache = await caches.open(CACHE);
    await cache.addAll([...new Set(files)].filter((path) => path.startsWith("/static/")));
    // Last: a page that is there has its files.
    await cache.put(here, new Response(text, { headers }));
  } catch {
    // The sitting itself must not notice.
  }
}

export async function forget(attempt) {
  localStorage.removeItem(SAVED + attempt);
  if ("caches" in window) await caches.delete(CACHE);
}

// What the server has, by question: a kept copy of the page does not know what was saved after it was made.
export class Saved {
  constructor(attempt) {
    this.key = SAVED + attempt;
    try {
      this.entries = new Map(JSON.parse(localStorage.getItem(this.key) ?? "[]"));
    } catch {
      this.entries = new Map();
    }
  }

  add({ question_id, revision, response }) {
    this.entries.set(question_id, { revision, response });
    try {
      localStorage.setItem(this.key, JSON.stringify([...this.entries]));
    } catch {
      // No room: what is not saved yet matters more.
    }
  }

  // Those that are later than what a page shows, as (question, revision, response).
  after(revisions) {
    return [...this.entries]
      .filter(([question, one]) => one.revision > (revisions.get(question) ?? 0))
      .map(([question, one]) => [question, one.revision, one.response]);
  }
}
