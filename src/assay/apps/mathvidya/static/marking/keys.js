// The keyboard: single keys act wherever no text is being written. They can be switched off.

const SWITCH = "assay.marking.keys";
const PLAIN = ["Enter", "Tab", "Escape", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];

export class Keys {
  // `actions`: by key. `box`: the check box that switches single keys on and off.
  constructor({ actions, box }) {
    this.actions = actions;
    box.checked = localStorage.getItem(SWITCH) !== "off";
    box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (document.querySelector("dialog[open]") || !(box.checked || PLAIN.includes(event.key))) return;
      const action = this.actions[event.key];
      if (!action || !free(event)) return;
      event.preventDefault();
      action(event);
    });
  }
}

// A field for marks takes figures and what moves within it; any other field takes everything.
function free(event) {
  const { target, key } = event;
  if (target.matches("[data-step]")) return !/^[\d.,]$/.test(key) && (!PLAIN.includes(key) || key === "Escape");
  if (target.matches("input, textarea, select")) return target.matches("[type=radio], [type=checkbox]") && !PLAIN.includes(key);
  if (PLAIN.includes(key) && key.startsWith("Arrow")) return target.matches("body, [data-stage]");
  return true;
}
