"""Mathvidya's demo for `assay up`: weeks of practice behind, and an exam in every state there is."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from assay.apps.mathvidya.analytics import service as analytics
from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.evaluations import service as evaluations
from assay.apps.mathvidya.evaluations import sweeping
from assay.apps.mathvidya.exams import queries as exam_queries
from assay.apps.mathvidya.marking import service as marking
from assay.apps.mathvidya.marking.forms import RescanForm
from assay.apps.mathvidya.people import service as people
from assay.apps.mathvidya.people.forms import ConflictForm
from assay.apps.mathvidya.quality import service as quality
from assay.apps.mathvidya.quality.forms import SeedForm
from assay.apps.mathvidya.results import service as results
from assay.apps.mathvidya.results.forms import QueryForm
from assay.apps.mathvidya.submission import service as submission
from assay.demo.enigma import ORGANISATION, PASSWORD
from assay.demo.mathvidya_exams import Course, Learner
from assay.demo.mathvidya_people import ADMIN, PARENT, STUDENT, STUDENT_X, TEACHERS, House, found, gather
from assay.demo.throwaway import drain
from assay.kernel import clock
from assay.kernel.access.actor import person_of
from assay.kernel.db.session import Database
from assay.kernel.identity.admin import ensure_organisation
from assay.kernel.settings import Settings

BEGUN = timedelta(days=62)
FULL_PAPERS = {0: 3, 1: 1, 6: 2}
"""Students with marked full papers behind them, by place; the exams below come on top."""
ON_SCREEN = {0: 1, 3: 1, 5: 2, 7: 1, 8: 1}
"""Papers of section A alone, which nobody has to mark."""


async def seed(
    database: Database, settings: Settings, *, say: Callable[[str], None]
) -> list[tuple[str, str, str]]:
    """People, plans, the bank, papers in every state. What is there already stays."""
    org_id = await ensure_organisation(database, *ORGANISATION)
    house = await gather(database, settings, org_id)
    logins = [
        ("admin", ADMIN, PASSWORD),
        ("teacher", TEACHERS[0], PASSWORD),
        ("student", STUDENT, PASSWORD),
        ("student X", STUDENT_X, PASSWORD),
        ("parent", PARENT, PASSWORD),
    ]
    if await _is_there(house):
        return logins
    say(f"Letting {len(house.learners)} made-up students practise mathematics ...")
    now = clock.now()
    await found(house, now - BEGUN)
    await history(house, now)
    await states(house, now)
    say("Working out their progress ...")
    await drain(database, settings)
    await _figures(house)
    return logins


async def _is_there(house: House) -> bool:
    """Whether an earlier start has seeded: the last that is made are the exams under way."""
    course = house.course
    async with course.database.transaction(org_id=course.org_id) as db:
        return bool(
            (await exam_queries.exams(db, course.org_id, house.learners[0].student_id, limit=1)).items
        )


async def history(house: House, now: datetime) -> None:
    """Weeks of practice: full papers that teachers marked, and papers answered on screen."""
    async with asyncio.TaskGroup() as group:
        for place, who in enumerate(house.learners):
            group.create_task(_practised(house.course, place, who, now))


async def _practised(course: Course, place: int, who: Learner, now: datetime) -> None:
    papers = FULL_PAPERS.get(place, 0)
    for number in range(papers):
        started = now - timedelta(days=54 - 15 * number - place % 5, hours=place % 4)
        made = await course.sat(who, f"{who.level.lower()}-board", number, started)
        skill = min(0.97, who.skill + 0.05 * (number - 1))
        teacher = course.teachers[(place + number) % 2]
        await course.marked(who, made.exam_id, teacher, started + timedelta(days=2), skill=skill)
    for number in range(ON_SCREEN.get(place, 0)):
        started = now - timedelta(days=47 - 14 * number - place % 6, hours=1 + place % 5)
        await course.sat(who, f"{who.level.lower()}-section-a", number, started)


async def states(house: House, now: datetime) -> None:
    """One exam in each state that an exam and its marking can be in."""
    course, of = house.course, house.learners
    async with asyncio.TaskGroup() as group:
        for work in (_under_way, _with_teachers, _in_dispute):
            group.create_task(work(course, of, now))


async def _under_way(course: Course, of: Sequence[Learner], now: datetime) -> None:
    """Before the hand-in: made, written, photographed."""
    with clock.frozen(now - timedelta(hours=20)):
        await course.make(of[0], "xii-board", 90)
    running = await course.make(of[3], "xii-board", 90)
    with clock.frozen(now - timedelta(minutes=50)):
        snapshot = await course.start(of[3], running.exam_id)
        await course.answer(of[3], running.exam_id, snapshot, share=0.6)
    uploading = await course.make(of[4], "xii-board", 90)
    with clock.frozen(now - timedelta(minutes=200)):
        snapshot = await course.start(of[4], uploading.exam_id)
        await course.answer(of[4], uploading.exam_id, snapshot)
    async with course.database.transaction(org_id=course.org_id) as db:
        await submission.move_on(db, course.admin, of[4].student_id, uploading.exam_id)
    await course.photograph(of[4], uploading.exam_id, snapshot, confirm=False)


async def _with_teachers(course: Course, of: Sequence[Learner], now: datetime) -> None:
    """Handed in, not marked: waiting, given, begun, standing still, late."""
    first, second, _third = course.teachers
    waiting = await course.sat(of[9], "x-board", 90, now - timedelta(hours=6))
    one = (await course.rounds(of[9], waiting.exam_id))[0]
    async with course.database.transaction(org_id=course.org_id) as db:
        why = ConflictForm(student_email=of[9].email, reason="A nephew")
        await people.add_conflict(db, course.admin, person_of(first), why)
    await course.give(one.evaluation_id, second)
    async with course.database.transaction(org_id=course.org_id) as db:
        await evaluations.decline(db, second, one.evaluation_id, "I teach this student at home.")

    given = await course.sat(of[10], "x-board", 90, now - timedelta(hours=22))
    await course.give((await course.rounds(of[10], given.exam_id))[0].evaluation_id, first)

    begun = await course.sat(of[6], "x-board", 90, now - timedelta(days=2), sheets=2)
    one = (await course.rounds(of[6], begun.exam_id))[0]
    with clock.frozen(now - timedelta(hours=30)):
        await course.give(one.evaluation_id, first)
    with clock.frozen(now - timedelta(hours=3)):
        await course.mark(first, one.evaluation_id, 0.8, share=0.4, seed="begun")

    still = await course.sat(of[7], "x-board", 90, now - timedelta(days=2, hours=3))
    one = (await course.rounds(of[7], still.exam_id))[0]
    with clock.frozen(now - timedelta(hours=26)):
        await course.give(one.evaluation_id, second)
    with clock.frozen(now - timedelta(hours=5)):
        async with course.database.transaction(org_id=course.org_id) as db:
            view = await marking.view(db, second, one.evaluation_id)
            unread = RescanForm(sheet_id=view.sheets[0].sheet_id, reason="The lower third is too dark.")
            await marking.ask_again(db, second, one.evaluation_id, unread)

    late = await course.sat(of[11], "x-board", 90, now - timedelta(days=16))
    with clock.frozen(now - timedelta(days=15)):
        await course.give((await course.rounds(of[11], late.exam_id))[0].evaluation_id, second)


async def _in_dispute(course: Course, of: Sequence[Learner], now: datetime) -> None:
    """Marked twice with different marks; asked about; asked about and answered. Two become seeds."""
    first, second, third = course.teachers
    twice = await course.sat(of[1], "xii-board", 90, now - timedelta(days=8))
    await course.marked(of[1], twice.exam_id, first, now - timedelta(days=6), skill=0.86)
    one = (await course.rounds(of[1], twice.exam_id))[0]
    with clock.frozen(now - timedelta(days=5)):
        async with course.database.transaction(org_id=course.org_id) as db:
            await quality.second_mark(db, course.admin, one.evaluation_id)
    await course.marked(of[1], twice.exam_id, second, now - timedelta(days=4), skill=0.55)
    between = (await course.rounds(of[1], twice.exam_id))[-1]
    with clock.frozen(now - timedelta(days=3)):
        await course.give(between.evaluation_id, third)

    asked = await course.sat(of[2], "xii-board", 90, now - timedelta(days=7))
    agreed = await course.marked(of[2], asked.exam_id, first, now - timedelta(days=5))
    await ask(course, of[2], asked.exam_id, now - timedelta(days=1))
    with clock.frozen(now - timedelta(hours=20)):
        await course.give((await course.rounds(of[2], asked.exam_id))[-1].evaluation_id, third)

    answered = await course.sat(of[8], "x-board", 90, now - timedelta(days=10))
    also = await course.marked(of[8], answered.exam_id, first, now - timedelta(days=8))
    await ask(course, of[8], answered.exam_id, now - timedelta(days=7))
    await course.marked(of[8], answered.exam_id, second, now - timedelta(days=6), skill=1.0)

    for one in (agreed, also):
        async with course.database.transaction(org_id=course.org_id) as db:
            await quality.make_seed(db, course.admin, SeedForm(evaluation_id=one.evaluation_id))


async def ask(course: Course, who: Learner, exam_id: UUID, at: datetime) -> int:
    """Ask about the question that lost most; its number."""
    with clock.frozen(at):
        async with course.database.transaction(org_id=course.org_id) as db:
            found = await results.result(db, who.actor, exam_id)
            lost = [(loss, one.number) for one, loss in found.outcome.lost() if found.can_ask(one.number)]
            number = max(lost)[1]
            reason = "My answer is the same as the model answer by another method. Please look again."
            await results.ask(db, who.actor, exam_id, QueryForm(number=number, reason=reason))
    return number


async def _figures(house: House) -> None:
    """What the clock and the night bring: who is late, and how forecasts turned out."""
    course = house.course
    async with course.database.transaction(org_id=course.org_id) as db:
        await sweeping.sweep(db, course.admin)
        await analytics.check_forecasts(db, course.org_id)
        await config.change(db, course.admin, {"second_marking_percent": None})
