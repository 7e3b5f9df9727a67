"""Marking by people: what waits, one answer with all that is needed to mark it, the mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.events import Event
from assay.apps.veritas.exams import queries as exams
from assay.apps.veritas.grading import queries, queries_marking, service, suggestion
from assay.apps.veritas.grading.forms import MarkForm
from assay.apps.veritas.grading.queries_marking import Queued, Waiting
from assay.apps.veritas.jobspecs import SUGGEST_MARK, AnswerArgs
from assay.apps.veritas.models.attempts import AnswerGrade, ExamAttempt
from assay.apps.veritas.models.exams import Exam, ExamQuestion
from assay.apps.veritas.models.people import Level, StudentProfile
from assay.apps.veritas.people import queries as people
from assay.kernel import audit, clock, llm
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.paging import Page
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, Invalid, NotFound
from assay.kernel.jobs import JobContext, defer
from assay.kernel.questions import variants
from assay.kernel.questions.document import Body, Key
from assay.kernel.settings import get_settings
from assay.kernel.web.i18n import gettext as _

BY_MODEL = "suggestion"


@dataclass(frozen=True, slots=True)
class Board:
    """The questions of an exam, and how many answers to each wait."""

    exam: Exam
    rows: Sequence[tuple[ExamQuestion, Waiting | None]]

    @property
    def waiting(self) -> int:
        return sum(found.answers for _question, found in self.rows if found)


@dataclass(frozen=True, slots=True)
class Script:
    """One answer before a marker. `body` is the question as this student had it; `student` only by name
    where names were asked for."""

    exam: Exam
    attempt: ExamAttempt
    question: ExamQuestion
    body: Body
    rubric: str
    points: Decimal
    response: Mapping[str, Any]
    grades: Sequence[AnswerGrade]
    student: StudentProfile | None

    @property
    def grade(self) -> AnswerGrade:
        """The grading that counts."""
        return self.grades[0]

    @property
    def suggestion(self) -> Mapping[str, Any]:
        return next((one.suggestion for one in self.grades if suggestion.has(one.suggestion)), {})


async def board(db: Session, actor: Actor, exam_id: UUID) -> Board:
    """What waits in an exam, by question. Raises NotFound below the level `grade`."""
    org_id = org_of(actor)
    exam = await exams.exam(db, org_id, person_of(actor), exam_id, level=Level.GRADE)
    found = await queries_marking.waiting(db, org_id, exam_id)
    questions = await exams.current_questions(db, org_id, exam_id)
    return Board(exam, [(one, found.get(one.question_id)) for one in questions])


async def queue(
    db: Session,
    actor: Actor,
    exam_id: UUID,
    question_id: UUID,
    *,
    names: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> Page[Queued]:
    """The answers to one question that wait. Raises NotFound."""
    org_id = org_of(actor)
    await exams.exam(db, org_id, person_of(actor), exam_id, level=Level.GRADE)
    await exams.question(db, org_id, exam_id, question_id)
    return await queries_marking.queue(
        db, org_id, exam_id, question_id, names=names, after=after, limit=limit
    )


async def next_script(
    db: Session, actor: Actor, exam_id: UUID, question_id: UUID, *, after: int | None = None, names: bool
) -> Script | None:
    """The next answer to a question that waits, behind the attempt `after`; from the top when none is left
    there. None when all are marked. Raises NotFound."""
    org_id = org_of(actor)
    await exams.exam(db, org_id, person_of(actor), exam_id, level=Level.GRADE)
    await exams.question(db, org_id, exam_id, question_id)
    found = await queries_marking.next_waiting(db, org_id, exam_id, question_id, after=after)
    if found is None and after is not None:
        found = await queries_marking.next_waiting(db, org_id, exam_id, question_id)
    return await script(db, actor, found, question_id, names=names) if found else None


async def script(
    db: Session, actor: Actor, attempt_id: UUID, question_id: UUID, *, names: bool = False
) -> Script:
    """One answer with its question, rubric and gradings.

    Raises NotFound for a foreign attempt and a question that is not on its paper, Conflict while it is sat.
    """
    org_id, teacher_id = org_of(actor), person_of(actor)
    attempt = await attempts.of_teacher(db, org_id, teacher_id, attempt_id, level=Level.GRADE)
    place = _place(attempt, question_id)
    exam = await exams.exam(db, org_id, teacher_id, attempt.exam_id, level=Level.GRADE)
    question = await exams.question(db, org_id, exam.exam_id, question_id)
    seen = await exams.question(db, org_id, exam.exam_id, question_id, version=place["version"])
    body = Body.model_validate(seen.body)
    values = variants.draw(body.parameters, place["seed"])
    finals = await attempts.final_answers(db, org_id, attempt.attempt)
    return Script(
        exam=exam,
        attempt=attempt,
        question=question,
        body=variants.fill_body(body, values),
        rubric=variants.fill(Key.model_validate(question.key).rubric, values),
        points=Decimal(place["points"]),
        response=finals[question_id].response if question_id in finals else {},
        grades=await _grades(db, attempt, question_id),
        student=await people.student(db, org_id, attempt.student_id) if names else None,
    )


async def mark(db: Session, actor: Actor, attempt_id: UUID, question_id: UUID, form: MarkForm) -> AnswerGrade:
    """Give an answer its mark. What was there before stays, as an earlier grading.

    Raises NotFound; Conflict where another grading came since `form.grading`; Invalid above the maximum.
    """
    attempt = await attempts.of_teacher(
        db, org_of(actor), person_of(actor), attempt_id, level=Level.GRADE, lock=True
    )
    before = (await _grades(db, attempt, question_id))[0]
    _check_current(before, form.grading)
    if form.score > before.max_score:
        told = _("Give at most %(points)s points.") % {"points": f"{before.max_score.normalize():f}"}
        raise Invalid(told, fields={"score": told})
    row = AnswerGrade(
        org_id=attempt.org_id,
        attempt=attempt.attempt,
        question_id=question_id,
        grading=before.grading + 1,
        question_version=before.question_version,
        score=form.score,
        max_score=before.max_score,
        comment=form.comment,
        suggestion=before.suggestion,
        graded_by=_name(actor),
        graded_at=clock.now(),
    )
    db.add(row)
    await service.settle(db, attempt)
    await audit.record(
        db,
        actor,
        Event.ANSWER_MARKED,
        entity="attempt",
        entity_id=attempt_id,
        before={"score": str(before.score)},
        after={"score": str(form.score), "comment": form.comment},
        details={"question_id": str(question_id), "grading": row.grading},
    )
    if attempt.score is not None:
        await service.refresh_figures(db, actor, attempt.exam_id)
    return row


async def ask_suggestion(db: Session, actor: Actor, attempt_id: UUID, question_id: UUID) -> UUID:
    """The job that asks what a waiting answer might be worth. Raises NotFound, Conflict once it is marked."""
    attempt = await attempts.of_teacher(db, org_of(actor), person_of(actor), attempt_id, level=Level.GRADE)
    if (await _grades(db, attempt, question_id))[0].score is not None:
        raise Conflict(_("This answer has its mark already."))
    args = AnswerArgs(attempt=attempt.attempt, question_id=question_id)
    return await defer(db, actor, SUGGEST_MARK, args, key=f"{attempt.attempt}:{question_id}")


async def suggest(ctx: JobContext, attempt: int, question_id: UUID) -> None:
    """Ask, outside any transaction, and keep the suggestion as a grading without a score.

    Whoever marked meanwhile has the last word. A model that fails leaves nothing.
    """
    assert ctx.org_id is not None
    async with ctx.transaction() as db:
        stored = await attempts.by_key(db, ctx.org_id, attempt)
        paper = {one.question_id: one for one in await service.answered(db, stored)}
        seen = (await _grades(db, stored, question_id))[0]
    one = paper[question_id]
    if seen.score is not None or suggestion.has(seen.suggestion):
        return
    asked = one.asked
    values = variants.draw(asked.body.parameters, asked.seed)
    wanted = suggestion.request(
        variants.fill(asked.body.text, values),
        variants.fill(asked.key.rubric or asked.key.value, values),
        str(one.response.get("text", "")),
        asked.points,
    )
    gateway = await llm.gateway_for(ctx.database, get_settings(), org_id=ctx.org_id)
    try:
        result = await gateway.complete(wanted)
    except (llm.Refusal, llm.CutOff, llm.ContentFilter, llm.ParseFailure, llm.Rejected) as failure:
        ctx.log.warning("suggestion failed", kind=type(failure).__name__)
        return
    async with ctx.transaction() as db:
        stored = await attempts.by_key(db, ctx.org_id, attempt, lock=True)
        if (await _grades(db, stored, question_id))[0].grading != seen.grading:
            return
        db.add(
            AnswerGrade(
                org_id=ctx.org_id,
                attempt=attempt,
                question_id=question_id,
                grading=seen.grading + 1,
                question_version=seen.question_version,
                score=None,
                max_score=seen.max_score,
                suggestion=suggestion.document(result, seen.max_score),
                graded_by=BY_MODEL,
                graded_at=clock.now(),
            )
        )


def _place(attempt: ExamAttempt, question_id: UUID) -> Mapping[str, Any]:
    for place in attempt.form["questions"]:
        if place["question_id"] == str(question_id):
            return dict(place)
    raise NotFound(_("There is no such question on this paper."))


async def _grades(db: Session, attempt: ExamAttempt, question_id: UUID) -> Sequence[AnswerGrade]:
    _place(attempt, question_id)
    found = await queries.history(db, attempt.org_id, attempt.attempt, question_id)
    if not found:
        raise Conflict(_("This answer is not graded yet: the attempt goes on, or is being compared."))
    return found


def _check_current(before: AnswerGrade, seen: int) -> None:
    if before.grading != seen:
        raise Conflict(
            _("Somebody marked this answer meanwhile. Look at it again before you change it."),
            grading=before.grading,
            graded_by=before.graded_by,
        )


def _name(actor: Actor) -> str:
    """Who marked. The words that stand for the key and for a model are nobody's name."""
    label = actor.label or "teacher"
    return f"{label} (teacher)" if label in (service.BY_KEY, BY_MODEL) else label
