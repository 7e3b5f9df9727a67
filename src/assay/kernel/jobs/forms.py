"""What the jobs API answers."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from assay.kernel.jobs.models import JobState
from assay.kernel.jobs.service import JobStatus


class JobErrorOut(BaseModel):
    """The last failure: its type, a sentence, and the innermost frames as `file:line function`."""

    type: str
    message: str
    trace: list[str]


class JobOut(BaseModel):
    """A background job. `error` is told to those who manage jobs."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "01932c07-6f3b-7c10-9a55-0c7d2f0b8a11",
                "name": "enigma.preprocess",
                "state": "running",
                "attempts": 1,
                "max_attempts": 5,
                "done": 12000,
                "total": 50000,
                "note": None,
                "error": None,
                "created_at": "2026-11-21T09:00:00Z",
                "started_at": "2026-11-21T09:00:01Z",
                "finished_at": None,
            }
        }
    )

    id: UUID
    name: str
    state: JobState
    attempts: int
    max_attempts: int
    done: int | None
    total: int | None
    note: str | None
    error: JobErrorOut | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, job: JobStatus, *, with_error: bool) -> "JobOut":
        return cls(
            id=job.id,
            name=job.name,
            state=job.state,
            attempts=job.attempts,
            max_attempts=job.max_attempts,
            done=job.done,
            total=job.total,
            note=job.note,
            error=JobErrorOut.model_validate(job.error) if with_error and job.error else None,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
        )
