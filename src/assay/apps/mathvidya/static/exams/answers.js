// Answers on screen on their way to the server. What is not acknowledged lies in the browser's storage, so that
// it survives a reload, a crash and any time without a network; each question's last choice is what is sent.
import { Refused } from "../../kernel/js/server.js";

const PREFIX = "assay.mathvidya.exam.";
const RETRY_MS = [1000, 2000, 4000, 5000];

export class Answers {
  constructor({ exam, server, revisions, onState }) {
    Object.assign(this, { server, onState, path: `/exams/${exam}`, key: PREFIX + exam });
    this.revisions = revisions;
    this.waiting = read(this.key);
    this.tries = 0;
    this.stopped = false;
    addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => this.flush());
    addEventListener("beforeunload", (event) => {
      if (this.waiting.size && !this.stopped) event.preventDefault();
    });
  }

  change(number, answer) {
    this.waiting.set(number, answer);
    this.#write();
    this.flush();
  }

  // Resolves to true when nothing is left to send.
  flush() {
    if (this.stopped) return Promise.resolve(this.waiting.size === 0);
    this.sending ??= this.#send().finally(() => (this.sending = null));
    return this.sending;
  }

  async #send() {
    clearTimeout(this.timer);
    while (this.waiting.size) {
      const [number, answer] = this.waiting.entries().next().value;
      this.onState("saving");
      try {
        await this.#put(number, answer);
      } catch (error) {
        return this.#held(error, number);
      }
      this.tries = 0;
      // A choice made while this one was under way stays to be sent.
      if (this.waiting.get(number) === answer) this.waiting.delete(number);
      this.#write();
    }
    this.onState("saved");
    return true;
  }

  async #put(number, answer) {
    const revision = (this.revisions.get(number) ?? 0) + 1;
    try {
      await this.server.put(`${this.path}/answers/${number}`, { ...answer, revision });
      this.revisions.set(number, revision);
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.reason !== "revision") throw error;
      // Another window saved under this number: ours comes after it.
      this.revisions.set(number, error.problem.revision);
      await this.#put(number, answer);
    }
  }

  #held(error, number) {
    const status = error instanceof Refused ? error.status : 0;
    if (status === 409) {
      this.stopped = true;
      this.onState("ended");
      return false;
    }
    if (status === 422 || status === 404) {
      this.waiting.delete(number);
      this.#write();
      this.onState("failed");
      return false;
    }
    this.onState(status === 401 || status === 403 ? "signed-out" : "offline");
    this.timer = setTimeout(() => this.flush(), RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)]);
    return false;
  }

  #write() {
    if (this.waiting.size) localStorage.setItem(this.key, JSON.stringify([...this.waiting]));
    else localStorage.removeItem(this.key);
  }
}

function read(key) {
  try {
    return new Map(JSON.parse(localStorage.getItem(key) ?? "[]"));
  } catch {
    return new Map();
  }
}
