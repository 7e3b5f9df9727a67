// Finishing: what is still lacking, each a way to it; then the hand-in.
import { Refused } from "../../kernel/js/server.js";
import { figure } from "./panel.js";

export class Finish {
  constructor({ dialog, words, submit, goto, done, over }) {
    Object.assign(this, { dialog, words, submit, goto, done, over });
    this.list = dialog.querySelector("[data-lacking]");
    this.sum = dialog.querySelector("[data-total]");
    this.told = dialog.querySelector("[data-told]");
    this.yes = dialog.querySelector("[data-yes]");
    this.yes.addEventListener("click", () => this.#hand());
    this.list.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      dialog.close();
      goto(this.lacks[Number(button.dataset.place)]);
    });
  }

  open(lacks, total, most) {
    this.#show(lacks);
    this.sum.textContent = this.words.total.replace("{n}", figure(total)).replace("{of}", figure(most));
    this.told.textContent = "";
    this.dialog.showModal();
  }

  #show(lacks) {
    this.lacks = lacks;
    this.yes.disabled = lacks.length > 0;
    this.list.replaceChildren(
      ...lacks.map((one, place) => {
        const item = document.createElement("li");
        const way = Object.assign(document.createElement("button"), { type: "button", className: "plain" });
        way.dataset.place = place;
        way.textContent = this.words[one.lack].replace("{n}", one.number);
        item.append(way);
        return item;
      }),
    );
  }

  async #hand() {
    this.yes.disabled = true;
    this.told.textContent = this.words.sending;
    try {
      await this.submit();
      this.done();
    } catch (error) {
      const lacking = error instanceof Refused && error.status === 409 && error.problem.lacking;
      if (lacking?.length) this.#show(lacking);
      else this.yes.disabled = false;
      this.told.textContent = error instanceof Refused ? error.problem.detail : this.words.unsent;
    }
  }
}
