// The pages as cards. A card is rebuilt when its page changed; where the focus was, it stays.

const BADGES = { confirmed: "tone-good", checked: "tone-warn", refused: "tone-bad" };

export class List {
  constructor({ root, list, row, words, onDo, onConfirm }) {
    Object.assign(this, { root, list, row, words, onDo, onConfirm });
  }

  show(state) {
    const focus = document.activeElement?.dataset?.do;
    const sheet = document.activeElement?.closest("[data-sheet]")?.dataset.sheet;
    const live = state.sheets;
    this.list.replaceChildren(
      ...live.map((one, at) => this.card(one, at, live.length, state.is_open)),
      ...state.refused.map((one) => this.card(one, -1, 0, state.is_open)),
    );
    if (sheet && focus) this.list.querySelector(`[data-sheet="${sheet}"] [data-do="${focus}"]`)?.focus();
  }

  card(one, at, count, isOpen) {
    const w = this.words;
    const card = this.row.content.firstElementChild.cloneNode(true);
    const find = (selector) => card.querySelector(selector);
    card.dataset.sheet = one.sheet_id;
    const name = one.page_number ? w.wPage.replace("{n}", one.page_number) : w.wPosition.replace("{n}", at + 1);
    find(".sheet-name").textContent = at < 0 ? "" : name;
    const badge = find(".badge");
    badge.textContent = w[`w${one.state[0].toUpperCase()}${one.state.slice(1)}`] ?? one.state;
    badge.classList.add(BADGES[one.state] ?? "tone-neutral");
    const picture = find("img");
    if (one.image) {
      picture.src = one.image;
      picture.alt = w.wAlt.replace("{n}", one.page_number ?? at + 1);
      picture.dataset.rotation = one.rotation;
    } else find(".sheet-picture").remove();
    this.notes(find(".sheet-notes"), one);
    const form = find(".sheet-confirm");
    if (one.state === "checked" && isOpen) this.form(form, one);
    else form.remove();
    const tools = find(".sheet-tools");
    if (!isOpen && !one.rescan_reason) tools.remove();
    else this.tools(tools, one, at, count);
    return card;
  }

  notes(box, one) {
    const lines = one.notes.map((note) => note.words);
    if (one.refusal) lines.unshift(one.refusal);
    if (one.rescan_reason) lines.unshift(this.words.wRescan.replace("{reason}", one.rescan_reason));
    if (one.state === "announced") lines.push(this.words.wAgain);
    if (!lines.length && one.state === "checked") lines.push(this.words.wGood);
    box.replaceChildren(...lines.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
  }

  form(form, one) {
    const w = this.words;
    const number = form.querySelector("input[type=number]");
    number.id = `number-${one.sheet_id}`;
    form.querySelector(".sheet-number label").htmlFor = number.id;
    form.querySelector(".sheet-number label").textContent = w.wNumber;
    if (one.page_number) number.value = one.page_number;
    if (one.code_number && one.code_number === one.page_number && !one.notes.length) number.closest("p").hidden = true;
    const seen = form.querySelector("input[type=checkbox]");
    const asked = one.notes.some((note) => note.asked);
    seen.required = asked;
    seen.closest("p").hidden = !asked;
    seen.nextElementSibling.textContent = w.wSeen;
    form.querySelector("button").textContent = w.wConfirm;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.onConfirm(one, number.value ? Number(number.value) : null, seen.checked);
    });
  }

  tools(tools, one, at, count) {
    const w = this.words;
    const seen = ["checked", "confirmed"].includes(one.state);
    const shown = { turn: seen, up: at > 0, down: at >= 0 && at < count - 1, replace: seen, delete: true };
    const words = { turn: w.wTurn, up: w.wUp, down: w.wDown, replace: w.wReplace, delete: w.wDelete };
    for (const button of tools.querySelectorAll("button")) {
      const what = button.dataset.do;
      if (!shown[what]) {
        button.remove();
        continue;
      }
      button.textContent = words[what];
      button.setAttribute("aria-label", `${words[what]}: ${w.wPage.replace("{n}", one.page_number ?? at + 1)}`);
      button.addEventListener("click", () => this.onDo(what, one, at));
    }
  }
}
