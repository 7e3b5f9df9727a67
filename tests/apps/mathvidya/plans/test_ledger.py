"""The ledger under load and after kills: what is counted is exactly what was sat."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.jobspecs import RELEASE_USAGE
from assay.apps.mathvidya.models.config import Notification
from assay.apps.mathvidya.models.exams import ExamInstance
from assay.apps.mathvidya.models.people import StudentProfile
from assay.apps.mathvidya.models.plans import (
    Billing,
    Subscription,
    SubscriptionPlan,
    SubscriptionUsage,
    UsageEntry,
    UsageState,
)
from assay.apps.mathvidya.plans import catalogue, queries, rules, service, subscriptions
from assay.apps.mathvidya.plans.jobs import HANDLERS
from assay.apps.mathvidya.plans.rules import Counts, Entitlement
from assay.kernel import clock
from assay.kernel.access.actor import person_id, system_actor
from assay.kernel.clock import day_in_india
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database, Role
from assay.kernel.errors import Conflict, NotFound, PaymentRequired
from assay.kernel.ids import uuid7
from assay.kernel.jobs import NoArgs, defer, run_jobs

STARTS = 200


class Ledger:
    """One student with a plan of `allowed` exams, on a database that really commits or on a savepoint."""

    def __init__(self, database: Database, org_id: UUID) -> None:
        self.database, self.org_id = database, org_id
        self.student_id = person_id(org_id, uuid7())

    async def begin(self, allowed: int, *, first_day: date | None = None) -> None:
        day = first_day or day_in_india(clock.now())
        async with self.database.transaction(org_id=self.org_id) as db:
            await catalogue.seed_plans(db, self.org_id)
            plan = (await queries.plans(db, self.org_id))[2]
            assert plan.code == "premium"
            plan.monthly_exams = allowed
            db.add(
                StudentProfile(
                    org_id=self.org_id,
                    student_id=self.student_id,
                    account_id=uuid7(),
                    name="Asha Rao",
                    class_level=ClassLevel.X,
                )
            )
            await db.flush()
            terms = subscriptions.terms_of(plan, anchor=day)
            db.add(self._sold(plan, terms, day))

    def _sold(self, plan: SubscriptionPlan, terms: rules.Terms, day: date) -> Subscription:
        return Subscription(
            org_id=self.org_id,
            student_id=self.student_id,
            plan_id=plan.plan_id,
            days=queries.days(day, rules.ends_on(day, day, Billing.YEAR)),
            billing=Billing.YEAR,
            terms=terms.document(),
            price=plan.price_year,
            made_by="test",
        )

    async def reserve(self, key: UUID) -> Entitlement:
        async with self.database.transaction(org_id=self.org_id) as db:
            return await service.reserve(
                db, self.org_id, self.student_id, key, mcq_only=False, unit_practice=False
            )

    async def commit(self, key: UUID) -> None:
        async with self.database.transaction(org_id=self.org_id) as db:
            await service.commit(db, self.org_id, self.student_id, key)

    async def release(self, key: UUID) -> bool:
        async with self.database.transaction(org_id=self.org_id) as db:
            return await service.release(db, self.org_id, self.student_id, key)

    async def counts(self) -> Counts:
        async with self.database.transaction(org_id=self.org_id) as db:
            found = await service.current(db, self.org_id, self.student_id)
            assert found is not None
            return found.counts

    async def states(self) -> Counter[UsageState]:
        async with self.database.transaction(org_id=self.org_id) as db:
            rows = await db.scalars(select(UsageEntry.state).where(UsageEntry.org_id == self.org_id))
            return Counter(rows.all())

    async def release_stale(self) -> None:
        """Run the job as the schedule would."""
        async with self.database.transaction(role=Role.SYSTEM) as db:
            await defer(db, system_actor(None, "test"), RELEASE_USAGE, NoArgs())
        await run_jobs(self.database, HANDLERS)


@pytest.fixture
async def ledger(savepoint: Database, org: UUID) -> Ledger:
    return Ledger(savepoint, org)


@pytest.fixture
async def crowd(database_url: str, org: UUID) -> AsyncIterator[Ledger]:
    """On real connections, made as they are needed: up to a hundred."""
    made = Database(make_engine(database_url, pool=STARTS // 4))
    yield Ledger(made, org)
    await made.dispose()


async def test_two_hundred_starts_at_limit_minus_one_admit_exactly_one(crowd: Ledger) -> None:
    await crowd.begin(5)
    for _place in range(4):
        await crowd.reserve(key := uuid7())
        await crowd.commit(key)
    answers = await asyncio.gather(
        *(crowd.reserve(uuid7()) for _start in range(STARTS)), return_exceptions=True
    )
    refused = [one for one in answers if isinstance(one, PaymentRequired)]
    assert (len(answers) - len(refused), len(refused)) == (1, STARTS - 1)
    assert {one.members["left"] for one in refused} == {0}
    assert await crowd.counts() == Counts(5, 4, 1)
    assert await crowd.states() == {UsageState.COMMITTED: 4, UsageState.RESERVED: 1}


async def test_last_place_asked_for_by_the_same_start_many_times_is_refused_to_none_of_them(
    crowd: Ledger,
) -> None:
    await crowd.begin(1)
    key = uuid7()
    await asyncio.gather(*(crowd.reserve(key) for _again in range(20)))
    assert await crowd.counts() == Counts(1, 0, 1)
    await asyncio.gather(*(crowd.commit(key) for _again in range(20)))
    assert await crowd.counts() == Counts(1, 1, 0)


async def test_counters_stay_exact_under_mixed_traffic(crowd: Ledger) -> None:
    """Twenty starts of a plan of ten, each asked for, settled one way or the other, in any order."""
    await crowd.begin(10)
    chance = random.Random(20260131)

    async def start(key: UUID) -> None:
        try:
            await crowd.reserve(key)
            if chance.random() < 0.5:
                await asyncio.gather(crowd.commit(key), crowd.commit(key))
            else:
                await asyncio.gather(crowd.release(key), crowd.release(key))
                await crowd.reserve(key)
        except PaymentRequired:
            return

    await asyncio.gather(*(start(uuid7()) for _start in range(20)))
    counts, states = await crowd.counts(), await crowd.states()
    assert (counts.used, counts.reserved) == (states[UsageState.COMMITTED], states[UsageState.RESERVED])
    assert counts.used + counts.reserved <= 10


async def test_database_itself_refuses_more_than_is_allowed(ledger: Ledger) -> None:
    await ledger.begin(1)
    await ledger.reserve(uuid7())
    with pytest.raises(DBAPIError, match="within_allowed"):
        async with ledger.database.transaction(org_id=ledger.org_id) as db:
            await db.execute(text("UPDATE mathvidya.subscription_usage SET used = used + 1"))


async def test_used_up_tells_when_the_month_resets(ledger: Ledger) -> None:
    with clock.frozen(rules.midnight(date(2026, 2, 10))):
        await ledger.begin(1, first_day=date(2026, 1, 31))
        await ledger.reserve(uuid7())
        with pytest.raises(PaymentRequired) as caught:
            await ledger.reserve(uuid7())
    assert caught.value.members["resets_at"] == rules.midnight(date(2026, 2, 28))
    with clock.frozen(rules.midnight(date(2026, 2, 28))):
        again = await ledger.reserve(uuid7())
        assert (again.period.number, again.counts) == (1, Counts(1, 0, 1))
        assert again.resets_at == rules.midnight(date(2026, 3, 31))


async def test_student_is_told_once_when_little_is_left(ledger: Ledger) -> None:
    await ledger.begin(3)
    said = []
    for _exam in range(3):
        await ledger.reserve(key := uuid7())
        await ledger.commit(key)
        await ledger.commit(key)
        async with ledger.database.transaction(org_id=ledger.org_id) as db:
            titles = await db.scalars(select(Notification.title).where(Notification.kind == "plan_limit"))
            said.append(len(titles.all()))
    assert said == [0, 1, 1]


async def test_nothing_is_held_without_a_plan_in_force(ledger: Ledger) -> None:
    await ledger.begin(5, first_day=day_in_india(clock.now()) + timedelta(days=3))
    with pytest.raises(PaymentRequired) as caught:
        await ledger.reserve(uuid7())
    assert caught.value.members["reason"] == "no-subscription"


async def test_reservation_that_nobody_settled_is_given_back(ledger: Ledger) -> None:
    await ledger.begin(2)
    kept, lost = uuid7(), uuid7()
    await ledger.reserve(kept)
    await ledger.commit(kept)
    await ledger.reserve(lost)
    await ledger.release_stale()
    assert await ledger.counts() == Counts(2, 1, 1)
    with clock.frozen(clock.now() + rules.HELD_FOR + timedelta(seconds=1)):
        await ledger.release_stale()
        assert await ledger.counts() == Counts(2, 1, 0)
        await ledger.release_stale()
        assert await ledger.counts() == Counts(2, 1, 0)


async def test_reservation_of_a_paper_that_waits_for_its_student_is_kept(ledger: Ledger) -> None:
    await ledger.begin(2)
    await ledger.reserve(key := uuid7())
    async with ledger.database.transaction(org_id=ledger.org_id) as db:
        db.add(paper(ledger, key))
    with clock.frozen(clock.now() + timedelta(days=5)):
        await ledger.release_stale()
        assert (await ledger.states()) == {UsageState.RESERVED: 1}


async def test_commit_after_the_job_gave_it_back_counts_once(ledger: Ledger) -> None:
    await ledger.begin(2)
    await ledger.reserve(key := uuid7())
    await ledger.release(key)
    await ledger.commit(key)
    await ledger.commit(key)
    assert await ledger.counts() == Counts(2, 1, 0)


async def test_commit_after_the_job_gave_its_place_to_another_is_refused(ledger: Ledger) -> None:
    await ledger.begin(1)
    await ledger.reserve(late := uuid7())
    await ledger.release(late)
    await ledger.reserve(uuid7())
    with pytest.raises(PaymentRequired):
        await ledger.commit(late)
    assert await ledger.counts() == Counts(1, 0, 1)


async def test_released_start_can_be_asked_for_again(ledger: Ledger) -> None:
    await ledger.begin(1)
    await ledger.reserve(key := uuid7())
    assert await ledger.release(key) is True
    assert await ledger.release(key) is False
    await ledger.reserve(key)
    assert await ledger.counts() == Counts(1, 0, 1)


async def test_used_exam_is_not_given_back_and_unknown_start_is_not_used(ledger: Ledger) -> None:
    await ledger.begin(1)
    await ledger.reserve(key := uuid7())
    await ledger.commit(key)
    with pytest.raises(Conflict):
        await ledger.release(key)
    with pytest.raises(NotFound):
        await ledger.commit(uuid7())
    assert await ledger.release(uuid7()) is False


async def test_retry_after_the_month_turned_holds_nothing_of_the_new_month(ledger: Ledger) -> None:
    key = uuid7()
    with clock.frozen(rules.midnight(date(2026, 4, 30)) - timedelta(seconds=1)):
        await ledger.begin(3, first_day=date(2026, 3, 31))
        await ledger.reserve(key)
    with clock.frozen(rules.midnight(date(2026, 4, 30)) + timedelta(seconds=1)):
        await ledger.reserve(key)
        assert await ledger.counts() == Counts(3, 0, 0)
        await ledger.commit(key)
        assert await ledger.counts() == Counts(3, 0, 0)
    async with ledger.database.transaction(org_id=ledger.org_id) as db:
        row = (await db.scalars(select(SubscriptionUsage))).one()
        assert (row.starts_on, row.used, row.reserved) == (date(2026, 3, 31), 1, 0)


async def test_connection_killed_in_a_start_leaves_nothing_behind(crowd: Ledger) -> None:
    """The server ends the connection with everything undone, as it does when the process is killed."""
    await crowd.begin(1)

    async def start() -> None:
        async with crowd.database.transaction(org_id=crowd.org_id) as db:
            await service.reserve(
                db, crowd.org_id, crowd.student_id, uuid7(), mcq_only=False, unit_practice=False
            )
            await db.execute(text("RESET ROLE"))
            await db.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DBAPIError):
        await start()
    assert await crowd.counts() == Counts(1, 0, 0)
    await crowd.reserve(uuid7())
    assert await crowd.counts() == Counts(1, 0, 1)


def paper(ledger: Ledger, key: UUID) -> ExamInstance:
    return ExamInstance(
        org_id=ledger.org_id,
        student_id=ledger.student_id,
        template_id=uuid7(),
        template_version=1,
        class_level=ClassLevel.X,
        title="Board paper",
        seed=1,
        paper={},
        paper_digest=bytes(32),
        plan_code="premium",
        sla_hours=48,
        minutes=180,
        usage_key=key,
        max_score=Decimal(80),
        written_max=Decimal(60),
        generated_at=clock.now(),
    )
