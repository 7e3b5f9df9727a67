// What was drawn on this page and written about this question, as a list: to be read, and to be taken away.
import { typeset, withFormulas } from "./texts.js";

export class Notes {
  constructor({ box, words, onErase }) {
    Object.assign(this, { box, words, shown: "" });
    box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-erase]");
      if (button) onErase(button.dataset.erase);
    });
  }

  show(ops, sheet, number) {
    const mine = ops.filter((op) => op.sheet_id === sheet || (op.kind === "comment" && op.number === number));
    const ids = mine.map((op) => op.op_id).join();
    if (ids === this.shown) return;
    this.shown = ids;
    this.box.replaceChildren(...mine.map((op) => this.#item(op)));
    this.box.parentElement.hidden = mine.length === 0;
    typeset();
  }

  #item(op) {
    const item = document.createElement("li");
    const name = op.kind === "stamp" ? this.words.stamps[op.body.stamp] : this.words.kinds[op.kind];
    const told = op.number ? `${name} (${op.number})` : name;
    const head = document.createElement("span");
    head.textContent = op.body.text ? `${told}: ` : told;
    item.append(head);
    if (op.body.text) item.append(withFormulas(document.createElement("span"), op.body.text));
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: "×" });
    drop.dataset.erase = op.op_id;
    drop.setAttribute("aria-label", this.words.erase.replace("{what}", told));
    item.append(drop);
    return item;
  }
}
