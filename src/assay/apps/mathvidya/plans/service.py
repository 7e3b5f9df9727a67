"""What a student may sit, and the ledger of what was sat: reserve, then commit or release.

    entitlement = await plans.reserve(db, org_id, student_id, key, mcq_only=False, unit_practice=False)
    ...                                   # make the paper; this may take its time and may fail
    await plans.commit(db, org_id, student_id, key)       # with the exam, or
    await plans.release(db, org_id, student_id, key)

`key` names one exam start. Each of the three may be asked twice and is done once. A reservation whose exam
was never made is given back by a job.
"""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.models.plans import Subscription, UsageEntry, UsageState
from assay.apps.mathvidya.notices import service as notices
from assay.apps.mathvidya.notices.kinds import Kind
from assay.apps.mathvidya.people import queries as people
from assay.apps.mathvidya.plans import queries, queries_ledger, rules
from assay.apps.mathvidya.plans.rules import Counts, Entitlement, Period
from assay.kernel import clock
from assay.kernel.clock import day_in_india
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, NotFound
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.i18n import ngettext


async def current(db: Session, org_id: UUID, student_id: UUID) -> Entitlement | None:
    """The student's plan as it stands now; None without one in force."""
    now = clock.now()
    found = await queries.in_force(db, org_id, student_id, day_in_india(now))
    if found is None:
        return None
    made = _entitlement(found, now)
    counts = await queries_ledger.counts(db, _period_key(found, made.period), made.terms.monthly_exams)
    return replace(made, counts=counts)


async def reserve(
    db: Session, org_id: UUID, student_id: UUID, key: UUID, *, mcq_only: bool, unit_practice: bool
) -> Entitlement:
    """Hold one exam of the month that runs. The same `key` holds one only, however often it is asked for.

    Raises PaymentRequired without a plan, for a kind of exam that the plan does not hold, and when the month
    is used up: with what is left and when it resets.
    """
    now = clock.now()
    found = await queries.in_force(db, org_id, student_id, day_in_india(now))
    if found is None:
        raise rules.no_subscription()
    made = _entitlement(found, now)
    rules.check_terms(made.terms, mcq_only=mcq_only, unit_practice=unit_practice)
    of = _period_key(found, made.period)
    if await _holds(db, org_id, student_id, key):
        return replace(made, counts=await queries_ledger.counts(db, of, made.terms.monthly_exams))
    counts = await queries_ledger.hold(db, of)
    if counts is None:
        await queries_ledger.open_period(db, of, made.terms.monthly_exams)
        counts = await queries_ledger.hold(db, of)
    if counts is None:
        counts = await queries_ledger.counts(db, of, made.terms.monthly_exams)
        # The last place may have gone to this very key, asked for twice at once.
        if await _holds(db, org_id, student_id, key):
            return replace(made, counts=counts)
        raise rules.used_up(made.terms.name, counts, made.period)
    if not await queries_ledger.enter(db, of, key, now):
        await queries_ledger.let_go(db, of)
        counts = await queries_ledger.counts(db, of, made.terms.monthly_exams)
    return replace(made, counts=counts)


async def commit(db: Session, org_id: UUID, student_id: UUID, key: UUID) -> None:
    """What `key` holds is used for good; done already: nothing happens.

    One that was given back meanwhile takes its place again. Raises PaymentRequired where none is left, and
    NotFound for a key that never reserved anything.
    """
    row = await _entry(db, org_id, student_id, key)
    usage = await queries_ledger.lock_period(db, row)
    row = await _entry(db, org_id, student_id, key)
    if row.state is UsageState.COMMITTED:
        return
    if row.state is UsageState.RELEASED:
        counts = Counts(usage.allowed, usage.used, usage.reserved)
        if not counts.left:
            sub = await queries.subscription(db, org_id, student_id, row.subscription_id)
            terms = rules.terms_of(sub)
            raise rules.used_up(
                terms.name, counts, rules.period_at(terms.anchor, rules.midnight(row.starts_on))
            )
    else:
        usage.reserved -= 1
    usage.used += 1
    await queries_ledger.settle(db, row, UsageState.COMMITTED, was=row.state, now=clock.now())
    await db.flush()
    await _tell_if_near_limit(db, row, Counts(usage.allowed, usage.used, usage.reserved), usage.ends_on)


async def release(db: Session, org_id: UUID, student_id: UUID, key: UUID) -> bool:
    """Give back what `key` holds; whether it held anything. Raises Conflict once it is used.

    A key that never reserved anything holds nothing.
    """
    row = await queries_ledger.entry(db, org_id, student_id, key)
    if row is None:
        return False
    usage = await queries_ledger.lock_period(db, row)
    row = await _entry(db, org_id, student_id, key)
    if row.state is UsageState.COMMITTED:
        raise Conflict(_("This exam has been counted; it cannot be given back."))
    if row.state is UsageState.RELEASED:
        return False
    usage.reserved -= 1
    await queries_ledger.settle(db, row, UsageState.RELEASED, was=UsageState.RESERVED, now=clock.now())
    await db.flush()
    return True


async def release_stale(db: Session, org_id: UUID, student_id: UUID, key: UUID) -> bool:
    """`release`, for one that nobody settled: what was settled in the meantime is left alone."""
    try:
        return await release(db, org_id, student_id, key)
    except Conflict:
        return False


async def _tell_if_near_limit(db: Session, row: UsageEntry, counts: Counts, resets_on: date) -> None:
    """Once a month, when as little is left as the institution says."""
    if counts.left > (await config.get(db, row.org_id)).plan_left:
        return
    student = await people.student(db, row.org_id, row.student_id)
    words = ngettext(
        "%(num)d exam of your plan is left until %(day)s.",
        "%(num)d exams of your plan are left until %(day)s.",
        counts.left,
    )
    await notices.tell(
        db,
        row.org_id,
        student.account_id,
        Kind.PLAN_LIMIT,
        _("Your plan is nearly used up") if counts.left else _("Your plan is used up for this month"),
        words % {"num": counts.left, "day": rules.in_words(resets_on)},
        key=f"plan:{row.subscription_id}:{row.starts_on}",
        href="/mathvidya/student/plan",
    )


async def _entry(db: Session, org_id: UUID, student_id: UUID, key: UUID) -> UsageEntry:
    found = await queries_ledger.entry(db, org_id, student_id, key)
    if found is None:
        raise NotFound(_("Nothing was reserved for this exam."))
    return found


async def _holds(db: Session, org_id: UUID, student_id: UUID, key: UUID) -> bool:
    found = await queries_ledger.entry(db, org_id, student_id, key)
    return found is not None and found.state is not UsageState.RELEASED


def _entitlement(found: Subscription, now: datetime) -> Entitlement:
    terms = rules.terms_of(found)
    return Entitlement(
        subscription_id=found.subscription_id,
        terms=terms,
        period=rules.period_at(terms.anchor, now),
        counts=Counts(terms.monthly_exams, 0, 0),
        ends_on=rules.end_of(found),
    )


def _period_key(found: Subscription, period: Period) -> queries_ledger.PeriodKey:
    return found.org_id, found.student_id, found.subscription_id, period
