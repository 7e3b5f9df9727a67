"""SQL of the quality of marking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from assay.apps.mathvidya.models.evaluations import (
    Evaluation,
    EvaluationState,
    MarkCheck,
    Purpose,
    SeedScript,
)
from assay.apps.mathvidya.models.exams import ExamInstance
from assay.apps.mathvidya.models.people import TeacherConflict, TeacherProfile
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

SEED, SECOND, ADJUDICATION = "seed", "second", "adjudication"


@dataclass(frozen=True, slots=True)
class Seeded:
    seed: SeedScript
    given: int
    missed: int


async def evaluation(
    db: AsyncSession, org_id: UUID, evaluation_id: UUID, *, student_id: UUID | None = None, lock: bool = False
) -> Evaluation:
    """Raises NotFound."""
    statement = select(Evaluation).where(
        Evaluation.org_id == org_id, Evaluation.evaluation_id == evaluation_id
    )
    if student_id is not None:
        statement = statement.where(Evaluation.student_id == student_id)
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such script."))
    return found


async def lock_exam(db: AsyncSession, one: Evaluation) -> None:
    """Rounds of an exam are added one at a time."""
    await db.execute(
        select(ExamInstance.exam_id)
        .where(
            ExamInstance.org_id == one.org_id,
            ExamInstance.student_id == one.student_id,
            ExamInstance.exam_id == one.exam_id,
        )
        .with_for_update()
    )


async def rounds(db: AsyncSession, one: Evaluation) -> Sequence[Evaluation]:
    """Every round of the same exam that was not cancelled, in order."""
    found = await db.scalars(
        select(Evaluation)
        .where(
            Evaluation.org_id == one.org_id,
            Evaluation.student_id == one.student_id,
            Evaluation.exam_id == one.exam_id,
            Evaluation.state != EvaluationState.CANCELLED,
        )
        .order_by(Evaluation.round)
    )
    return found.all()


async def write_check(db: AsyncSession, row: Mapping[str, Any]) -> bool:
    """One comparison of a kind for an evaluation: written again, it stays as it was. Whether it is new."""
    found = await db.scalar(
        insert(MarkCheck)
        .values(**row)
        .on_conflict_do_nothing(index_elements=["org_id", "evaluation_id", "kind"])
        .returning(MarkCheck.check_id)
    )
    return found is not None


async def seed(db: AsyncSession, org_id: UUID, seed_id: UUID, *, lock: bool = False) -> SeedScript:
    """Raises NotFound."""
    statement = select(SeedScript).where(SeedScript.org_id == org_id, SeedScript.seed_id == seed_id)
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such seed."))
    return found


async def seed_of(db: AsyncSession, one: Evaluation) -> SeedScript | None:
    """The seed that was made of an evaluation's exam."""
    return await db.scalar(
        select(SeedScript).where(
            SeedScript.org_id == one.org_id,
            SeedScript.student_id == one.student_id,
            SeedScript.exam_id == one.exam_id,
        )
    )


async def seed_for(db: AsyncSession, org_id: UUID, teacher_id: UUID, class_level: str) -> SeedScript | None:
    """An active seed the teacher has never had a round of, the one given least often."""
    known = select(Evaluation.exam_id).where(
        Evaluation.org_id == org_id,
        Evaluation.student_id == SeedScript.student_id,
        Evaluation.exam_id == SeedScript.exam_id,
        (Evaluation.teacher_id == teacher_id) | Evaluation.declined_by.has_key(str(teacher_id)),
    )
    opposed = select(TeacherConflict.student_id).where(
        TeacherConflict.org_id == org_id,
        TeacherConflict.teacher_id == teacher_id,
        TeacherConflict.student_id == SeedScript.student_id,
    )
    given = (
        select(func.count())
        .where(Evaluation.org_id == org_id, Evaluation.seed_id == SeedScript.seed_id)
        .scalar_subquery()
    )
    return await db.scalar(
        select(SeedScript)
        .where(
            SeedScript.org_id == org_id,
            SeedScript.class_level == class_level,
            SeedScript.is_active,
            SeedScript.student_id != teacher_id,
            ~known.exists(),
            ~opposed.exists(),
        )
        .order_by(given, SeedScript.seed_id)
        .limit(1)
    )


async def has_open_seed(db: AsyncSession, org_id: UUID, teacher_id: UUID, since: datetime | None) -> bool:
    """Whether the teacher has a seed to mark, or got one since."""
    found = await db.scalar(
        select(func.count()).where(
            Evaluation.org_id == org_id,
            Evaluation.teacher_id == teacher_id,
            Evaluation.purpose == Purpose.SEED,
            (Evaluation.state != EvaluationState.SUBMITTED) | (Evaluation.assigned_at >= since),
        )
    )
    return bool(found)


async def teacher(db: AsyncSession, org_id: UUID, teacher_id: UUID) -> TeacherProfile | None:
    return await db.scalar(
        select(TeacherProfile).where(TeacherProfile.org_id == org_id, TeacherProfile.teacher_id == teacher_id)
    )


async def last_seeds(db: AsyncSession, org_id: UUID, teacher_id: UUID, limit: int) -> list[bool]:
    """Whether the teacher hit the last seeds, newest first."""
    found = await db.scalars(
        select(MarkCheck.within)
        .where(
            MarkCheck.org_id == org_id,
            MarkCheck.teacher_id == teacher_id,
            MarkCheck.kind == SEED,
        )
        .order_by(MarkCheck.made_at.desc(), MarkCheck.check_id.desc())
        .limit(limit)
    )
    return list(found.all())


async def seeds(db: AsyncSession, org_id: UUID, limit: int = 200) -> list[Seeded]:
    """Active ones first, each with how often it was given and missed."""
    given = (
        select(Evaluation.seed_id, func.count().label("given"))
        .where(Evaluation.org_id == org_id, Evaluation.seed_id.is_not(None))
        .group_by(Evaluation.seed_id)
        .subquery()
    )
    missed = (
        select(Evaluation.seed_id, func.count().label("missed"))
        .join(MarkCheck, MarkCheck.evaluation_id == Evaluation.evaluation_id)
        .where(
            Evaluation.org_id == org_id,
            MarkCheck.org_id == org_id,
            MarkCheck.kind == SEED,
            ~MarkCheck.within,
        )
        .group_by(Evaluation.seed_id)
        .subquery()
    )
    rows = await db.execute(
        select(SeedScript, func.coalesce(given.c.given, 0), func.coalesce(missed.c.missed, 0))
        .outerjoin(given, given.c.seed_id == SeedScript.seed_id)
        .outerjoin(missed, missed.c.seed_id == SeedScript.seed_id)
        .where(SeedScript.org_id == org_id)
        .order_by(SeedScript.is_active.desc(), SeedScript.seed_id.desc())
        .limit(limit)
    )
    return [Seeded(*row) for row in rows.all()]


async def checks(db: AsyncSession, org_id: UUID, since: datetime) -> Sequence[MarkCheck]:
    """Every comparison since, oldest first."""
    found = await db.scalars(
        select(MarkCheck)
        .where(MarkCheck.org_id == org_id, MarkCheck.made_at >= since)
        .order_by(MarkCheck.made_at, MarkCheck.check_id)
    )
    return found.all()


async def teachers(db: AsyncSession, org_id: UUID) -> Sequence[TeacherProfile]:
    found = await db.scalars(
        select(TeacherProfile)
        .where(TeacherProfile.org_id == org_id)
        .order_by(TeacherProfile.name, TeacherProfile.teacher_id)
    )
    return found.all()


async def conflicts(
    db: AsyncSession, org_id: UUID, limit: int = 50
) -> list[tuple[MarkCheck, Evaluation, Evaluation | None]]:
    """First markings a second one differs from: (comparison, first marking, adjudication), newest first."""
    third = aliased(Evaluation)
    rows = await db.execute(
        select(MarkCheck, Evaluation, third)
        .join(Evaluation, Evaluation.evaluation_id == MarkCheck.evaluation_id)
        .outerjoin(
            third,
            (third.student_id == Evaluation.student_id)
            & (third.exam_id == Evaluation.exam_id)
            & (third.purpose == Purpose.ADJUDICATION)
            & (third.state == EvaluationState.SUBMITTED),
        )
        .where(
            MarkCheck.org_id == org_id,
            Evaluation.org_id == org_id,
            MarkCheck.kind == SECOND,
            ~MarkCheck.within,
            Evaluation.purpose == Purpose.FIRST,
        )
        .order_by(MarkCheck.made_at.desc(), MarkCheck.check_id)
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in rows.all()]
