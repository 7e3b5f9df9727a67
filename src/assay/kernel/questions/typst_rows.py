"""What formulas have in rows and columns, as Typst writes it."""

from dataclasses import dataclass

EMPTY = '""'


class Untranslatable(ValueError):
    """A formula that cannot be printed; the message names what is not known."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The cells of an environment, and the numbers of the rows that have a line above them."""

    cells: list[list[str]]
    lines: list[int]


def string(text: str) -> str:
    """`text` as a string of Typst's."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def matrix(rows: Rows, settings: str) -> str:
    """Rows of unlike length are filled up, as TeX does."""
    width = max((len(row) for row in rows.cells), default=0)
    full = [[*(cell or EMPTY for cell in row), *[EMPTY] * (width - len(row))] for row in rows.cells]
    return f"display(mat({settings}, {'; '.join(', '.join(row) for row in full)}))"


def table(columns: str, rows: Rows) -> str:
    """An array with lines, as a table in the line. `columns` is TeX's: `|c|c|`. Raises Untranslatable."""
    sides = [one for one in columns if one in "lcr"]
    width = len(sides)
    if not width or any(len(row) > width for row in rows.cells):
        raise Untranslatable("The array has more columns than it names.")
    upright = [sum(c in "lcr" for c in columns[:at]) for at, one in enumerate(columns) if one == "|"]
    drawn = [f"table.vline(x: {x})" for x in dict.fromkeys(upright)]
    drawn += [f"table.hline(y: {y})" for y in dict.fromkeys(rows.lines)]
    cells = [f"${cell}$" for row in rows.cells for cell in [*row, *[""] * (width - len(row))]]
    align = ", ".join({"l": "left", "c": "center", "r": "right"}[one] for one in sides)
    settings = f"columns: {width}, stroke: none, inset: (x: 6pt, y: 4pt), align: ({align},)"
    return f"#box(baseline: 50%, table({settings}, {', '.join([*drawn, *cells])}));"
