"""SQL of the leaderboards. A place is found by counting in the index of percentages, not by sorting."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CursorResult, Date, Text, cast, delete, exists, func, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.models.analytics import LeaderboardEntry
from assay.apps.mathvidya.models.exams import ExamInstance, ExamStatus, ExamTemplate
from assay.apps.mathvidya.models.people import StudentProfile
from assay.apps.mathvidya.models.plans import Subscription, SubscriptionState
from assay.kernel.db.paging import Page, keyset
from assay.kernel.identity.models import Organisation

Entry = LeaderboardEntry


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
        [Entry.percent, Entry.student_id],
        [Decimal, UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda row: [row.percent, row.student_id],
    )


async def ahead(
    db: AsyncSession, org_id: UUID, template_id: UUID, percent: Decimal, student_id: UUID
) -> tuple[int, int]:
    """(rows with a higher percentage, rows before this place in the order of `page`)."""
    row = (
        await db.execute(
            select(func.count().filter(Entry.percent > percent), func.count()).where(
                Entry.org_id == org_id,
                Entry.template_id == template_id,
                tuple_(Entry.percent, Entry.student_id) > (percent, student_id),
            )
        )
    ).one()
    return row[0], row[1]


async def better(db: AsyncSession, org_id: UUID, template_id: UUID, percent: Decimal) -> int:
    """How many did better."""
    return (
        await db.scalar(
            select(func.count()).where(
                Entry.org_id == org_id, Entry.template_id == template_id, Entry.percent > percent
            )
        )
        or 0
    )


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
    result = await db.execute(delete(Entry).where(Entry.org_id == org_id, Entry.student_id == student_id))
    return result.rowcount if isinstance(result, CursorResult) else 0


async def rename(db: AsyncSession, org_id: UUID, student_id: UUID, shown_as: str) -> None:
    await db.execute(
        update(Entry)
        .where(Entry.org_id == org_id, Entry.student_id == student_id)
        .values(shown_as=shown_as)
        .execution_options(synchronize_session=False)
    )


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
    await db.execute(
        delete(Entry).where(
            Entry.org_id == org_id,
            Entry.student_id == student_id,
            ~exists().where(
                ExamInstance.student_id == Entry.student_id,
                ExamInstance.template_id == Entry.template_id,
                ExamInstance.org_id == org_id,
                ExamInstance.status == ExamStatus.MARKED,
            ),
        )
    )
    names = [
        "org_id",
        "student_id",
        "template_id",
        "exam_id",
        "class_level",
        "shown_as",
        "percent",
        "reached_at",
    ]
    made = insert(Entry).from_select(names, best)
    await db.execute(
        made.on_conflict_do_update(
            index_elements=["student_id", "template_id"],
            set_={name: made.excluded[name] for name in names[3:]},
        )
    )


async def drop_lapsed(db: AsyncSession, org_id: UUID, today: date) -> int:
    """Entries of students without a plan in force that has the leaderboard go; how many."""
    in_force = exists().where(
        Subscription.student_id == Entry.student_id,
        Subscription.org_id == org_id,
        Subscription.state == SubscriptionState.ACTIVE,
        Subscription.days.op("@>")(cast(today, Date)),
        Subscription.terms["leaderboard"].as_boolean(),
    )
    result = await db.execute(delete(Entry).where(Entry.org_id == org_id, ~in_force))
    return result.rowcount if isinstance(result, CursorResult) else 0


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
