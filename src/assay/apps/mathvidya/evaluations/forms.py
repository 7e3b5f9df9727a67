"""What a teacher may send about a script, and what is answered: nothing that leads to the student."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from assay.apps.mathvidya.evaluations.script import Script
from assay.apps.mathvidya.models.evaluations import Purpose

TOLD = (Purpose.ADJUDICATION, Purpose.QUERY)
"""What a teacher is told of why a script is marked. Seeds and second markings look like any other."""


class DeclineForm(BaseModel):
    """Why a script is given back: an administrator reads it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Annotated[str, Field(min_length=3, max_length=500)]


class ScriptOut(BaseModel):
    evaluation_id: UUID
    title: str
    class_level: str
    kind: str
    state: str
    sla_state: str
    assigned_at: datetime
    started_at: datetime | None
    due_at: datetime
    stands_still: bool
    """The student photographs a page again: no time runs, and `due_at` will move."""
    marks: Decimal

    @classmethod
    def of(cls, script: Script) -> Self:
        return cls(
            evaluation_id=script.evaluation_id,
            title=script.title,
            class_level=script.class_level,
            kind=kind_of(script.purpose),
            state=script.state.value,
            sla_state=script.sla_state.value,
            assigned_at=script.assigned_at,
            started_at=script.started_at,
            due_at=script.due_at,
            stands_still=script.paused_at is not None,
            marks=script.written_max,
        )


class QueueOut(BaseModel):
    """`counts`: how many open scripts stand where with their time, over all pages."""

    items: list[ScriptOut]
    counts: dict[str, int]
    next: str | None


class DeclinedOut(BaseModel):
    evaluation_id: UUID
    declined: bool = True


def kind_of(purpose: Purpose) -> str:
    return purpose.value if purpose in TOLD else "script"
