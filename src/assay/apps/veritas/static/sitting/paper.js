// The questions on the page: reading and setting answers, going from one to another.

export class Paper {
  constructor({ form, nav, oneBox, words, onAnswer }) {
    this.sections = [...form.querySelectorAll("[data-question]")];
    this.links = [...nav.querySelectorAll("[data-goto]")];
    Object.assign(this, { form, oneBox, words, current: 0 });
    this.revisions = new Map(this.sections.map((s) => [s.dataset.question, Number(s.dataset.revision)]));
    form.addEventListener("submit", (event) => event.preventDefault());
    this.changed = (section) => this.#changed(section, onAnswer);
    form.addEventListener("input", (event) => {
      const section = event.target.closest("[data-question]");
      if (section) this.changed(section);
    });
    form.addEventListener("click", (event) => {
      const section = event.target.closest("[data-question]");
      if (event.target.closest("[data-clear]")) {
        for (const input of section.querySelectorAll("input")) input.checked = false;
        this.changed(section);
      }
      const step = event.target.closest("[data-step]");
      if (step) this.go(this.sections.indexOf(section) + Number(step.dataset.step));
    });
    nav.addEventListener("click", (event) => {
      const link = event.target.closest("[data-goto]");
      if (!link) return;
      event.preventDefault();
      this.go(Number(link.dataset.goto) - 1);
    });
    oneBox.checked = localStorage.getItem("assay.sitting.one") === "yes";
    oneBox.addEventListener("change", () => {
      localStorage.setItem("assay.sitting.one", oneBox.checked ? "yes" : "no");
      this.#show();
    });
    this.#show();
  }

  go(place) {
    if (place < 0 || place >= this.sections.length) return;
    this.current = place;
    this.#show();
    this.sections[place].focus({ preventScroll: true });
    this.sections[place].scrollIntoView({ block: "start" });
  }

  set(question, response) {
    const section = this.sections.find((one) => one.dataset.question === question);
    if (!section) return;
    for (const input of section.querySelectorAll("input, textarea")) {
      if (input.matches("[type=radio], [type=checkbox]")) {
        input.checked = (response.options ?? []).includes(input.value);
      } else input.value = response.text ?? "";
    }
    this.#mark(section);
  }

  // What was typed or chosen before this script was there, or was put back by the browser.
  early() {
    return this.sections.filter((section) =>
      [...section.querySelectorAll("input, textarea")].some((input) =>
        input.matches("[type=radio], [type=checkbox]")
          ? input.checked !== input.defaultChecked
          : input.value !== input.defaultValue,
      ),
    );
  }

  unanswered() {
    return this.sections.flatMap((section, place) => (isEmpty(answer(section)) ? [place + 1] : []));
  }

  lock(locked) {
    for (const input of this.form.querySelectorAll("input, textarea, [data-clear]")) input.disabled = locked;
  }

  #changed(section, onAnswer) {
    const question = section.dataset.question;
    const revision = this.revisions.get(question) + 1;
    this.revisions.set(question, revision);
    this.#mark(section);
    onAnswer(question, revision, answer(section));
  }

  #mark(section) {
    const link = this.links[this.sections.indexOf(section)];
    const done = !isEmpty(answer(section));
    link.classList.toggle("is-answered", done);
    link.querySelector("[data-mark]").textContent = done ? this.words.done : this.words.open;
  }

  #show() {
    this.sections.forEach((section, place) => {
      section.hidden = this.oneBox.checked && place !== this.current;
      this.#mark(section);
      if (place === this.current) this.links[place].setAttribute("aria-current", "true");
      else this.links[place].removeAttribute("aria-current");
    });
  }
}

function answer(section) {
  if (section.dataset.kind.endsWith("_choice")) {
    const options = [...section.querySelectorAll("input:checked")].map((input) => input.value);
    return options.length ? { options } : {};
  }
  const text = section.querySelector("input, textarea").value;
  return text.trim() ? { text } : {};
}

function isEmpty(response) {
  return Object.keys(response).length === 0;
}
