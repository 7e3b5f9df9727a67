// Writing a note on the page, or a comment to a question; comments can be kept and used again.
import { typeset, withFormulas } from "./texts.js";

const SOON_MS = 250;

export class Comments {
  constructor({ dialog, server, words, onWrite }) {
    Object.assign(this, { dialog, server, words, onWrite, saved: null });
    this.form = dialog.querySelector("form");
    this.field = dialog.querySelector("textarea");
    this.preview = dialog.querySelector("[data-preview]");
    this.list = dialog.querySelector("[data-saved]");
    this.keep = dialog.querySelector("[data-keep]");
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#show(this.field.value), SOON_MS);
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
    });
    this.form.addEventListener("submit", (event) => this.#written(event));
    dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
    this.list.addEventListener("click", (event) => this.#chosen(event));
  }

  // `kind`: text or comment; `place` on the page, where it stands.
  open(kind, place, title) {
    Object.assign(this, { kind, place });
    this.dialog.querySelector("[data-title]").textContent = title;
    this.dialog.querySelector("[data-more]").hidden = kind !== "comment";
    this.field.value = "";
    this.keep.checked = false;
    this.preview.replaceChildren();
    this.dialog.showModal();
    this.field.focus();
    if (kind === "comment") this.#load();
  }

  async #load() {
    try {
      this.saved ??= await this.server.get("/saved-comments");
    } catch {
      return; // without a network there are none to choose from; writing goes on
    }
    this.list.replaceChildren(...this.saved.map((one) => this.#item(one)));
    typeset();
  }

  #show(text) {
    withFormulas(this.preview, text);
    typeset();
  }

  #item(one) {
    const item = document.createElement("li");
    const use = Object.assign(document.createElement("button"), { type: "button", className: "plain" });
    use.dataset.use = one.comment_id;
    withFormulas(use, one.text);
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: "×" });
    drop.dataset.drop = one.comment_id;
    drop.setAttribute("aria-label", this.words.drop.replace("{text}", one.text));
    item.append(use, drop);
    return item;
  }

  async #chosen(event) {
    const { use, drop } = event.target.closest("button")?.dataset ?? {};
    const one = this.saved?.find((saved) => saved.comment_id === (use ?? drop));
    if (!one) return;
    if (use) {
      this.field.value = one.text;
      this.#show(one.text);
      this.field.focus();
      return;
    }
    await this.server.delete(`/saved-comments/${drop}`).catch(() => {});
    this.saved = this.saved.filter((saved) => saved !== one);
    event.target.closest("li").remove();
  }

  #written(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    this.dialog.close();
    if (!text) return;
    this.onWrite(this.kind, text, this.place);
    if (this.keep.checked && this.kind === "comment") this.#remember(text);
  }

  async #remember(text) {
    try {
      const kept = await this.server.post("/saved-comments", { text });
      this.saved = [kept, ...(this.saved ?? []).filter((one) => one.comment_id !== kept.comment_id)];
    } catch {
      this.words.say(this.words.unkept);
    }
  }
}
