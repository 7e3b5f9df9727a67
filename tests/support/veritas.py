"""A school with its people and an exam, speaking to Assay over HTTP as they would."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx

from assay.apps.veritas.exams.policies import MonitoringPolicy, ReviewPolicy
from assay.apps.veritas.exams.template import Template
from assay.apps.veritas.models.exams import Exam, ExamAssignment, ExamQuestion, ExamStatus
from assay.apps.veritas.models.people import (
    Level,
    StudentProfile,
    TeacherExamPermission,
    TeacherProfile,
)
from assay.kernel import clock
from assay.kernel.db.session import Database
from assay.kernel.ids import uuid7
from assay.kernel.questions.document import Body, Key, Option, QuestionType
from assay.kernel.settings import Settings
from tests.support import school
from tests.support.school import Caller, School

API = "/api/v1/veritas"


async def found(http: httpx.AsyncClient, database: Database, settings: Settings) -> School:
    """A fresh organisation without people."""
    return await school.found("veritas", http, database, settings)


async def make_teacher(school: School, name: str = "Teacher") -> Caller:
    """A signed-in teacher with a profile."""
    caller = await school.person("teacher", name)
    await school.add(
        TeacherProfile(
            org_id=school.org_id, teacher_id=caller.person_id, account_id=caller.account_id, name=name
        )
    )
    return caller


async def make_student(
    school: School, name: str = "Student", *, groups: Sequence[str] = (), is_minor: bool = False
) -> Caller:
    """A signed-in student with a profile."""
    caller = await school.person("student", name)
    await school.add(
        StudentProfile(
            org_id=school.org_id,
            student_id=caller.person_id,
            account_id=caller.account_id,
            name=name,
            groups=list(groups),
            is_minor=is_minor,
        )
    )
    return caller


def single(
    text: str = "Which is a prime?", right: str = "b", options: str = "abcd", **changes: Any
) -> dict[str, Any]:
    """Columns of a single-choice question."""
    body = Body(text=text, options=tuple(Option(id=one, text=f"Option {one}") for one in options))
    return _columns(QuestionType.SINGLE, body, Key(options=(right,)), **changes)


def multiple(
    text: str = "Which are even?", right: str = "ac", options: str = "abcd", **changes: Any
) -> dict[str, Any]:
    """Columns of a multiple-choice question."""
    body = Body(text=text, options=tuple(Option(id=one, text=f"Option {one}") for one in options))
    return _columns(QuestionType.MULTIPLE, body, Key(options=tuple(right)), **changes)


def numeric(text: str = "What is $6 \\cdot 7$?", value: str = "42", **changes: Any) -> dict[str, Any]:
    """Columns of a numeric question."""
    return _columns(QuestionType.NUMERIC, Body(text=text), Key(value=value), **changes)


def long_text(text: str = "Explain photosynthesis.", **changes: Any) -> dict[str, Any]:
    """Columns of a long-text question, which waits for a teacher."""
    return _columns(QuestionType.LONG, Body(text=text), Key(rubric="Light, water, sugar."), **changes)


def _columns(kind: QuestionType, body: Body, key: Key, **changes: Any) -> dict[str, Any]:
    return {
        "kind": kind,
        "body": body.model_dump(mode="json"),
        "key": key.model_dump(mode="json"),
        "points": Decimal(1),
        "pool": "",
        **changes,
    }


@dataclass(frozen=True, slots=True)
class MadeExam:
    exam_id: UUID
    question_ids: list[UUID] = field(default_factory=list)
    """In the exam's order."""


async def make_exam(
    school: School,
    *,
    teacher: Caller | None = None,
    students: Sequence[Caller] = (),
    questions: Sequence[dict[str, Any]] | int = 3,
    status: ExamStatus = ExamStatus.PUBLISHED,
    template: Template | None = None,
    monitoring: MonitoringPolicy | None = None,
    review: ReviewPolicy | None = None,
    **columns: Any,
) -> MadeExam:
    """A published exam, open since an hour and for a day, of 60 minutes, assigned to `students`.

    `questions` are columns (see `single`, `numeric`, ...), or how many single-choice ones to make.
    `columns` change any column of the exam.
    """
    now = clock.now()
    exam = Exam(
        **{
            "org_id": school.org_id,
            "title": "Number theory",
            "instructions": "Answer every question.",
            "status": status,
            "opens_at": now - timedelta(hours=1),
            "closes_at": now + timedelta(days=1),
            "duration_seconds": 3600,
            "grace_seconds": 30,
            "template": (template or Template()).document(),
            "review_policy": (review or ReviewPolicy()).document(),
            "monitoring_policy": (monitoring or MonitoringPolicy()).document(),
            "created_by": teacher.email if teacher else "test",
            "published_at": None if status is ExamStatus.DRAFT else now,
            **columns,
        }
    )
    if isinstance(questions, int):
        questions = [single(f"Question {number}: which is right?") for number in range(1, questions + 1)]
    await school.add(exam)
    ids = [uuid7() for _ in questions]
    rows: list[object] = [
        ExamQuestion(
            org_id=school.org_id,
            exam_id=exam.exam_id,
            question_id=question_id,
            version=1,
            position=place,
            created_at=now,
            created_by="test",
            **columns_of,
        )
        for place, (question_id, columns_of) in enumerate(zip(ids, questions, strict=True), start=1)
    ]
    if teacher is not None:
        rows.append(
            TeacherExamPermission(
                org_id=school.org_id,
                exam_id=exam.exam_id,
                teacher_id=teacher.person_id,
                level=Level.MANAGE,
                granted_by="test",
            )
        )
    rows += [
        ExamAssignment(
            org_id=school.org_id, student_id=one.person_id, exam_id=exam.exam_id, assigned_by="test"
        )
        for one in students
    ]
    await school.add(*rows)
    return MadeExam(exam.exam_id, ids)


async def start_attempt(student: Caller, exam_id: UUID, consent: str = "1") -> dict[str, Any]:
    """Start; what the page is told (attempt_id, device, key, deadline_at, ...)."""
    answer = await student.post(f"/student/exams/{exam_id}/start", {"consent": consent})
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


def answer_of(
    question_id: UUID | str, response: dict[str, Any], revision: int = 1, typed_at: datetime | None = None
) -> dict[str, Any]:
    """One revision as a page sends it."""
    return {
        "question_id": str(question_id),
        "revision": revision,
        "response": response,
        "typed_at": (typed_at or clock.now()).isoformat(),
    }


async def save(student: Caller, attempt_id: str, *answers: dict[str, Any], device: int = 1) -> httpx.Response:
    """Send revisions."""
    return await student.put(
        f"/student/attempts/{attempt_id}/answers", {"device": device, "answers": list(answers)}
    )


async def submit(student: Caller, attempt_id: str, device: int | None = None) -> httpx.Response:
    return await student.post(f"/student/exams/{attempt_id}/submit", {"device": device})
