"""SQL of the leaderboards.

A rank is a sum over `leaderboard_counts`, not a sort of the entries. So whatever writes or deletes entries
changes the counts by what it really wrote and deleted, in the same transaction.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Integer, Text, cast, delete, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.models.analytics import LeaderboardCount, LeaderboardEntry
from assay.apps.mathvidya.models.exams import ExamInstance, ExamStatus, ExamTemplate
from assay.apps.mathvidya.models.people import StudentProfile
from assay.apps.mathvidya.models.plans import Subscription, SubscriptionState
from assay.kernel.db.paging import Page, keyset
from assay.kernel.identity.models import Organisation

Entry, Count = LeaderboardEntry, LeaderboardCount
Standing = tuple[UUID, int]
"""Template and points."""


async def templates(db: AsyncSession, org_id: UUID, class_level: ClassLevel) -> Sequence[tuple[UUID, str]]:
    """(template, name) of the class's kinds of paper."""
    rows = await db.execute(
        select(ExamTemplate.template_id, ExamTemplate.name)
        .where(
            ExamTemplate.org_id == org_id,
            ExamTemplate.class_level == class_level,
            ExamTemplate.is_current,
        )
        .order_by(ExamTemplate.kind, ExamTemplate.name)
    )
    return [(row[0], row[1]) for row in rows.all()]


async def page(
    db: AsyncSession, org_id: UUID, template_id: UUID, *, after: str | None, limit: int
) -> Page[LeaderboardEntry]:
    """Entries of a template, best first."""
    return await keyset(
        db,
        select(Entry).where(Entry.org_id == org_id, Entry.template_id == template_id),
        [Entry.points, Entry.student_id],
        [int, UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda row: [row.points, row.student_id],
    )


async def better(db: AsyncSession, org_id: UUID, template_id: UUID, points: int) -> int:
    """How many did better."""
    return (
        await db.scalar(
            select(func.sum(Count.students)).where(
                Count.org_id == org_id, Count.template_id == template_id, Count.points > points
            )
        )
        or 0
    )


async def ahead(
    db: AsyncSession, org_id: UUID, template_id: UUID, points: int, student_id: UUID
) -> tuple[int, int]:
    """(rows with a better result, rows before this place in the order of `page`)."""
    did_better = await better(db, org_id, template_id, points)
    beside = await db.scalar(
        select(func.count()).where(
            Entry.org_id == org_id,
            Entry.template_id == template_id,
            Entry.points == points,
            Entry.student_id > student_id,
        )
    )
    return did_better, did_better + (beside or 0)


async def entry(
    db: AsyncSession, org_id: UUID, template_id: UUID, student_id: UUID
) -> LeaderboardEntry | None:
    return await db.scalar(
        select(Entry).where(
            Entry.org_id == org_id, Entry.student_id == student_id, Entry.template_id == template_id
        )
    )


async def leave(db: AsyncSession, org_id: UUID, student_id: UUID) -> int:
    """The student is gone from every board; how many they were on."""
    gone = await _delete(db, Entry.org_id == org_id, Entry.student_id == student_id)
    await _count(db, org_id, {key: -number for key, number in gone.items()})
    return gone.total()


async def place(db: AsyncSession, org_id: UUID, student_id: UUID, shown_as: str) -> None:
    """The student's best marked exam of each template, anew from the exams; what has none is gone.

    Of equal results the earlier one counts.
    """
    percent = func.round(ExamInstance.score * 100 / ExamInstance.max_score, 3)
    best = (
        select(
            ExamInstance.org_id,
            ExamInstance.student_id,
            ExamInstance.template_id,
            ExamInstance.exam_id,
            ExamInstance.class_level,
            cast(literal(shown_as), Text).label("shown_as"),
            percent.label("percent"),
            cast(percent * 1000, Integer).label("points"),
            ExamInstance.marked_at,
        )
        .where(
            ExamInstance.org_id == org_id,
            ExamInstance.student_id == student_id,
            ExamInstance.status == ExamStatus.MARKED,
        )
        .distinct(ExamInstance.template_id)
        .order_by(
            ExamInstance.template_id,
            percent.desc(),
            ExamInstance.marked_at,
            ExamInstance.exam_id,
        )
    )
    changed = Counter[Standing]()
    changed.subtract(await _delete(db, Entry.org_id == org_id, Entry.student_id == student_id))
    names = [
        "org_id",
        "student_id",
        "template_id",
        "exam_id",
        "class_level",
        "shown_as",
        "percent",
        "points",
        "reached_at",
    ]
    made = insert(Entry).from_select(names, best).returning(Entry.template_id, Entry.points)
    changed.update((row[0], row[1]) for row in (await db.execute(made)).all())
    await _count(db, org_id, changed)


async def drop_lapsed(db: AsyncSession, org_id: UUID, today: date) -> int:
    """Entries of students without a plan in force that has the leaderboard go; how many."""
    in_force = exists().where(
        Subscription.student_id == Entry.student_id,
        Subscription.org_id == org_id,
        Subscription.state == SubscriptionState.ACTIVE,
        Subscription.days.op("@>")(cast(today, Date)),
        Subscription.terms["leaderboard"].as_boolean(),
    )
    gone = await _delete(db, Entry.org_id == org_id, ~in_force)
    await _count(db, org_id, {key: -number for key, number in gone.items()})
    return gone.total()


async def _delete(db: AsyncSession, *which: ColumnElement[bool]) -> Counter[Standing]:
    """Delete entries; how many stood where."""
    rows = await db.execute(
        delete(Entry)
        .where(*which)
        .returning(Entry.template_id, Entry.points)
        .execution_options(synchronize_session=False)
    )
    return Counter((row[0], row[1]) for row in rows.all())


async def _count(db: AsyncSession, org_id: UUID, changed: Mapping[Standing, int]) -> None:
    """Change the counts, in an order that is everybody's: two at once wait for each other, not in a ring."""
    rows = [
        {"org_id": org_id, "template_id": template_id, "points": points, "students": number}
        for (template_id, points), number in sorted(changed.items())
        if number
    ]
    for row in rows:
        # A row that is not there yet is made with 0, since what is inserted is checked before it is merged.
        await db.execute(insert(Count).values({**row, "students": 0}).on_conflict_do_nothing())
        await db.execute(
            update(Count)
            .where(
                Count.org_id == org_id,
                Count.template_id == row["template_id"],
                Count.points == row["points"],
            )
            .values(students=Count.students + row["students"])
            .execution_options(synchronize_session=False)
        )


async def begun(db: AsyncSession, org_id: UUID, since: date, today: date) -> list[UUID]:
    """Students who agreed to be shown and whose plan with the leaderboard began between these days."""
    first_day = func.lower(Subscription.days)
    rows = await db.scalars(
        select(Subscription.student_id)
        .join(StudentProfile, StudentProfile.student_id == Subscription.student_id)
        .where(
            Subscription.org_id == org_id,
            StudentProfile.org_id == org_id,
            StudentProfile.leaderboard_since.is_not(None),
            Subscription.state == SubscriptionState.ACTIVE,
            first_day >= since,
            first_day <= today,
            Subscription.terms["leaderboard"].as_boolean(),
        )
    )
    return list(rows.all())


async def organisations(system: AsyncSession) -> list[UUID]:
    """Crosses organisations (role assay_system): all of them."""
    return list((await system.scalars(select(Organisation.id).order_by(Organisation.id))).all())
