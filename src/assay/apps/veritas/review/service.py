"""Results: what a student is shown of an attempt now, and what they would be shown on any date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.exams import queries as exams
from assay.apps.veritas.exams.policies import ReviewPhase, ReviewPolicy, Shown
from assay.apps.veritas.grading import queries as grading
from assay.apps.veritas.models.attempts import AnswerGrade, AttemptStatus, ExamAttempt
from assay.apps.veritas.models.exams import Exam, ExamQuestion
from assay.apps.veritas.models.people import StudentProfile
from assay.apps.veritas.people import queries as people
from assay.apps.veritas.review import queries, rules
from assay.kernel import clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.questions import variants
from assay.kernel.questions.document import Body, Key, QuestionType
from assay.kernel.questions.expression import FormulaError

FEWEST = 5
"""Class figures over fewer attempts would tell about single students."""
LISTED = 300


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a result. Whatever is not to be seen is None; `score` is None too while it waits.

    `body` is as this student had it; None where nothing of the question is to be seen.
    """

    number: int
    question_id: UUID
    kind: QuestionType
    points: Decimal
    body: Body | None
    response: Mapping[str, Any] | None
    score: Decimal | None
    waits: bool
    key: Key | None
    feedback: tuple[str, ...]
    comment: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the class, in percent of the points."""

    attempts: int
    mean: Decimal | None
    median: Decimal | None


@dataclass(frozen=True, slots=True)
class Result:
    """What is shown of an attempt at `at`. `score` None: hidden, or not complete, see `to_mark`."""

    exam: Exam
    attempt: ExamAttempt
    policy: ReviewPolicy
    times: rules.Times
    at: datetime
    phase: ReviewPhase | None
    shown: frozenset[Shown]
    score: Decimal | None
    so_far: Decimal | None
    to_mark: int | None
    items: Sequence[Item]
    figures: Figures | None
    has_case: bool


async def own_result(db: Session, actor: Actor, attempt_id: UUID) -> Result:
    """The student's own attempt as it is shown now. Raises NotFound."""
    attempt = await attempts.own(db, org_of(actor), person_of(actor), attempt_id)
    return await result_of(db, actor, attempt, clock.now())


async def seen_by(
    db: Session, actor: Actor, exam_id: UUID, student_id: UUID, on: datetime, *, number: int | None = None
) -> tuple[StudentProfile, Result]:
    """What a student sees of an attempt (the last one, or `number`) on any date. Raises NotFound."""
    org_id = org_of(actor)
    await exams.exam(db, org_id, person_of(actor), exam_id)
    attempt = await queries.attempt_of(db, org_id, exam_id, student_id, number)
    student = await people.student(db, org_id, student_id)
    return student, await result_of(db, actor, attempt, on)


async def choices(db: Session, actor: Actor, exam_id: UUID) -> tuple[Exam, Sequence[tuple[UUID, str]]]:
    """The exam, and the students who can be asked about. Raises NotFound."""
    org_id = org_of(actor)
    exam = await exams.exam(db, org_id, person_of(actor), exam_id)
    return exam, await queries.who_sat(db, org_id, exam_id, LISTED)


async def result_of(db: Session, _actor: Actor, attempt: ExamAttempt, now: datetime) -> Result:
    """An attempt, which the caller may see, as its student is shown it at `now` by the exam's policy."""
    exam = await queries.exam_of(db, attempt.org_id, attempt.exam_id)
    policy = ReviewPolicy.model_validate(exam.review_policy)
    times = await _times(db, exam, attempt)
    shown = rules.shown(policy, times, now)
    if attempt.status is AttemptStatus.VOID:
        shown -= {Shown.MARK, Shown.CLASS_FIGURES}
    grades = await grading.latest(db, attempt.org_id, attempt.attempt)
    marks = Shown.MARK in shown
    known = [one.score for one in grades.values() if one.score is not None]
    return Result(
        exam=exam,
        attempt=attempt,
        policy=policy,
        times=times,
        at=now,
        phase=rules.phase(policy, times, now),
        shown=shown,
        score=attempt.score if marks else None,
        so_far=sum(known, Decimal(0)) if marks else None,
        to_mark=len(attempt.form["questions"]) - len(known) if marks else None,
        items=await _items(db, attempt, grades, shown) if shown - {Shown.CLASS_FIGURES} else [],
        figures=await _figures(db, attempt) if Shown.CLASS_FIGURES in shown else None,
        has_case=await queries.has_case(db, attempt.org_id, attempt.attempt),
    )


async def shows(db: Session, attempt: ExamAttempt, what: Shown) -> bool:
    """Whether the student is shown this of the attempt now."""
    exam = await queries.exam_of(db, attempt.org_id, attempt.exam_id)
    policy = ReviewPolicy.model_validate(exam.review_policy)
    return rules.visible(policy, what, await _times(db, exam, attempt), clock.now())


async def _times(db: Session, exam: Exam, attempt: ExamAttempt) -> rules.Times:
    return rules.Times(
        attempt.started_at,
        attempt.submitted_at,
        await queries.closed_at(db, exam),
        await queries.sits_now(db, attempt),
    )


async def _items(
    db: Session, attempt: ExamAttempt, grades: Mapping[UUID, AnswerGrade], shown: frozenset[Shown]
) -> list[Item]:
    places = [(UUID(place["question_id"]), place) for place in attempt.form["questions"]]
    graded = {one.question_id: one.question_version for one in grades.values()}
    wanted = {(question_id, place["version"]) for question_id, place in places} | set(graded.items())
    questions = await queries.versions(db, attempt.org_id, sorted(wanted))
    finals = await attempts.final_answers(db, attempt.org_id, attempt.attempt)
    return [
        _item(
            number,
            place,
            questions[question_id, place["version"]],
            questions[question_id, graded.get(question_id, place["version"])],
            finals[question_id].response if question_id in finals else {},
            grades.get(question_id),
            shown,
        )
        for number, (question_id, place) in enumerate(places, start=1)
    ]


def _item(
    number: int,
    place: Mapping[str, Any],
    asked: ExamQuestion,
    keyed: ExamQuestion,
    response: Mapping[str, Any],
    grade: AnswerGrade | None,
    shown: frozenset[Shown],
) -> Item:
    body = Body.model_validate(asked.body)
    values = variants.draw(body.parameters, place["seed"])
    by_id = {option.id: option for option in variants.fill_body(body, values).options}
    ordered = tuple(by_id[one] for one in place["options"] if one in by_id)
    key = _key(keyed, values)
    marks = Shown.MARK in shown
    return Item(
        number=number,
        question_id=asked.question_id,
        kind=asked.kind,
        points=Decimal(place["points"]),
        body=variants.fill_body(body, values).model_copy(update={"options": ordered})
        if shown & {Shown.RESPONSE, Shown.KEY, Shown.FEEDBACK}
        else None,
        response=response if Shown.RESPONSE in shown else None,
        score=grade.score if marks and grade else None,
        waits=marks and (grade is None or grade.score is None),
        key=key if Shown.KEY in shown else None,
        feedback=_feedback(key, grade, Decimal(place["points"]), shown),
        comment=grade.comment if grade and Shown.FEEDBACK in shown else "",
    )


def _key(question: ExamQuestion, values: variants.Values) -> Key:
    key = Key.model_validate(question.key)
    try:
        return variants.fill_key(question.kind, key, values)
    except FormulaError:
        return key


def _feedback(
    key: Key, grade: AnswerGrade | None, points: Decimal, shown: frozenset[Shown]
) -> tuple[str, ...]:
    """Feedback on a right or wrong answer tells the mark, so it waits until the mark is shown."""
    if Shown.FEEDBACK not in shown:
        return ()
    texts = [key.feedback.general]
    if Shown.MARK in shown and grade is not None and grade.score is not None:
        texts.insert(0, key.feedback.correct if grade.score == points else key.feedback.incorrect)
    return tuple(text for text in texts if text.strip())


async def _figures(db: Session, attempt: ExamAttempt) -> Figures | None:
    kept = await queries.class_figures(db, attempt.org_id, attempt.exam_id)
    if kept is None or kept.attempts < FEWEST:
        return None
    return Figures(kept.attempts, kept.mean_percent, kept.median_percent)
