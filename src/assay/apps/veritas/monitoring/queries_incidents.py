"""SQL of incidents, and of what the server itself observes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, DateTime, Text, bindparam, func, select, text, update
from sqlalchemy import Uuid as UuidType

from assay.apps.veritas.models.attempts import ExamAttempt
from assay.apps.veritas.models.monitoring import MonitoringEvent, MonitoringIncident
from assay.apps.veritas.monitoring.batch import OWN_STREAM
from assay.apps.veritas.monitoring.kinds import Kind
from assay.apps.veritas.monitoring.rules import Finding, Incident
from assay.kernel.db.base import Json
from assay.kernel.db.session import Session
from assay.kernel.ids import uuid5_of


@dataclass(frozen=True, slots=True)
class Noticed:
    """A finding about an attempt."""

    attempt: int
    attempt_id: UUID
    exam_id: UUID
    finding: Finding

    @property
    def incident_id(self) -> UUID:
        """The same finding about the same number is the same incident, however often it is noticed."""
        parts: list[object] = [self.finding.kind.value, self.finding.at]
        if self.finding.kind is Incident.GAP:
            parts.append(self.finding.details["last"])
        return uuid5_of(self.attempt_id, *parts)


_INCIDENTS = text(
    """
    INSERT INTO veritas.monitoring_incidents (org_id, attempt, incident_id, exam_id, kind, details,
                                              noticed_at)
    SELECT :org_id, q.attempt, q.incident_id, q.exam_id, q.kind, q.details::jsonb, :now
      FROM unnest(:attempts, :ids, :exams, :kinds, :details)
           AS q(attempt, incident_id, exam_id, kind, details)
    ON CONFLICT (attempt, incident_id) DO NOTHING
    """
).bindparams(
    bindparam("attempts", type_=ARRAY(BigInteger)),
    *(bindparam(name, type_=ARRAY(UuidType)) for name in ("ids", "exams")),
    *(bindparam(name, type_=ARRAY(Text)) for name in ("kinds", "details")),
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("org_id", type_=UuidType),
)
_RECOUNT = text(
    """
    UPDATE veritas.exam_attempts AS a
       SET incidents = (SELECT count(*) FROM veritas.monitoring_incidents i
                         WHERE i.org_id = a.org_id AND i.attempt = a.attempt),
           changed_at = :now, updated_at = :now
     WHERE a.org_id = :org_id AND a.attempt = ANY(:attempts)
    """
).bindparams(bindparam("attempts", type_=ARRAY(BigInteger)), bindparam("now", type_=DateTime(timezone=True)))


async def insert_incidents(db: Session, org_id: UUID, noticed: Sequence[Noticed], now: datetime) -> None:
    """Keep what is not kept yet."""
    if not noticed:
        return
    await db.execute(
        _INCIDENTS,
        {
            "org_id": org_id,
            "now": now,
            "attempts": [one.attempt for one in noticed],
            "ids": [one.incident_id for one in noticed],
            "exams": [one.exam_id for one in noticed],
            "kinds": [one.finding.kind.value for one in noticed],
            "details": [json.dumps(one.finding.details) for one in noticed],
        },
    )


async def drop_filled_gaps(
    db: Session, org_id: UUID, attempts: Sequence[int], open_gaps: Sequence[Noticed]
) -> None:
    """Forget the gaps of `attempts` that are no longer there. What stays: that a batch came out of order."""
    await db.execute(
        text(
            "DELETE FROM veritas.monitoring_incidents WHERE org_id = :org_id AND attempt = ANY(:attempts) "
            "AND kind = 'gap' AND NOT incident_id = ANY(:still)"
        ).bindparams(
            bindparam("attempts", type_=ARRAY(BigInteger)), bindparam("still", type_=ARRAY(UuidType))
        ),
        {"org_id": org_id, "attempts": list(attempts), "still": [one.incident_id for one in open_gaps]},
    )


async def recount(db: Session, org_id: UUID, attempts: Sequence[int], now: datetime) -> None:
    """Bring the number of incidents of `attempts` up to date."""
    if attempts:
        await db.execute(_RECOUNT, {"org_id": org_id, "attempts": sorted(attempts), "now": now})


async def add_own_event(
    db: Session, attempt: ExamAttempt, kind: Kind, now: datetime, data: Json | None
) -> int:
    """Store what the server observed; its number. The update of the attempt is the lock on its numbers."""
    await db.execute(
        update(ExamAttempt)
        .where(ExamAttempt.org_id == attempt.org_id, ExamAttempt.attempt == attempt.attempt)
        .values(events=ExamAttempt.events + 1, changed_at=now)
    )
    last = await db.scalar(
        select(func.max(MonitoringEvent.seq)).where(
            MonitoringEvent.org_id == attempt.org_id,
            MonitoringEvent.attempt_month == attempt.attempt_month,
            MonitoringEvent.attempt == attempt.attempt,
            MonitoringEvent.seq > OWN_STREAM,
        )
    )
    number = (last or OWN_STREAM) + 1
    db.add(
        MonitoringEvent(
            org_id=attempt.org_id,
            attempt_month=attempt.attempt_month,
            attempt=attempt.attempt,
            seq=number,
            kind=kind.number,
            severity=kind.severity,
            evidence=kind.evidence,
            wall_at=now,
            monotonic_ms=round(now.timestamp() * 1000),
            received_at=now,
            duration_ms=None,
            data=data,
        )
    )
    await db.flush()
    return number


async def of_attempt(db: Session, org_id: UUID, attempt: int) -> Sequence[MonitoringIncident]:
    """The incidents of an attempt in the order in which they were noticed."""
    found = await db.scalars(
        select(MonitoringIncident)
        .where(MonitoringIncident.org_id == org_id, MonitoringIncident.attempt == attempt)
        .order_by(MonitoringIncident.noticed_at, MonitoringIncident.incident_id)
    )
    return found.all()
