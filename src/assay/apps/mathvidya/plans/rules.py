"""Months of a subscription, what a plan admits, and what is left of it. Pure.

Months are counted in Indian Standard Time from the anchor, the day on which the subscription began: each
begins on the anchor's day of the month, or on the last day of a month that is too short for it. Every month
is counted from the anchor and not from the one before: a subscription of 31 January turns on 28 February and
on 31 March.
"""

from calendar import monthrange
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self
from uuid import UUID

from assay.apps.mathvidya.models.plans import Billing, Subscription
from assay.kernel.clock import IST, day_in_india
from assay.kernel.errors import PaymentRequired
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.i18n import ngettext

HELD_FOR = timedelta(minutes=15)
"""How long a reservation waits for its exam before it is given back."""
MONTHS = {Billing.MONTH: 1, Billing.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan admits. A subscription keeps a copy, and `anchor`, the day its months are counted from.

    A renewal goes on with the anchor of the subscription before it.
    """

    code: str
    name: str
    monthly_exams: int
    mcq_only: bool
    unit_practice: bool
    leaderboard: bool
    sla_hours: int
    anchor: date

    def document(self) -> dict[str, Any]:
        return {**asdict(self), "anchor": self.anchor.isoformat()}

    @classmethod
    def of(cls, document: dict[str, Any], first_day: date) -> Self:
        """The terms of a subscription; one that was not renewed counts from its own first day."""
        anchor = document.get("anchor")
        return cls(**{**document, "anchor": date.fromisoformat(anchor) if anchor else first_day})


@dataclass(frozen=True, slots=True)
class Period:
    """A month of a subscription: from the first day, up to the day on which the next one begins."""

    number: int
    """0 for the first."""
    starts_on: date
    resets_on: date

    @property
    def starts_at(self) -> datetime:
        return midnight(self.starts_on)

    @property
    def resets_at(self) -> datetime:
        return midnight(self.resets_on)


@dataclass(frozen=True, slots=True)
class Counts:
    """The counters of one period. `reserved` are exams being made."""

    allowed: int
    used: int
    reserved: int

    @property
    def left(self) -> int:
        return max(self.allowed - self.used - self.reserved, 0)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A student's plan at a moment: its terms, the month that runs, and what is left of it."""

    subscription_id: UUID
    terms: Terms
    period: Period
    counts: Counts
    ends_on: date
    """The day on which the subscription is over."""

    @property
    def plan(self) -> str:
        """The code of the plan."""
        return self.terms.code

    @property
    def sla_hours(self) -> int:
        return self.terms.sla_hours

    @property
    def left(self) -> int:
        return self.counts.left

    @property
    def resets_at(self) -> datetime:
        return self.period.resets_at


def first_day_of(sold: Subscription) -> date:
    if sold.days.lower is None:
        raise ValueError("A subscription has a first day.")
    return sold.days.lower


def end_of(sold: Subscription) -> date:
    """The day on which a subscription is over; everything that is sold has one."""
    if sold.days.upper is None:
        raise ValueError("A subscription has an end.")
    return sold.days.upper


def terms_of(sold: Subscription) -> Terms:
    return Terms.of(sold.terms, first_day_of(sold))


def midnight(day: date) -> datetime:
    """The instant at which `day` begins in India, in UTC."""
    return datetime.combine(day, time.min, IST).astimezone(UTC)


def month_after(anchor: date, months: int) -> date:
    """The day `months` months after `anchor`; the last of its month where that month is too short."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))


def period(anchor: date, number: int) -> Period:
    return Period(number, month_after(anchor, number), month_after(anchor, number + 1))


def period_at(anchor: date, moment: datetime) -> Period:
    """The period that `moment` lies in. Raises ValueError before the anchor."""
    today = day_in_india(moment)
    number = (today.year - anchor.year) * 12 + today.month - anchor.month
    if month_after(anchor, number) > today:
        number -= 1
    if number < 0:
        raise ValueError("There is no period before the anchor.")
    return period(anchor, number)


def ends_on(anchor: date, first_day: date, billing: Billing) -> date:
    """The day on which what is sold from `first_day` for a month or a year is over.

    `first_day` begins a period of `anchor`. Raises ValueError for another day.
    """
    begun = period_at(anchor, midnight(first_day))
    if begun.starts_on != first_day:
        raise ValueError("A renewal begins where a period begins.")
    return month_after(anchor, begun.number + MONTHS[billing])


def check_terms(terms: Terms, *, mcq_only: bool, unit_practice: bool) -> None:
    """Raises PaymentRequired for a kind of exam that the plan does not hold."""
    if terms.mcq_only and not mcq_only:
        raise PaymentRequired(
            _("Your plan %(plan)s holds multiple-choice papers only. Choose one, or change the plan.")
            % {"plan": terms.name},
            reason="mcq-only",
        )
    if unit_practice and not terms.unit_practice:
        raise PaymentRequired(
            _("Practice by unit is not part of your plan %(plan)s. Choose a full paper, or change the plan.")
            % {"plan": terms.name},
            reason="no-unit-practice",
        )


def used_up(name: str, counts: Counts, current: Period) -> PaymentRequired:
    """What to raise when nothing is left of the period, with what was used and when it resets."""
    text = ngettext(
        "The one exam of your plan %(plan)s is used or under way. The plan's next month begins on %(day)s.",
        "All %(num)d exams of your plan %(plan)s are used or under way. The plan's next month begins on"
        " %(day)s.",
        counts.allowed,
    )
    return PaymentRequired(
        text % {"num": counts.allowed, "plan": name, "day": in_words(current.resets_on)},
        reason="used-up",
        allowed=counts.allowed,
        used=counts.used,
        reserved=counts.reserved,
        left=counts.left,
        resets_at=current.resets_at,
    )


def no_subscription() -> PaymentRequired:
    """What to raise for a student without a subscription in force."""
    return PaymentRequired(
        _("You have no plan at present. Ask your school for one; exams you have sat stay yours."),
        reason="no-subscription",
        left=0,
        resets_at=None,
    )


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
