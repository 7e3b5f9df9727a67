"""Use cases of an exam's questions: write, change, remove, order. A change adds a version, none is lost."""

from collections.abc import Sequence
from uuid import UUID

from assay.apps.veritas.events import Event
from assay.apps.veritas.exams import queries, rules
from assay.apps.veritas.exams.forms import question_of
from assay.apps.veritas.exams.service import reach
from assay.apps.veritas.models.exams import Exam, ExamQuestion, ExamStatus
from assay.apps.veritas.models.people import Level
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict
from assay.kernel.ids import uuid7
from assay.kernel.questions.document import Question
from assay.kernel.web.etag import check_version
from assay.kernel.web.i18n import gettext as _


async def add(db: Session, actor: Actor, exam_id: UUID, question: Question) -> ExamQuestion:
    """A new question at the end of a draft."""
    exam = await _draft(db, actor, exam_id, _("Adding a question"))
    return (await insert(db, actor, exam, [question]))[0]


async def insert(db: Session, actor: Actor, exam: Exam, questions: Sequence[Question]) -> list[ExamQuestion]:
    """New questions at the end of an exam that the caller has locked."""
    last = await queries.last_position(db, exam.org_id, exam.exam_id)
    rows = [
        _row(actor, exam, question, uuid7(), 1, last + place) for place, question in enumerate(questions, 1)
    ]
    db.add_all(rows)
    await db.flush()
    return rows


async def revise(
    db: Session, actor: Actor, exam_id: UUID, question_id: UUID, question: Question, *, version: int | None
) -> ExamQuestion:
    """The next version of a question. In a published exam it must fit the attempts that hold an older one,
    which keep their marks until somebody asks for a regrade.

    Raises PreconditionFailed when `version` is given and no longer the current one.
    """
    exam = await reach(db, actor, exam_id, Level.MANAGE, lock=True)
    old = await queries.question(db, exam.org_id, exam_id, question_id)
    if version is not None:
        check_version(old.version, version)
    if old.is_removed:
        raise Conflict(_("This question has been removed from the exam."))
    if exam.status is not ExamStatus.DRAFT:
        rules.check_successor(question_of(old), question)
    await queries.retire(db, old)
    new = _row(actor, exam, question, question_id, old.version + 1, old.position)
    db.add(new)
    await db.flush()
    await audit.record(
        db,
        actor,
        Event.QUESTION_CHANGED,
        entity="question",
        entity_id=question_id,
        details={
            "exam": str(exam_id),
            "version": new.version,
            "exam_status": exam.status.value,
            "key_changed": old.key != new.key,
        },
    )
    return new


async def remove(db: Session, actor: Actor, exam_id: UUID, question_id: UUID) -> None:
    """Take a question out of a draft. Its versions stay."""
    exam = await _draft(db, actor, exam_id, _("Removing a question"))
    row = await queries.question(db, exam.org_id, exam_id, question_id)
    row.is_removed = True
    await db.flush()
    await audit.record(
        db,
        actor,
        Event.QUESTION_CHANGED,
        entity="question",
        entity_id=question_id,
        details={"exam": str(exam_id), "removed": True},
    )


async def order(db: Session, actor: Actor, exam_id: UUID, wanted: Sequence[UUID]) -> None:
    """Put a draft's questions in this order."""
    exam = await _draft(db, actor, exam_id, _("Changing the order"))
    known = [row.question_id for row in await queries.current_questions(db, exam.org_id, exam_id)]
    rules.check_order(known, wanted)
    await queries.place(db, exam.org_id, exam_id, wanted)


async def move(db: Session, actor: Actor, exam_id: UUID, question_id: UUID, *, up: bool) -> None:
    """One place up or down."""
    exam = await _draft(db, actor, exam_id, _("Changing the order"))
    await queries.question(db, exam.org_id, exam_id, question_id)
    known = [row.question_id for row in await queries.current_questions(db, exam.org_id, exam_id)]
    if question_id in known:
        await queries.place(db, exam.org_id, exam_id, rules.moved(known, question_id, up=up))


async def _draft(db: Session, actor: Actor, exam_id: UUID, what: str) -> Exam:
    exam = await reach(db, actor, exam_id, Level.MANAGE, lock=True)
    rules.check_draft(exam.status, what)
    return exam


def _row(
    actor: Actor, exam: Exam, question: Question, question_id: UUID, version: int, position: int
) -> ExamQuestion:
    body, key = question.documents()
    return ExamQuestion(
        org_id=exam.org_id,
        question_id=question_id,
        version=version,
        exam_id=exam.exam_id,
        position=position,
        title=question.title,
        pool=question.pool,
        kind=question.kind,
        points=question.points,
        body=body,
        key=key,
        created_at=clock.now(),
        created_by=actor.label,
    )
