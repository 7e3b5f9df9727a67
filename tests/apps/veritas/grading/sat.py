"""Exams sat to their end, and what is stored of them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from assay.apps.veritas.attempts.rules import attempt_key
from assay.apps.veritas.models.attempts import AnswerGrade, ExamAttempt
from assay.apps.veritas.models.exams import ExamQuestion
from assay.kernel.db.session import Role
from assay.kernel.questions.document import Body, Key, QuestionType
from tests.support import veritas
from tests.support.school import Caller, School
from tests.support.veritas import MadeExam


def formula(value: str = "x^2 + 2*x + 1", **changes: Any) -> dict[str, Any]:
    """Columns of a formula question."""
    return {
        "kind": QuestionType.FORMULA,
        "body": Body(text="Expand $(x+1)^2$.").model_dump(mode="json"),
        "key": Key(value=value).model_dump(mode="json"),
        "points": Decimal(1),
        "pool": "",
        **changes,
    }


async def sat(student: Caller, exam: MadeExam, answers: Mapping[int, dict[str, Any]]) -> str:
    """Sit the exam and submit it; `answers` by the question's place from 0. Answers the attempt's id."""
    started = await veritas.start_attempt(student, exam.exam_id)
    attempt_id = str(started["attempt_id"])
    sent = [veritas.answer_of(exam.question_ids[place], response) for place, response in answers.items()]
    if sent:
        saved = await veritas.save(student, attempt_id, *sent)
        assert saved.status_code == 200, saved.text
    done = await veritas.submit(student, attempt_id)
    assert done.status_code == 200, done.text
    return attempt_id


async def attempt_of(school: School, attempt_id: str) -> ExamAttempt:
    async with school.database.transaction(role=Role.APP, org_id=school.org_id) as db:
        key = attempt_key(UUID(attempt_id))
        found = await db.scalar(
            select(ExamAttempt).where(ExamAttempt.attempt == key).execution_options(populate_existing=True)
        )
        assert found is not None
        return found


async def grades_of(school: School, attempt_id: str, question_id: UUID) -> list[AnswerGrade]:
    """Every grading of one answer, the first one first."""
    async with school.database.transaction(role=Role.APP, org_id=school.org_id) as db:
        rows = await db.scalars(
            select(AnswerGrade)
            .where(
                AnswerGrade.attempt == attempt_key(UUID(attempt_id)), AnswerGrade.question_id == question_id
            )
            .order_by(AnswerGrade.grading)
        )
        return list(rows.all())


async def correct(school: School, exam: MadeExam, place: int, key: Key) -> None:
    """A new version of a question, with another key."""
    async with school.database.transaction(role=Role.APP, org_id=school.org_id) as db:
        old = await db.scalar(
            select(ExamQuestion).where(
                ExamQuestion.question_id == exam.question_ids[place], ExamQuestion.is_current
            )
        )
        assert old is not None
        columns = {
            name: getattr(old, name)
            for name in ("org_id", "exam_id", "question_id", "position", "pool", "kind", "points", "body")
        }
        old.is_current = False
        await db.flush()
        db.add(
            ExamQuestion(
                **columns,
                version=old.version + 1,
                key=key.model_dump(mode="json"),
                created_at=old.created_at,
                created_by="test",
            )
        )
