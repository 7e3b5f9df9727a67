// A row of tabs that is wider than the screen starts where the open one is.
for (const open of document.querySelectorAll(".tabs [aria-current]")) {
  const row = open.closest(".tabs");
  const [outer, inner] = [row.getBoundingClientRect(), open.getBoundingClientRect()];
  if (inner.right > outer.right) row.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
}
