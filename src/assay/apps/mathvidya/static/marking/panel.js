// The scheme beside the page: one question at a time, marks by step, sums that nobody types.
import { partKey } from "./fold.js";

const QUIET_MS = 700; // after a figure that may go on, as 1 may become 1.5

export const figure = (marks) => String(marks);

export class Panel {
  constructor({ box, nav, words, onMark, onMethod, onQuestion }) {
    Object.assign(this, { box, nav, words, onMark, onMethod, onQuestion });
    this.sections = [...box.querySelectorAll("[data-number]")];
    this.numbers = this.sections.map((one) => Number(one.dataset.number));
    this.current = null;
    box.addEventListener("input", (event) => event.target.matches("[data-step]") && this.#typed(event.target));
    box.addEventListener("change", (event) => {
      if (event.target.matches("[data-step]")) this.#commit(event.target);
      if (event.target.matches("[data-pick]")) this.#picked(event.target);
    });
    box.addEventListener("focusin", (event) => event.target.matches("[data-step]") && event.target.select());
    box.addEventListener("keydown", (event) => event.target.matches("[data-step]") && this.#key(event));
    nav.addEventListener("click", (event) => {
      const link = event.target.closest("[data-goto]");
      if (!link) return;
      event.preventDefault();
      this.go(Number(link.dataset.goto));
    });
  }

  get section() {
    return this.sections[this.numbers.indexOf(this.current)];
  }

  go(number, { focus = true } = {}) {
    if (!this.numbers.includes(number)) return;
    this.settle();
    this.current = number;
    for (const one of this.sections) one.hidden = one !== this.section;
    for (const link of this.nav.querySelectorAll("[data-goto]")) {
      if (Number(link.dataset.goto) === number) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (focus) this.section.focus({ preventScroll: true });
    this.onQuestion(number);
  }

  // The question before or after; false at the end.
  step(by) {
    const next = this.numbers[this.numbers.indexOf(this.current) + by];
    if (next === undefined) return false;
    this.go(next);
    return true;
  }

  // What was typed and not yet taken over.
  settle() {
    for (const field of this.box.querySelectorAll("[data-typed]")) this.#commit(field);
  }

  // The fields of the current question that can be filled in now.
  fields() {
    return [...(this.section?.querySelectorAll("[data-step]") ?? [])].filter((one) => !one.closest("[hidden]") && !one.disabled);
  }

  focusMarks() {
    const fields = this.fields();
    (fields.find((one) => one.value === "") ?? fields[0])?.focus();
  }

  // Full marks, or none, for the steps that have none yet, of the option at hand.
  fill(full) {
    const fields = this.fields();
    const choice = this.#choice(fields);
    for (const field of fields) {
      const option = field.closest("[data-option]");
      if (option.dataset.offered === "yes" && option.dataset.option !== choice) continue;
      if (field.value === "" || (full && document.activeElement === field)) this.#give(field, full ? Number(field.dataset.most) : 0);
    }
  }

  // Where two may be answered: the one being marked.
  #choice(fields) {
    const at = document.activeElement?.closest?.("[data-option]");
    const begun = fields.find((one) => one.value !== "")?.closest("[data-option]");
    return (at ?? begun)?.dataset.option ?? "a";
  }

  show(paper, script, tallies) {
    for (const [place, section] of this.sections.entries()) {
      const told = tallies[place];
      section.querySelector("[data-sum]").textContent = figure(told.awarded);
      this.#options(section, paper.questions[place], script, told);
      const link = this.nav.querySelector(`[data-goto="${told.number}"]`);
      const state = told.complete ? "done" : told.untouched ? "open" : "partly";
      link.dataset.state = state;
      link.querySelector("[data-mark]").textContent = this.words[state];
    }
  }

  #options(section, question, script, told) {
    question.slots.forEach((slot, place) => {
      for (const option of slot.options) {
        for (const part of option.parts) {
          const box = section.querySelector(`[data-part="${part.label}"][data-choice="${option.choice}"]`);
          const method = script.method(partKey(question.number, part.label, option.choice));
          for (const pick of box.querySelectorAll("[data-pick]")) pick.checked = Number(pick.value) === method;
          for (const list of box.querySelectorAll("[data-method]")) list.hidden = Number(list.dataset.method) !== method;
          const fields = box.querySelectorAll(`[data-method="${method}"] [data-step]`);
          script.given(question.number, part, option.choice).forEach((marks, step) => {
            const field = fields[step];
            if (field && !("typed" in field.dataset)) field.value = marks === undefined ? "" : figure(marks);
          });
        }
        const counts = section.querySelector(`[data-counts="${place}${option.choice}"]`);
        if (counts) counts.hidden = !(told.both?.[place] && told.chosen[place] === option.choice);
      }
    });
  }

  #typed(field) {
    field.dataset.typed = "";
    field.removeAttribute("aria-invalid");
    clearTimeout(this.timer);
    const text = plain(field.value);
    const marks = admitted(field);
    if (text !== "" && !marks.some((one) => figure(one).startsWith(text) || `.${figure(one).split(".")[1]}` === text)) return this.#refuse(field);
    const longer = marks.some((one) => figure(one) !== text && figure(one).startsWith(text));
    if (text !== "" && !longer) this.#commit(field);
    else this.timer = setTimeout(() => this.#commit(field), QUIET_MS);
  }

  #refuse(field) {
    field.setAttribute("aria-invalid", "true");
    const most = this.words.most.replace("{n}", figure(Number(field.dataset.most)));
    this.words.say(Number(plain(field.value)) <= Number(field.dataset.most) ? this.words.halves : most);
  }

  #commit(field) {
    if (!("typed" in field.dataset)) return;
    delete field.dataset.typed;
    const text = plain(field.value);
    const marks = text === "" ? null : admitted(field).find((one) => one === Number(text));
    if (marks === undefined) {
      this.#refuse(field);
      field.value = "";
      return;
    }
    this.#give(field, marks);
  }

  #give(field, marks) {
    field.removeAttribute("aria-invalid");
    if (marks !== null) field.value = figure(marks);
    this.onMark({ ...this.#place(field), step: Number(field.dataset.step), marks });
  }

  #place(node) {
    const part = node.closest("[data-part]");
    return {
      number: Number(node.closest("[data-number]").dataset.number),
      part: part.dataset.part,
      choice: part.dataset.choice,
      method: Number(node.closest("[data-method]")?.dataset.method ?? node.value),
    };
  }

  #picked(pick) {
    this.settle();
    this.onMethod(this.#place(pick));
  }

  // Enter goes on to the next step, and behind the last to the next question's first.
  #key(event) {
    const field = event.target;
    if (event.key === "Enter") {
      event.preventDefault();
      this.#commit(field);
      const fields = this.fields();
      const option = field.closest("[data-option]");
      const rest = fields.slice(fields.indexOf(field) + 1);
      const next = rest.find((one) => !other(option, one.closest("[data-option]")));
      if (next) next.focus();
      else if (this.step(1)) this.focusMarks();
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      const marks = admitted(field);
      const at = field.value === "" ? -1 : marks.indexOf(Number(plain(field.value)));
      const place = Math.min(marks.length - 1, Math.max(0, at + (event.key === "ArrowUp" ? 1 : -1)));
      delete field.dataset.typed;
      this.#give(field, marks[place]);
    }
  }
}

// Whether `two` is what could be answered in place of `one`.
function other(one, two) {
  return one !== two && one.dataset.slot === two.dataset.slot;
}

const plain = (text) => text.trim().replace(",", ".");

// Every amount the step can be given: up to its marks, in the unit of its scheme.
function admitted(field) {
  const [most, unit] = [Number(field.dataset.most), Number(field.dataset.unit)];
  return Array.from({ length: Math.floor(most / unit) + 1 }, (_none, place) => place * unit);
}
