// Stamps, strokes and notes over a page, as SVG in the page's own units; and the pointer that makes them.

const NS = "http://www.w3.org/2000/svg";
const WIDTH = 1000;
const NEAR = 0.04;
const FINE = 0.0025;
const MOST_POINTS = 400; // the server takes 500; a move may bring several

export const STAMPS = ["tick", "cross", "half", "circle", "star"];
const SHAPES = {
  tick: "M-18 2 L-6 16 L20 -18",
  cross: "M-15 -15 L15 15 M15 -15 L-15 15",
  circle: "M0 -24 A24 24 0 1 0 0.01 -24",
  star: "M0 -20 L6 -6 L20 -6 L9 4 L13 19 L0 10 L-13 19 L-9 4 L-20 -6 L-6 -6 Z",
};

const make = (name, attributes = {}, text = "") => {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = text;
  return node;
};

export class Drawing {
  constructor({ overlay, viewer, words, onDraw }) {
    Object.assign(this, { overlay, viewer, words, onDraw });
    this.tool = "move";
    this.layer = make("g");
    this.live = make("g");
    this.cross = make("path", { class: "mk-cursor", d: "M-14 0H14M0 -14V14" });
    overlay.append(this.layer, this.live, this.cross);
    const { stage } = viewer;
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#moved(event));
    for (const name of ["pointerup", "pointercancel"]) stage.addEventListener(name, (event) => this.#up(event));
    this.fingers = new Map();
  }

  use(tool) {
    this.tool = tool;
    this.viewer.stage.dataset.tool = tool;
  }

  move({ x, y }) {
    this.cross.setAttribute("transform", `translate(${x * WIDTH} ${y * this.#height()})`);
  }

  // Everything that stands on this page; `regions` are where questions are answered.
  show(ops, regions, current) {
    this.layer.replaceChildren(
      ...regions.map((one) => this.#region(one, one.number === current)),
      ...ops.map((op) => this.#drawn(op)),
    );
  }

  // The mark nearest to a place, if one is near.
  nearest(ops, { x, y }) {
    const far = (op) => Math.min(...places(op).map((one) => Math.hypot(one.x - x, (one.y - y) * this.viewer.ratio)));
    const found = ops.map((op) => [far(op), op]).sort((a, b) => a[0] - b[0])[0];
    return found && found[0] <= NEAR ? found[1] : null;
  }

  #height() {
    return WIDTH * (this.viewer.ratio || 1);
  }

  #drawn(op) {
    const { body } = op;
    if (op.kind === "pen") {
      const points = body.points.map(([x, y]) => `${x * WIDTH},${y * this.#height()}`).join(" ");
      return make("polyline", { class: "mk-ink", points });
    }
    const group = make("g", { class: "mk-ink", transform: `translate(${body.x * WIDTH} ${body.y * this.#height()})` });
    if (op.kind === "stamp") group.append(body.stamp === "half" ? make("text", { class: "mk-half", y: 14 }, "½") : make("path", { d: SHAPES[body.stamp] }));
    else if (op.kind === "text") body.text.split("\n").forEach((line, row) => group.append(make("text", { y: row * 30 }, line)));
    else group.append(make("path", { class: "mk-bubble", d: "M-20 -20H20V12H4L-8 24V12H-20Z" }));
    return group;
  }

  #region({ x, y, w, h, number }, isCurrent) {
    const group = make("g", { class: isCurrent ? "mk-region is-current" : "mk-region" });
    const box = { x: x * WIDTH, y: y * this.#height(), width: w * WIDTH, height: h * this.#height() };
    group.append(make("rect", box), make("text", { x: box.x + 6, y: box.y + 24 }, number));
    return group;
  }

  #down(event) {
    if (event.button !== 0 || event.target.closest("button")) return;
    this.fingers.set(event.pointerId, event);
    this.viewer.stage.setPointerCapture(event.pointerId);
    const place = this.viewer.at(event);
    if (place) this.viewer.point(place);
    if (this.fingers.size > 1) return this.#drop();
    this.from = event;
    this.stroke = this.tool === "pen" && place ? [[place.x, place.y]] : null;
    this.corner = this.tool === "region" ? place : null;
  }

  #moved(event) {
    const place = this.viewer.at(event);
    const before = this.fingers.get(event.pointerId);
    if (!before) return event.pointerType === "mouse" && place && this.viewer.point(place);
    if (this.fingers.size === 2) this.#pinch(event, before);
    else if (this.stroke) this.#draw(event);
    else if (this.corner) place && this.#stretch(place);
    else if (this.tool === "move") this.viewer.pan(event.clientX - before.clientX, event.clientY - before.clientY);
    this.fingers.set(event.pointerId, event);
  }

  #up(event) {
    if (!this.fingers.delete(event.pointerId) || !this.from) return;
    const place = this.viewer.at(event);
    const still = Math.hypot(event.clientX - this.from.clientX, event.clientY - this.from.clientY) < 6;
    if (event.type === "pointercancel") this.#drop();
    else if (this.stroke?.length > 1) this.onDraw("pen", { points: this.stroke });
    else if (this.box) this.onDraw("region", this.box);
    else if (still && place && !["move", "pen", "region"].includes(this.tool)) this.onDraw(this.tool, place);
    this.#drop();
  }

  #drop() {
    this.from = this.stroke = this.corner = this.box = null;
    this.live.replaceChildren();
  }

  #draw(event) {
    for (const one of event.getCoalescedEvents?.() ?? [event]) {
      const place = this.viewer.at(one);
      const last = this.stroke.at(-1);
      if (!place || Math.hypot(place.x - last[0], place.y - last[1]) < FINE) continue;
      this.stroke.push([round(place.x), round(place.y)]);
    }
    if (this.stroke.length >= MOST_POINTS) {
      const last = this.stroke.at(-1);
      this.onDraw("pen", { points: this.stroke });
      this.stroke = [last];
    }
    this.live.replaceChildren(this.#drawn({ kind: "pen", body: { points: this.stroke } }));
  }

  #stretch(place) {
    const [x, y] = [Math.min(place.x, this.corner.x), Math.min(place.y, this.corner.y)];
    const [w, h] = [Math.abs(place.x - this.corner.x), Math.abs(place.y - this.corner.y)];
    this.box = w > 0.03 && h > 0.02 ? { x: round(x), y: round(y), w: round(w), h: round(h) } : null;
    this.live.replaceChildren(this.#region({ x, y, w, h, number: "" }, true));
  }

  #pinch(event, before) {
    const other = [...this.fingers.values()].find((one) => one.pointerId !== event.pointerId);
    const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    const box = this.viewer.stage.getBoundingClientRect();
    const at = { x: (event.clientX + other.clientX) / 2 - box.x, y: (event.clientY + other.clientY) / 2 - box.y };
    this.viewer.zoomBy(apart(event) / Math.max(apart(before), 1), at);
    this.viewer.pan((event.clientX - before.clientX) / 2, (event.clientY - before.clientY) / 2);
  }
}

const round = (share) => Math.round(share * 10_000) / 10_000;

function places(op) {
  if (op.kind === "pen") return op.body.points.map(([x, y]) => ({ x, y }));
  return op.body.x === undefined ? [{ x: 9, y: 9 }] : [op.body];
}
