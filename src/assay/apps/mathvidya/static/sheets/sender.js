// One file after the other: hashed, announced, sent, confirmed. Without a network it waits and goes on.
import { Refused } from "./server.js";

const WAITS = [1000, 2000, 4000, 8000, 15_000];

export async function sha256(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Sender {
  constructor({ server, onState, onArrived }) {
    Object.assign(this, { server, onState, onArrived, queue: [], busy: false });
    addEventListener("online", () => this.wake?.());
  }

  add(file, replaces = null) {
    const entry = { file, replaces };
    this.queue.push(entry);
    this.onState(entry, "waiting");
    this.run();
  }

  get open() {
    return this.queue.length;
  }

  async run() {
    if (this.busy) return;
    this.busy = true;
    while (this.queue.length) {
      const entry = this.queue[0];
      await this.bring(entry);
      this.queue.shift();
    }
    this.busy = false;
  }

  // Every step may be repeated: what the server has acknowledged, it answers again.
  async bring(entry) {
    for (let failed = 0; ; failed += 1) {
      try {
        await this.once(entry);
        return;
      } catch (error) {
        const passing = !(error instanceof Refused) || error.status >= 500 || error.status === 429;
        const missing = error instanceof Refused && error.problem.reason === "missing" && failed < 5;
        if (!passing && !missing) {
          this.onState(entry, "refused", error.status === 401 ? "signed-out" : error.message);
          return;
        }
        this.onState(entry, "offline");
        await this.pause(WAITS[Math.min(failed, WAITS.length - 1)]);
      }
    }
  }

  async once(entry) {
    const { file, replaces } = entry;
    if (!entry.sha256) {
      this.onState(entry, "hashing");
      entry.sha256 = await sha256(file);
    }
    const form = { name: file.name || "page.jpg", content_type: file.type, size: file.size, sha256: entry.sha256 };
    const made = await this.server.ask("POST", "/presign", { ...form, replaces });
    if (!made.upload) {
      this.onState(entry, "known");
      return this.onArrived([made.sheet], entry);
    }
    this.onState(entry, "sending", 0);
    try {
      await this.server.send(made.upload, file, (share) => this.onState(entry, "sending", share));
    } catch (error) {
      // A file that the store will never take is not waited for.
      if (error instanceof Refused && error.status < 500 && error.status !== 410) {
        await this.server.ask("DELETE", `/${made.sheet.sheet_id}`).catch(() => {});
      }
      throw error;
    }
    this.onState(entry, "checking");
    this.onArrived(await this.server.ask("POST", `/${made.sheet.sheet_id}/confirm`), entry);
  }

  pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
