"""SQL of students and teachers."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.models.people import (
    StudentProfile,
    TeacherConflict,
    TeacherLeave,
    TeacherProfile,
)
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.identity.models import Account, Membership
from assay.kernel.web.i18n import gettext as _

APP = "mathvidya"


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


async def teacher(db: AsyncSession, org_id: UUID, teacher_id: UUID, *, lock: bool = False) -> TeacherProfile:
    """Raises NotFound."""
    statement = select(TeacherProfile).where(
        TeacherProfile.org_id == org_id, TeacherProfile.teacher_id == teacher_id
    )
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such teacher."))
    return found


async def students(
    db: AsyncSession,
    org_id: UUID,
    *,
    class_level: ClassLevel | None = None,
    email: str = "",
    after: str | None = None,
    limit: int = 50,
) -> Page[tuple[StudentProfile, str]]:
    """(profile, e-mail address) in the order of `student_id`; of a class, or with an address."""
    statement: Select[*tuple[Any, ...]] = (
        select(StudentProfile, Account.email)
        .join(Account, Account.id == StudentProfile.account_id)
        .where(StudentProfile.org_id == org_id)
    )
    if class_level is not None:
        statement = statement.where(StudentProfile.class_level == class_level)
    if email:
        statement = statement.where(Account.email == email.strip().lower())
    return await keyset(
        db,
        statement,
        [StudentProfile.student_id],
        [UUID],
        after=after,
        limit=limit,
        key=lambda row: [row[0].student_id],
        scalars=False,
    )


async def without_class(db: AsyncSession, org_id: UUID, limit: int = 50) -> list[tuple[str, str]]:
    """(name, e-mail address) of members with the role of a student who have no profile yet."""
    rows = await db.execute(
        select(Account.name, Account.email)
        .join(Membership, Membership.account_id == Account.id)
        .outerjoin(
            StudentProfile,
            and_(StudentProfile.org_id == org_id, StudentProfile.account_id == Account.id),
        )
        .where(
            Membership.org_id == org_id,
            Membership.app == APP,
            Membership.role == "student",
            StudentProfile.student_id.is_(None),
        )
        .order_by(Account.email)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows.all()]


async def teachers(
    db: AsyncSession, org_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[tuple[TeacherProfile, str]]:
    """(profile, e-mail address) in the order of `teacher_id`."""
    statement: Select[*tuple[Any, ...]] = (
        select(TeacherProfile, Account.email)
        .join(Account, Account.id == TeacherProfile.account_id)
        .where(TeacherProfile.org_id == org_id)
    )
    return await keyset(
        db,
        statement,
        [TeacherProfile.teacher_id],
        [UUID],
        after=after,
        limit=limit,
        key=lambda row: [row[0].teacher_id],
        scalars=False,
    )


async def leaves(db: AsyncSession, org_id: UUID, teacher_id: UUID) -> list[TeacherLeave]:
    """A teacher's leaves, the latest first."""
    rows = await db.scalars(
        select(TeacherLeave)
        .where(TeacherLeave.org_id == org_id, TeacherLeave.teacher_id == teacher_id)
        .order_by(TeacherLeave.last_day.desc(), TeacherLeave.leave_id)
        .limit(100)
    )
    return list(rows.all())


async def leaves_of(db: AsyncSession, org_id: UUID, teacher_ids: Sequence[UUID]) -> list[TeacherLeave]:
    """The leaves of several teachers."""
    rows = await db.scalars(
        select(TeacherLeave).where(TeacherLeave.org_id == org_id, TeacherLeave.teacher_id.in_(teacher_ids))
    )
    return list(rows.all())


async def delete_leave(db: AsyncSession, org_id: UUID, teacher_id: UUID, leave_id: UUID) -> None:
    """Raises NotFound."""
    found = await db.scalar(
        delete(TeacherLeave)
        .where(
            TeacherLeave.org_id == org_id,
            TeacherLeave.teacher_id == teacher_id,
            TeacherLeave.leave_id == leave_id,
        )
        .returning(TeacherLeave.leave_id)
    )
    if found is None:
        raise NotFound(_("There is no such leave."))


async def conflicts(db: AsyncSession, org_id: UUID, teacher_id: UUID) -> list[tuple[TeacherConflict, str]]:
    """(conflict, the student's name) of a teacher."""
    rows = await db.execute(
        select(TeacherConflict, StudentProfile.name)
        .join(StudentProfile, StudentProfile.student_id == TeacherConflict.student_id)
        .where(
            TeacherConflict.org_id == org_id,
            TeacherConflict.teacher_id == teacher_id,
            StudentProfile.org_id == org_id,
        )
        .order_by(StudentProfile.name, TeacherConflict.student_id)
    )
    return [(row[0], row[1]) for row in rows.all()]


async def add_conflict(
    db: AsyncSession, org_id: UUID, teacher_id: UUID, student_id: UUID, reason: str
) -> None:
    """Make the conflict, or give the one that is there its reason anew."""
    made = insert(TeacherConflict).values(
        org_id=org_id, teacher_id=teacher_id, student_id=student_id, reason=reason
    )
    await db.execute(
        made.on_conflict_do_update(
            index_elements=["teacher_id", "student_id"], set_={"reason": made.excluded.reason}
        )
    )


async def delete_conflict(db: AsyncSession, org_id: UUID, teacher_id: UUID, student_id: UUID) -> None:
    """Raises NotFound."""
    found = await db.scalar(
        delete(TeacherConflict)
        .where(
            TeacherConflict.org_id == org_id,
            TeacherConflict.teacher_id == teacher_id,
            TeacherConflict.student_id == student_id,
        )
        .returning(TeacherConflict.student_id)
    )
    if found is None:
        raise NotFound(_("There is no such conflict."))
