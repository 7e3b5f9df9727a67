"""What the desk shows: scripts of the board, and teachers with their work."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assay.apps.mathvidya.models.evaluations import EvaluationState, Purpose, SlaState
from assay.kernel.db.base import Json


@dataclass(frozen=True, slots=True)
class Line:
    """An open script on the board. Who wrote it is no matter here."""

    evaluation_id: UUID
    title: str
    class_level: str
    purpose: Purpose
    state: EvaluationState
    sla_state: SlaState
    teacher_id: UUID | None
    teacher: str | None
    assigned_at: datetime | None
    due_at: datetime
    paused_at: datetime | None
    declined_by: Json


@dataclass(frozen=True, slots=True)
class Load:
    """What a teacher has to do. `waiting_for`: scripts that stand still."""

    teacher_id: UUID
    name: str
    classes: list[str]
    capacity: int
    stopped_at: datetime | None
    stopped_reason: str
    is_away: bool
    at_work: int
    waiting_for: int
    at_risk: int
    late: int
    finished: int
    finished_late: int

    @property
    def gets_work(self) -> bool:
        return self.stopped_at is None and not self.is_away
