"""One page looked at as a whole: code, direction, quality, likeness, in a verdict."""

from dataclasses import dataclass
from uuid import UUID

from assay.apps.mathvidya.papers.qr import PageCode, Side, decode
from assay.apps.mathvidya.sheets.vision import codes, ink, likeness, quality, turning, verdict
from assay.apps.mathvidya.sheets.vision.picture import Pixels, grey, turned
from assay.apps.mathvidya.sheets.vision.turning import Turn
from assay.apps.mathvidya.sheets.vision.verdict import LIMITS, Finding, Limits, Verdict


@dataclass(frozen=True, slots=True)
class Seen:
    """The verdict, and the picture upright."""

    verdict: Verdict
    upright: Pixels


def look_at(picture: Pixels, exam_id: UUID, *, short_side: int = 0, limits: Limits = LIMITS) -> Seen:
    """What `picture` (in colour) shows of a page of that exam.

    `short_side`: pixels it had before it was made smaller.
    """
    shades = grey(picture)
    found = codes.read(shades, decode)
    own = [one for one in found.ours if one.page.exam_id == exam_id]
    seen = ink.find(shades, [one.corners for one in found.ours])
    chosen = next(iter((*own, *found.ours)), None)
    turn = turning.by_code(chosen.corners) if chosen else turning.by_writing(seen.writing)
    measures = quality.measure(seen, short_side or min(shades.shape))
    findings = {*_about_code(found, own, turn), *verdict.of_measures(measures, limits)}
    numbered = chosen is not None and chosen in own and chosen.page.side is Side.ANSWERS
    made = Verdict(
        page=chosen.page.page if chosen is not None and numbered else None,
        readers=chosen.readers if chosen else (),
        look=chosen.look if chosen else "",
        quarters=turn.quarters,
        turned_by=turn.by,
        findings=tuple(one for one in Finding if one in findings),
        measures=measures,
        fingerprint=likeness.fingerprint(seen, turn),
    )
    return Seen(made, turned(picture, turn.quarters))


def _about_code(found: codes.Codes[PageCode], own: list[codes.Code[PageCode]], turn: Turn) -> list[Finding]:
    findings = []
    if len({one.text for one in own}) > 1:
        findings.append(Finding.TWO_PAGES)
    if found.ours and not own:
        findings.append(Finding.FOREIGN)
    if any(one.page.side is Side.QUESTIONS for one in own):
        findings.append(Finding.QUESTIONS)
    if not found.ours:
        findings.append(Finding.NO_CODE)
    if found.disputed:
        findings.append(Finding.DISPUTED)
    if not turn.known:
        findings.append(Finding.DIRECTION)
    return findings
