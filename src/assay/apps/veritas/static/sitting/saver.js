// Sends what is in the outbox: within two seconds of a change, and again and again until it is acknowledged.
import { Refused } from "../../kernel/js/server.js";

const QUIET_MS = 600; // after the last key stroke
const LONGEST_MS = 1500; // after the first one
const RETRY_MS = [1000, 2000, 4000, 5000];

// The monitoring module, where there is one, notes that an answer was saved: which one, not what it says.
function noteSaved({ question_id, revision }) {
  const detail = { kind: "answer_saved", data: { question: question_id, revision } };
  document.dispatchEvent(new CustomEvent("assay:monitor", { detail }));
}

// States told to `onState`: saved, unsaved, saving, offline, signed-out, failed, superseded, ended.
export class Saver {
  constructor({ server, outbox, path, statePath, device, clock, onState, onSaved }) {
    Object.assign(this, { server, outbox, path, statePath, device, clock, onState, onSaved });
    this.stopped = false;
    this.sending = null;
    this.tries = 0;
    this.failed = new Set();
    addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => this.flush());
    addEventListener("beforeunload", (event) => {
      if (this.outbox.size && !this.stopped) event.preventDefault();
    });
  }

  change(question, revision, response) {
    this.failed.delete(question);
    this.outbox.put({ question_id: question, revision, response, typed_at: this.clock.iso() });
    this.#tell("unsaved");
    this.first ??= performance.now();
    clearTimeout(this.timer);
    const wait = Math.min(QUIET_MS, Math.max(0, LONGEST_MS - (performance.now() - this.first)));
    this.timer = setTimeout(() => this.flush(), wait);
  }

  stop(state) {
    this.stopped = true;
    clearTimeout(this.timer);
    this.#tell(state);
  }

  // Resolves when nothing is left to send, or false when sending came to a halt.
  flush() {
    if (this.stopped) return Promise.resolve(false);
    this.sending ??= this.#send().finally(() => (this.sending = null));
    return this.sending;
  }

  async #send() {
    clearTimeout(this.timer);
    while (this.outbox.size && !this.stopped) {
      this.first = undefined;
      this.#tell("saving");
      const batch = this.outbox.take();
      try {
        await this.server.put(this.path, { device: this.device, answers: batch });
        this.outbox.remove(batch);
        this.tries = 0;
        for (const one of batch) {
          this.onSaved(one);
          noteSaved(one);
        }
      } catch (error) {
        if (!(await this.#recovered(error, batch))) return false;
      } finally {
        this.outbox.landed();
      }
    }
    if (!this.stopped) this.#tell(this.failed.size ? "failed" : "saved");
    return !this.stopped;
  }

  // True when sending can go on at once.
  async #recovered(error, batch) {
    const { status = 0, problem = {} } = error instanceof Refused ? error : {};
    if (status === 409 && problem.reason === "superseded") return this.stop("superseded"), false;
    if (status === 409 && problem.reason === "revision") return this.#renumber(problem.answers);
    if (status === 409) return this.stop("ended"), false;
    if (status === 422) return this.#setAside(problem.errors ?? [], batch);
    this.#tell(status === 401 || status === 403 ? "signed-out" : "offline");
    const wait = RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)];
    this.timer = setTimeout(() => this.flush(), wait);
    return false;
  }

  // Another page of the same device saved under these numbers: ours come after them.
  async #renumber(answers) {
    try {
      const sitting = await this.server.get(this.statePath);
      const known = new Map(sitting.questions.map((one) => [one.question_id, one.revision]));
      for (const { question_id } of answers) this.outbox.renumber(question_id, known.get(question_id) ?? 0);
      return true;
    } catch (error) {
      return this.#recovered(error instanceof Refused && error.status === 409 ? {} : error, []);
    }
  }

  // An answer that does not fit its question would hold up all others.
  #setAside(errors, batch) {
    const places = new Set(errors.map((one) => Number(/^answers\.(\d+)/.exec(one.field)?.[1] ?? NaN)));
    const bad = batch.filter((_one, place) => places.has(place));
    const gone = bad.length ? bad : batch;
    for (const one of gone) this.failed.add(one.question_id);
    this.outbox.remove(gone);
    return true;
  }

  #tell(state) {
    this.state = state;
    this.onState(state);
  }
}
