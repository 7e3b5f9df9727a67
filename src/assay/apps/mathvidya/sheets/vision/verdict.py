"""What is said about one page, and what the student can do about it."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from assay.apps.mathvidya.sheets.vision.quality import Measures
from assay.kernel.web.i18n import gettext as _


class Finding(StrEnum):
    """What can be wrong with a page, the worst first."""

    FOREIGN = "foreign"
    TWO_PAGES = "two-pages"
    QUESTIONS = "questions"
    """A page of the question paper, not one to write on."""
    BLANK = "blank"
    BLURRED = "blurred"
    DARK = "dark"
    FAINT = "faint"
    SMALL = "small"
    NO_CODE = "no-code"
    DISPUTED = "disputed-code"
    DIRECTION = "direction"
    ALIKE = "alike"
    """Found by the pages beside it, as the next."""
    REPEATED = "repeated"


REFUSED = frozenset({Finding.FOREIGN, Finding.TWO_PAGES})
"""Such a page is not taken."""
ASKED = frozenset({Finding.BLANK, Finding.BLURRED, Finding.DARK, Finding.FAINT, Finding.SMALL, Finding.ALIKE})
"""Such a page is taken where the student says that it is meant so."""

LEAST_SHORT_SIDE = 800
"""Pixels: 95 to the inch on A4."""
BLANK_BELOW = 0.001
"""Share of the paper that is written on."""
DARK_BELOW = 0.2
"""Brightness of the paper: below it noise and writing cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Below `sharpness` a page is called blurred, below `contrast` (in grey levels of 255) faint.

    Drawn photographs (`python -m bench.sheets`): a picture in focus measures 150 to 250, one that can just be
    read 40, one that cannot 20; ink on paper 150 to 180, pencil 100.
    """

    sharpness: float = 30
    contrast: float = 45


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One page as it was seen. `page` is the number on its code; `readers` are those that read it."""

    page: int | None
    readers: tuple[str, ...]
    look: str
    quarters: int
    turned_by: str
    findings: tuple[Finding, ...]
    measures: Measures
    fingerprint: str

    @property
    def is_refused(self) -> bool:
        return any(one in REFUSED for one in self.findings)

    @property
    def to_acknowledge(self) -> tuple[Finding, ...]:
        """What the student must see and accept before the page counts."""
        return tuple(one for one in self.findings if one in ASKED)

    def document(self) -> dict[str, Any]:
        """As JSON, to be kept beside the page."""
        return asdict(self)

    @classmethod
    def of(cls, document: dict[str, Any]) -> Self:
        known = {key: value for key, value in document.items() if key in cls.__slots__}
        known["readers"] = tuple(document["readers"])
        known["findings"] = tuple(Finding(one) for one in document["findings"])
        known["measures"] = Measures(**document["measures"])
        return cls(**known)


def of_measures(measures: Measures, limits: Limits = LIMITS) -> list[Finding]:
    """What the numbers say. Of a page in the dark nothing else can be said, of a blank one little."""
    found = [Finding.SMALL] if measures.short_side < LEAST_SHORT_SIDE else []
    if measures.light < DARK_BELOW:
        return [*found, Finding.DARK]
    if measures.ink < BLANK_BELOW:
        return [*found, Finding.BLANK]
    if measures.sharpness is not None and measures.sharpness < limits.sharpness:
        found.append(Finding.BLURRED)
    if measures.contrast is not None and measures.contrast * 255 < limits.contrast:
        found.append(Finding.FAINT)
    return found


def advice(finding: Finding) -> str:
    """What it means and what to do, in a sentence or two."""
    return {
        Finding.FOREIGN: _("This page belongs to another paper. Photograph a page of this one."),
        Finding.TWO_PAGES: _("Two pages are in this picture. Photograph each page by itself."),
        Finding.QUESTIONS: _("This is a page of the question paper: send it only if your answers are on it."),
        Finding.BLANK: _("Nothing seems to be written on this page. Look whether it is the right side."),
        Finding.BLURRED: _("The page is blurred: hold the phone still and photograph it again."),
        Finding.DARK: _("The picture is too dark: switch on a light and photograph the page again."),
        Finding.FAINT: _(
            "The writing is hardly darker than the paper: use more light, no flash, and photograph it again."
        ),
        Finding.SMALL: _("The picture is too small to read: go nearer, until the page fills the picture."),
        Finding.NO_CODE: _("The code in the corner of the page could not be read: say which page this is."),
        Finding.DISPUTED: _(
            "The code in the corner of the page was read in two ways: look whether the page number is right."
        ),
        Finding.DIRECTION: _("Which way up this page lies could not be found: turn it if it is not upright."),
        Finding.REPEATED: _(
            "Another page has the same number: delete one of them, or give this one its own number."
        ),
        Finding.ALIKE: _("This looks like a page you have already sent: delete one if they are the same."),
    }[finding]
