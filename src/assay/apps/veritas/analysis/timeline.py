"""Events over answers: one attempt drawn from its start to its end, with every line of it in a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup, escape

from assay.kernel.web.charts import Drawn
from assay.kernel.web.formats import duration, number
from assay.kernel.web.i18n import gettext as _

WIDTH, LEFT, RIGHT, LANE, BOTTOM = 440, 150, 12, 26, 44
MOST_LANES = 10


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a time of an attempt. `lane` groups marks into a line; `seconds` how long it lasted."""

    at: datetime
    lane: str
    text: str
    seconds: float = 0.0
    seq: int | None = None


def draw(started_at: datetime, ended_at: datetime, answers: Sequence[Mark], events: Sequence[Mark]) -> Drawn:
    """Answers on the first lane, each kind of event on its own below; minutes since the start across."""
    span = max((ended_at - started_at) / timedelta(minutes=1), 1.0)
    lanes: dict[str, list[Mark]] = {_("Answers saved"): list(answers)}
    for mark in events:
        lane = mark.lane if mark.lane in lanes or len(lanes) < MOST_LANES else _("Other events")
        lanes.setdefault(lane, []).append(mark)
    parts: list[str] = []
    for index, (name, marks) in enumerate(lanes.items()):
        y = index * LANE + LANE / 2
        parts.append(f'<path class="grid-line" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(
            f'<text x="{LEFT - 10}" y="{y + 5:.1f}" text-anchor="end">'
            f"<title>{escape(name)}</title>{escape(_short(name))}</text>"
        )
        parts += [_shape(mark, y, started_at, span, fill=1 if index == 0 else 2) for mark in marks]
    base = len(lanes) * LANE
    parts.append(f'<path class="axis" d="M{LEFT} {base}H{WIDTH - RIGHT}"/>')
    for tick in range(6):
        x = LEFT + tick / 5 * (WIDTH - LEFT - RIGHT)
        label = number(span * tick / 5, 0)
        parts.append(f'<text x="{x:.1f}" y="{base + 18}" text-anchor="middle">{label}</text>')
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    parts.append(
        f'<text x="{middle:.1f}" y="{base + 38}" text-anchor="middle">{escape(_("Minutes since the start"))}'
        "</text>"
    )
    summary = _("%(answers)s answers saved and %(events)s events over %(minutes)s minutes") % {
        "answers": number(len(answers)),
        "events": number(len(events)),
        "minutes": number(span, 0),
    }
    svg = Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH,
        base + BOTTOM,
        summary,
        Markup("".join(parts)),  # noqa: S704 - every text in it went through escape()
    )
    rows = [
        (_clock(mark.at - started_at), mark.text, duration(mark.seconds) if mark.seconds else "–")
        for mark in sorted([*answers, *events], key=lambda mark: (mark.at, mark.seq or 0))
    ]
    return Drawn(svg, (_("Since the start"), _("What"), _("How long")), rows)


def _shape(mark: Mark, y: float, started_at: datetime, span: float, *, fill: int) -> str:
    across = WIDTH - LEFT - RIGHT
    start = min(max((mark.at - started_at) / timedelta(minutes=1) / span, 0.0), 1.0)
    wide = min(mark.seconds / 60 / span, 1.0 - start) * across
    x = LEFT + start * across
    title = f"<title>{escape(mark.text)}</title>"
    if wide > 4:
        return (
            f'<rect class="fill-{fill}" x="{x:.1f}" y="{y - 7:.1f}" width="{wide:.1f}" height="14" rx="2">'
            f"{title}</rect>"
        )
    return f'<circle class="fill-{fill}" cx="{x:.1f}" cy="{y:.1f}" r="3">{title}</circle>'


def _clock(since: timedelta) -> str:
    seconds = max(0, int(since.total_seconds()))
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _short(name: str) -> str:
    return name if len(name) <= 18 else name[:17] + "…"
