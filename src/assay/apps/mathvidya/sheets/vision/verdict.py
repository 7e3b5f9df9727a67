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
    BLANK = "blank"
    BLURRED = "blurred"
    DARK = "dark"
    FAINT = "faint"
    SMALL = "small"
    NO_CODE = "no-code"
    DISPUTED = "disputed-code"
    DIRECTION = "direction"
    ALIKE = "alike"


REFUSED = frozenset({Finding.FOREIGN, Finding.TWO_PAGES})
"""Such a page is not taken."""
ASKED = frozenset({Finding.BLANK, Finding.BLURRED, Finding.DARK, Finding.FAINT, Finding.SMALL, Finding.ALIKE})
"""Such a page is taken where the student says that it is meant so."""

LEAST_SHORT_SIDE = 800
"""Pixels: 95 to the inch on A4."""
BLANK_BELOW = 0.0006
"""Share of the paper: one short line of writing is about 0.001."""
BLURRED_BELOW = 0.12
FAINT_BELOW = 0.22
DARK_BELOW = 0.2


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
        known = {
            **document,
            "readers": tuple(document["readers"]),
            "findings": tuple(Finding(one) for one in document["findings"]),
            "measures": Measures(**document["measures"]),
        }
        return cls(**known)


def of_measures(measures: Measures) -> list[Finding]:
    """What the numbers say. Of a blank page nothing else can be said."""
    found = []
    if measures.short_side < LEAST_SHORT_SIDE:
        found.append(Finding.SMALL)
    if measures.light < DARK_BELOW:
        found.append(Finding.DARK)
    if measures.ink < BLANK_BELOW:
        return [Finding.BLANK, *found]
    if measures.sharpness is not None and measures.sharpness < BLURRED_BELOW:
        found.append(Finding.BLURRED)
    if measures.contrast is not None and measures.contrast < FAINT_BELOW:
        found.append(Finding.FAINT)
    return found


def advice(finding: Finding) -> str:
    """What it means and what to do, in a sentence or two."""
    return {
        Finding.FOREIGN: _("This page belongs to another paper. Photograph a page of this one."),
        Finding.TWO_PAGES: _("Two pages are in this picture. Photograph each page by itself."),
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
        Finding.ALIKE: _("This looks like a page you have already sent: delete one if they are the same."),
    }[finding]
