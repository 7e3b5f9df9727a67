"""An exam that was sat, as rows: students, attempts, events, without the pages that make them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.attempts.rules import attempt_id_of, attempt_key, month_of
from assay.apps.veritas.exams.policies import MonitoringPolicy, ReviewPolicy
from assay.apps.veritas.models.attempts import AttemptStatus, ExamAttempt
from assay.apps.veritas.models.exams import Exam, ExamAssignment, ExamStatus
from assay.apps.veritas.models.people import Level, StudentProfile, TeacherExamPermission, TeacherProfile
from assay.apps.veritas.monitoring.kinds import BY_NAME
from assay.apps.veritas.permissions import ROLES
from assay.kernel.access.actor import Actor, ActorKind, person_id
from assay.kernel.ids import uuid7

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def person(org: UUID, role: str, label: str, account_id: UUID | None = None) -> Actor:
    return Actor(
        kind=ActorKind.ACCOUNT,
        account_id=account_id or uuid7(),
        org_id=org,
        roles={"veritas": role},
        permissions=frozenset(str(one) for one in ROLES[role]),
        label=label,
    )


@dataclass
class Sat:
    """An attempt and the next free number of its events."""

    row: ExamAttempt
    student: Actor
    seq: int = 0

    @property
    def attempt(self) -> int:
        return self.row.attempt


@dataclass
class Scene:
    db: AsyncSession
    org: UUID
    exam: Exam
    teachers: list[Actor]
    sat: list[Sat] = field(default_factory=list)

    async def attempt(self, name: str = "Asha Rao", **values: Any) -> Sat:
        """A submitted attempt of a new student; `values` overwrite its columns."""
        student = values.pop("student", None) or person(self.org, "student", name)
        assert student.account_id is not None
        student_id = person_id(self.org, student.account_id)
        if await self.db.get(StudentProfile, student_id) is None:
            self.db.add(
                StudentProfile(
                    org_id=self.org, student_id=student_id, account_id=student.account_id, name=name
                )
            )
            await self.db.flush()
        number = values.pop("number", 1)
        started = values.get("started_at", START)
        attempt_id = attempt_id_of(self.exam.exam_id, student_id, number)
        columns: dict[str, Any] = {
            "org_id": self.org,
            "attempt": attempt_key(attempt_id),
            "attempt_id": attempt_id,
            "exam_id": self.exam.exam_id,
            "student_id": student_id,
            "number": number,
            "attempt_month": month_of(started),
            "status": AttemptStatus.SUBMITTED,
            "started_at": started,
            "deadline_at": started + timedelta(hours=1),
            "submitted_at": started + timedelta(minutes=50),
            "form": {"questions": []},
            "answered": 3,
            "max_score": Decimal(10),
            "changed_at": started,
        }
        row = ExamAttempt(**{**columns, **values})
        self.db.add(row)
        await self.db.flush()
        made = Sat(row, student)
        self.sat.append(made)
        return made

    async def events(self, sat: Sat, *told: tuple[str, float], evidence: str = "") -> None:
        """Events by name, at seconds since the start."""
        rows = []
        for name, seconds in told:
            sat.seq += 1
            kind = BY_NAME[name]
            at = sat.row.started_at + timedelta(seconds=seconds)
            rows.append(
                {
                    "org_id": self.org,
                    "month": sat.row.attempt_month,
                    "attempt": sat.attempt,
                    "seq": sat.seq,
                    "kind": kind.number,
                    "severity": kind.severity,
                    "evidence": evidence or kind.evidence,
                    "at": at,
                    "mono": int(seconds * 1000),
                }
            )
        await self.db.execute(
            text(
                "INSERT INTO veritas.monitoring_events (org_id, attempt_month, attempt, seq, kind, severity, "
                "evidence, wall_at, monotonic_ms, received_at) "
                "VALUES (:org_id, :month, :attempt, :seq, :kind, :severity, :evidence, :at, :mono, :at)"
            ),
            rows,
        )

    async def leave(self, sat: Sat, times: int, seconds: float = 10, *, every: float = 60) -> None:
        """Leave the page `times` for `seconds`, and come back."""
        for index in range(times):
            begin = 100 + index * every
            await self.events(sat, ("page_hidden", begin), ("page_visible", begin + seconds))


async def make_exam(db: AsyncSession, org: UUID, teachers: Sequence[Actor], **values: Any) -> Scene:
    """A published exam that every one of `teachers` manages."""
    columns: dict[str, Any] = {
        "org_id": org,
        "exam_id": uuid7(),
        "title": "Mechanics",
        "status": ExamStatus.PUBLISHED,
        "opens_at": START - timedelta(hours=1),
        "closes_at": START + timedelta(hours=8),
        "duration_seconds": 3600,
        "template": {},
        "review_policy": ReviewPolicy().document(),
        "monitoring_policy": MonitoringPolicy(fullscreen=True).document(),
        "created_by": "Dr Iyer",
    }
    exam = Exam(**{**columns, **values})
    db.add(exam)
    await db.flush()
    for actor in teachers:
        assert actor.account_id is not None
        teacher_id = person_id(org, actor.account_id)
        if await db.get(TeacherProfile, teacher_id) is None:
            db.add(
                TeacherProfile(
                    org_id=org, teacher_id=teacher_id, account_id=actor.account_id, name=actor.label
                )
            )
            await db.flush()
        db.add(
            TeacherExamPermission(
                org_id=org, exam_id=exam.exam_id, teacher_id=teacher_id, level=Level.MANAGE, granted_by="test"
            )
        )
    await db.flush()
    return Scene(db, org, exam, list(teachers))


async def assign(scene: Scene, sat: Sat, **measures: Any) -> None:
    """Assign the exam to the student of `sat`, with accommodations."""
    scene.db.add(
        ExamAssignment(
            org_id=scene.org,
            student_id=sat.row.student_id,
            exam_id=scene.exam.exam_id,
            accommodations=measures,
            assigned_by="test",
        )
    )
    await scene.db.flush()
