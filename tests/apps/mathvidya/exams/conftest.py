"""A student of class X with a plan, in an organisation with questions and templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from assay.apps.mathvidya.bank import service as bank
from assay.apps.mathvidya.bank.content.all import questions
from assay.apps.mathvidya.bank.document import ClassLevel, Kind, Question, Unit
from assay.apps.mathvidya.jobspecs import CLOSE_OVERDUE
from assay.apps.mathvidya.papers import service as papers
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Database, Role
from assay.kernel.ids import uuid7
from assay.kernel.jobs import NoArgs, defer
from tests.support.mathvidya import make_plan, make_student, subscribe
from tests.support.school import Caller, School


@dataclass(frozen=True, slots=True)
class Pupil:
    """A student who may sit exams, and the templates by code."""

    school: School
    caller: Caller
    templates: dict[str, str]

    async def generate(self, code: str, **more: Any) -> dict[str, Any]:
        body = {"template_id": self.templates[code], "key": str(uuid7()), "seed": 7, **more}
        answer = await self.caller.post("/exams", body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def started(self, code: str) -> dict[str, Any]:
        made = await self.generate(code)
        answer = await self.caller.post(f"/exams/{made['exam_id']}/start")
        assert answer.status_code == 200, answer.text
        sitting: dict[str, Any] = answer.json()
        return sitting

    async def begun_earlier(self, database: Database, by: timedelta) -> None:
        """Every exam of the organisation began `by` earlier."""
        async with database.transaction(org_id=self.school.org_id) as db:
            await db.execute(
                text(
                    "UPDATE mathvidya.exam_instances SET started_at = started_at - CAST(:by AS interval),"
                    " deadline_at = deadline_at - CAST(:by AS interval),"
                    " uploads_until = uploads_until - CAST(:by AS interval) WHERE started_at IS NOT NULL"
                ),
                {"by": by},
            )

    async def clock_ticks(self) -> None:
        """What the worker does every few seconds with exams whose time is up."""
        async with self.school.database.transaction(role=Role.SYSTEM) as db:
            await defer(db, system_actor(None, "clock"), CLOSE_OVERDUE, NoArgs())
        await self.school.work()


ALGEBRA = [one for one in questions(ClassLevel.X) if one.unit is Unit.ALGEBRA]
TRIGONOMETRY = [
    one
    for one in questions(ClassLevel.X)
    if one.unit is Unit.TRIGONOMETRY and (one.kind is not Kind.VSA or one.parts[0].typed)
]
"""Every very short answer of it may be typed as well."""


@pytest.fixture
async def pupil(school: School, savepoint: Database) -> Pupil:
    """The bank holds algebra only, which is quicker."""
    return await _pupil(school, savepoint, ALGEBRA)


@pytest.fixture
async def typing_pupil(school: School, savepoint: Database) -> Pupil:
    return await _pupil(school, savepoint, TRIGONOMETRY)


@pytest.fixture
async def board_pupil(school: School, savepoint: Database) -> Pupil:
    """The bank holds all of class X."""
    return await _pupil(school, savepoint, questions(ClassLevel.X))


async def _pupil(school: School, savepoint: Database, stock: Sequence[Question]) -> Pupil:
    async with savepoint.transaction(org_id=school.org_id) as db:
        await bank.set_up(db, school.org_id, stock)
        rows = await papers.templates(db, school.org_id)
        templates = {row.code: str(row.template_id) for row in rows}
    caller = await make_student(school)
    await subscribe(school, caller, await make_plan(school, monthly_exams=3))
    return Pupil(school, caller, templates)
