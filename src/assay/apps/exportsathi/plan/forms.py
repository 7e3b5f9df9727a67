"""What may be said about a task, and what is answered."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict


class TickForm(BaseModel):
    """Whether a task is done."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [{"done": True}]})

    done: bool


class TaskOut(BaseModel):
    """A task of the seven days. `start` and `finish` count working days from 0. `interim` says what to do
    within the seven days where the task takes longer (`beyond`)."""

    task_id: str
    title: str
    why: str
    day: int
    on: date
    days: int
    start: int
    finish: int
    critical: bool
    beyond: bool
    later: bool
    interim: str
    needs: list[str]
    open_ended: bool
    letter: bool
    certificate_id: str
    sources: list[str]
    done: bool
    done_at: datetime | None


class PlanOut(BaseModel):
    """Seven working days. `length`: of the longest chain (`path`), in working days."""

    first: date
    length: int
    path: list[str]
    done: int
    tasks: list[TaskOut]
