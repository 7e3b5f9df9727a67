// Reports how an attempt is sat. Starts by itself from <script id="monitor" data-monitor='{...}'>.
//
// It never stands in the way of the exam: every failure is its own, and waits or is dropped. The exam page
// tells it of saves with the event `assay:monitor` ({kind, data}), and before it hands in calls `flush()` or
// sends `assay:monitor-flush` ({wait}, to which it adds a promise); `assay:monitor-rest` ({resting}) while nobody
// need sit there; `assay:monitor-stop` when it is handed in.
import { Backlog } from "./backlog.js";
import { Chain, GENESIS, MOST_EVENTS, mono } from "./chain.js";
import { FaceCount } from "./faces/camera.js";
import { watch } from "./watch.js";

const BATCH_SECONDS = 5;
const JUMP_MS = 2_000;
const BEACON_BYTES = 60_000;

class Monitor {
  constructor(settings) {
    this.settings = settings;
    this.events = [];
    this.outbox = [];
    this.sending = false;
    this.stopped = false;
    this.pause = 0;
    this.drift = Date.now() - mono();
  }

  note(kind, data) {
    if (this.stopped) return;
    const event = { kind, wall: Date.now(), mono: mono() };
    if (data) event.data = data;
    this.events.push(event);
    if (this.chain && this.events.length >= MOST_EVENTS) this.cut();
  }

  async start() {
    const { attempt_id, device, policy, rules_off, heartbeat_seconds, last_seq, last_hash, faces } = this.settings;
    this.note("page_opened", { width: innerWidth, height: innerHeight });
    this.unwatch = watch(policy ?? {}, rules_off, (kind, data) => this.note(kind, data));
    if (faces) this.countFaces(faces);
    this.backlog = await Backlog.open(attempt_id, device);
    const { state, batches } = await this.backlog.read();
    const told = { next: (last_seq ?? 0) + 1, previous: last_hash || GENESIS };
    // The server may know of a beacon that this browser forgot to have sent.
    this.chain = new Chain(this.settings, state && state.next >= told.next ? state : told);
    this.outbox.unshift(...batches);
    this.timers = [
      setInterval(() => { this.cut(); this.send(); }, BATCH_SECONDS * 1000),
      setInterval(() => this.beat(), (heartbeat_seconds ?? 10) * 1000),
    ];
    addEventListener("pagehide", () => { this.note("page_closed"); this.leave(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.leave(); });
    addEventListener("online", () => { this.pause = 0; this.send(); });
    document.addEventListener("assay:monitor", (event) => this.note(event.detail.kind, event.detail.data));
    document.addEventListener("assay:monitor-flush", (event) => event.detail.wait.push(this.flush()));
    document.addEventListener("assay:monitor-stop", () => this.stop());
    this.send();
  }

  countFaces({ seconds, resting }) {
    this.faces = new FaceCount(seconds, (kind, data) => this.note(kind, data));
    this.faces.rest(resting);
    document.addEventListener("assay:monitor-rest", (event) => this.faces.rest(event.detail.resting));
    this.faces.start();
  }

  beat() {
    const drift = Date.now() - mono();
    if (Math.abs(drift - this.drift) > JUMP_MS) this.note("clock_jump", { jump_ms: drift - this.drift });
    this.drift = drift;
    this.note("heartbeat");
  }

  // Sign what has gathered; answers when it is kept.
  cut() {
    if (!this.chain || this.events.length === 0) return Promise.resolve();
    const batch = this.chain.sign(this.events.splice(0, MOST_EVENTS));
    const kept = this.backlog.keep(this.chain.state, batch);
    this.outbox.push(batch);
    return kept;
  }

  // One after the other, oldest first; the next only when the one before is durable.
  async send() {
    if (this.sending || this.stopped || !navigator.onLine) return;
    this.sending = true;
    try {
      while (this.outbox.length && !this.stopped) {
        const wait = await this.post(this.outbox[0]);
        if (wait) {
          await new Promise((resolve) => setTimeout(resolve, wait * 1000));
          if (!navigator.onLine) break;
        }
      }
    } finally {
      this.sending = false;
    }
  }

  // Seconds to wait before it is sent again; 0 when it is done with.
  async post(batch) {
    let answer;
    try {
      answer = await fetch(this.settings.endpoint, {
        method: "POST", body: batch.body, credentials: "omit", cache: "no-store",
        headers: { "Content-Type": "application/json" }, keepalive: batch.body.length < BEACON_BYTES,
      });
    } catch {
      return this.longer();
    }
    if (answer.status === 429) return Number(answer.headers.get("Retry-After")) || this.longer();
    if (answer.status >= 500) return this.longer();
    this.pause = 0;
    this.done(batch);
    // 404: not an attempt any more. 409 can be a conflict of one batch, so the next ones are still sent; when
    // the attempt is finished each of them is refused, and nothing is lost by asking.
    if (answer.status === 404) this.stop();
    return 0;
  }

  done(batch) {
    const place = this.outbox.indexOf(batch);
    if (place >= 0) this.outbox.splice(place, 1);
    this.backlog.drop(batch);
  }

  longer() {
    this.pause = Math.min(30, Math.max(1, this.pause * 2));
    return this.pause;
  }

  // The page may be gone the next moment: sign and hand over at once. A beacon is not answered, so what it
  // carried stays in the backlog and is sent again by the next page; the server knows it already.
  leave() {
    if (!this.chain || this.stopped) return;
    this.cut();
    this.backlog.putAside(this.chain.state, this.outbox);
    let room = BEACON_BYTES;
    for (const batch of this.outbox) {
      room -= batch.body.length;
      if (room < 0 || !navigator.sendBeacon(this.settings.endpoint, batch.body)) break;
    }
  }

  async flush() {
    await this.cut();
    while (this.sending) await new Promise((resolve) => setTimeout(resolve, 50));
    await this.send();
  }

  stop() {
    this.stopped = true;
    this.unwatch?.();
    this.faces?.stop();
    this.timers?.forEach(clearInterval);
  }
}

let running;

export function start(settings) {
  if (!running) {
    running = new Monitor(settings);
    running.start().catch(() => { /* the exam goes on without a record of it */ });
  }
  return running;
}

export const note = (kind, data) => running?.note(kind, data);
export const flush = () => running?.flush() ?? Promise.resolve();
export const stop = () => running?.stop();

const own = document.getElementById("monitor")?.dataset.monitor;
if (own) start(JSON.parse(own));
