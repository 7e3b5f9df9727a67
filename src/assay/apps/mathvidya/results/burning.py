"""The marked script in print: a summary sheet, then each page with its marks burnt in.

Geometry comes from the marker's operations: places on a page are shares of its width and height, counted from
the upper left corner.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

from PIL import Image

from assay.apps.mathvidya.exams.outcome import How, Outcome
from assay.apps.mathvidya.marking.rules import Op, OpKind, Script
from assay.kernel import pdf
from assay.kernel.questions import typst
from assay.kernel.questions.markup import Picture
from assay.kernel.questions.typst_math import string
from assay.kernel.web.i18n import gettext as _

WIDE = 1000.0
"""Units across a page, whatever its size."""
INK = "#b3261e"
QUALITY = 88
"""Of a JPEG that had to be turned."""
_SIZE = 22.0
"""Half the size of a stamp."""
_SHAPES = {
    "tick": '<path d="M-22 0L-6 18L24 -20"/>',
    "cross": '<path d="M-18 -18L18 18M18 -18L-18 18"/>',
    "half": '<path d="M-22 0L-6 18L24 -20M-4 -22L22 8"/>',
    "circle": '<circle r="26"/>',
    "star": '<path d="M0 -24L7 -8L24 -7L11 4L15 21L0 12L-15 21L-11 4L-24 -7L-7 -8Z"/>',
}


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """One answer page as it was marked: JPEG or PNG. `rotation`: degrees clockwise the student turned it."""

    sheet_id: UUID
    picture: bytes
    rotation: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """What the summary sheet says above the marks. `facts` are pairs of name and value."""

    title: str
    facts: Sequence[tuple[str, str]]


def document(head: Head, outcome: Outcome, script: Script, pages: Sequence[MarkedPage]) -> pdf.Document:
    """The whole script; the same for the same arguments."""
    files: dict[str, bytes] = {}
    parts = [_PREAMBLE, _summary(head, outcome)]
    for number, page in enumerate(pages, 1):
        picture, ratio, suffix = _upright(page)
        drawn = [op for op in script.drawn.values() if op.sheet_id == page.sheet_id]
        files[f"p{number}.{suffix}"] = picture
        files[f"m{number}.svg"] = overlay(drawn, ratio, page.rotation).encode()
        high = ratio if page.rotation in (0, 180) else 1 / ratio
        parts.append(
            f"#marked({string(f'p{number}.{suffix}')}, {string(f'm{number}.svg')}, {high:.5f},"
            f" {string(_('Page %(n)s') % {'n': number})})"
        )
    return pdf.Document("\n".join(parts), files)


def overlay(drawn: Sequence[Op], ratio: float, rotation: int = 0) -> str:
    """What the marker drew on one page, as SVG. `ratio`: height by width of the picture as it was taken."""
    high = WIDE * ratio
    shapes = "".join(_shape(op, high) for op in drawn)
    across, down = (WIDE, high) if rotation in (0, 180) else (high, WIDE)
    corner = {0: (0.0, 0.0), 90: (high, 0.0), 180: (WIDE, high), 270: (0.0, WIDE)}[rotation]
    turned = f'transform="translate({corner[0]:.1f},{corner[1]:.1f}) rotate({rotation})"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:.1f} {down:.1f}">'
        f'<g {turned} fill="none" stroke="{INK}" stroke-width="5"'
        ' stroke-linecap="round" stroke-linejoin="round">'
        f"{shapes}</g></svg>"
    )


def _shape(op: Op, high: float) -> str:
    body = op.body
    if op.kind is OpKind.STAMP:
        return f'<g transform="translate({_at(body, high)})">{_SHAPES[str(body["stamp"])]}</g>'
    if op.kind is OpKind.PEN:
        points = " ".join(f"{x * WIDE:.1f},{y * high:.1f}" for x, y in body["points"])
        return f'<polyline points="{points}"/>'
    if body.get("x") is None or body.get("y") is None:
        return ""
    lines = str(body["text"]).splitlines() or [""]
    spans = "".join(
        f'<tspan x="0" dy="{0 if place == 0 else 30}">{escape(line)}</tspan>'
        for place, line in enumerate(lines)
    )
    place = f'transform="translate({_at(body, high)})"'
    return f'<text {place} font-size="26" fill="{INK}" stroke="none">{spans}</text>'


def _at(body: Mapping[str, Any], high: float) -> str:
    return f"{float(body['x']) * WIDE:.1f},{float(body['y']) * high:.1f}"


_TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
"""Pillow turns the other way."""


def _upright(page: MarkedPage) -> tuple[bytes, float, str]:
    """The picture turned as the student turned it, height by width before that, and its file's ending."""
    with Image.open(io.BytesIO(page.picture), formats=("JPEG", "PNG")) as opened:
        kind, ratio = opened.format or "JPEG", opened.height / opened.width
        suffix = "jpg" if kind == "JPEG" else "png"
        if not page.rotation:
            return page.picture, ratio, suffix
        out = io.BytesIO()
        opened.transpose(_TURNS[page.rotation]).save(out, kind, quality=QUALITY)
        return out.getvalue(), ratio, suffix


_PREAMBLE = """
#set page(paper: "a4", margin: 18mm)
#set text(size: 10.5pt)
#set table(stroke: 0.5pt + luma(200), inset: 5pt)
#let marked(picture, drawn, ratio, label) = page(width: 210mm, height: 210mm * ratio + 8mm, margin: 0pt)[
  #place(top + left, image(picture, width: 210mm))
  #place(top + left, image(drawn, width: 210mm))
  #place(bottom + center, dy: -2mm, text(size: 8pt, fill: luma(90), label))
]
"""


def _summary(head: Head, outcome: Outcome) -> str:
    cells = ", ".join(_row(outcome))
    names = ", ".join(
        f"[#strong[#{string(name)};]]" for name in (_("Question"), _("Marks"), _("Out of"), _("Marked by"))
    )
    facts = ", ".join(f"[#{string(name)};], [#{string(value)};]" for name, value in head.facts)
    return "\n".join(
        [
            f'#text(size: 16pt, weight: "bold", {string(head.title)})',
            f"#grid(columns: (auto, 1fr), gutter: 6pt, {facts})",
            f"#table(columns: (1fr, auto, auto, 2fr), align: (left, right, right, left), {names}, {cells})",
            *_comments(outcome),
        ]
    )


def _row(outcome: Outcome) -> Iterator[str]:
    by = {
        How.KEY: _("key"),
        How.TEACHER: _("teacher"),
        How.DECLARED: _("declared unanswered"),
        How.NOTHING: _("not answered"),
    }
    for one in outcome.questions:
        yield ", ".join(
            f"[#{string(text)};]"
            for text in (f"{one.number}", plain(one.marks), plain(one.out_of), by[one.how])
        )
    total = (_("Total"), plain(outcome.total), plain(outcome.out_of), "")
    yield ", ".join(f"[#strong[#{string(text)};]]" for text in total)


def _comments(outcome: Outcome) -> Iterator[str]:
    said = [(one.number, text) for one in outcome.questions for text in one.comments]
    if said:
        yield f'#text(size: 13pt, weight: "bold", {string(_("Comments"))})'
    for number, text in said:
        name = string(_("Question %(n)s: ") % {"n": number})
        yield f"#block[#strong[#{name};]#{typst.content(text, _no_figure)};]"


def _no_figure(picture: Picture) -> str:
    return f"#{string(picture.alt)};"


def plain(marks: Decimal) -> str:
    return f"{marks.normalize():f}"
