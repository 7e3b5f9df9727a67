"""SQL of papers: templates in versions, and the bank as the solver sees it."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.bank.document import ClassLevel, Kind, Question
from assay.apps.mathvidya.models.bank import BankQuestion
from assay.apps.mathvidya.models.exams import ExamInstance, ExamTemplate
from assay.apps.mathvidya.papers.pool import Candidate, family_of
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _


async def templates(
    db: AsyncSession, org_id: UUID, *, class_level: ClassLevel | None = None, offered: bool = False
) -> Sequence[ExamTemplate]:
    """Templates in force, the full papers of a class first."""
    statement = select(ExamTemplate).where(ExamTemplate.org_id == org_id, ExamTemplate.is_current)
    if class_level is not None:
        statement = statement.where(ExamTemplate.class_level == class_level)
    if offered:
        statement = statement.where(ExamTemplate.is_offered)
    ordered = statement.order_by(ExamTemplate.class_level, ExamTemplate.kind, ExamTemplate.code)
    return (await db.scalars(ordered)).all()


async def template(
    db: AsyncSession, org_id: UUID, template_id: UUID, *, version: int | None = None, lock: bool = False
) -> ExamTemplate:
    """The template in force, or in the version named. Raises NotFound."""
    statement = select(ExamTemplate).where(
        ExamTemplate.org_id == org_id,
        ExamTemplate.template_id == template_id,
        ExamTemplate.is_current if version is None else ExamTemplate.version == version,
    )
    found: ExamTemplate | None = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is no such template."))
    return found


async def versions(db: AsyncSession, org_id: UUID, template_id: UUID) -> Sequence[ExamTemplate]:
    """Every version of a template, the newest first."""
    rows = await db.scalars(
        select(ExamTemplate)
        .where(ExamTemplate.org_id == org_id, ExamTemplate.template_id == template_id)
        .order_by(ExamTemplate.version.desc())
    )
    return rows.all()


async def add_templates(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert templates whose id, version and code are free; how many were."""
    made = await db.execute(
        insert(ExamTemplate).on_conflict_do_nothing().returning(ExamTemplate.template_id), list(rows)
    )
    return len(made.all())


async def supersede(db: AsyncSession, found: ExamTemplate) -> None:
    """This version is no longer in force. Before the next is added: one may be."""
    await db.execute(
        update(ExamTemplate)
        .where(
            ExamTemplate.org_id == found.org_id,
            ExamTemplate.template_id == found.template_id,
            ExamTemplate.version == found.version,
        )
        .values(is_current=False)
        .execution_options(synchronize_session=False)
    )


async def candidates(
    db: AsyncSession, org_id: UUID, class_level: ClassLevel, seen: Mapping[UUID, int]
) -> list[Candidate]:
    """Every question of the class that may be asked. Documents stay where they are."""
    row = BankQuestion
    parts = _path(row.document, "$.parts[*].marks")
    offering = _path(row.document, "$.parts[*] ? (@.alternative != null).marks")
    rows = await db.execute(
        select(
            row.question_id,
            row.version,
            row.kind,
            row.unit,
            row.cognitive,
            row.difficulty,
            row.marks,
            row.source,
            row.uses,
            case((row.kind == Kind.CASE, parts)).label("pattern"),
            case((row.kind == Kind.CASE, offering)).label("offers"),
        ).where(
            row.org_id == org_id, row.class_level == class_level, row.is_current, row.is_retired.is_(False)
        )
    )
    return [
        Candidate(
            question_id=one.question_id,
            version=one.version,
            kind=one.kind,
            unit=one.unit,
            cognitive=one.cognitive,
            difficulty=one.difficulty,
            marks=one.marks,
            pattern=tuple(Decimal(marks) for marks in one.pattern or ()),
            offers=tuple(Decimal(marks) for marks in one.offers or ()),
            family=family_of(one.source),
            seen=seen.get(one.question_id, 0),
            used=one.uses,
        )
        for one in rows.all()
    ]


def _path(document: Any, path: str) -> Any:
    return func.jsonb_path_query_array(document, text(f"'{path}'::jsonpath"), type_=JSONB)


async def seen(db: AsyncSession, org_id: UUID, student_id: UUID) -> dict[UUID, int]:
    """How often each question, or one it stood beside as a choice, was in a paper of this student."""
    path = text("'$.key.items[*].question_id'::jsonpath")
    had = (
        select(func.jsonb_path_query(ExamInstance.paper, path).op("#>>")(text("'{}'")).label("question_id"))
        .where(ExamInstance.org_id == org_id, ExamInstance.student_id == student_id)
        .subquery()
    )
    rows = await db.execute(select(had.c.question_id, func.count()).group_by(had.c.question_id))
    return {UUID(row[0]): int(row[1]) for row in rows.all()}


async def questions(
    db: AsyncSession, org_id: UUID, wanted: Iterable[tuple[UUID, int]]
) -> dict[UUID, Question]:
    """The documents of questions in these versions."""
    rows = await db.execute(
        select(BankQuestion.question_id, BankQuestion.document).where(
            BankQuestion.org_id == org_id,
            tuple_(BankQuestion.question_id, BankQuestion.version).in_(list(wanted)),
        )
    )
    return {row[0]: Question.model_validate(row[1]) for row in rows.all()}


async def count_uses(db: AsyncSession, org_id: UUID, question_ids: Iterable[UUID]) -> None:
    """One paper more for each. Rows are locked in one order, so that papers made at once never deadlock."""
    locked = (
        select(BankQuestion.question_id)
        .where(
            BankQuestion.org_id == org_id,
            BankQuestion.question_id.in_(list(question_ids)),
            BankQuestion.is_current,
        )
        .order_by(BankQuestion.question_id)
        .with_for_update()
        .cte("locked")
    )
    await db.execute(
        update(BankQuestion)
        .where(
            BankQuestion.org_id == org_id,
            BankQuestion.question_id.in_(select(locked.c.question_id)),
            BankQuestion.is_current,
        )
        .values(uses=BankQuestion.uses + 1)
        .execution_options(synchronize_session=False)
    )
