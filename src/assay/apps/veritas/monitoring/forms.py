"""What the API says about a recorded sitting."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from assay.apps.veritas.models.monitoring import MonitoringEvent, MonitoringIncident
from assay.apps.veritas.monitoring.batch import DEVICE_BITS, OWN_STREAM
from assay.apps.veritas.monitoring.kinds import BY_NUMBER, OTHER
from assay.kernel.db.base import Json


class BatchOut(BaseModel):
    """The events are durable. The same batch again gets the same answer."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"first_seq": 1, "last_seq": 12, "digest": "9f86d081884c7d65" * 4}}
    )

    first_seq: int
    last_seq: int
    digest: str


class EventOut(BaseModel):
    """`number` counts within one device; device 0 is the server itself."""

    seq: int
    device: int
    number: int
    kind: str
    says: str
    severity: int
    evidence: str
    wall_at: datetime
    received_at: datetime
    duration_ms: int | None
    data: Json | None

    @classmethod
    def of(cls, event: MonitoringEvent) -> "EventOut":
        kind = BY_NUMBER.get(event.kind, OTHER)
        own = event.seq > OWN_STREAM
        return cls(
            seq=event.seq,
            device=0 if own else (event.seq - 1 >> DEVICE_BITS) + 1,
            number=event.seq - OWN_STREAM if own else (event.seq - 1 & (1 << DEVICE_BITS) - 1) + 1,
            kind=kind.name,
            says=kind.says,
            severity=event.severity,
            evidence=event.evidence,
            wall_at=event.wall_at,
            received_at=event.received_at,
            duration_ms=event.duration_ms,
            data=event.data,
        )


class IncidentOut(BaseModel):
    kind: str
    details: dict[str, Any]
    noticed_at: datetime

    @classmethod
    def of(cls, incident: MonitoringIncident) -> "IncidentOut":
        return cls(kind=incident.kind, details=incident.details, noticed_at=incident.noticed_at)


class CounterOut(BaseModel):
    kind: str
    says: str
    events: int
    duration_ms: int


class MonitoringOut(BaseModel):
    """The record of an attempt: a page of its events, its incidents, its counts, and its seal."""

    attempt_id: UUID
    events_total: int
    events: list[EventOut]
    next: str | None
    incidents: list[IncidentOut]
    counters: list[CounterOut]
    root: str | None
    proves: list[str]
    does_not_prove: list[str]
