"""Figures of questions as SVG: lines in the colour of the text, on no background, sized by their viewBox.

Points are in units of the drawing with y upwards, as on paper. Every number is written with one decimal, so
that a drawing is the same text on every machine.
"""

from collections.abc import Sequence
from html import escape
from math import atan2, cos, hypot, pi, radians, sin

from assay.apps.mathvidya.bank.document import Figure

Point = tuple[float, float]
_FONT = 'font-family="sans-serif" font-size="14" fill="currentColor" stroke="none"'


class Drawing:
    """`Drawing(300, 200)` gives a sheet from (0, 0) at the lower left to (300, 200)."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._shapes: list[str] = []

    def _at(self, point: Point) -> Point:
        return point[0], self.height - point[1]

    def line(self, start: Point, end: Point, *, dashed: bool = False, wide: float = 1.5) -> "Drawing":
        (x1, y1), (x2, y2) = self._at(start), self._at(end)
        dash = ' stroke-dasharray="5 4"' if dashed else ""
        self._shapes.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke-width="{wide:g}"{dash}/>'
        )
        return self

    def polygon(self, *corners: Point, shade: bool = False) -> "Drawing":
        self._shape("polygon", corners, ' fill="currentColor" fill-opacity="0.15"' if shade else "")
        return self

    def path(self, *points: Point) -> "Drawing":
        """Straight pieces from point to point, open: a graph."""
        self._shape("polyline", points, "")
        return self

    def _shape(self, name: str, points: Sequence[Point], more: str) -> None:
        listed = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(self._at, points))
        self._shapes.append(f'<{name} points="{listed}"{more}/>')

    def circle(self, centre: Point, radius: float, *, shade: bool = False) -> "Drawing":
        x, y = self._at(centre)
        fill = ' fill="currentColor" fill-opacity="0.15"' if shade else ""
        self._shapes.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"{fill}/>')
        return self

    def ellipse(self, centre: Point, across: float, up: float) -> "Drawing":
        x, y = self._at(centre)
        self._shapes.append(f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{across:.1f}" ry="{up:.1f}"/>')
        return self

    def arc(
        self, centre: Point, radius: float, start: float, end: float, *, shade: bool = False
    ) -> "Drawing":
        """Counter-clockwise from `start` to `end` degrees; shaded, it is the sector."""
        a, b = (self._at(_on(centre, radius, angle)) for angle in (start, end))
        large = 1 if (end - start) % 360 > 180 else 0
        curve = f"M{a[0]:.1f},{a[1]:.1f} A{radius:.1f},{radius:.1f} 0 {large} 0 {b[0]:.1f},{b[1]:.1f}"
        fill = ""
        if shade:
            x, y = self._at(centre)
            curve += f" L{x:.1f},{y:.1f} Z"
            fill = ' fill="currentColor" fill-opacity="0.15"'
        self._shapes.append(f'<path d="{curve}"{fill}/>')
        return self

    def right_angle(self, corner: Point, one: Point, other: Point, size: float = 10) -> "Drawing":
        a, b = _towards(corner, one, size), _towards(corner, other, size)
        self.path(a, (a[0] + b[0] - corner[0], a[1] + b[1] - corner[1]), b)
        return self

    def angle(self, corner: Point, one: Point, other: Point, label: str = "", size: float = 22) -> "Drawing":
        """The angle at `corner`, the smaller way round."""
        first, second = _direction(corner, one), _direction(corner, other)
        if (second - first) % 360 > 180:
            first, second = second, first
        self.arc(corner, size, first, second)
        if label:
            middle = first + ((second - first) % 360) / 2
            x, y = _on(corner, size + 15, middle)
            self.text((x, y - 5), label)
        return self

    def dot(self, point: Point, label: str = "", offset: Point = (0, 7)) -> "Drawing":
        x, y = self._at(point)
        self._shapes.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="currentColor"/>')
        return self.text((point[0] + offset[0], point[1] + offset[1]), label) if label else self

    def text(self, point: Point, words: str, *, anchor: str = "middle") -> "Drawing":
        x, y = self._at(point)
        self._shapes.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {_FONT}>{escape(words)}</text>'
        )
        return self

    def svg(self) -> str:
        shapes = "".join(self._shapes)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}" height="{self.height:g}" fill="none" stroke="currentColor" '
            f'stroke-width="1.5" stroke-linejoin="round">{shapes}</svg>'
        )

    def figure(self, alt: str, name: str = "figure") -> Figure:
        return Figure(name=name, alt=alt, svg=self.svg())


def _on(centre: Point, radius: float, degrees: float) -> Point:
    return centre[0] + radius * cos(radians(degrees)), centre[1] + radius * sin(radians(degrees))


def _direction(start: Point, end: Point) -> float:
    return atan2(end[1] - start[1], end[0] - start[0]) * 180 / pi


def _towards(start: Point, end: Point, far: float) -> Point:
    length = hypot(end[0] - start[0], end[1] - start[1])
    return start[0] + (end[0] - start[0]) * far / length, start[1] + (end[1] - start[1]) * far / length


def on_circle(centre: Point, radius: float, degrees: float) -> Point:
    """The point of a circle at an angle, counter-clockwise from the right."""
    return _on(centre, radius, degrees)


def placed(figure: Figure) -> str:
    """The markup that puts a figure into a text, as a paragraph of its own."""
    return f"\n\n![{figure.alt}](figure:{figure.name})"


def table_svg(rows: Sequence[Sequence[str]]) -> str:
    """A ruled table; the first column holds the headings of the rows."""
    widths = [max(8.2 * max(len(row[at]) for row in rows) + 14, 40) for at in range(len(rows[0]))]
    tall = 28
    sheet = Drawing(sum(widths) + 2, tall * len(rows) + 2)
    top = sheet.height - 1
    for number in range(len(rows) + 1):
        sheet.line((1, top - number * tall), (sheet.width - 1, top - number * tall), wide=1)
    left = 1.0
    for at, width in enumerate(widths):
        sheet.line((left, 1), (left, top), wide=1)
        for number, row in enumerate(rows):
            sheet.text((left + width / 2, top - number * tall - 19), row[at])
        left += width
    sheet.line((left, 1), (left, top), wide=1)
    return sheet.svg()


def table(rows: Sequence[Sequence[str]], name: str = "table") -> Figure:
    """A table as a figure; the words beside it read it out, column by column."""
    said = "; ".join(", ".join(f"{row[0]} {row[at]}" for row in rows) for at in range(1, len(rows[0])))
    return Figure(name=name, alt=f"Table. {said}."[:1000], svg=table_svg(rows))
