"""The leaderboard: ranks against their plain definition, and who is on it."""

import random
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.leaderboard import queries, rules, service
from assay.apps.mathvidya.leaderboard.forms import JoinForm
from assay.apps.mathvidya.models.config import SystemConfig
from assay.apps.mathvidya.models.exams import ExamInstance
from assay.apps.mathvidya.people.consents import LEADERBOARD_VERSION
from assay.apps.mathvidya.plans import subscriptions
from assay.kernel import clock
from assay.kernel.access.actor import Actor, system_actor
from assay.kernel.clock import day_in_india
from assay.kernel.errors import Conflict, NotFound, PaymentRequired
from assay.kernel.ids import uuid7
from tests.apps.mathvidya.sat import give_plan, make_student, make_template, sit
from tests.support import mathvidya
from tests.support.school import School


def plain(percents: Sequence[Decimal]) -> list[int]:
    """The definition: one more than the number of those who did better."""
    return [1 + sum(other > one for other in percents) for one in percents]


@given(
    st.lists(st.integers(0, 8).map(Decimal), max_size=40).map(lambda found: sorted(found, reverse=True)),
    st.integers(1, 7),
)
def test_ranks_of_pages_are_those_of_the_whole(percents: list[Decimal], size: int) -> None:
    paged: list[int] = []
    for start in range(0, len(percents), size):
        page = percents[start : start + size]
        better = sum(one > page[0] for one in percents)
        paged += rules.ranks(page, better=better, before=start)
    assert paged == plain(percents)


@pytest.mark.parametrize(
    ("name", "alias", "shown"),
    [
        ("Asha Rao", "", "Asha R."),
        ("Asha Devi rao", "", "Asha R."),
        ("Asha", "", "Asha"),
        ("Asha Rao", "Ramanujan", "Ramanujan"),
    ],
)
def test_alias_or_first_name_and_initial(name: str, alias: str, shown: str) -> None:
    assert rules.shown_name(name, alias) == shown


async def read(db: AsyncSession, actor: Actor, template_id: UUID) -> list[tuple[int, UUID, Decimal]]:
    """The whole board, page by page: (rank, student, percent)."""
    found: list[tuple[int, UUID, Decimal]] = []
    after: str | None = None
    while True:
        board = await service.board(db, actor, template_id, after=after)
        found += [(one.rank, one.entry.student_id, one.entry.percent) for one in board.places]
        after = board.next
        if after is None:
            return found


async def names(db: AsyncSession, actor: Actor, template_id: UUID) -> list[str]:
    return [one.entry.shown_as for one in (await service.board(db, actor, template_id)).places]


async def test_pages_and_own_place_agree_with_rank_over_the_full_set(db: AsyncSession, org: UUID) -> None:
    template, other = await make_template(db, org), await make_template(db, org, "unit-x")
    db.add(
        SystemConfig(org_id=org, key="leaderboard_top", value=3, changed_by="test", changed_at=clock.now())
    )
    scores = [40, 40, 61.5, 12, 79, 79, 40, 0, 61.5, 80, 3.5]
    people = [await make_student(db, org, plan="premium", agrees=True) for _score in scores]
    for (_actor, student), score in zip(people, scores, strict=True):
        await sit(db, org, student, template, score)
        await sit(db, org, student, other, 80 - score)
        await service.refresh(db, org, student)
    rows = await db.execute(
        text(
            "SELECT rank() OVER (ORDER BY percent DESC), student_id, percent"
            " FROM mathvidya.leaderboard_entries WHERE org_id = :org AND template_id = :template"
        ),
        {"org": org, "template": template},
    )
    wanted = {row[1]: (row[0], row[2]) for row in rows}
    reader = people[0][0]
    told = await read(db, reader, template)
    assert {student: (rank, percent) for rank, student, percent in told} == wanted
    assert [rank for rank, _student, _percent in told] == [1, 2, 2, 4, 4, 6, 6, 6, 9, 10, 11]
    for actor, student in people:
        you = (await service.board(db, actor, template)).you
        assert you is not None
        assert you.rank == wanted[student][0]


async def test_counts_are_those_of_the_entries_whatever_happens(db: AsyncSession, org: UUID) -> None:
    template, chance = await make_template(db, org), random.Random(7)
    people = [await make_student(db, org, plan="premium", agrees=True) for _number in range(6)]
    for _step in range(25):
        actor, student = chance.choice(people)
        match chance.randrange(4):
            case 0:
                await sit(db, org, student, template, chance.choice([10, 20, 30]))
                await service.refresh(db, org, student)
            case 1:
                await queries.leave(db, org, student)
            case 2:
                await service.refresh(db, org, student)
            case 3:
                alias = f"Name {chance.randrange(9)}"
                await service.join(db, actor, JoinForm(agree=True, text_version="any", alias=alias))
    kept = await db.execute(
        text("SELECT points, students FROM mathvidya.leaderboard_counts WHERE students > 0")
    )
    wanted = await db.execute(
        text("SELECT points, count(*) FROM mathvidya.leaderboard_entries GROUP BY points")
    )
    found = {row[0]: row[1] for row in wanted}
    assert found
    assert {row[0]: row[1] for row in kept} == found


async def test_best_result_of_a_student_counts_and_follows_a_mark_that_falls(
    db: AsyncSession, org: UUID
) -> None:
    template = await make_template(db, org)
    actor, student = await make_student(db, org, plan="premium", agrees=True)
    best = await sit(db, org, student, template, 70)
    await sit(db, org, student, template, 62.5)
    await sit(db, org, student, template)
    await service.refresh(db, org, student)
    assert [one[2] for one in await read(db, actor, template)] == [Decimal("87.500")]
    exam = await db.get_one(ExamInstance, (student, best))
    exam.score = Decimal(50)
    await db.flush()
    await service.refresh(db, org, student)
    assert [one[2] for one in await read(db, actor, template)] == [Decimal("78.125")]


async def test_without_consent_or_plan_nobody_is_shown(db: AsyncSession, org: UUID) -> None:
    template = await make_template(db, org)
    reader, _student = await make_student(db, org, plan="premium")
    for plan, agrees in (("premium", False), ("basic", True), ("", True)):
        _actor, student = await make_student(db, org, plan=plan, agrees=agrees)
        await sit(db, org, student, template, 60)
        await service.refresh(db, org, student)
    assert await read(db, reader, template) == []


async def test_consent_taken_back_is_gone_at_once_and_can_be_given_again(db: AsyncSession, org: UUID) -> None:
    template = await make_template(db, org)
    actor, student = await make_student(db, org, plan="centum")
    reader, _other = await make_student(db, org, plan="premium")
    await sit(db, org, student, template, 60)
    agreed = JoinForm(agree=True, text_version=LEADERBOARD_VERSION)
    with pytest.raises(Conflict):
        await service.join(db, actor, JoinForm(agree=True, text_version="leaderboard-0"))
    joined = await service.join(db, actor, agreed)
    assert joined.leaderboard_consent["account"] == str(actor.account_id)
    assert await names(db, reader, template) == ["Asha R."]
    await service.join(db, actor, JoinForm(agree=True, text_version="any", alias="Ramanujan"))
    assert await names(db, reader, template) == ["Ramanujan"]
    await service.leave(db, actor)
    assert await names(db, reader, template) == []
    with pytest.raises(Conflict):
        await service.leave(db, actor)
    again = await service.join(db, actor, agreed)
    assert await names(db, reader, template) == ["Asha R."]
    assert len(again.leaderboard_consent["earlier"]) == 1
    assert "taken_back" in again.leaderboard_consent["earlier"][0]


async def test_plan_that_ends_takes_its_student_off(db: AsyncSession, org: UUID) -> None:
    template = await make_template(db, org)
    reader, _other = await make_student(db, org, plan="premium")
    _actor, student = await make_student(db, org, agrees=True)
    sold = await give_plan(db, org, student, "premium")
    await sit(db, org, student, template, 60)
    await service.refresh(db, org, student)
    assert len(await read(db, reader, template)) == 1
    await subscriptions.cancel(db, system_actor(org, "test"), student, sold.subscription_id)
    await service.refresh(db, org, student)
    assert await read(db, reader, template) == []


async def test_night_takes_off_whose_plan_ran_out_and_brings_whose_plan_began(
    db: AsyncSession, org: UUID
) -> None:
    template = await make_template(db, org)
    gone = (await make_student(db, org, "Gone Away", plan="premium", agrees=True))[1]
    reader, coming = await make_student(db, org, "New Here", agrees=True)
    await give_plan(db, org, coming, "premium", day_in_india(clock.now()) + timedelta(days=40))
    for student in (gone, coming):
        await sit(db, org, student, template, 60)
        await service.refresh(db, org, student)
    with clock.frozen(clock.now() + timedelta(days=40)):
        assert await service.drop_lapsed(db, org) == 1
        assert await service.begun(db, org) == [coming]
        await service.refresh(db, org, coming)
        assert await names(db, reader, template) == ["New H."]


async def test_board_is_for_plans_that_hold_it_and_for_the_own_class(db: AsyncSession, org: UUID) -> None:
    template = await make_template(db, org)
    twelve = await make_template(db, org, "board-xii", ClassLevel.XII)
    basic, _student = await make_student(db, org, plan="basic")
    with pytest.raises(PaymentRequired) as caught:
        await service.board(db, basic, template)
    assert caught.value.members["reason"] == "no-leaderboard"
    reader, _student = await make_student(db, org, plan="premium")
    for wrong in (twelve, uuid7()):
        with pytest.raises(NotFound):
            await service.board(db, reader, wrong)


async def test_leaderboard_over_http(school: School) -> None:
    student = await mathvidya.make_student(school)
    await mathvidya.subscribe(school, student, await mathvidya.make_plan(school))
    async with school.database.transaction(org_id=school.org_id) as db:
        template = await make_template(db, school.org_id)
        await sit(db, school.org_id, student.person_id, template, 64)
    assert (await student.get("/leaderboard")).json()["places"] == []
    body = {"agree": True, "text_version": LEADERBOARD_VERSION, "alias": "Aryabhata"}
    assert (await student.post("/leaderboard/join", {**body, "agree": False})).status_code == 422
    assert (await student.post("/leaderboard/join", {**body, "alias": "<b>"})).status_code == 422
    assert (await student.post("/leaderboard/join", body)).status_code == 200
    told = (await student.get("/leaderboard")).json()
    assert [(one["rank"], one["shown_as"], one["is_you"]) for one in told["places"]] == [
        (1, "Aryabhata", True)
    ]
    assert (await (await school.person("teacher")).get("/leaderboard")).status_code == 403
