"""Grading attempts by their keys: at submission, and for formulas in a job after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.events import Event
from assay.apps.veritas.grading import queries, rules
from assay.apps.veritas.jobspecs import GRADE_FORMULAS, AttemptArgs
from assay.apps.veritas.models.attempts import AttemptStatus, ExamAttempt
from assay.apps.veritas.models.exams import ExamQuestion
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, system_actor
from assay.kernel.db.session import Session
from assay.kernel.jobs import defer
from assay.kernel.questions.document import Body, Key

BY_KEY = "key"
MARKED = (AttemptStatus.SUBMITTED, AttemptStatus.GRADED)


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
    if attempt.status not in MARKED:
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
    rows = [
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
    if await queries.insert_grades(db, rows):
        found = await settle(db, attempt)
        await audit.record(
            db,
            actor,
            Event.ATTEMPT_GRADED,
            entity="attempt",
            entity_id=attempt.attempt_id,
            after={"so_far": str(found.so_far)},
            details={
                "exam_id": str(attempt.exam_id),
                "by": BY_KEY,
                "answers": len(rows),
                "to_mark": found.to_mark,
            },
        )


async def settle(db: Session, attempt: ExamAttempt) -> rules.Total:
    """Bring score and status of an attempt in line with its grades. A void one stays void."""
    counted = await queries.latest(db, attempt.org_id, attempt.attempt)
    found = rules.total([one.score for one in counted.values()], len(attempt.form["questions"]))
    now = clock.now()
    attempt.score, attempt.to_mark = found.score, found.to_mark
    attempt.graded_at = now if found.score is not None else None
    if attempt.status in MARKED:
        attempt.status = found.status
    attempt.changed_at = now
    await db.flush()
    return found


async def answered(db: Session, attempt: ExamAttempt) -> list[Answered]:
    """The paper of an attempt in the order shown, each question with its final response."""
    places = {UUID(place["question_id"]): place for place in attempt.form["questions"]}
    questions = await queries.current_questions(db, attempt.org_id, list(places))
    finals = await attempts.final_answers(db, attempt.org_id, attempt.attempt)
    return [
        Answered(
            question_id,
            questions[question_id].version,
            asked(questions[question_id], place),
            finals[question_id].response if question_id in finals else {},
        )
        for question_id, place in places.items()
    ]


def asked(question: ExamQuestion, place: Mapping[str, Any]) -> rules.Asked:
    """A question as it stands at its place on a form."""
    return rules.Asked(
        kind=question.kind,
        body=Body.model_validate(question.body),
        key=Key.model_validate(question.key),
        seed=int(place["seed"]),
        points=Decimal(place["points"]),
    )
