// Events become batches: numbered, chained, signed. The format is described in monitoring/batch.py.
import { hex, hmac, sha256, unhex } from "./sha256.js";

export const GENESIS = "0".repeat(64);
export const MOST_EVENTS = 500;

// A clock that never goes back, in milliseconds since 1970 as the wall clock stood when the page was opened.
let lastMono = 0;
export function mono() {
  lastMono = Math.max(lastMono, Math.round(performance.timeOrigin + performance.now()));
  return lastMono;
}

export class Chain {
  constructor(settings, state) {
    this.settings = settings;
    this.key = unhex(settings.key);
    this.next = state.next;
    this.previous = state.previous;
  }

  // The signed body of a batch of `events` (at most MOST_EVENTS), and its numbers.
  sign(events) {
    const { org_id, attempt_id, device } = this.settings;
    const first_seq = this.next;
    const numbered = events.map((event, i) => ({ seq: first_seq + i, ...event }));
    const last_seq = first_seq + events.length - 1;
    const batch = JSON.stringify({
      org_id, attempt_id, device, first_seq, last_seq, previous: this.previous,
      sent_at: Date.now(), mono: mono(), events: numbered,
    });
    const digest = sha256(new TextEncoder().encode(batch));
    const body = `{"hmac":"${hex(hmac(this.key, digest))}","digest":"${hex(digest)}","batch":${batch}}`;
    this.next = last_seq + 1;
    this.previous = hex(digest);
    return { first: first_seq, body };
  }

  get state() {
    return { next: this.next, previous: this.previous };
  }
}
