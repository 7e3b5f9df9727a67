"""Charts as SVG drawn on the server: no script, readable without colour, figures given as a table too.

Every function answers a `Drawn`; `ui.figure(drawn, title)` puts it on a page. Units stand in the labels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import Markup, escape

from assay.kernel.web.formats import number, percent
from assay.kernel.web.i18n import gettext as _

WIDTH = 440
LABEL = 19
SERIES = 4


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart, its table (`head`, `rows` of texts) and the names of its series where there are several."""

    svg: Markup
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    legend: Sequence[str] = ()


def _text(value: float, unit: str, digits: int) -> str:
    return percent(value, digits) if unit == "%" else number(value, digits, unit)


def ticks(low: float, high: float, wanted: int = 5, *, whole: bool = False) -> list[float]:
    """Round numbers from at most `low` to at least `high`, about `wanted` steps apart.

    `whole` keeps to whole numbers, for counts: half a person is none.
    """
    if high <= low:
        high = low + 1
    raw = (high - low) / wanted
    if whole:
        raw = max(1, ceil(raw))
    size = 10.0 ** floor(log10(raw))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def _digits(marks: Sequence[float]) -> int:
    """As many decimals as tell the marks apart without rounding: two for steps of 0.25."""
    step = marks[1] - marks[0]
    return next((digits for digits in range(4) if abs(round(step, digits) - step) < 1e-9), 4)


def _svg(height: int, summary: str, parts: Sequence[str], width: int = WIDTH) -> Markup:
    return Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        width,
        height,
        summary,
        Markup("".join(parts)),  # noqa: S704 - every text in it went through escape()
    )


def _label(x: float, y: float, text: str, anchor: str = "start", kind: str = "") -> str:
    extra = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>{escape(text)}</text>'


def _name(x: float, y: float, name: str) -> str:
    """A name before its bar, cut where it would not fit; the whole of it as the tool tip."""
    shown = name if len(name) <= LABEL else name[: LABEL - 1] + "…"
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="end"><title>{escape(name)}</title>{escape(shown)}</text>'
    )


def bars(
    items: Sequence[tuple[str, float]], *, value: str, unit: str = "", digits: int = 0, category: str = ""
) -> Drawn:
    """Horizontal bars from zero, one for each (name, value >= 0). unit "%" takes shares of 1."""
    top = max((amount for _name, amount in items), default=0) or 1
    left, right, step = 140, 60, 34
    parts: list[str] = []
    for index, (name, amount) in enumerate(items):
        y = index * step + 4
        length = max(0.0, amount) / top * (WIDTH - left - right)
        parts.append(_name(left - 10, y + 18, name))
        parts.append(f'<rect class="fill-1" x="{left}" y="{y}" width="{length:.1f}" height="26" rx="2"/>')
        parts.append(_label(left + length + 8, y + 18, _text(amount, unit, digits), kind="value"))
    height = max(step * len(items), step)
    parts.append(f'<path class="axis" d="M{left} 0V{height}"/>')
    rows = [(name, _text(amount, unit, digits)) for name, amount in items]
    summary = "; ".join(f"{name}: {text}" for name, text in rows)
    return Drawn(_svg(height, f"{value}. {summary}", parts), (category or _("Name"), value), rows)


def intervals(
    items: Sequence[tuple[str, float, float, float]],
    *,
    value: str,
    unit: str = "",
    digits: int = 2,
    reference: float | None = None,
    category: str = "",
) -> Drawn:
    """A dot with its interval for each (name, estimate, low, high); `reference` draws a dashed line."""
    ends = [edge for _name, _mid, low, high in items for edge in (low, high)]
    ends += [reference] if reference is not None else []
    marks = ticks(min(ends, default=0), max(ends, default=1))
    left, step, bottom = 140, 34, 30
    span = WIDTH - left - 30

    def at(point: float) -> float:
        return left + (point - marks[0]) / (marks[-1] - marks[0]) * span

    height = step * max(len(items), 1)
    parts = [f'<path class="grid-line" d="M{at(mark):.1f} 0V{height}"/>' for mark in marks]
    places = _digits(marks) if unit != "%" else 0
    parts += [_label(at(mark), height + 20, _text(mark, unit, places), "middle") for mark in marks]
    if reference is not None:
        parts.append(f'<path class="reference" d="M{at(reference):.1f} 0V{height}"/>')
    for index, (name, middle, low, high) in enumerate(items):
        y = index * step + step / 2
        parts.append(_name(left - 10, y + 5, name))
        ends_path = f"M{at(low):.1f} {y - 5}v10M{at(high):.1f} {y - 5}v10"
        parts.append(f'<path class="whisker" d="M{at(low):.1f} {y}H{at(high):.1f}{ends_path}"/>')
        parts.append(f'<circle class="fill-1" cx="{at(middle):.1f}" cy="{y}" r="5.5"/>')
    rows = [
        (name, _text(mid, unit, digits), f"{_text(low, unit, digits)} – {_text(high, unit, digits)}")
        for name, mid, low, high in items
    ]
    summary = "; ".join(f"{name}: {mid} ({between})" for name, mid, between in rows)
    head = (category or _("Name"), value, _("Interval"))
    return Drawn(_svg(height + bottom, f"{value}. {summary}", parts), head, rows)


def histogram(
    counts: Sequence[int],
    edges: Sequence[float],
    *,
    value: str,
    count: str = "",
    unit: str = "",
    digits: int = 0,
    reference: float | None = None,
) -> Drawn:
    """Bars over the classes `edges[i] <= x < edges[i + 1]`; `reference` marks a value, such as a cut-off."""
    if len(edges) != len(counts) + 1:
        raise ValueError("A histogram needs one edge more than counts.")
    count = count or _("Count")
    most = max([*counts, 1])
    marks = ticks(0, most, whole=True)
    left, right, top, base = 56, 16, 14, 200
    span = WIDTH - left - right

    def across(point: float) -> float:
        return left + (point - edges[0]) / (edges[-1] - edges[0]) * span

    def up(amount: float) -> float:
        return base - amount / marks[-1] * (base - top)

    parts: list[str] = []
    for mark in marks:
        parts.append(f'<path class="grid-line" d="M{left} {up(mark):.1f}H{WIDTH - right}"/>')
        parts.append(_label(left - 8, up(mark) + 4, number(mark), "end"))
    for index, amount in enumerate(counts):
        x, wide = across(edges[index]), across(edges[index + 1]) - across(edges[index])
        y = up(amount)
        parts.append(
            f'<rect class="fill-1" x="{x + 1:.1f}" y="{y:.1f}" width="{max(wide - 2, 1):.1f}"'
            f' height="{base - y:.1f}"/>'
        )
    every = ceil(len(edges) / 6)
    for index in range(0, len(edges), every):
        parts.append(_label(across(edges[index]), base + 20, _text(edges[index], unit, digits), "middle"))
    parts.append(f'<path class="axis" d="M{left} {base}H{WIDTH - right}"/>')
    parts.append(_label(left + span / 2, base + 42, value, "middle"))
    if reference is not None:
        x = across(reference)
        parts.append(f'<path class="reference" d="M{x:.1f} {top - 4}V{base}"/>')
        parts.append(_label(x + 6, top + 6, _text(reference, unit, digits), kind="value"))
    rows = [
        (f"{_text(edges[i], unit, digits)} – {_text(edges[i + 1], unit, digits)}", number(amount))
        for i, amount in enumerate(counts)
    ]
    peak = max(range(len(counts)), key=lambda index: counts[index], default=0)
    summary = _("%(value)s: most lie at %(peak)s") % {"value": value, "peak": rows[peak][0] if rows else "–"}
    return Drawn(_svg(base + 54, summary, parts), (value, count), rows)


def line(
    series: Mapping[str, Sequence[tuple[float, float]]],
    *,
    x: str,
    y: str,
    unit: str = "",
    digits: int = 1,
    x_digits: int = 0,
) -> Drawn:
    """Lines through (x, y) points in rising x, up to four series told apart by colour and dashes."""
    if not 1 <= len(series) <= SERIES:
        raise ValueError(f"A line chart takes one to {SERIES} series.")
    points = [point for one in series.values() for point in one] or [(0.0, 0.0)]
    across_marks = ticks(min(p[0] for p in points), max(p[0] for p in points), 5)
    up_marks = ticks(min(0.0, *(p[1] for p in points)), max(p[1] for p in points))
    left, right, top, base = 56, 16, 14, 200
    span, x0, x1 = WIDTH - left - right, across_marks[0], across_marks[-1]

    def across(point: float) -> float:
        return left + (point - x0) / (x1 - x0) * span

    def up(amount: float) -> float:
        return base - (amount - up_marks[0]) / (up_marks[-1] - up_marks[0]) * (base - top)

    places = 0 if unit == "%" else _digits(up_marks)
    parts: list[str] = []
    for mark in up_marks:
        parts.append(f'<path class="grid-line" d="M{left} {up(mark):.1f}H{WIDTH - right}"/>')
        parts.append(_label(left - 8, up(mark) + 4, _text(mark, unit, places), "end"))
    for mark in across_marks:
        parts.append(_label(across(mark), base + 20, number(mark, _digits(across_marks)), "middle"))
    parts.append(f'<path class="axis" d="M{left} {base}H{WIDTH - right}"/>')
    parts.append(_label(left + span / 2, base + 42, x, "middle"))
    for index, one in enumerate(series.values(), 1):
        path = "".join(f"{'L' if i else 'M'}{across(a):.1f} {up(b):.1f}" for i, (a, b) in enumerate(one))
        parts.append(f'<path class="line stroke-{index}" d="{path}"/>')
        if len(one) == 1:
            parts.append(
                f'<circle class="fill-{index}" cx="{across(one[0][0]):.1f}" cy="{up(one[0][1]):.1f}" r="4"/>'
            )
    keys = sorted({a for one in series.values() for a, _b in one})
    lookup = [dict(one) for one in series.values()]
    rows = [
        (number(key, x_digits), *(_text(one[key], unit, digits) if key in one else "–" for one in lookup))
        for key in keys
    ]
    summary = _("%(y)s over %(x)s") % {"y": y, "x": x}
    several = list(series) if len(series) > 1 else []
    return Drawn(_svg(base + 54, summary, parts), (x, *series), rows, several)


def scatter(
    points: Sequence[tuple[str, float, float]],
    *,
    x: str,
    y: str,
    x_unit: str = "",
    digits: int = 2,
    reference: float | None = None,
    category: str = "",
) -> Drawn:
    """A dot, with its name beside it, for each (name, x, y); `reference`: a dashed line at that y."""
    heights = [up for _name, _x, up in points] + ([reference] if reference is not None else [])
    across_marks = ticks(min((p[1] for p in points), default=0), max((p[1] for p in points), default=1))
    up_marks = ticks(min(heights, default=0), max(heights, default=1))
    left, right, top, base = 56, 30, 14, 240
    span = WIDTH - left - right

    def across(point: float) -> float:
        return left + (point - across_marks[0]) / (across_marks[-1] - across_marks[0]) * span

    def up(amount: float) -> float:
        return base - (amount - up_marks[0]) / (up_marks[-1] - up_marks[0]) * (base - top)

    parts: list[str] = []
    for mark in up_marks:
        parts.append(f'<path class="grid-line" d="M{left} {up(mark):.1f}H{WIDTH - right}"/>')
        parts.append(_label(left - 8, up(mark) + 4, _text(mark, "", _digits(up_marks)), "end"))
    places = 0 if x_unit == "%" else _digits(across_marks)
    for mark in across_marks:
        parts.append(_label(across(mark), base + 20, _text(mark, x_unit, places), "middle"))
    parts.append(f'<path class="axis" d="M{left} {base}H{WIDTH - right}"/>')
    parts.append(_label(left + span / 2, base + 42, x, "middle"))
    if reference is not None:
        parts.append(f'<path class="reference" d="M{left} {up(reference):.1f}H{WIDTH - right}"/>')
    for name, at, amount in points:
        parts.append(f'<circle class="fill-1" cx="{across(at):.1f}" cy="{up(amount):.1f}" r="4.5"/>')
        parts.append(_label(across(at) + 7, up(amount) + 4, name))
    rows = [
        (name, _text(at, x_unit, 0 if x_unit == "%" else digits), _text(amount, "", digits))
        for name, at, amount in points
    ]
    summary = _("%(y)s over %(x)s") % {"y": y, "x": x}
    return Drawn(_svg(base + 54, summary, parts), (category or _("Name"), x, y), rows)
