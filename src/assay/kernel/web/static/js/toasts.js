// Short messages in the live region. The server sends them in the page, or as the event `assay:toast`.
// Those that say something went wrong stay until they are closed.
const SECONDS = 8;
const TONES = { done: "good", note: "info", warning: "warn", error: "bad" };

function expire(toast) {
  if (!toast.matches(".tone-bad, .tone-warn")) setTimeout(() => toast.remove(), SECONDS * 1000);
}

export function show(text, kind = "done") {
  const region = document.getElementById("toasts");
  if (!region) return;
  const toast = document.createElement("div");
  toast.className = `toast tone-${TONES[kind] ?? "info"}`;
  toast.dataset.toast = "";
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "toast-close";
  close.dataset.closeToast = "";
  close.setAttribute("aria-label", region.dataset.close);
  close.textContent = "×";
  toast.append(words, close);
  region.append(toast);
  expire(toast);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-toast]")) event.target.closest("[data-toast]").remove();
});
document.addEventListener("assay:toast", (event) => show(event.detail.text, event.detail.kind));
document.addEventListener("htmx:after:swap", () => {
  for (const toast of document.querySelectorAll("#toasts > [data-toast]:not([data-seen])")) {
    toast.dataset.seen = "";
    expire(toast);
  }
});
document.addEventListener("htmx:error", (event) => {
  const region = document.getElementById("toasts");
  if (event.detail?.error?.name !== "AbortError") show(region?.dataset.offline ?? "", "error");
});
document.querySelectorAll("[data-toast]").forEach(expire);
