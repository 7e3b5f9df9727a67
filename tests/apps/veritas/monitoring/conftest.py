"""A running attempt as rows, and its page as the test plays it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.attempts.rules import attempt_id_of, attempt_key, monitor_key, month_of
from assay.apps.veritas.exams.policies import MonitoringPolicy, ReviewPolicy
from assay.apps.veritas.models.attempts import ExamAttempt
from assay.apps.veritas.models.exams import Exam, ExamStatus
from assay.apps.veritas.monitoring import batch as wire
from assay.apps.veritas.monitoring.rules import GENESIS
from assay.kernel import clock
from assay.kernel.db.session import Database, Role
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings

URL = "/api/v1/veritas/monitor/events"


async def put_exam(db: AsyncSession, org: UUID) -> Exam:
    now = clock.now()
    exam = Exam(
        org_id=org,
        exam_id=uuid7(),
        title="Mechanics",
        status=ExamStatus.PUBLISHED,
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=8),
        duration_seconds=3600,
        template={},
        review_policy=ReviewPolicy().document(),
        monitoring_policy=MonitoringPolicy().document(),
        created_by="Dr Iyer",
    )
    db.add(exam)
    await db.flush()
    return exam


async def put_attempt(db: AsyncSession, exam: Exam, **values: Any) -> ExamAttempt:
    now = clock.now()
    student_id = values.pop("student_id", None) or uuid7()
    attempt_id = attempt_id_of(exam.exam_id, student_id, 1)
    columns: dict[str, Any] = {
        "org_id": exam.org_id,
        "attempt": attempt_key(attempt_id),
        "attempt_id": attempt_id,
        "exam_id": exam.exam_id,
        "student_id": student_id,
        "number": 1,
        "attempt_month": month_of(now),
        "started_at": now - timedelta(minutes=10),
        "deadline_at": now + timedelta(minutes=50),
        "form": {"questions": []},
        "max_score": Decimal(10),
        "changed_at": now,
    }
    row = ExamAttempt(**{**columns, **values})
    db.add(row)
    await db.flush()
    return row


@dataclass
class Monitor:
    """The page's module: numbers, chain, clock (milliseconds), and what was sent."""

    http: httpx.AsyncClient
    settings: Settings
    org: UUID
    attempt: ExamAttempt
    device: int = 1
    number: int = 1
    previous: bytes = GENESIS
    at: int = field(default_factory=lambda: round(clock.now().timestamp() * 1000))

    @property
    def key(self) -> bytes:
        return monitor_key(self.settings.secret_bytes("hmac_key"), self.attempt.attempt_id, self.device)

    def batch(self, *kinds: str) -> bytes:
        """The next batch, signed; 5 seconds pass."""
        events = [(kind, self.at + index) for index, kind in enumerate(kinds or ("heartbeat",))]
        made = wire.make(
            org_id=self.org,
            attempt_id=self.attempt.attempt_id,
            first_seq=self.number,
            events=events,
            previous=self.previous,
            device=self.device,
        )
        sent, self.previous = wire.write(made, self.key)
        self.number += len(events)
        self.at += 5_000
        return sent

    async def send(self, body: bytes, **headers: str) -> httpx.Response:
        return await self.http.post(URL, content=body, headers={"content-type": "text/plain", **headers})


@pytest.fixture
async def exam(savepoint: Database, org: UUID) -> Exam:
    async with savepoint.transaction(role=Role.APP, org_id=org) as db:
        return await put_exam(db, org)


@pytest.fixture
async def attempt(savepoint: Database, org: UUID, exam: Exam) -> ExamAttempt:
    async with savepoint.transaction(role=Role.APP, org_id=org) as db:
        return await put_attempt(db, exam)


@pytest.fixture
def monitor(
    client: httpx.AsyncClient, app: FastAPI, settings: Settings, org: UUID, attempt: ExamAttempt
) -> Monitor:
    return Monitor(client, settings, org, attempt)


Rows = Callable[[str], Any]


@pytest.fixture
def rows(savepoint: Database, org: UUID) -> Rows:
    """`await rows("SELECT ...")`: rows the organisation may see."""

    async def fetch(query: str) -> list[tuple[Any, ...]]:
        async with savepoint.transaction(role=Role.APP, org_id=org) as db:
            return [tuple(row) for row in (await db.execute(text(query))).all()]

    return fetch
