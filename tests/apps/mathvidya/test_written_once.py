"""What is written once: the database refuses to let the application change or delete it."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from tests.apps.mathvidya.sat import make_parent, make_student

REFUSED = [
    "UPDATE mathvidya.question_marks SET marks = 1",
    "DELETE FROM mathvidya.question_marks",
    "UPDATE mathvidya.questions SET document = '{}'",
    "UPDATE mathvidya.questions SET marks = 1",
    "DELETE FROM mathvidya.questions",
    "UPDATE mathvidya.exam_templates SET blueprint = '{}'",
    "DELETE FROM mathvidya.exam_templates",
    "UPDATE mathvidya.student_mcq_answers SET chosen = '{a}'",
    "DELETE FROM mathvidya.student_mcq_answers",
    "UPDATE mathvidya.mark_checks SET given = 1",
    "DELETE FROM mathvidya.answer_sheet_uploads",
    "DELETE FROM mathvidya.evaluations",
    "UPDATE mathvidya.subscriptions SET terms = '{}'",
    "DELETE FROM mathvidya.subscription_usage",
    "DELETE FROM mathvidya.usage_entries",
    "DELETE FROM mathvidya.parent_student_mappings",
    "UPDATE mathvidya.notifications SET title = 'Something else'",
    "TRUNCATE mathvidya.exam_instances CASCADE",
]


@pytest.mark.parametrize("statement", REFUSED)
async def test_database_refuses(db: AsyncSession, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with db.begin_nested():
            await db.execute(text(statement))


async def test_no_mapping_is_confirmed_without_consent(db: AsyncSession, org: UUID) -> None:
    _actor, student = await make_student(db, org)
    await make_parent(db, org, student)
    with pytest.raises(IntegrityError, match="ck_parent_student_mappings"):
        async with db.begin_nested():
            await db.execute(text("UPDATE mathvidya.parent_student_mappings SET consent_at = NULL"))
