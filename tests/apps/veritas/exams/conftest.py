"""A school with teachers, signed in over HTTP, and what they send."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from assay.kernel import clock
from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from tests.support import veritas
from tests.support.school import Caller, School


def exam_body(**changes: Any) -> dict[str, Any]:
    """An exam of an hour, open for a day from tomorrow."""
    start = clock.now() + timedelta(days=1)
    return {
        "title": "Algebra, mid-term",
        "opens_at": start.isoformat(),
        "closes_at": (start + timedelta(days=1)).isoformat(),
        "duration_minutes": 60,
        **changes,
    }


def question_body(text: str = "Which is prime?", right: str = "b", **changes: Any) -> dict[str, Any]:
    options = [{"id": "a", "text": "4"}, {"id": "b", "text": "7"}]
    return {
        "kind": "single_choice",
        "title": "Primes",
        "body": {"text": text, "options": options},
        "key": {"options": [right] if right else []},
        **changes,
    }


def told(answer: httpx.Response) -> dict[str, str]:
    """Field to message of a refused request."""
    return {one["field"]: one["message"] for one in answer.json().get("errors", [])}


@dataclass(frozen=True, slots=True)
class Staff:
    school: School
    teacher: Caller
    other: Caller

    async def exam(self, *questions: dict[str, Any], **changes: Any) -> str:
        """A draft with these questions; its id."""
        made = await self.teacher.post("/teacher/exams", exam_body(**changes))
        assert made.status_code == 201, made.text
        exam_id: str = made.json()["exam_id"]
        for one in questions:
            added = await self.teacher.post(f"/teacher/exams/{exam_id}/questions", one)
            assert added.status_code == 201, added.text
        return exam_id

    async def published(self, *questions: dict[str, Any], **changes: Any) -> str:
        exam_id = await self.exam(*(questions or (question_body(),)), **changes)
        answer = await self.teacher.post(f"/teacher/exams/{exam_id}/publish")
        assert answer.status_code == 200, answer.text
        return exam_id


@pytest.fixture
async def staff(client: httpx.AsyncClient, savepoint: Database, settings: Settings) -> Staff:
    school = await veritas.found(client, savepoint, settings)
    teacher = await school.person("teacher", "Dr Iyer")
    other = await veritas.make_teacher(school, "Dr Bose")
    return Staff(school, teacher, other)
