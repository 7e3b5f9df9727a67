"""Results in plain words, for those who do not know the application. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from assay.apps.mathvidya.models.exams import ExamStatus
from assay.apps.mathvidya.sla.wording import moment
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.i18n import ngettext

STRONG, GOOD, FAIR = Decimal("0.8"), Decimal("0.6"), Decimal("0.4")
WIDE = Decimal("0.5")
"""An interval wider than this says too little to tell."""
LASTING = 3.0
"""Points of percentage that a trend must be worth to be told as one."""
MOST_UNITS = 3


def marks_in_words(score: Decimal, of: Decimal) -> str:
    return _("%(score)s of %(of)s marks") % {"score": _plain(score), "of": _plain(of)}


def state_in_words(status: ExamStatus, *, score: Decimal | None, of: Decimal, due_at: datetime | None) -> str:
    """What has become of an exam, as one sentence or less."""
    if status is ExamStatus.MARKED and score is not None:
        return marks_in_words(score, of)
    if status is ExamStatus.SUBMITTED:
        if due_at is None:
            return _("Handed in, waits for a teacher")
        return _("Being marked, promised by %(when)s") % {"when": moment(due_at)}
    return {
        ExamStatus.GENERATED: _("Paper made, not begun"),
        ExamStatus.RUNNING: _("Being written now"),
        ExamStatus.UPLOADING: _("Written; the pages are being handed in"),
    }.get(status, _("Not sat"))


def trend_in_words(percents: Sequence[float]) -> str:
    """How results have moved, oldest first: the mean of the last two against that of those before."""
    if len(percents) < 3:
        return _("Three marked exams are needed before a direction can be told.")
    late, early = percents[-2:], percents[:-2]
    moved = sum(late) / len(late) - sum(early) / len(early)
    if moved >= LASTING:
        words = _("Rising: the last two results are %(n)s points above those before.")
    elif moved <= -LASTING:
        words = _("Falling: the last two results are %(n)s points below those before.")
    else:
        return _("Steady: the last two results are about where those before were.")
    return words % {"n": f"{abs(moved):.0f}"}


def mastery_in_words(mastery: Decimal, low: Decimal, high: Decimal) -> str:
    """How well a unit is known."""
    if high - low > WIDE:
        return _("too early to tell")
    if mastery >= STRONG:
        return _("strong")
    if mastery >= GOOD:
        return _("good")
    return _("needs practice") if mastery >= FAIR else _("begin here")


def expected_in_words(low: Decimal | None, high: Decimal | None) -> str:
    """The range, in percent, in which the next full paper is expected."""
    if low is None or high is None:
        return ""
    return _("The next full paper is expected between %(low)s and %(high)s percent.") % {
        "low": f"{low:.0f}",
        "high": f"{high:.0f}",
    }


def units_to_practise(practice: Mapping[str, Any], mastery: Mapping[str, Decimal]) -> list[str]:
    """Units to practise next, the most useful first: as computed, else those with the lowest mastery."""
    named = [str(one.get("unit", "")) for one in practice.get("units", []) if isinstance(one, Mapping)]
    if any(named):
        return [unit for unit in named if unit][:MOST_UNITS]
    weak = sorted((share, unit) for unit, share in mastery.items() if share < STRONG)
    return [unit for _share, unit in weak][:MOST_UNITS]


def exams_in_words(done: int, marked: int) -> str:
    if not done:
        return _("No exam yet")
    text = ngettext("%(num)d exam, %(marked)s marked", "%(num)d exams, %(marked)s marked", done)
    return text % {"num": done, "marked": marked}


def _plain(amount: Decimal) -> str:
    """Without a needless ".0": 38.5, 38."""
    return f"{amount.normalize():f}"
