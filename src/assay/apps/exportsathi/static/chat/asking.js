// The question box: the answer comes sentence by sentence, then the page of the conversation takes its place.
// Without this script the form is sent as it stands, and the page comes with the whole answer.
const STREAM = "text/event-stream";
let here = location.pathname;

// The events of a response that stays open: {name, data}. EventSource cannot send a form.
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const fields = Object.fromEntries(
        block.split("\n").map((line) => [line.split(":", 1)[0], line.slice(line.indexOf(":") + 1).trim()]),
      );
      if (fields.event) yield { name: fields.event, data: JSON.parse(fields.data) };
    }
  }
}

// Ask; where the whole answer stands, or nothing where there is none. Throws when the connection is lost.
async function ask(form, answers) {
  const response = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { Accept: STREAM },
  });
  if (!response.headers.get("content-type")?.startsWith(STREAM)) {
    // Refused: nothing was asked. The form tells it as every form does.
    form.dataset.plain = "";
    form.requestSubmit();
    return "";
  }
  let coming;
  for await (const { name, data } of events(response)) {
    if (name === "asked") {
      answers.insertAdjacentHTML("afterbegin", data.html);
      coming = answers.firstElementChild;
    } else if (name === "end") {
      return data.address;
    } else {
      coming.querySelector(".answer-waiting")?.remove();
      coming.querySelector(".answer-text").insertAdjacentHTML("beforeend", data.html);
      if (name === "failed") {
        coming.removeAttribute("aria-busy");
        return "";
      }
    }
  }
  throw new TypeError("The stream ended before the answer.");
}

// The page of the conversation in the place of this one, where the reader is.
async function show(address) {
  const response = await fetch(address);
  if (!response.ok) return location.assign(address);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const main = document.adoptNode(page.querySelector("main"));
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  if (location.pathname !== address) history.pushState(null, "", address);
  here = location.pathname;
  htmx.process(main);
  main.querySelector("#ask button[type=submit]").focus({ preventScroll: true });
}

document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (form.id !== "ask") return;
    if ("plain" in form.dataset) return delete form.dataset.plain;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = form.querySelector("button[type=submit]");
    const answers = document.getElementById("answers");
    answers.querySelectorAll("[data-lost]").forEach((notice) => notice.remove());
    button.disabled = true;
    try {
      const address = await ask(form, answers);
      if (address) await show(address);
    } catch {
      answers.querySelector("[aria-busy]")?.remove();
      const lost = document.getElementById("lost").content.firstElementChild.cloneNode(true);
      lost.dataset.lost = "";
      answers.prepend(lost);
    } finally {
      button.disabled = false;
    }
  },
  true,
);

// Back to the page before the conversation; a jump within this one is none.
addEventListener("popstate", () => {
  if (location.pathname !== here) location.reload();
});
