"""Use cases of an exam: set it up, change it, publish it, close it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from assay.apps.veritas.events import Event
from assay.apps.veritas.exams import queries, queries_people, rules, seb
from assay.apps.veritas.exams.forms import ExamForm, question_of
from assay.apps.veritas.exams.template import Template
from assay.apps.veritas.models.exams import Exam, ExamQuestion, ExamStatus
from assay.apps.veritas.models.people import Level
from assay.apps.veritas.people.service import ensure_teacher
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.ids import uuid7
from assay.kernel.questions.lint import check
from assay.kernel.settings import get_settings
from assay.kernel.web.etag import check_version


@dataclass(frozen=True, slots=True)
class Board:
    """An exam with what its page shows. `items` are in the exam's order, `rows` beside them."""

    exam: Exam
    level: Level
    rows: list[ExamQuestion]
    items: list[rules.Item]
    problems: list[rules.Problem]
    assigned: int

    @property
    def publishable(self) -> bool:
        return not any(one.severity == "error" for one in self.problems)


def start_url(exam_id: UUID) -> str:
    """The absolute address at which students open the exam."""
    return f"{get_settings().public_url.rstrip('/')}/veritas/student/exams/{exam_id}"


async def reach(
    db: Session, actor: Actor, exam_id: UUID, level: Level = Level.VIEW, *, lock: bool = False
) -> Exam:
    """The exam, if the actor holds `level` on it. Raises NotFound."""
    return await queries.exam(db, org_of(actor), person_of(actor), exam_id, level=level, lock=lock)


async def create(db: Session, actor: Actor, form: ExamForm) -> Exam:
    """A draft, with `manage` for whoever made it."""
    teacher = await ensure_teacher(db, actor)
    exam_id = uuid7()
    exam = Exam(
        org_id=teacher.org_id,
        exam_id=exam_id,
        created_by=actor.label,
        seb=seb.document(form.seb, start_url(exam_id)),
        **form.values(),
    )
    db.add(exam)
    await db.flush()
    await queries_people.grant(
        db, exam.org_id, exam_id, teacher.teacher_id, Level.MANAGE, granted_by=actor.label
    )
    await audit.record(
        db, actor, Event.EXAM_CREATED, entity="exam", entity_id=exam_id, details={"title": form.title}
    )
    return exam


async def change(db: Session, actor: Actor, exam_id: UUID, form: ExamForm, *, version: int) -> Exam:
    """Replace the settings. Raises PreconditionFailed on another version, Invalid on what is fixed by now."""
    exam = await reach(db, actor, exam_id, Level.MANAGE, lock=True)
    check_version(exam.version, version)
    values = form.values()
    before = {name: getattr(exam, name) for name in values}
    rules.check_change(exam.status, exam.opens_at, clock.now(), before, values)
    for name, value in values.items():
        setattr(exam, name, value)
    exam.seb = seb.document(form.seb, start_url(exam_id), quit_digest=str(exam.seb.get("quit_digest", "")))
    exam.version += 1
    await db.flush()
    changed = sorted(name for name in values if before[name] != values[name])
    await audit.record(
        db,
        actor,
        Event.EXAM_CHANGED,
        entity="exam",
        entity_id=exam_id,
        details={"changed": changed, "version": exam.version},
    )
    return exam


async def board(db: Session, actor: Actor, exam_id: UUID) -> Board:
    """The exam with its questions, what lint says of them, and what stands against publishing it."""
    exam = await reach(db, actor, exam_id)
    level = await queries.level_of(db, exam.org_id, person_of(actor), exam_id)
    assert level is not None, "reach() has found the row"
    return await _board(db, exam, level)


async def publish(db: Session, actor: Actor, exam_id: UUID) -> Exam:
    """From now on it can be sat within its window. Raises Invalid naming all that stands against it."""
    exam = await reach(db, actor, exam_id, Level.MANAGE, lock=True)
    if exam.status is ExamStatus.PUBLISHED:
        return exam
    rules.check_transition(exam.status, ExamStatus.PUBLISHED)
    found = await _board(db, exam, Level.MANAGE)
    rules.check_publishable(found.problems)
    exam.status = ExamStatus.PUBLISHED
    exam.published_at = clock.now()
    exam.version += 1
    await db.flush()
    await audit.record(
        db,
        actor,
        Event.EXAM_PUBLISHED,
        entity="exam",
        entity_id=exam_id,
        details={"questions": len(found.items), "version": exam.version},
    )
    return exam


async def close(db: Session, actor: Actor, exam_id: UUID) -> Exam:
    """Nobody can start it any more. Sittings under way run to their own deadline."""
    exam = await reach(db, actor, exam_id, Level.MANAGE, lock=True)
    if exam.status is ExamStatus.CLOSED:
        return exam
    rules.check_transition(exam.status, ExamStatus.CLOSED)
    exam.status = ExamStatus.CLOSED
    exam.version += 1
    await db.flush()
    await audit.record(
        db, actor, Event.EXAM_CLOSED, entity="exam", entity_id=exam_id, details={"version": exam.version}
    )
    return exam


async def _board(db: Session, exam: Exam, level: Level) -> Board:
    rows = list(await queries.current_questions(db, exam.org_id, exam.exam_id))
    items = []
    for row in rows:
        question = question_of(row)
        items.append(rules.Item(row.question_id, question, check(question)))
    assigned = await queries_people.assigned_count(db, exam.org_id, exam.exam_id)
    facts: dict[str, Any] = {
        "opens_at": exam.opens_at,
        "closes_at": exam.closes_at,
        "duration": timedelta(seconds=exam.duration_seconds),
    }
    found = rules.problems(
        **facts,
        template=Template.model_validate(exam.template),
        items=items,
        assigned=assigned,
        now=clock.now(),
    )
    return Board(exam, level, rows, items, found, assigned)
