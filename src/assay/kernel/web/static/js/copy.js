// Copy buttons: <button data-copy="text" data-copied="Copied">.
import { show } from "./toasts.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  show(button.dataset.copied, "done");
});
