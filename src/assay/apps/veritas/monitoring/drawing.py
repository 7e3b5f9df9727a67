"""The time line of an attempt as SVG: answers above, what was reported below, one lane each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup, escape

from assay.kernel.web.charts import Drawn
from assay.kernel.web.i18n import gettext as _

WIDTH, LEFT, LANE = 440, 150, 30


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a lane, from `at` for `lasts` (zero: a moment)."""

    lane: str
    at: datetime
    says: str
    lasts: timedelta = timedelta(0)


def timeline(marks: Sequence[Mark], lanes: Sequence[str], start: datetime, end: datetime) -> Drawn:
    """`marks` between `start` and `end` on `lanes` from top to bottom; minutes along the bottom."""
    span = max((end - start).total_seconds(), 1.0)

    def x_of(at: datetime) -> float:
        share = (at - start).total_seconds() / span
        return LEFT + min(1.0, max(0.0, share)) * (WIDTH - LEFT - 10)

    parts: list[str] = []
    height = LANE * len(lanes)
    minutes = span / 60
    step = next((s for s in (1, 2, 5, 10, 15, 30, 60, 120, 240) if minutes / s <= 7), 480)
    for minute in range(0, int(minutes) + 1, step):
        x = x_of(start + timedelta(minutes=minute))
        parts.append(f'<path class="grid-line" d="M{x:.1f} 0V{height}"/>')
        parts.append(f'<text x="{x:.1f}" y="{height + 20}" text-anchor="middle">{minute}</text>')
    for row, lane in enumerate(lanes):
        y = row * LANE
        parts.append(f'<text x="{LEFT - 10}" y="{y + 20}" text-anchor="end">{escape(lane)}</text>')
        parts.append(f'<path class="axis" d="M{LEFT} {y + LANE}H{WIDTH}"/>')
        colour = "fill-1" if row == 0 else "fill-2"
        for mark in (one for one in marks if one.lane == lane):
            x = x_of(mark.at)
            width = max(3.0, x_of(mark.at + mark.lasts) - x)
            parts.append(
                f'<rect class="{colour}" x="{x:.1f}" y="{y + 7}" width="{width:.1f}" height="16" rx="2">'
                f"<title>{escape(mark.says)}</title></rect>"
            )
    counts = [(lane, sum(1 for mark in marks if mark.lane == lane)) for lane in lanes]
    summary = _("Time line in minutes.") + " " + "; ".join(f"{lane}: {count}" for lane, count in counts)
    svg = Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH,
        height + 30,
        summary,
        Markup("".join(parts)),  # noqa: S704 - every text in it went through escape()
    )
    return Drawn(svg, (_("Lane"), _("Marks")), [(lane, str(count)) for lane, count in counts])
