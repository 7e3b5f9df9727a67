"""Figures of class XII questions: curves and regions over a pair of axes, as SVG of our own."""

from collections.abc import Callable, Sequence
from html import escape

from assay.apps.mathvidya.bank.document import Figure

Point = tuple[float, float]
MARGIN = 26


class Plot:
    """Axes over x from `left` to `right` and y from `low` to `high`; `size` is that of the drawing."""

    def __init__(
        self, left: float, right: float, low: float, high: float, size: tuple[int, int] = (320, 260)
    ) -> None:
        self._box = (left, right, low, high)
        self._size = size
        self._drawn: list[str] = []
        self._axes: list[str] = []
        self._add_axes()

    def at(self, x: float, y: float) -> str:
        left, right, low, high = self._box
        wide, tall = self._size
        across = MARGIN + (x - left) / (right - left) * (wide - 2 * MARGIN)
        down = tall - MARGIN - (y - low) / (high - low) * (tall - 2 * MARGIN)
        return f"{across:.1f},{down:.1f}"

    def area(self, points: Sequence[Point]) -> "Plot":
        corners = " ".join(self.at(*point) for point in points)
        self._drawn.insert(0, f'<polygon points="{corners}" fill="#c9d8ee" stroke="none"/>')
        return self

    def path(self, points: Sequence[Point], dashed: bool = False) -> "Plot":
        line = " ".join(self.at(*point) for point in points)
        dash = ' stroke-dasharray="4 3"' if dashed else ""
        self._drawn.append(f'<polyline points="{line}" fill="none" stroke="#111" stroke-width="1.5"{dash}/>')
        return self

    def curve(self, f: Callable[[float], float], start: float, end: float) -> "Plot":
        return self.path(samples(f, start, end))

    def dot(self, x: float, y: float, label: str, across: float = 6, up: float = 6) -> "Plot":
        self._drawn.append(f'<circle cx="{self._across(x, y)}" cy="{self._down(x, y)}" r="2.6" fill="#111"/>')
        return self.label(x, y, label, across, up)

    def label(self, x: float, y: float, text: str, across: float = 0, up: float = 0) -> "Plot":
        place = f'x="{self._across(x, y) + across:.1f}" y="{self._down(x, y) - up:.1f}"'
        self._drawn.append(f'<text {place} font-family="sans-serif" font-size="12">{escape(text)}</text>')
        return self

    def figure(self, name: str, alt: str) -> Figure:
        wide, tall = self._size
        body = "".join([*self._drawn, *self._axes])
        head = (
            f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}"'
        )
        return Figure(name=name, alt=alt, svg=f"<svg {head}>{body}</svg>")

    def _across(self, x: float, y: float) -> float:
        return float(self.at(x, y).split(",")[0])

    def _down(self, x: float, y: float) -> float:
        return float(self.at(x, y).split(",")[1])

    def _add_axes(self) -> None:
        left, right, low, high = self._box
        row, column = min(max(0.0, low), high), min(max(0.0, left), right)
        for start, end in (((left, row), (right, row)), ((column, low), (column, high))):
            ends = f"{self.at(*start)} {self.at(*end)}"
            self._axes.append(f'<polyline points="{ends}" fill="none" stroke="#555" stroke-width="1"/>')
        for x, y, text, across, up in (
            (right, row, "X", 4, -4),
            (column, high, "Y", -4, 6),
            (column, row, "O", -12, -13),
        ):
            place = f'x="{self._across(x, y) + across:.1f}" y="{self._down(x, y) - up:.1f}"'
            self._axes.append(f'<text {place} font-family="sans-serif" font-size="12">{text}</text>')


def samples(f: Callable[[float], float], start: float, end: float, pieces: int = 40) -> list[Point]:
    step = (end - start) / pieces
    return [(start + k * step, f(start + k * step)) for k in range(pieces + 1)]


def region(corners: Sequence[Point], lines: Sequence[tuple[Point, Point]], name: str, alt: str) -> Figure:
    """A feasible region: its corners, labelled with their coordinates, and the whole lines that bound it."""
    right = max([x for x, _ in corners] + [x for line in lines for x, _ in line]) * 1.15
    high = max([y for _, y in corners] + [y for line in lines for _, y in line]) * 1.15
    plot = Plot(-right * 0.06, right, -high * 0.06, high)
    plot.area(corners)
    for line in lines:
        plot.path(line)
    for x, y in corners:
        if (x, y) != (0, 0):
            plot.dot(x, y, f"({x:g}, {y:g})")
    return plot.figure(name, alt)
