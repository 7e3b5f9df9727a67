// What is noticed about a sitting, and nothing else: that something happened and when, for texts their length,
// never their content. Assistive technology is not looked for, and nothing that it does counts: a screen
// reader's or magnifier's own keys, focus and scrolling are not listened to.
const IDLE_EVENTS = ["keydown", "pointerdown", "pointermove", "input", "scroll"];

function keyName(event) {
  const parts = [event.ctrlKey && "Ctrl", event.metaKey && "Meta", event.altKey && "Alt", event.shiftKey && "Shift"];
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return [...parts.filter(Boolean), key].join("+");
}

// Calls `note(kind, data)`; answers a function that stops it.
export function watch(policy, rulesOff, note) {
  const end = new AbortController();
  const off = new Set([...(policy.off ?? []), ...(rulesOff ?? [])]);
  const tell = (kind, data) => { if (!off.has(kind)) note(kind, data); };
  const on = (target, name, run, options = {}) =>
    target.addEventListener(name, run, { ...options, signal: end.signal });

  on(document, "visibilitychange", () => tell(document.hidden ? "page_hidden" : "page_visible"));
  on(window, "blur", () => tell("window_blur"));
  on(window, "focus", () => tell("window_focus"));
  if (policy.fullscreen) {
    on(document, "fullscreenchange", () => tell(document.fullscreenElement ? "fullscreen_enter" : "fullscreen_exit"));
  }
  const chosen = () => String(document.getSelection() ?? "").length;
  on(document, "copy", () => tell("copy", { length: chosen() }));
  on(document, "cut", () => tell("cut", { length: chosen() }));
  on(document, "paste", (event) => tell("paste", { length: event.clipboardData?.getData("text").length ?? 0 }));
  on(window, "beforeprint", () => tell("print"));
  on(document, "contextmenu", () => tell("context_menu"));
  on(window, "offline", () => tell("network_lost"));
  on(window, "online", () => tell("network_back"));

  const blocked = new Set(policy.blocked_keys ?? []);
  on(document, "keydown", (event) => {
    const key = keyName(event);
    if (!blocked.has(key) || event.isComposing) return;
    event.preventDefault();
    tell("blocked_key", { key });
  });

  let resized;
  on(window, "resize", () => {
    clearTimeout(resized);
    resized = setTimeout(() => {
      tell("resize", { width: innerWidth, height: innerHeight });
      devtools();
    }, 400);
  });

  // Docked developer tools take room inside the window that nothing else takes at this zoom. Only a suspicion:
  // a zoomed page (as people with low vision use it) is left out.
  let suspected = false;
  function devtools() {
    if (devicePixelRatio > 2 || (visualViewport?.scale ?? 1) !== 1) return;
    const missing = Math.max(outerWidth - innerWidth * zoom(), outerHeight - innerHeight * zoom());
    const open = missing > 320;
    if (open && !suspected) tell("devtools_suspected");
    suspected = open;
  }
  const baseRatio = devicePixelRatio;
  const zoom = () => devicePixelRatio / baseRatio;

  if (screen.isExtended) tell("second_screen_hint");
  on(screen, "change", () => { if (screen.isExtended) tell("second_screen_hint"); });

  let touched = performance.now();
  let idle = false;
  for (const name of IDLE_EVENTS) on(document, name, () => { touched = performance.now(); idle = false; }, { passive: true });
  const limit = (policy.idle_seconds ?? 300) * 1000;
  const timer = setInterval(() => {
    if (!idle && performance.now() - touched > limit) {
      idle = true;
      tell("idle");
    }
  }, 5_000);

  return () => { end.abort(); clearInterval(timer); clearTimeout(resized); };
}
