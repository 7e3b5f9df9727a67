// The server's time: what has passed is measured by the monotonic clock, never by the device's own. Only the
// age of a page that was loaded without a network comes from that one, until the first answer corrects it.

export class ServerClock {
  constructor(serverTime, age = 0) {
    this.set(serverTime, 0);
    this.server += age;
    if (age) this.roundTrip = Infinity;
  }

  set(serverTime, roundTrip) {
    this.server = Date.parse(serverTime) + roundTrip / 2;
    this.measured = performance.now();
    this.roundTrip = roundTrip;
  }

  // A quick answer tells the time better than a slow one; after a minute any answer does.
  hear(serverTime, roundTrip) {
    const old = performance.now() - this.measured > 60_000;
    const off = Math.abs(Date.parse(serverTime) + roundTrip / 2 - this.now());
    if (old || roundTrip <= this.roundTrip || off > roundTrip + 2000) this.set(serverTime, roundTrip);
  }

  now() {
    return this.server + (performance.now() - this.measured);
  }

  iso() {
    return new Date(this.now()).toISOString();
  }
}

// Shows what is left, and says it at 30, 10, 5 and 1 minutes only.
const SAID_AT = [30, 10, 5, 1];

export class Timer {
  constructor({ clock, deadline, show, say, words, onUp }) {
    Object.assign(this, { clock, show, say, words, onUp, paused: false, wasUp: false });
    this.move(deadline);
    setInterval(() => this.tick(), 500);
  }

  move(deadline) {
    this.deadline = Date.parse(deadline);
    this.before = this.left();
    if (this.before > 0) this.wasUp = false;
    this.tick();
  }

  left() {
    return Math.max(0, Math.ceil((this.deadline - this.clock.now()) / 1000));
  }

  tick() {
    if (this.paused) return;
    const left = this.left();
    this.show(clockFace(left), left);
    for (const minutes of SAID_AT) {
      if (this.before > minutes * 60 && left <= minutes * 60 && left > 0) {
        this.say(minutes === 1 ? this.words.minute : this.words.minutes.replace("{n}", minutes));
      }
    }
    this.before = left;
    if (left === 0 && !this.wasUp) {
      this.wasUp = true;
      this.say(this.words.up);
      this.onUp();
    }
  }
}

function clockFace(seconds) {
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}
