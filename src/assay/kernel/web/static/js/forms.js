// Forms sent by htmx: the server answers 422 with the error summary; each message goes to its field too.
// Also: characters left in a text, and passwords shown on request.

function clear(form) {
  for (const field of form.querySelectorAll(".field-error")) {
    field.classList.remove("field-error");
    field.querySelector(".error").hidden = true;
    field.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
  }
}

function distribute(form, summary) {
  for (const link of summary.querySelectorAll("[data-field]")) {
    const field = form.querySelector(`[data-field-of="${CSS.escape(link.dataset.field)}"]`);
    if (!field) continue;
    const input = field.matches("fieldset") ? field : field.querySelector("input, select, textarea");
    field.classList.add("field-error");
    // What is folded away opens: a message that nobody sees corrects nothing.
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    field.querySelector(".error").textContent = link.textContent;
    field.querySelector(".error").hidden = false;
    input.setAttribute("aria-invalid", "true");
    link.hash = `#${input.id}`;
    // Five times "Fill this in." says nothing: in the summary each message names its field.
    const name = field.querySelector("legend, label")?.firstChild?.textContent.trim();
    if (name) link.textContent = `${name}: ${link.textContent}`;
  }
}

document.addEventListener("htmx:before:request", (event) => {
  const form = event.target.closest?.("form.form");
  if (!form) return;
  clear(form);
  form.querySelector("[data-errors]")?.replaceChildren();
});

document.addEventListener("htmx:after:swap", () => {
  for (const summary of document.querySelectorAll("[data-error-summary]:not([data-placed])")) {
    summary.dataset.placed = "";
    const form = summary.closest("form");
    if (form) distribute(form, summary);
    summary.focus();
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  if (link) {
    const input = document.getElementById(link.hash.slice(1));
    if (input) {
      event.preventDefault();
      (input.matches("fieldset") ? input.querySelector("input") : input).focus();
      input.scrollIntoView({ block: "center" });
    }
  }
  const reveal = event.target.closest("[data-reveal]");
  if (reveal) {
    const input = document.getElementById(reveal.dataset.reveal);
    const shown = input.type === "text";
    reveal.dataset.show ??= reveal.textContent;
    input.type = shown ? "password" : "text";
    reveal.textContent = shown ? reveal.dataset.show : reveal.dataset.hide;
  }
});

function count(area) {
  const counter = document.querySelector(`[data-counter="${CSS.escape(area.id)}"]`);
  const left = Number(area.dataset.limit) - [...area.value].length;
  counter.textContent = `${Math.abs(left)} ${left < 0 ? area.dataset.over : area.dataset.left}`;
  counter.classList.toggle("over", left < 0);
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-limit]")) count(event.target);
});
document.querySelectorAll("[data-limit]").forEach(count);
