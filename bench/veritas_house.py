"""A throw-away school in a temporary folder: two who look over HTTP; attempts and events as rows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from sqlalchemy import insert
from tests.support.school import Caller, School
from tests.support.veritas import MadeExam, found, make_exam, make_student, make_teacher

from assay.apps.veritas.attempts.rules import attempt_id_of, attempt_key, month_of
from assay.apps.veritas.dashboards import queries_figures
from assay.apps.veritas.dashboards import service as dashboards
from assay.apps.veritas.models.attempts import AnswerGrade, AttemptAnswer, AttemptStatus, ExamAttempt
from assay.apps.veritas.models.exams import ExamAssignment
from assay.apps.veritas.models.people import StudentProfile
from assay.apps.veritas.monitoring.kinds import SENDABLE
from assay.kernel import clock
from assay.kernel.db.session import Role
from assay.kernel.ids import uuid7
from bench.serving import served

CLASS = 100
"""Attempts of one exam."""
TAUGHT = 20
"""Exams that the teacher who looks may see, of all there are."""
NAMES = [name for name in SENDABLE if name not in ("other", "agent_report", "face_count")]


@dataclass(slots=True)
class House:
    """`admin` is a superuser's connection: it fills tables, and measures limits and scans."""

    school: School
    http: httpx.AsyncClient
    admin: Any
    teacher: Caller
    student: Caller
    exams: list[MadeExam] = field(default_factory=list)
    """Those that are over; the teacher who looks may see the first TAUGHT of them."""
    own: list[UUID] = field(default_factory=list)
    """The attempts of the student who looks, at those exams."""
    live: UUID | None = None
    """The exam that is being sat."""

    async def settle(self) -> None:
        """Write out what is dirty, and let the planner know what there is."""
        await self.admin.execute("ANALYZE")
        await self.admin.execute("CHECKPOINT")


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    """Started from nothing, and gone afterwards; the web server is a process of its own."""
    async with served() as place, httpx.AsyncClient(base_url=place.web.url, timeout=120) as http:
        admin = await asyncpg.connect(place.admin_url.replace("+asyncpg", ""))
        try:
            school = await found(http, place.database, place.settings)
            teacher, student = await make_teacher(school), await make_student(school)
            yield House(school, http, admin, teacher, student)
        finally:
            await admin.close()


async def fill(rig: House, attempts: int, live: int) -> None:
    """Exams of CLASS graded attempts each, and one that `live` sit now; figures as jobs would keep them."""
    count = max(2, attempts // CLASS)
    me = rig.student.person_id
    others = [uuid7() for _ in range(max(CLASS * 10, live))]
    await _students(rig, others)
    for number in range(count):
        mine = number < TAUGHT
        sitters = [others[(number * CLASS + k) % len(others)] for k in range(CLASS)]
        exam = await make_exam(
            rig.school, teacher=rig.teacher if mine else None, questions=5, title=f"Exam {number + 1}"
        )
        rig.exams.append(exam)
        made = await _attempts(rig, exam, [me, *sitters[1:]] if mine else sitters, running=False)
        rig.own += made[:1] if mine else []
    now = await make_exam(rig.school, teacher=rig.teacher, questions=5, title="Sat now")
    await _attempts(rig, now, others[:live], running=True)
    rig.live = now.exam_id
    async with rig.school.database.transaction(role=Role.APP, org_id=rig.school.org_id) as db:
        for exam in (*rig.exams, now):
            await dashboards.update_performance_metrics(db, rig.school.org_id, exam.exam_id)
        await dashboards.update_student_profile_stats(db, rig.school.org_id, [me, *others])
    async with rig.school.database.transaction(role=Role.SYSTEM) as db:
        await queries_figures.refresh_views(db)


async def _rows(rig: House, table: type[Any], rows: list[dict[str, Any]]) -> None:
    async with rig.school.database.transaction(role=Role.APP, org_id=rig.school.org_id) as db:
        await db.execute(insert(table), [{"org_id": rig.school.org_id, **row} for row in rows])


async def _students(rig: House, people: list[UUID]) -> None:
    await _rows(
        rig,
        StudentProfile,
        [{"student_id": one, "account_id": uuid7(), "name": f"Student {n}"} for n, one in enumerate(people)],
    )


async def _attempts(rig: House, exam: MadeExam, sitters: list[UUID], *, running: bool) -> list[UUID]:
    """Attempts with answers and grades, one for each of `sitters`; their ids."""
    now = clock.now()
    begun = now - timedelta(minutes=50)
    closed: dict[str, Any] = {"status": AttemptStatus.RUNNING}
    if not running:
        closed = {"status": AttemptStatus.GRADED, "submitted_at": now, "graded_at": now}
    ids = {one: attempt_id_of(exam.exam_id, one, 1) for one in sitters}
    right = {
        one: [n % 3 != place % 3 for place, _q in enumerate(exam.question_ids)]
        for n, one in enumerate(sitters)
    }
    answers = [
        (attempt_key(ids[one]), question, good)
        for one in sitters
        for question, good in zip(exam.question_ids, right[one], strict=True)
    ]
    await _rows(
        rig,
        ExamAssignment,
        [{"student_id": one, "exam_id": exam.exam_id, "assigned_by": "bench"} for one in sitters],
    )
    await _rows(
        rig,
        ExamAttempt,
        [
            {
                "attempt": attempt_key(ids[one]), "attempt_id": ids[one], "exam_id": exam.exam_id,
                "student_id": one, "number": 1, "attempt_month": month_of(begun), "started_at": begun,
                "deadline_at": now + timedelta(hours=2), "form": {"questions": []},
                "answered": len(exam.question_ids), "score": None if running else Decimal(sum(right[one])),
                "max_score": Decimal(len(exam.question_ids)), "last_seen_at": now, "changed_at": now,
                **closed,
            }
            for one in sitters
        ],
    )  # fmt: skip
    await _rows(
        rig,
        AttemptAnswer,
        [
            {
                "attempt": attempt, "question_id": question, "revision": 1, "typed_at": now,
                "response": {"options": ["b" if good else "a"]}, "received_at": now, "device": 1,
            }
            for attempt, question, good in answers
        ],
    )  # fmt: skip
    if not running:
        await _rows(
            rig,
            AnswerGrade,
            [
                {
                    "attempt": attempt, "question_id": question, "grading": 1, "question_version": 1,
                    "score": Decimal(int(good)), "max_score": Decimal(1), "graded_by": "key",
                    "graded_at": now,
                }
                for attempt, question, good in answers
            ],
        )  # fmt: skip
    return list(ids.values())


_EVENTS = """
INSERT INTO veritas.monitoring_events (org_id, attempt_month, attempt, seq, kind, severity, evidence, wall_at,
                                       monotonic_ms, received_at)
SELECT a.org_id, a.attempt_month, a.attempt, n, k.kinds[1 + n % cardinality(k.kinds)],
       k.severities[1 + n % cardinality(k.kinds)], 'B', a.started_at + n * interval '1 second', n * 1000,
       a.started_at + n * interval '1 second'
FROM (SELECT * FROM veritas.exam_attempts WHERE $2 OR exam_id = $3 ORDER BY attempt) a,
     generate_series(a.last_seq + 1, $1::bigint) AS n,
     (SELECT $4::smallint[] AS kinds, $5::smallint[] AS severities) k
"""
_COUNTERS = """
INSERT INTO veritas.event_counters (org_id, attempt, kind, exam_id, events, duration_ms, first_at, last_at)
SELECT a.org_id, a.attempt, e.kind, a.exam_id, count(*), 0, min(e.wall_at), max(e.wall_at)
FROM veritas.monitoring_events e JOIN veritas.exam_attempts a USING (attempt)
GROUP BY a.org_id, a.attempt, e.kind, a.exam_id
ON CONFLICT (attempt, kind) DO UPDATE
   SET events = excluded.events, first_at = excluded.first_at, last_at = excluded.last_at
"""


async def add_events(rig: House, upto: int, *, exam: MadeExam | None = None) -> None:
    """Give every attempt (of `exam`, or of all) events up to number `upto`."""
    kinds = [SENDABLE[name] for name in NAMES]
    await rig.admin.execute(
        _EVENTS,
        upto,
        exam is None,
        exam.exam_id if exam else None,
        [one.number for one in kinds],
        [one.severity for one in kinds],
    )
    await rig.admin.execute(
        "UPDATE veritas.exam_attempts SET events = $1, last_seq = $1 "
        "WHERE events < $1 AND ($2 OR exam_id = $3)",
        upto,
        exam is None,
        exam.exam_id if exam else None,
    )


async def count_events(rig: House) -> None:
    """Bring the counters to what an ingest would have kept."""
    await rig.admin.execute(_COUNTERS)
