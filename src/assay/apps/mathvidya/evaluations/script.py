"""An evaluation as its teacher sees it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from assay.apps.mathvidya.models.evaluations import EvaluationState, Purpose, SlaState


@dataclass(frozen=True, slots=True)
class Script:
    """An evaluation as its teacher sees it: nothing that leads to the student."""

    evaluation_id: UUID
    title: str
    class_level: str
    purpose: Purpose
    state: EvaluationState
    sla_state: SlaState
    assigned_at: datetime
    started_at: datetime | None
    due_at: datetime
    paused_at: datetime | None
    written_max: Decimal
