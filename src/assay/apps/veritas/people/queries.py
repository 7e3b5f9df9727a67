"""SQL of students, teachers, and of what is done for them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.models.exams import Accommodation, Exam, ExamAssignment, ExamStatus
from assay.apps.veritas.models.people import StudentProfile, TeacherProfile
from assay.apps.veritas.people.accommodations import Measures, Place, merge
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _


async def insert_students(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make the profiles that are not there yet."""
    if rows:
        await db.execute(
            insert(StudentProfile)
            .values([dict(row) for row in rows])
            .on_conflict_do_nothing(index_elements=["student_id"])
        )


async def insert_teachers(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make the profiles that are not there yet."""
    if rows:
        await db.execute(
            insert(TeacherProfile)
            .values([dict(row) for row in rows])
            .on_conflict_do_nothing(index_elements=["teacher_id"])
        )


async def student_or_none(db: AsyncSession, org_id: UUID, student_id: UUID) -> StudentProfile | None:
    return await db.scalar(
        select(StudentProfile).where(StudentProfile.org_id == org_id, StudentProfile.student_id == student_id)
    )


async def student(db: AsyncSession, org_id: UUID, student_id: UUID, *, lock: bool = False) -> StudentProfile:
    """Raises NotFound."""
    statement = select(StudentProfile).where(
        StudentProfile.org_id == org_id, StudentProfile.student_id == student_id
    )
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such student."))
    return found


async def teacher_or_none(db: AsyncSession, org_id: UUID, teacher_id: UUID) -> TeacherProfile | None:
    return await db.scalar(
        select(TeacherProfile).where(TeacherProfile.org_id == org_id, TeacherProfile.teacher_id == teacher_id)
    )


async def students(
    db: AsyncSession,
    org_id: UUID,
    *,
    group: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[StudentProfile]:
    """The roster in the order of `student_id`; with `group`, its members."""
    statement = select(StudentProfile).where(StudentProfile.org_id == org_id)
    if group:
        statement = statement.where(StudentProfile.groups.contains([group]))
    return await keyset(
        db,
        statement,
        [StudentProfile.student_id],
        [UUID],
        after=after,
        limit=limit,
        key=lambda row: [row.student_id],
    )


async def student_ids_of_groups(db: AsyncSession, org_id: UUID, groups: Sequence[str]) -> list[UUID]:
    """Everyone who is in at least one of `groups`."""
    found = await db.scalars(
        select(StudentProfile.student_id)
        .where(StudentProfile.org_id == org_id, StudentProfile.groups.overlap(list(groups)))
        .order_by(StudentProfile.student_id)
    )
    return list(found.all())


async def measures(
    db: AsyncSession, org_id: UUID, exam_id: UUID, student_id: UUID, *, since: datetime
) -> Measures:
    """What is done for a student in an exam: every grant in force at `since` or later, as one.

    A sitting asks with its start, so that a grant that ends in the middle of it takes no time away.
    """
    found = await measures_of(db, org_id, exam_id, [student_id], since=since)
    return found[student_id]


async def measures_of(
    db: AsyncSession, org_id: UUID, exam_id: UUID, student_ids: Sequence[UUID], *, since: datetime
) -> dict[UUID, Measures]:
    """`measures` of several students in one exam."""
    grants = await _grants(db, org_id, student_ids, [exam_id], since)
    return {student_id: merge(grants[student_id, exam_id]) for student_id in student_ids}


async def measures_in(
    db: AsyncSession, org_id: UUID, student_id: UUID, exam_ids: Sequence[UUID], *, since: datetime
) -> dict[UUID, Measures]:
    """`measures` of one student in several exams."""
    grants = await _grants(db, org_id, [student_id], exam_ids, since)
    return {exam_id: merge(grants[student_id, exam_id]) for exam_id in exam_ids}


async def _grants(
    db: AsyncSession, org_id: UUID, student_ids: Sequence[UUID], exam_ids: Sequence[UUID], since: datetime
) -> dict[tuple[UUID, UUID], list[tuple[Place, Measures]]]:
    """By student and exam, in two statements."""
    concerns = or_(
        Accommodation.student_id == StudentProfile.student_id,
        and_(
            Accommodation.student_id.is_(None),
            or_(Accommodation.exam_id.in_(exam_ids), Accommodation.exam_id.is_(None)),
            or_(
                Accommodation.group_name.is_(None),
                Accommodation.group_name == StudentProfile.groups.any_(),
            ),
        ),
    )
    rows = await db.execute(
        select(StudentProfile.student_id, Accommodation)
        .join(Accommodation, and_(Accommodation.org_id == StudentProfile.org_id, concerns))
        .where(
            StudentProfile.org_id == org_id,
            StudentProfile.student_id.in_(student_ids),
            or_(Accommodation.ended_at.is_(None), Accommodation.ended_at > since),
        )
    )
    found: dict[tuple[UUID, UUID], list[tuple[Place, Measures]]] = defaultdict(list)
    for student_id, row in rows.all():
        place = Place.STUDENT if row.student_id else Place.EXAM if row.group_name is None else Place.GROUP
        for exam_id in exam_ids if row.exam_id is None else [row.exam_id]:
            found[student_id, exam_id].append((place, Measures.model_validate(row.measures)))
    assigned = await db.execute(
        select(ExamAssignment.student_id, ExamAssignment.exam_id, ExamAssignment.accommodations).where(
            ExamAssignment.org_id == org_id,
            ExamAssignment.exam_id.in_(exam_ids),
            ExamAssignment.student_id.in_(student_ids),
        )
    )
    for student_id, exam_id, document in assigned.all():
        if document:
            found[student_id, exam_id].append((Place.ASSIGNMENT, Measures.model_validate(document)))
    return found


async def accommodations(
    db: AsyncSession,
    org_id: UUID,
    *,
    exam_id: UUID | None = None,
    group: str | None = None,
    student_id: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[Accommodation]:
    """Grants with their history, ended ones among them, newest first."""
    statement = select(Accommodation).where(Accommodation.org_id == org_id)
    if exam_id is not None:
        statement = statement.where(Accommodation.exam_id == exam_id)
    if group is not None:
        statement = statement.where(Accommodation.group_name == group)
    if student_id is not None:
        statement = statement.where(Accommodation.student_id == student_id)
    return await keyset(
        db,
        statement,
        [Accommodation.accommodation_id],
        [UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda row: [row.accommodation_id],
    )


async def exam_titles(db: AsyncSession, org_id: UUID, limit: int = 200) -> list[tuple[UUID, str]]:
    """(exam, title) of exams that are not archived, newest first, to choose from."""
    rows = await db.execute(
        select(Exam.exam_id, Exam.title)
        .where(Exam.org_id == org_id, Exam.status != ExamStatus.ARCHIVED)
        .order_by(Exam.exam_id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows.all()]


async def names_of(db: AsyncSession, org_id: UUID, rows: Sequence[Accommodation]) -> dict[UUID, str]:
    """Names of the students and titles of the exams that grants are for."""
    students = await db.execute(
        select(StudentProfile.student_id, StudentProfile.name).where(
            StudentProfile.org_id == org_id,
            StudentProfile.student_id.in_([row.student_id for row in rows if row.student_id]),
        )
    )
    exams = await db.execute(
        select(Exam.exam_id, Exam.title).where(
            Exam.org_id == org_id, Exam.exam_id.in_([row.exam_id for row in rows if row.exam_id])
        )
    )
    return {row[0]: row[1] for row in (*students.all(), *exams.all())}


async def accommodation_for_update(db: AsyncSession, org_id: UUID, accommodation_id: UUID) -> Accommodation:
    """Raises NotFound."""
    found = await db.scalar(
        select(Accommodation)
        .where(Accommodation.org_id == org_id, Accommodation.accommodation_id == accommodation_id)
        .with_for_update()
    )
    if found is None:
        raise NotFound(_("There is no such accommodation."))
    return found
