"""Events over HTTP until they are durable, against bare COPY of the same rows, side by side in one run.

`assay serve` as it is run, and a client that has every body signed beforehand. The limit is one connection
that copies the same rows, in the driver's binary format, into a table with the same columns, key and index
but no policy. The two take turns in halves, so that a machine that is busy elsewhere disturbs both alike.
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from assay.apps.veritas.attempts.rules import attempt_id_of, attempt_key, monitor_key, month_of
from assay.apps.veritas.models.attempts import ExamAttempt
from assay.apps.veritas.models.exams import Exam, ExamStatus
from assay.apps.veritas.monitoring import batch as wire
from assay.apps.veritas.monitoring.batch import MOST_EVENTS
from assay.apps.veritas.monitoring.kinds import SENDABLE
from assay.apps.veritas.monitoring.rules import GENESIS
from assay.kernel.db.session import Database
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings

PATH = "/api/v1/veritas/monitor/events"
AT_ONCE = 64
COLUMNS = (
    "org_id", "attempt_month", "attempt", "seq", "kind", "severity", "evidence", "wall_at", "monotonic_ms",
    "received_at", "duration_ms", "data",
)  # fmt: skip
NAMES = [name for name in SENDABLE if name not in ("other", "agent_report", "face_count")]


@dataclass(frozen=True, slots=True)
class Load:
    """Bodies to send, one list for each attempt (in order), and the same events as rows."""

    bodies: list[list[bytes]]
    rows: list[list[tuple[Any, ...]]]

    @property
    def events(self) -> int:
        return sum(len(rows) for rows in self.rows)


@dataclass(frozen=True, slots=True)
class Rates:
    """Events a second."""

    events: int
    http: float
    copy: float

    @property
    def ratio(self) -> float:
        return self.http / self.copy

    def document(self) -> dict[str, float]:
        return {
            "events": self.events,
            "http_events_per_second": round(self.http),
            "copy_events_per_second": round(self.copy),
            "ratio": round(self.ratio, 3),
        }


async def prepare(
    database: Database, settings: Settings, org_id: UUID, *, events: int, attempts: int
) -> Load:
    """`attempts` running sittings as rows, and `events` events of theirs, signed in batches of 500."""
    now = datetime.now(UTC)
    async with database.transaction(org_id=org_id) as db:
        exam = Exam(
            org_id=org_id, exam_id=uuid7(), title="Ingest", status=ExamStatus.PUBLISHED, opens_at=now,
            closes_at=now.replace(year=now.year + 1), duration_seconds=3600, template={}, review_policy={},
            monitoring_policy={}, created_by="bench",
        )  # fmt: skip
        db.add(exam)
        await db.flush()
        ids = [attempt_id_of(exam.exam_id, uuid7(), 1) for _ in range(attempts)]
        db.add_all(
            ExamAttempt(
                org_id=org_id, attempt=attempt_key(one), attempt_id=one, exam_id=exam.exam_id,
                student_id=uuid7(), number=1, attempt_month=month_of(now), started_at=now,
                deadline_at=now.replace(year=now.year + 1), form={"questions": []}, max_score=Decimal(1),
                changed_at=now,
            )
            for one in ids
        )  # fmt: skip
    each = max(1, events // attempts // MOST_EVENTS)
    load = Load([], [])
    for one in ids:
        key = monitor_key(settings.secret_bytes("hmac_key"), one, 1)
        load.bodies.append(_signed(org_id, one, key, each, round(now.timestamp() * 1000)))
        load.rows.append([_row(org_id, one, now, seq) for seq in range(1, each * MOST_EVENTS + 1)])
    return load


def _signed(org_id: UUID, attempt_id: UUID, key: bytes, batches: int, start: int) -> list[bytes]:
    previous, bodies = GENESIS, []
    for index in range(batches):
        first = index * MOST_EVENTS + 1
        told = [(NAMES[i % len(NAMES)], start + (first + i) * 10) for i in range(MOST_EVENTS)]
        made = wire.make(
            org_id=org_id, attempt_id=attempt_id, first_seq=first, events=told, previous=previous
        )
        body, previous = wire.write(made, key)
        bodies.append(body)
    return bodies


def _row(org_id: UUID, attempt_id: UUID, now: datetime, seq: int) -> tuple[Any, ...]:
    kind = SENDABLE[NAMES[seq % len(NAMES)]]
    attempt = attempt_key(attempt_id)
    return (
        org_id,
        month_of(now),
        attempt,
        seq,
        kind.number,
        kind.severity,
        "B",
        now,
        seq * 10,
        now,
        None,
        None,
    )


async def send(http: httpx.AsyncClient, bodies: list[list[bytes]]) -> float:
    """Send every batch, those of one attempt in order, `AT_ONCE` attempts at a time; the seconds it took."""
    waiting = list(bodies)

    async def page() -> None:
        while waiting:
            for body in waiting.pop():
                answer = await http.post(PATH, content=body)
                if answer.status_code != 202:
                    raise RuntimeError(f"{answer.status_code}: {answer.text[:200]}")

    started = time.perf_counter()
    await asyncio.gather(*(page() for _ in range(AT_ONCE)))
    return time.perf_counter() - started


async def bare_copy(connection: asyncpg.Connection, rows: list[list[tuple[Any, ...]]]) -> float:
    """COPY the rows, a transaction for each attempt; the seconds it took."""
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS veritas.bare_events (LIKE veritas.monitoring_events INCLUDING ALL)"
    )
    started = time.perf_counter()
    for records in rows:
        await connection.copy_records_to_table(
            "bare_events", schema_name="veritas", columns=COLUMNS, records=records
        )
    return time.perf_counter() - started


async def compare(http: httpx.AsyncClient, connection: asyncpg.Connection, load: Load) -> Rates:
    """Both ways, in two alternating halves. Raises AssertionError if an event was lost or doubled."""
    middle = len(load.bodies) // 2
    over_http = copied = 0.0
    for part in (slice(None, middle), slice(middle, None)):
        copied += await bare_copy(connection, load.rows[part])
        over_http += await send(http, load.bodies[part])
    return Rates(load.events, load.events / over_http, load.events / copied)
