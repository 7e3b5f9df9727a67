// Counts of single frames become a count worth telling: the middle one of the last few, which has changed, is
// not one, and has lasted.
const FRAMES = 3;

export class Steady {
  constructor(seconds) {
    this.lasts = seconds * 1000;
    this.reset();
  }

  reset() {
    this.frames = [];
    this.told = this.now = 1;
    this.since = -Infinity;
  }

  // The count to tell after a frame seen at `at` (milliseconds), or null.
  see(count, at) {
    this.frames = [...this.frames, count].slice(-FRAMES);
    if (this.frames.length < FRAMES) return null;
    const middle = [...this.frames].sort((a, b) => a - b)[FRAMES >> 1];
    if (middle !== this.now) {
      this.now = middle;
      this.since = at;
    }
    if (this.now === this.told || at - this.since < this.lasts) return null;
    this.told = this.now;
    return this.now === 1 ? null : this.now;
  }
}
