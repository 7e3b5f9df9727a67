"""What administrators may send from the desk, and what is answered."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from assay.apps.mathvidya.desk.lines import Line, Load
from assay.apps.mathvidya.models.people import TeacherProfile


class AssignForm(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    teacher_id: UUID


class StopForm(BaseModel):
    """The teacher reads the reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Annotated[str, Field(min_length=3, max_length=500)]


class LineOut(BaseModel):
    """An open script. `given_back`: how many teachers had it before."""

    evaluation_id: UUID
    title: str
    class_level: str
    purpose: str
    state: str
    sla_state: str
    teacher_id: UUID | None
    teacher: str | None
    assigned_at: datetime | None
    due_at: datetime
    stands_still: bool
    given_back: int

    @classmethod
    def of(cls, line: Line) -> Self:
        return cls(
            evaluation_id=line.evaluation_id,
            title=line.title,
            class_level=line.class_level,
            purpose=line.purpose.value,
            state=line.state.value,
            sla_state=line.sla_state.value,
            teacher_id=line.teacher_id,
            teacher=line.teacher,
            assigned_at=line.assigned_at,
            due_at=line.due_at,
            stands_still=line.paused_at is not None,
            given_back=len(line.declined_by),
        )


class DayOut(BaseModel):
    day: date
    scripts: int


class BoardOut(BaseModel):
    """Open scripts by state and by how far their time has run; `kept` is the share of promises kept in the
    last 30 days, of 1."""

    open: int
    states: dict[str, int]
    times: dict[str, int]
    due: list[DayOut]
    kept: float | None
    items: list[LineOut]
    next: str | None


class LoadOut(BaseModel):
    teacher_id: UUID
    name: str
    classes: list[str]
    capacity: int
    is_away: bool
    stopped_at: datetime | None
    stopped_reason: str
    at_work: int
    stands_still: int
    at_risk: int
    late: int
    finished: int
    finished_late: int

    @classmethod
    def of(cls, load: Load) -> Self:
        return cls(
            teacher_id=load.teacher_id,
            name=load.name,
            classes=load.classes,
            capacity=load.capacity,
            is_away=load.is_away,
            stopped_at=load.stopped_at,
            stopped_reason=load.stopped_reason,
            at_work=load.at_work,
            stands_still=load.waiting_for,
            at_risk=load.at_risk,
            late=load.late,
            finished=load.finished,
            finished_late=load.finished_late,
        )


class WorkloadOut(BaseModel):
    """Every teacher; what is finished is of the last 30 days."""

    items: list[LoadOut]


class StoppedOut(BaseModel):
    teacher_id: UUID
    stopped_at: datetime | None
    stopped_reason: str

    @classmethod
    def of(cls, row: TeacherProfile) -> Self:
        return cls(teacher_id=row.teacher_id, stopped_at=row.stopped_at, stopped_reason=row.stopped_reason)
