"""Grading attempts by their keys: at submission, and for formulas in a job after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.events import Event
from assay.apps.veritas.grading import queries, rules
from assay.apps.veritas.jobspecs import GRADE_FORMULAS, REFRESH_FIGURES, AttemptArgs, ExamArgs
from assay.apps.veritas.models.attempts import ExamAttempt
from assay.apps.veritas.models.exams import ExamQuestion
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, system_actor
from assay.kernel.db.session import Session
from assay.kernel.jobs import defer
from assay.kernel.questions.document import Body, Key, QuestionType

BY_KEY = "key"
GATHER = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of a paper with its response; `version` is the one whose key counts."""

    question_id: UUID
    version: int
    asked: rules.Asked
    response: Mapping[str, Any]


async def grade_submitted(db: Session, attempt: ExamAttempt) -> None:
    """Grade a submitted attempt by its keys, in the caller's transaction; the row is locked by the caller.

    Formulas are compared by a job, for that can take longer than a transaction should. Done again, nothing
    changes. An attempt in any other state is left alone.
    """
    if attempt.status not in queries.MARKED:
        return
    actor = system_actor(attempt.org_id, "grading")
    paper = await answered(db, attempt)
    ready = [one for one in paper if rules.formulas(one.asked, one.response) is None]
    if len(ready) < len(paper):
        args = AttemptArgs(attempt=attempt.attempt)
        await defer(db, actor, GRADE_FORMULAS, args, key=str(attempt.attempt))
    scores = {one.question_id: rules.grade(one.asked, one.response) for one in ready}
    await write(db, actor, attempt, ready, scores)


async def write(
    db: Session,
    actor: Actor,
    attempt: ExamAttempt,
    paper: Sequence[Answered],
    scores: Mapping[UUID, Decimal | None],
) -> None:
    """Keep first gradings by key, and bring the attempt up to date. Those that are there already stay."""
    now = clock.now()
    rows: list[dict[str, Any]] = [
        {
            "org_id": attempt.org_id,
            "attempt": attempt.attempt,
            "question_id": one.question_id,
            "grading": 1,
            "question_version": one.version,
            "score": scores[one.question_id],
            "max_score": one.asked.points,
            "comment": "",
            "suggestion": {},
            "graded_by": BY_KEY,
            "graded_at": now,
        }
        for one in paper
    ]
    if not await queries.insert_grades(db, rows):
        return
    await settle(db, attempt)
    await audit.record(
        db,
        actor,
        Event.ATTEMPT_GRADED,
        entity="attempt",
        entity_id=attempt.attempt_id,
        after={"scores": {str(key): str(score) for key, score in scores.items()}},
        details={
            "exam_id": str(attempt.exam_id),
            "by": BY_KEY,
            "answers": len(rows),
            "to_mark": attempt.to_mark,
        },
    )


async def settle(db: Session, attempt: ExamAttempt) -> None:
    """Bring score and status of one attempt in line with its grades."""
    await db.flush()
    await queries.settle(db, attempt.org_id, [attempt.attempt], clock.now())
    await db.refresh(attempt)


async def answered(db: Session, attempt: ExamAttempt) -> list[Answered]:
    """The paper of an attempt in the order shown, each question with its final response."""
    places = {UUID(place["question_id"]): place for place in attempt.form["questions"]}
    questions = await queries.current_questions(db, attempt.org_id, list(places))
    finals = await attempts.final_answers(db, attempt.org_id, attempt.attempt)
    return [
        Answered(
            question_id,
            questions[question_id].version,
            placed(read(questions[question_id]), place),
            finals[question_id].response if question_id in finals else {},
        )
        for question_id, place in places.items()
    ]


Read = tuple[QuestionType, Body, Key]


def read(question: ExamQuestion) -> Read:
    """The documents of a question, read once for all papers it is on."""
    return question.kind, Body.model_validate(question.body), Key.model_validate(question.key)


def placed(question: Read, place: Mapping[str, Any]) -> rules.Asked:
    """A question as it stands at its place on a form."""
    kind, body, key = question
    return rules.Asked(kind, body, key, int(place["seed"]), Decimal(place["points"]))


async def refresh_figures(db: Session, actor: Actor, exam_id: UUID) -> None:
    """Have an exam's figures brought up to date; marks given within a short time do it once, together."""
    # A window that has ended when its job runs: a mark that comes later finds the next one.
    window = int(clock.now().timestamp() // GATHER.total_seconds())
    args = ExamArgs(exam_id=exam_id)
    await defer(db, actor, REFRESH_FIGURES, args, key=f"{exam_id}:{window}", delay=GATHER)
