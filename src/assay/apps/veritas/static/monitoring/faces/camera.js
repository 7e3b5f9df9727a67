// Counts the faces before the camera where the exam has that on and the student gives the camera. The picture
// goes to a worker of this page and is forgotten there; what is noted is a number, and only one that is not 1.
// Without a camera the exam goes on: that it was not given is noted once, and the page says so.
import { Steady } from "./steady.js";

const EVERY_MS = 2000;
const SIZE = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 10 } };

export class FaceCount {
  constructor(seconds, note) {
    this.note = note;
    this.steady = new Steady(seconds);
    this.resting = false;
  }

  async start() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: SIZE, audio: false });
      this.video = document.createElement("video");
      this.video.muted = this.video.playsInline = true;
      this.video.srcObject = this.stream;
      await this.video.play();
    } catch {
      this.missing();
      return;
    }
    if (this.stopped) {
      this.stop();
      return;
    }
    this.stream.getVideoTracks()[0].addEventListener("ended", () => this.missing());
    this.worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    this.worker.addEventListener("message", ({ data }) => this.counted(data));
    // A browser that cannot compute it is nobody's fault: nothing is noted.
    this.worker.addEventListener("error", () => this.stop());
    this.tell("on");
    this.look();
  }

  async look() {
    const frame = this.resting ? null : await createImageBitmap(this.video).catch(() => null);
    if (this.stopped) frame?.close();
    else if (frame) this.worker.postMessage(frame, [frame]);
    else this.later();
  }

  counted(count) {
    if (count === null) this.stop();
    if (this.stopped) return;
    const told = this.resting ? null : this.steady.see(count, performance.now());
    if (told !== null) this.note("face_count", { count: told });
    this.later();
  }

  later() {
    this.timer = setTimeout(() => this.look(), EVERY_MS);
  }

  // During a pause nobody need sit there.
  rest(resting) {
    this.resting = resting;
    this.steady.reset();
  }

  missing() {
    if (this.stopped) return;
    this.note("camera_missing");
    this.tell("missing");
    this.stop();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    this.worker?.terminate();
    this.stream?.getTracks().forEach((track) => track.stop());
    if (this.state === "on") this.tell("off");
  }

  tell(state) {
    this.state = state;
    document.dispatchEvent(new CustomEvent("assay:camera", { detail: { state } }));
  }
}
