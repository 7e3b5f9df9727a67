"""SQL of who is to sit an exam and which teacher may do what with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.models.exams import ExamAssignment
from assay.apps.veritas.models.people import Level, StudentProfile, TeacherExamPermission, TeacherProfile
from assay.kernel import clock
from assay.kernel.db.paging import Page, keyset


@dataclass(frozen=True, slots=True)
class Assigned:
    """A student who is to sit the exam."""

    student_id: UUID
    name: str
    groups: Sequence[str]
    accommodations: Mapping[str, Any]


ASSIGNED: Sequence[Any] = (
    StudentProfile.student_id,
    StudentProfile.name,
    StudentProfile.groups,
    ExamAssignment.accommodations,
)


async def assignments(
    db: AsyncSession, org_id: UUID, exam_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[Assigned]:
    """The students assigned, by name."""
    statement: Select[Any] = (
        select(*ASSIGNED)
        .join(ExamAssignment, ExamAssignment.student_id == StudentProfile.student_id)
        .where(
            ExamAssignment.org_id == org_id,
            ExamAssignment.exam_id == exam_id,
            StudentProfile.org_id == org_id,
        )
    )
    page = await keyset(
        db,
        statement,
        [StudentProfile.name, StudentProfile.student_id],
        [str, UUID],
        after=after,
        limit=limit,
        key=lambda row: [row[1], row[0]],
        scalars=False,
    )
    return Page([Assigned(*row) for row in page.items], page.next)


async def assigned_count(db: AsyncSession, org_id: UUID, exam_id: UUID) -> int:
    return (
        await db.scalar(
            select(func.count()).where(ExamAssignment.org_id == org_id, ExamAssignment.exam_id == exam_id)
        )
        or 0
    )


async def students(
    db: AsyncSession, org_id: UUID, *, ids: Iterable[UUID] = (), groups: Iterable[str] = ()
) -> Sequence[UUID]:
    """Those of `ids`, and everyone in `groups`, who are students of the organisation."""
    wanted = StudentProfile.student_id.in_(list(ids)) | StudentProfile.groups.overlap(list(groups))
    return (
        await db.scalars(select(StudentProfile.student_id).where(StudentProfile.org_id == org_id, wanted))
    ).all()


async def groups(db: AsyncSession, org_id: UUID) -> list[tuple[str, int]]:
    """Names of groups with the number of their students."""
    name = func.unnest(StudentProfile.groups).label("name")
    listed = select(name).where(StudentProfile.org_id == org_id).subquery()
    rows = await db.execute(
        select(listed.c.name, func.count()).group_by(listed.c.name).order_by(listed.c.name)
    )
    return [(str(one), int(number)) for one, number in rows.all()]


async def assign(
    db: AsyncSession,
    org_id: UUID,
    exam_id: UUID,
    student_ids: Sequence[UUID],
    *,
    accommodations: Mapping[str, Any] | None,
    assigned_by: str,
) -> None:
    """Assign the students, in one statement. Who is assigned already keeps what is done for them, unless
    `accommodations` says otherwise."""
    if not student_ids:
        return
    now = clock.now()
    statement = insert(ExamAssignment).values(
        [
            {
                "org_id": org_id,
                "student_id": student,
                "exam_id": exam_id,
                "accommodations": dict(accommodations or {}),
                "assigned_by": assigned_by,
                "created_at": now,
                "updated_at": now,
            }
            for student in student_ids
        ]
    )
    columns = [ExamAssignment.student_id, ExamAssignment.exam_id]
    if accommodations is None:
        statement = statement.on_conflict_do_nothing(index_elements=columns)
    else:
        statement = statement.on_conflict_do_update(
            index_elements=columns,
            set_={
                "accommodations": statement.excluded.accommodations,
                "assigned_by": assigned_by,
                "updated_at": now,
            },
        )
    await db.execute(statement)


async def unassign(db: AsyncSession, org_id: UUID, exam_id: UUID, student_id: UUID) -> None:
    await db.execute(
        delete(ExamAssignment).where(
            ExamAssignment.org_id == org_id,
            ExamAssignment.exam_id == exam_id,
            ExamAssignment.student_id == student_id,
        )
    )


@dataclass(frozen=True, slots=True)
class Granted:
    """A teacher with a permission row."""

    teacher_id: UUID
    name: str
    level: Level
    granted_by: str


async def permissions(db: AsyncSession, org_id: UUID, exam_id: UUID) -> Sequence[Granted]:
    rows = await db.execute(
        select(
            TeacherProfile.teacher_id,
            TeacherProfile.name,
            TeacherExamPermission.level,
            TeacherExamPermission.granted_by,
        )
        .join(TeacherExamPermission, TeacherExamPermission.teacher_id == TeacherProfile.teacher_id)
        .where(
            TeacherProfile.org_id == org_id,
            TeacherExamPermission.org_id == org_id,
            TeacherExamPermission.exam_id == exam_id,
        )
        .order_by(TeacherProfile.name, TeacherProfile.teacher_id)
    )
    return [Granted(*row) for row in rows.all()]


async def teachers(db: AsyncSession, org_id: UUID, limit: int = 200) -> Sequence[TeacherProfile]:
    """The organisation's teachers, by name."""
    return (
        await db.scalars(
            select(TeacherProfile)
            .where(TeacherProfile.org_id == org_id)
            .order_by(TeacherProfile.name, TeacherProfile.teacher_id)
            .limit(limit)
        )
    ).all()


async def grant(
    db: AsyncSession, org_id: UUID, exam_id: UUID, teacher_id: UUID, level: Level, *, granted_by: str
) -> None:
    """Give or change a teacher's level."""
    now = clock.now()
    values = {"level": level, "granted_by": granted_by, "updated_at": now}
    await db.execute(
        insert(TeacherExamPermission)
        .values(org_id=org_id, exam_id=exam_id, teacher_id=teacher_id, created_at=now, **values)
        .on_conflict_do_update(
            index_elements=[TeacherExamPermission.exam_id, TeacherExamPermission.teacher_id], set_=values
        )
    )


async def revoke(db: AsyncSession, org_id: UUID, exam_id: UUID, teacher_id: UUID) -> None:
    await db.execute(
        delete(TeacherExamPermission).where(
            TeacherExamPermission.org_id == org_id,
            TeacherExamPermission.exam_id == exam_id,
            TeacherExamPermission.teacher_id == teacher_id,
        )
    )
