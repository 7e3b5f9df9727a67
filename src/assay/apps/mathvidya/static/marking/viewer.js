// One answer page at a time: its picture, where it is looked at, and how much of it has been seen.
//
// Places on a page are given as shares of its width and height, 0 to 1 from its upper left corner, upright. The
// view is one matrix: move, zoom, turn. So places stay what they are however the page is looked at.

const WIDTH = 1000; // of a page, in its own units
const MOST_ZOOM = 8;
const LOOK_MS = 500; // what is shown for that long has been seen
const CELLS = { across: 4, down: 10 };

export class Viewer {
  constructor({ stage, sheet, image, overlay, onPage, onSeen, onMove, words }) {
    Object.assign(this, { stage, sheet, image, overlay, onPage, onSeen, onMove, words });
    this.pages = [];
    this.place = -1;
    this.angle = 0;
    this.zoom = 1;
    this.x = this.y = 0;
    this.cursor = { x: 0.5, y: 0.25 };
    this.crop = null; // the part of the page that is shown alone
    this.whole = false; // whether all of a page is fitted in, or its width
    this.seen = new Map();
    image.addEventListener("load", () => this.#loaded());
    image.addEventListener("error", () => this.#broken());
    new ResizeObserver(() => this.fit()).observe(stage);
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    document.addEventListener("visibilitychange", () => this.#watch());
  }

  get page() {
    return this.pages[this.place];
  }

  show(pages) {
    this.pages = pages;
    if (this.place < 0 && pages.length) this.go(0);
  }

  // `crop`: {x, y, w, h} of the page, or null for the whole of it.
  go(place, crop = null) {
    if (place < 0 || place >= this.pages.length) return;
    this.crop = crop;
    if (place === this.place) return this.fit();
    this.place = place;
    this.angle = this.page.rotation ?? 0;
    this.ratio = 0;
    this.image.hidden = false;
    this.image.src = this.page.image;
    this.image.alt = this.words.page.replace("{n}", this.page.number);
    this.stage.setAttribute("aria-busy", "true");
    this.onPage(this.page);
  }

  goToSheet(id, crop = null) {
    this.go(this.pages.findIndex((one) => one.sheet_id === id), crop);
  }

  #loaded() {
    this.ratio = this.image.naturalHeight / this.image.naturalWidth;
    this.overlay.setAttribute("viewBox", `0 0 ${WIDTH} ${WIDTH * this.ratio}`);
    this.sheet.style.height = `${WIDTH * this.ratio}px`;
    this.stage.removeAttribute("aria-busy");
    this.fit();
    this.onPage(this.page);
  }

  #broken() {
    this.image.hidden = true;
    this.stage.removeAttribute("aria-busy");
    this.onPage(this.page, this.words.broken);
  }

  // The crop, or the page: all of it, or its width.
  fit() {
    if (!this.ratio) return;
    const box = this.#turned(this.crop ?? { x: 0, y: 0, w: 1, h: 1 });
    const { clientWidth: w, clientHeight: h } = this.stage;
    const across = w / box.w;
    this.zoom = this.whole || this.crop ? Math.min(across, h / box.h) : across;
    this.zoom = Math.min(this.zoom * 0.98, MOST_ZOOM);
    this.x = (w - box.w * this.zoom) / 2 - box.x * this.zoom;
    const room = h - box.h * this.zoom;
    this.y = Math.max(room / 2, h * 0.01) - box.y * this.zoom;
    this.sheet.style.clipPath = this.crop ? cut(this.crop) : "";
    this.#place();
  }

  toggleWhole() {
    this.whole = !this.whole;
    this.crop = null;
    this.fit();
  }

  turn() {
    this.angle = (this.angle + 90) % 360;
    this.fit();
  }

  zoomBy(factor, at = { x: this.stage.clientWidth / 2, y: this.stage.clientHeight / 2 }) {
    const zoom = Math.min(MOST_ZOOM, Math.max(0.1, this.zoom * factor));
    this.x = at.x - ((at.x - this.x) * zoom) / this.zoom;
    this.y = at.y - ((at.y - this.y) * zoom) / this.zoom;
    this.zoom = zoom;
    this.#place();
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.#place();
  }

  // The cursor of the keyboard, by shares of the page as it is seen; the view follows.
  step(dx, dy) {
    const turned = new DOMMatrix().rotate(-this.angle).transformPoint({ x: dx, y: dy });
    this.point({ x: this.cursor.x + turned.x, y: this.cursor.y + turned.y / (this.ratio || 1) });
    const at = this.#matrix().transformPoint(this.#units(this.cursor));
    const { clientWidth: w, clientHeight: h } = this.stage;
    const edge = 40;
    this.pan(Math.min(0, w - edge - at.x) || Math.max(0, edge - at.x), Math.min(0, h - edge - at.y) || Math.max(0, edge - at.y));
  }

  point({ x, y }) {
    this.cursor = { x: clamp(x), y: clamp(y) };
    this.onMove(this.cursor);
  }

  // Where a pointer is, as shares of the page; null beside it.
  at(event) {
    if (!this.ratio) return null;
    const box = this.stage.getBoundingClientRect();
    const units = this.#matrix().inverse().transformPoint({ x: event.clientX - box.x, y: event.clientY - box.y });
    const place = { x: units.x / WIDTH, y: units.y / (WIDTH * this.ratio) };
    return place.x >= 0 && place.x <= 1 && place.y >= 0 && place.y <= 1 ? place : null;
  }

  // What of the page is in view, as {x, y, w, h}.
  visible() {
    const inverse = this.#matrix().inverse();
    const { clientWidth: w, clientHeight: h } = this.stage;
    const ends = [inverse.transformPoint({ x: 0, y: 0 }), inverse.transformPoint({ x: w, y: h })];
    const xs = ends.map((one) => clamp(one.x / WIDTH)).sort((a, b) => a - b);
    const ys = ends.map((one) => clamp(one.y / (WIDTH * this.ratio))).sort((a, b) => a - b);
    return overlap({ x: xs[0], y: ys[0], w: xs[1] - xs[0], h: ys[1] - ys[0] }, this.crop);
  }

  // Shares of this page that were seen, for a page that is not whole on the screen.
  share(sheet = this.page?.sheet_id) {
    return (this.seen.get(sheet)?.size ?? 0) / (CELLS.across * CELLS.down);
  }

  #units({ x, y }) {
    return { x: x * WIDTH, y: y * WIDTH * this.ratio };
  }

  #matrix() {
    return new DOMMatrix().translate(this.x, this.y).scale(this.zoom).rotate(this.angle);
  }

  // A part of the page as a box of the turned page, in units.
  #turned({ x, y, w, h }) {
    const turn = new DOMMatrix().rotate(this.angle);
    const ends = [this.#units({ x, y }), this.#units({ x: x + w, y: y + h })].map((one) => turn.transformPoint(one));
    const [left, right] = ends.map((one) => one.x).sort((a, b) => a - b);
    const [top, bottom] = ends.map((one) => one.y).sort((a, b) => a - b);
    return { x: left, y: top, w: right - left, h: bottom - top };
  }

  #place() {
    this.sheet.style.transform = this.#matrix().toString();
    this.stage.style.setProperty("--zoom", this.zoom);
    this.onMove(this.cursor);
    this.#watch();
  }

  #wheel(event) {
    event.preventDefault();
    const box = this.stage.getBoundingClientRect();
    if (event.ctrlKey) this.zoomBy(Math.exp(-event.deltaY / 300), { x: event.clientX - box.x, y: event.clientY - box.y });
    else this.pan(-event.deltaX, -event.deltaY);
  }

  // Cells of the page that stay in view for a while have been seen; with all of them, the page has.
  #watch() {
    clearTimeout(this.looking);
    if (document.hidden || !this.ratio || this.image.hidden) return;
    this.looking = setTimeout(() => {
      const { x, y, w, h } = this.visible();
      const cells = this.seen.get(this.page.sheet_id) ?? new Set();
      this.seen.set(this.page.sheet_id, cells);
      for (let down = 0; down < CELLS.down; down++) {
        for (let across = 0; across < CELLS.across; across++) {
          const [cx, cy] = [(across + 0.5) / CELLS.across, (down + 0.5) / CELLS.down];
          if (cx >= x && cx <= x + w && cy >= y && cy <= y + h) cells.add(`${across},${down}`);
        }
      }
      if (this.share() === 1) this.onSeen(this.page);
    }, LOOK_MS);
  }
}

const cut = ({ x, y, w, h }) => `inset(${[y, 1 - x - w, 1 - y - h, x].map((one) => `${one * 100}%`).join(" ")})`;

function overlap(box, crop) {
  if (!crop) return box;
  const [x, y] = [Math.max(box.x, crop.x), Math.max(box.y, crop.y)];
  const [right, bottom] = [Math.min(box.x + box.w, crop.x + crop.w), Math.min(box.y + box.h, crop.y + crop.h)];
  return { x, y, w: Math.max(0, right - x), h: Math.max(0, bottom - y) };
}

const clamp = (share) => Math.min(1, Math.max(0, share));
