"""SQL of the bank: versions of questions, and how they are found."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from assay.apps.mathvidya.bank.document import ClassLevel, Kind, Unit
from assay.apps.mathvidya.models.bank import BankQuestion
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for: all that is given must hold. `words` in the manner of a search engine."""

    class_level: ClassLevel | None = None
    unit: Unit | None = None
    kind: Kind | None = None
    tag: str = ""
    words: str = ""
    retired: bool = False


async def current(db: AsyncSession, org_id: UUID, question_id: UUID, *, lock: bool = False) -> BankQuestion:
    """The version in force. Raises NotFound."""
    statement = select(BankQuestion).where(
        BankQuestion.org_id == org_id, BankQuestion.question_id == question_id, BankQuestion.is_current
    )
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such question."))
    return found


async def version(db: AsyncSession, org_id: UUID, question_id: UUID, number: int) -> BankQuestion:
    """One version, current or not. Raises NotFound."""
    found = await db.scalar(
        select(BankQuestion).where(
            BankQuestion.org_id == org_id,
            BankQuestion.question_id == question_id,
            BankQuestion.version == number,
        )
    )
    if found is None:
        raise NotFound(_("There is no such version of this question."))
    return found


async def versions(db: AsyncSession, org_id: UUID, question_id: UUID) -> Sequence[BankQuestion]:
    """All versions without their documents, newest first."""
    rows = await db.scalars(
        select(BankQuestion)
        .where(BankQuestion.org_id == org_id, BankQuestion.question_id == question_id)
        .options(defer(BankQuestion.document, raiseload=True))
        .order_by(BankQuestion.version.desc())
    )
    return rows.all()


async def search(
    db: AsyncSession, org_id: UUID, wanted: Filter, *, after: str | None = None, limit: int = 25
) -> Page[BankQuestion]:
    """Current questions that fit,."""
    statement = select(BankQuestion).where(
        BankQuestion.org_id == org_id,
        BankQuestion.is_current,
        BankQuestion.is_retired == wanted.retired,
    )
    if wanted.class_level:
        statement = statement.where(BankQuestion.class_level == wanted.class_level)
    if wanted.unit:
        statement = statement.where(BankQuestion.unit == wanted.unit)
    if wanted.kind:
        statement = statement.where(BankQuestion.kind == wanted.kind)
    if wanted.tag:
        statement = statement.where(BankQuestion.tags.contains([wanted.tag]))
    if wanted.words:
        statement = statement.where(
            BankQuestion.searched.op("@@")(func.websearch_to_tsquery("english", wanted.words))
        )
    return await keyset(
        db,
        statement,
        [BankQuestion.question_id],
        [UUID],
        after=after,
        limit=limit,
        key=lambda row: [row.question_id],
    )


async def counts(db: AsyncSession, org_id: UUID) -> list[tuple[ClassLevel, Unit, Kind, int]]:
    """How many questions can be asked, by class, unit and kind."""
    rows = await db.execute(
        select(BankQuestion.class_level, BankQuestion.unit, BankQuestion.kind, func.count())
        .where(BankQuestion.org_id == org_id, BankQuestion.is_current, ~BankQuestion.is_retired)
        .group_by(BankQuestion.class_level, BankQuestion.unit, BankQuestion.kind)
    )
    return [(row[0], row[1], row[2], int(row[3])) for row in rows.all()]


async def sources(db: AsyncSession, org_id: UUID, among: Collection[str]) -> set[str]:
    """Which of these sources are in the bank."""
    rows = await db.scalars(
        select(BankQuestion.source).where(BankQuestion.org_id == org_id, BankQuestion.source.in_(among))
    )
    return set(rows.all())


async def add(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert versions. A question that is there already, by id and version, stays as it is."""
    for start in range(0, len(rows), 500):
        await db.execute(insert(BankQuestion).on_conflict_do_nothing(), list(rows[start : start + 500]))


async def supersede(db: AsyncSession, org_id: UUID, question_id: UUID) -> None:
    """No version of this question is current any more."""
    await db.execute(
        update(BankQuestion)
        .where(
            BankQuestion.org_id == org_id, BankQuestion.question_id == question_id, BankQuestion.is_current
        )
        .values(is_current=False)
        .execution_options(synchronize_session=False)
    )
