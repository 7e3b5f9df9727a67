"""SQL of parents and their children."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.models.people import MappingState, ParentStudentMapping, StudentProfile
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

Mapping = ParentStudentMapping


async def mapping_or_none(
    db: AsyncSession, org_id: UUID, student_id: UUID, parent_id: UUID
) -> Mapping | None:
    """Locked."""
    return await db.scalar(
        select(Mapping)
        .where(Mapping.org_id == org_id, Mapping.student_id == student_id, Mapping.parent_id == parent_id)
        .with_for_update()
    )


async def mapping(db: AsyncSession, org_id: UUID, student_id: UUID, parent_id: UUID) -> Mapping:
    """Locked. Raises NotFound."""
    found = await mapping_or_none(db, org_id, student_id, parent_id)
    if found is None:
        raise NotFound(_("There is no such parent of this student."))
    return found


async def add_mapping(db: AsyncSession, made: Mapping) -> bool:
    """Whether it was added; False where somebody added the same pair at the same time."""
    try:
        async with db.begin_nested():
            db.add(made)
            await db.flush()
    except IntegrityError:
        return False
    return True


async def of_student(db: AsyncSession, org_id: UUID, student_id: UUID) -> list[Mapping]:
    """A student's parents: asked for, confirmed and ended ones."""
    rows = await db.scalars(
        select(Mapping)
        .where(Mapping.org_id == org_id, Mapping.student_id == student_id)
        .order_by(Mapping.created_at, Mapping.parent_id)
    )
    return list(rows.all())


async def of_parent(db: AsyncSession, org_id: UUID, parent_id: UUID) -> Sequence[tuple[Mapping, str]]:
    """(mapping, the student's name) of a parent, ended ones left out."""
    rows = await db.execute(
        select(Mapping, StudentProfile.name)
        .join(StudentProfile, StudentProfile.student_id == Mapping.student_id)
        .where(
            Mapping.org_id == org_id,
            Mapping.parent_id == parent_id,
            Mapping.state != MappingState.ENDED,
            StudentProfile.org_id == org_id,
        )
        .order_by(StudentProfile.name, Mapping.student_id)
    )
    return [(row[0], row[1]) for row in rows.all()]


async def mappings(
    db: AsyncSession, org_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[tuple[Mapping, str]]:
    """(mapping, the student's name) of the institution, parent by parent."""
    statement: Select[*tuple[Any, ...]] = (
        select(Mapping, StudentProfile.name)
        .join(StudentProfile, StudentProfile.student_id == Mapping.student_id)
        .where(Mapping.org_id == org_id, StudentProfile.org_id == org_id)
    )
    return await keyset(
        db,
        statement,
        [Mapping.parent_id, Mapping.student_id],
        [UUID, UUID],
        after=after,
        limit=limit,
        key=lambda row: [row[0].parent_id, row[0].student_id],
        scalars=False,
    )


async def has_primary(db: AsyncSession, org_id: UUID, student_id: UUID) -> bool:
    return bool(
        await db.scalar(
            select(Mapping.parent_id).where(
                Mapping.org_id == org_id, Mapping.student_id == student_id, Mapping.is_primary
            )
        )
    )


async def clear_primary(db: AsyncSession, org_id: UUID, student_id: UUID) -> None:
    """Nobody is the student's primary contact any more."""
    await db.execute(
        update(Mapping)
        .where(Mapping.org_id == org_id, Mapping.student_id == student_id, Mapping.is_primary)
        .values(is_primary=False)
    )
