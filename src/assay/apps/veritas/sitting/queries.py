"""SQL of sitting: what is assigned, the paper's questions, answers in revisions, whose time is up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, column, func, literal, or_, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from assay.apps.veritas.models.attempts import (
    LIVE,
    AttemptAnswer,
    AttemptStatus,
    ExamAttempt,
    ExamNotice,
)
from assay.apps.veritas.models.exams import Exam, ExamAssignment, ExamQuestion, ExamStatus
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

BREAK = "break"
"""The kind of notice a student's own pause leaves."""


async def assigned_exam(
    db: AsyncSession, org_id: UUID, student_id: UUID, exam_id: UUID, *, lock: bool = False
) -> Exam:
    """An exam that is out and assigned to the student. Raises NotFound.

    With `lock` the assignment's row is held, so that starts of one student at one exam come one by one.
    """
    statement = (
        select(Exam)
        .join(ExamAssignment, ExamAssignment.exam_id == Exam.exam_id)
        .where(
            Exam.org_id == org_id,
            Exam.exam_id == exam_id,
            Exam.status != ExamStatus.DRAFT,
            ExamAssignment.org_id == org_id,
            ExamAssignment.student_id == student_id,
        )
    )
    found = await db.scalar(statement.with_for_update(of=ExamAssignment) if lock else statement)
    if found is None:
        raise NotFound(_("There is no such exam for you."))
    return found


async def exam_of(db: AsyncSession, org_id: UUID, exam_id: UUID) -> Exam:
    """The exam of an attempt that is already at hand."""
    found = await db.scalar(select(Exam).where(Exam.org_id == org_id, Exam.exam_id == exam_id))
    if found is None:
        raise NotFound(_("There is no such exam for you."))
    return found


async def assigned_exams(
    db: AsyncSession, org_id: UUID, student_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[Exam]:
    """Exams that are out and assigned to the student, newest first."""
    return await keyset(
        db,
        select(Exam)
        .join(ExamAssignment, ExamAssignment.exam_id == Exam.exam_id)
        .where(
            Exam.org_id == org_id,
            Exam.status.in_([ExamStatus.PUBLISHED, ExamStatus.CLOSED]),
            ExamAssignment.org_id == org_id,
            ExamAssignment.student_id == student_id,
        ),
        [Exam.exam_id],
        [UUID],
        after=after,
        limit=limit,
        descending=True,
        key=lambda row: [row.exam_id],
    )


async def insert_attempt(db: AsyncSession, values: Mapping[str, Any]) -> bool:
    """False when another start made this attempt first; nothing is changed then."""
    done = await db.execute(
        insert(ExamAttempt).values(**values).on_conflict_do_nothing().returning(ExamAttempt.attempt)
    )
    return done.scalar_one_or_none() is not None


async def questions_of(db: AsyncSession, org_id: UUID, form: Mapping[str, Any]) -> dict[UUID, ExamQuestion]:
    """The versions of the questions that are on a paper, by question."""
    pairs = [(UUID(one["question_id"]), one["version"]) for one in form["questions"]]
    found = await db.scalars(
        select(ExamQuestion).where(
            ExamQuestion.org_id == org_id,
            tuple_(ExamQuestion.question_id, ExamQuestion.version).in_(pairs),
        )
    )
    return {row.question_id: row for row in found.all()}


async def kinds_of(db: AsyncSession, org_id: UUID, pairs: Sequence[tuple[UUID, int]]) -> dict[UUID, Any]:
    """The kinds of the named versions, by question."""
    rows = await db.execute(
        select(ExamQuestion.question_id, ExamQuestion.kind).where(
            ExamQuestion.org_id == org_id,
            tuple_(ExamQuestion.question_id, ExamQuestion.version).in_(pairs),
        )
    )
    return {row[0]: row[1] for row in rows.all()}


async def stored(
    db: AsyncSession, org_id: UUID, attempt: int, keys: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], AttemptAnswer]:
    """Those of the (question, revision) pairs that were acknowledged before."""
    found = await db.scalars(
        select(AttemptAnswer).where(
            AttemptAnswer.org_id == org_id,
            AttemptAnswer.attempt == attempt,
            tuple_(AttemptAnswer.question_id, AttemptAnswer.revision).in_(keys),
        )
    )
    return {(row.question_id, row.revision): row for row in found.all()}


async def latest(
    db: AsyncSession, org_id: UUID, attempt: int, question_ids: Sequence[UUID]
) -> dict[UUID, AttemptAnswer]:
    """The highest revision of each of these questions: one look into the key for each."""
    wanted = (
        func.unnest(literal(list(question_ids), ARRAY(Uuid)))
        .table_valued(column("question_id", Uuid), name="wanted")
        .render_derived()
    )
    newest = aliased(
        AttemptAnswer,
        select(AttemptAnswer)
        .where(
            AttemptAnswer.org_id == org_id,
            AttemptAnswer.attempt == attempt,
            AttemptAnswer.question_id == wanted.c.question_id,
        )
        .order_by(AttemptAnswer.revision.desc())
        .limit(1)
        .correlate(wanted)
        .lateral("newest"),
    )
    found = await db.scalars(select(newest).select_from(wanted).join(newest, true()))
    return {row.question_id: row for row in found.all()}


async def insert_answers(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """The attempt's row is locked, so none of them can have come in meanwhile."""
    await db.execute(insert(AttemptAnswer).values([dict(row) for row in rows]))


async def seen(
    db: AsyncSession, org_id: UUID, attempt: int, device: int, now: datetime, *, every: timedelta
) -> None:
    """Note that the page of `device` asked, if it is the current one and was not seen for `every`."""
    await db.execute(
        update(ExamAttempt)
        .where(
            ExamAttempt.org_id == org_id,
            ExamAttempt.attempt == attempt,
            ExamAttempt.device == device,
            ExamAttempt.status.in_(LIVE),
            or_(ExamAttempt.last_seen_at.is_(None), ExamAttempt.last_seen_at < now - every),
        )
        .values(last_seen_at=now, changed_at=now)
        .execution_options(synchronize_session=False)
    )


async def notices(
    db: AsyncSession, attempt: ExamAttempt, groups: Sequence[str], *, after: int = 0, limit: int = 50
) -> Sequence[ExamNotice]:
    """What was told to this sitting since it began, after the notice `after`, oldest first."""
    meant = or_(
        ExamNotice.attempt == attempt.attempt,
        ExamNotice.attempt.is_(None)
        & or_(ExamNotice.group_name.is_(None), ExamNotice.group_name.in_(list(groups))),
    )
    found = await db.scalars(
        select(ExamNotice)
        .where(
            ExamNotice.org_id == attempt.org_id,
            ExamNotice.exam_id == attempt.exam_id,
            ExamNotice.notice_no > after,
            ExamNotice.made_at >= attempt.started_at,
            meant,
        )
        .order_by(ExamNotice.notice_no)
        .limit(limit)
    )
    return found.all()


async def breaks_taken(db: AsyncSession, attempt: ExamAttempt) -> int:
    """How often the student stopped the clock of this attempt."""
    counted = await db.scalar(
        select(func.count()).where(
            ExamNotice.org_id == attempt.org_id,
            ExamNotice.exam_id == attempt.exam_id,
            ExamNotice.attempt == attempt.attempt,
            ExamNotice.kind == BREAK,
        )
    )
    return counted or 0


async def is_on_break(db: AsyncSession, attempt: ExamAttempt) -> bool:
    """Whether the pause that lasts is the student's own."""
    if attempt.paused_at is None:
        return False
    last = await db.scalar(
        select(ExamNotice.kind)
        .where(
            ExamNotice.org_id == attempt.org_id,
            ExamNotice.exam_id == attempt.exam_id,
            ExamNotice.attempt == attempt.attempt,
            ExamNotice.made_at >= attempt.paused_at - timedelta(seconds=1),
            ExamNotice.kind.in_([BREAK, "pause"]),
        )
        .order_by(ExamNotice.notice_no.desc())
        .limit(1)
    )
    return last == BREAK


async def overdue(system: AsyncSession, now: datetime, limit: int) -> Sequence[tuple[UUID, int]]:
    """Across organisations (role assay_system): (organisation, attempt) of running attempts whose deadline
    and grace are past, the oldest first."""
    grace = func.make_interval(0, 0, 0, 0, 0, 0, Exam.grace_seconds)
    rows = await system.execute(
        select(ExamAttempt.org_id, ExamAttempt.attempt)
        .join(Exam, Exam.exam_id == ExamAttempt.exam_id)
        .where(
            ExamAttempt.status == AttemptStatus.RUNNING,
            ExamAttempt.deadline_at < now,
            ExamAttempt.deadline_at + grace < now,
        )
        .order_by(ExamAttempt.deadline_at, ExamAttempt.attempt)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows.all()]


async def overlong_pauses(system: AsyncSession, before: datetime, limit: int) -> Sequence[tuple[UUID, int]]:
    """Across organisations (role assay_system): (organisation, attempt) of those paused before `before`."""
    rows = await system.execute(
        select(ExamAttempt.org_id, ExamAttempt.attempt)
        .where(ExamAttempt.status == AttemptStatus.PAUSED, ExamAttempt.paused_at < before)
        .order_by(ExamAttempt.attempt)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows.all()]
