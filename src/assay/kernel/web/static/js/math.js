// Formulas: the TeX in [data-tex] becomes MathML. Without scripts, or where it cannot be read, the TeX stays.
// Nothing of what KaTeX writes is HTML of the author: `trust` is off, so no links, images or classes.
const OPTIONS = { output: "mathml", throwOnError: true, trust: false, strict: "ignore", maxSize: 20, maxExpand: 500 };
let loading;

// The library is a classic script; run as a module it leaves `katex` on the window. Out of reach, it is asked
// for again with the next text, and when the network is back.
function load() {
  loading ??= import("../vendor/katex/katex.min.js").then(
    () => window.katex,
    () => (loading = undefined),
  );
  return loading;
}

async function typeset(root) {
  const places = root.querySelectorAll("[data-tex]:not([data-set])");
  if (!places.length) return;
  const katex = await load();
  if (!katex) return;
  for (const place of places) {
    if (place.dataset.set) continue;
    try {
      katex.render(place.dataset.tex, place, { ...OPTIONS, displayMode: "display" in place.dataset });
      place.dataset.set = "done";
    } catch {
      place.textContent = place.dataset.tex;
      place.dataset.set = "unread";
    }
  }
  for (const place of places) widen(place);
}

// A formula does not break: one that is wider than its column is a line of its own, which scrolls by itself.
function widen(place) {
  place.classList.remove("math-wide");
  place.removeAttribute("tabindex");
  const column = place.parentElement.closest("p, li, div, label, td, h1, h2, h3");
  // A displayed one is a line already (base.css), as wide as its column: what sticks out of it tells.
  const sticksOut = "display" in place.dataset
    ? place.scrollWidth > place.clientWidth
    : column && place.getBoundingClientRect().width > column.clientWidth;
  if (!sticksOut) return;
  place.classList.add("math-wide");
  place.tabIndex = 0;
}

// A phone that is turned has other columns.
let width = innerWidth;
addEventListener("resize", () => {
  if (innerWidth === width) return;
  width = innerWidth;
  document.querySelectorAll('[data-set="done"]').forEach(widen);
});

// A page that writes formulas by itself says so by `assay:typeset`.
for (const event of ["htmx:after:swap", "assay:typeset"]) document.addEventListener(event, () => typeset(document));
addEventListener("online", () => typeset(document));
// Done when the formulas that came with the page are set, or cannot be.
export const typesetting = typeset(document);
