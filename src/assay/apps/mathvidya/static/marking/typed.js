// A typed answer beside the model answer: what the server found is told, and gives no marks by itself.
import { Refused } from "../../kernel/js/server.js";

export class Typed {
  constructor({ box, server, path, words }) {
    Object.assign(this, { server, path, words });
    box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-compare]");
      if (button) this.#compare(button.closest("[data-part]"), button);
    });
  }

  async #compare(part, button) {
    const typed = part.querySelector("[data-typed-answer]").value.trim();
    const told = part.querySelector("[data-found]");
    if (!typed) return;
    button.disabled = true;
    told.textContent = this.words.comparing;
    const method = Number(part.querySelector("[data-method]:not([hidden])").dataset.method);
    const number = Number(part.closest("[data-number]").dataset.number);
    try {
      const found = await this.server.post(`${this.path}/typed`, { number, part: part.dataset.part, choice: part.dataset.choice, method, typed });
      told.textContent = this.#words(found);
    } catch (error) {
      told.textContent = error instanceof Refused ? error.message : this.words.unasked;
    }
    button.disabled = false;
  }

  #words({ same, marks, reasons, suggested_by }) {
    const verdict = this.words[same === null ? "undecided" : same ? "same" : "other"];
    if (!marks.length) return verdict;
    return [verdict, this.words.suggestion.replace("{marks}", marks.join(" + ")), reasons, suggested_by].join(" ");
  }
}
