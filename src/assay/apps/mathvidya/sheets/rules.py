"""Pure rules of answer pages: when they may come, what is said about each, what is left before submit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assay.apps.mathvidya.models.exams import ExamStatus
from assay.apps.mathvidya.models.sheets import SheetState
from assay.apps.mathvidya.sheets.vision import likeness
from assay.apps.mathvidya.sheets.vision.verdict import ASKED, Finding, Verdict, advice
from assay.kernel.errors import Conflict, OutOfOrder
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.i18n import ngettext

LIVE = (SheetState.ANNOUNCED, SheetState.STORED, SheetState.CHECKED, SheetState.CONFIRMED)
"""Pages that count, or will."""
SEEN = (SheetState.CHECKED, SheetState.CONFIRMED)
"""Pages that can be looked at."""
MOST_SHEETS = 200
MOST_NUMBER = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """One answer page as all but the database know it. `verdict` is None until the page was looked at."""

    sheet_id: UUID
    file_id: UUID
    file_page: int
    position: int
    state: SheetState
    announced_sha256: str
    sha256: str | None
    size: int | None
    mime: str | None
    page_number: int | None
    rotation: int
    verdict: Verdict | None
    refusal: str
    """Why a refused page is not taken, in a sentence."""
    confirmed_at: datetime | None
    replaced_by: UUID | None
    rescan_asked_at: datetime | None
    rescan_reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to know about a page. What is `asked` has to be accepted before the page counts."""

    kind: Finding
    words: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Readiness:
    """What keeps an exam's pages from being submitted (`missing`), and what is worth a look (`hints`)."""

    pages: int
    missing: tuple[str, ...]
    hints: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return not self.missing


def check_open(status: ExamStatus, uploads_until: datetime | None, now: datetime, *, rescan: bool) -> None:
    """Raise Conflict unless pages may come and change now. One asked for again may come after submit."""
    if rescan and status is ExamStatus.SUBMITTED:
        return
    if status is ExamStatus.GENERATED:
        raise OutOfOrder(_("Start the exam first; pages are sent when the writing is done."))
    if status not in (ExamStatus.RUNNING, ExamStatus.UPLOADING):
        raise Conflict(
            _("This exam was submitted: its pages cannot be changed any more."), status=status.value
        )
    if uploads_until is not None and now >= uploads_until:
        raise Conflict(_("The time for sending pages is over."), uploads_until=uploads_until.isoformat())


def gaps(numbers: Collection[int]) -> list[int]:
    """Numbers that are missing in the sequence from 1 to the highest."""
    return sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))


def notes(sheet: Sheet, all_sheets: Sequence[Sheet]) -> list[Note]:
    """What the student is told about a page that was looked at, beside its twins among `all_sheets`."""
    if sheet.verdict is None:
        return []
    kinds = list(sheet.verdict.findings)
    if alike(sheet, all_sheets):
        kinds.append(Finding.ALIKE)
    if repeated(sheet, all_sheets):
        kinds.append(Finding.REPEATED)
    if sheet.page_number is not None and Finding.NO_CODE in kinds:
        kinds.remove(Finding.NO_CODE)  # the student has said which page it is
    return [Note(kind, advice(kind), kind in ASKED) for kind in kinds]


def alike(sheet: Sheet, all_sheets: Sequence[Sheet]) -> list[Sheet]:
    """Other pages that show the same writing. Pages with different codes of ours never do."""
    verdict = sheet.verdict
    if verdict is None:
        return []
    return [
        other
        for other in all_sheets
        if other.sheet_id != sheet.sheet_id
        and other.state in SEEN
        and other.verdict is not None
        and not (verdict.page and other.verdict.page and verdict.page != other.verdict.page)
        and likeness.is_alike(verdict.fingerprint, other.verdict.fingerprint)
    ]


def repeated(sheet: Sheet, all_sheets: Sequence[Sheet]) -> bool:
    """Whether another page has the same number."""
    return sheet.page_number is not None and any(
        other.sheet_id != sheet.sheet_id and other.state in SEEN and other.page_number == sheet.page_number
        for other in all_sheets
    )


def check_acceptable(sheet: Sheet, all_sheets: Sequence[Sheet], *, acknowledged: bool) -> None:
    """Raise OutOfOrder for a page that was not looked at yet, Conflict for one with something to settle."""
    if sheet.state not in SEEN:
        raise OutOfOrder(_("This page has not been looked at yet."))
    if repeated(sheet, all_sheets):
        raise Conflict(advice(Finding.REPEATED), findings=[Finding.REPEATED.value])
    asked = [note for note in notes(sheet, all_sheets) if note.asked]
    if asked and not acknowledged:
        raise Conflict(" ".join(note.words for note in asked), findings=[note.kind.value for note in asked])


def placed(sheets: Sequence[Sheet]) -> list[UUID]:
    """Pages in the order of their numbers; those without one stay behind the page they followed."""
    last, keyed = 0, []
    for sheet in sorted(sheets, key=lambda one: one.position):
        last = sheet.page_number if sheet.page_number is not None else last
        keyed.append((last, sheet.position, sheet.sheet_id))
    return [sheet_id for _last, _position, sheet_id in sorted(keyed)]


def check_order(wanted: Sequence[UUID], sheets: Sequence[Sheet]) -> None:
    """Raise Conflict unless `wanted` names every page that counts, once."""
    if sorted(wanted) != sorted(one.sheet_id for one in sheets):
        raise Conflict(_("The pages have changed meanwhile. Look at them again and put them in order."))


def readiness(sheets: Sequence[Sheet], *, needs_pages: bool) -> Readiness:
    """What is left to do before an exam with these pages is handed in. `needs_pages`: something written is
    neither on a page nor declared unanswered while there is none."""
    state: Mapping[SheetState, int] = {one: sum(sheet.state is one for sheet in sheets) for one in SheetState}
    missing = []
    if count := state[SheetState.ANNOUNCED]:
        words = ngettext("%(num)d page has not arrived yet.", "%(num)d pages have not arrived yet.", count)
        missing.append(words % {"num": count})
    if count := state[SheetState.STORED]:
        words = ngettext("%(num)d page is still being read.", "%(num)d pages are still being read.", count)
        missing.append(words % {"num": count})
    if count := state[SheetState.CHECKED]:
        words = ngettext("Confirm %(num)d page.", "Confirm %(num)d pages, one by one.", count)
        missing.append(words % {"num": count})
    live = [sheet for sheet in sheets if sheet.state in LIVE]
    if needs_pages and not live:
        missing.append(_("No page has been sent, and not every written question is declared unanswered."))
    absent = gaps([one.page_number for one in live if one.page_number is not None])
    hints = []
    if absent:
        listed = ", ".join(str(one) for one in absent)
        hints.append(_("No page has the number %(numbers)s. Was it forgotten?") % {"numbers": listed})
    return Readiness(len(live), tuple(missing), tuple(hints))
