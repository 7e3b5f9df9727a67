"""One page looked at as a whole: code, direction, quality, likeness, in a verdict."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from assay.apps.mathvidya.sheets.vision import codes, ink, likeness, quality, turning, verdict
from assay.apps.mathvidya.sheets.vision.picture import Pixels, grey, turned
from assay.apps.mathvidya.sheets.vision.turning import Turn
from assay.apps.mathvidya.sheets.vision.verdict import Finding, Verdict

Page = TypeVar("Page")


@dataclass(frozen=True, slots=True)
class Seen(Generic[Page]):
    """The verdict, the page its code names (None: unread), and the picture upright."""

    verdict: Verdict
    page: Page | None
    upright: Pixels


def look_at(
    picture: Pixels,
    *,
    parse: codes.Parse[Page],
    number: Callable[[Page], int],
    is_own: Callable[[Page], bool],
    short_side: int | None = None,
) -> Seen[Page]:
    """What `picture` (in colour) shows. `short_side`: pixels it had before it was made smaller."""
    shades = grey(picture)
    found = codes.read(shades, parse)
    own = [one for one in found.ours if is_own(one.page)]
    seen = ink.find(shades, [one.corners for one in found.ours])
    chosen = (own or list(found.ours) or [None])[0]
    turn = turning.by_code(chosen.corners) if chosen else turning.by_writing(seen.writing)
    measures = quality.measure(seen, short_side or min(shades.shape))
    findings = [*_about_code(found, own, turn), *verdict.of_measures(measures)]
    made = Verdict(
        page=number(chosen.page) if chosen and chosen in own else None,
        readers=chosen.readers if chosen else (),
        look=chosen.look if chosen else "",
        quarters=turn.quarters,
        turned_by=turn.by,
        findings=tuple(one for one in Finding if one in findings),
        measures=measures,
        fingerprint=likeness.fingerprint(seen, turn),
    )
    return Seen(made, chosen.page if chosen else None, turned(picture, turn.quarters))


def _about_code(found: codes.Codes[Page], own: list[codes.Code[Page]], turn: Turn) -> list[Finding]:
    findings = []
    if len({one.text for one in own}) > 1:
        findings.append(Finding.TWO_PAGES)
    if found.ours and not own:
        findings.append(Finding.FOREIGN)
    if not found.ours:
        findings.append(Finding.NO_CODE)
    if found.disputed:
        findings.append(Finding.DISPUTED)
    if not turn.known:
        findings.append(Finding.DIRECTION)
    return findings
