// Sends what is in the outbox, a moment after it was made, and again and again until it is acknowledged.
import { Refused } from "../../kernel/js/server.js";

const QUIET_MS = 400;
const RETRY_MS = [1000, 2000, 4000, 5000];

// States told to `onState`: saved, unsaved, saving, offline, full, failed, signed-out, over, foreign.
export class Saver {
  constructor({ server, outbox, path, onState, onSaved, onBehind }) {
    Object.assign(this, { server, outbox, path, onState, onSaved, onBehind });
    this.stopped = false;
    this.sending = null;
    this.tries = 0;
    this.setAside = 0;
    this.last = 0; // number of the last operation the page knows of
    addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => this.flush());
    addEventListener("beforeunload", (event) => {
      if (this.outbox.size && !this.stopped) event.preventDefault();
    });
  }

  put(op) {
    this.outbox.put(op);
    this.#tell(this.outbox.kept ? "unsaved" : "full");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), QUIET_MS);
  }

  stop(state) {
    this.stopped = true;
    clearTimeout(this.timer);
    this.#tell(state);
  }

  // Resolves to true when nothing is left to send, to false when sending came to a halt.
  flush() {
    if (this.stopped) return Promise.resolve(false);
    this.sending ??= this.#send().finally(() => (this.sending = null));
    return this.sending;
  }

  async #send() {
    clearTimeout(this.timer);
    while (this.outbox.size && !this.stopped) {
      this.#tell("saving");
      const batch = this.outbox.take();
      try {
        const answer = await this.server.post(`${this.path}/ops`, { after: this.last, ops: batch });
        this.tries = 0;
        this.outbox.remove(batch);
        this.last = answer.last_op_no;
        this.onSaved(batch);
        if (answer.behind) await this.onBehind();
      } catch (error) {
        if (!this.#recovered(error, batch)) return false;
      }
    }
    if (!this.stopped) this.#tell(this.setAside ? "failed" : "saved");
    return !this.stopped;
  }

  // True when sending can go on at once.
  #recovered(error, batch) {
    const { status = 0, problem = {} } = error instanceof Refused ? error : {};
    if (status === 409) return this.stop("over"), false;
    if (status === 404) return this.stop("foreign"), false;
    if (status === 422) return this.#drop(problem.errors ?? [], batch);
    this.#tell(status === 401 || status === 403 ? "signed-out" : this.outbox.kept ? "offline" : "full");
    const wait = RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)];
    this.timer = setTimeout(() => this.flush(), wait);
    return false;
  }

  // An operation that does not fit the paper would hold up all others.
  #drop(errors, batch) {
    const places = new Set(errors.map((one) => Number(/ops\.(\d+)/.exec(one.field)?.[1] ?? NaN)));
    const bad = batch.filter((_one, place) => places.has(place));
    const gone = bad.length ? bad : batch;
    this.setAside += gone.length;
    this.outbox.remove(gone);
    this.onSaved([]);
    return true;
  }

  #tell(state) {
    this.state = state;
    this.onState(state);
  }
}
