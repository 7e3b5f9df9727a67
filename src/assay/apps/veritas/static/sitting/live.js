// What the server tells while the exam is sat: by its stream at once, by asking every 15 seconds anyway.

const EVERY_MS = 15_000;
const KINDS = ["clock", "notice", "closed", "superseded"];

export class Live {
  constructor({ server, path, stream, device, notice, onClock, onNotice }) {
    Object.assign(this, { server, path, device, notice, onClock, onNotice, asking: null });
    setInterval(() => this.ask(), EVERY_MS);
    addEventListener("online", () => this.ask());
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
    if (stream) {
      const source = new EventSource(`${stream}?device=${device}&after_notice=${notice}`);
      for (const kind of KINDS) source.addEventListener(kind, () => this.ask());
    }
  }

  ask() {
    this.asking ??= this.#ask().finally(() => (this.asking = null));
    return this.asking;
  }

  async #ask() {
    const query = new URLSearchParams({
      questions: "false",
      device: this.device,
      after_notice: this.notice,
    });
    let told;
    try {
      told = await this.server.get(`${this.path}?${query}`);
    } catch {
      return; // the saver says when nothing is saved; this asks again soon
    }
    for (const one of told.notices) {
      this.notice = Math.max(this.notice, one.notice_no);
      this.onNotice(one);
    }
    this.onClock(told);
  }
}
