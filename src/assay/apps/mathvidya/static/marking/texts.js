// A teacher's words with formulas between dollars, as nodes; `math.js` of the house sets them.

export function withFormulas(node, text) {
  node.replaceChildren(
    ...text.split(/(\$[^$\n]+\$)/).map((piece) => {
      if (!/^\$[^$\n]+\$$/.test(piece)) return piece;
      const tex = document.createElement("span");
      tex.className = "math";
      tex.dataset.tex = piece.slice(1, -1);
      tex.textContent = tex.dataset.tex;
      return tex;
    }),
  );
  return node;
}

// Once the nodes stand in the page.
export const typeset = () => document.dispatchEvent(new Event("assay:typeset"));
