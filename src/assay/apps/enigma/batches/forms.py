"""What is told about batch runs."""

from dataclasses import dataclass

from pydantic import BaseModel

from assay.apps.enigma.models.batches import BatchFile, BatchLineError, BatchRun


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with its figures: wanted = processed + missing, and `failed` of the missing have failed."""

    run: BatchRun
    files: tuple[BatchFile, ...]
    errors: tuple[BatchLineError, ...]
    reasons: dict[str, int]

    @property
    def missing(self) -> int:
        return self.run.total - self.run.processed


class FileOut(BaseModel):
    """A file that left (`export`) or came back (`import`). `lines` were written, or read so far."""

    name: str
    direction: str
    sha256: str
    size: int
    attempt: int
    lines: int
    landed: int
    repeated: int
    refused: int
    finished: bool
    job_id: str | None

    @classmethod
    def of(cls, file: BatchFile) -> "FileOut":
        return cls(
            name=file.name,
            direction=file.direction.value,
            sha256=file.sha256,
            size=file.size,
            attempt=file.attempt or 1,
            lines=file.lines or 0,
            landed=file.landed or 0,
            repeated=file.repeated or 0,
            refused=file.refused or 0,
            finished=file.finished_at is not None,
            job_id=str(file.job_id) if file.job_id else None,
        )


class LineErrorOut(BaseModel):
    """A line that did not count: file (SHA-256) or live attempt, number from 1, kind and detail."""

    source: str
    line: int
    custom_id: str
    reason: str
    detail: str


class RunOut(BaseModel):
    """total = processed + missing; `failed` of the missing failed at last. `cost` in US dollars."""

    batch_run_id: str
    cycle_id: str
    kind: str
    status: str
    engine: str
    model: str
    prompt_version: str
    prompt_hash: str
    rubric_version: str
    rubric_hash: str
    replicates: int
    total: int
    processed: int
    missing: int
    failed: int
    cost: float
    reasons: dict[str, int]
    files: list[FileOut]
    errors: list[LineErrorOut]

    @classmethod
    def of(cls, view: RunView) -> "RunOut":
        run = view.run
        return cls(
            batch_run_id=str(run.batch_run_id),
            cycle_id=str(run.cycle_id),
            kind=run.kind.value,
            status=run.status.value,
            engine=run.engine,
            model=run.model,
            prompt_version=run.prompt_version,
            prompt_hash=run.prompt_hash,
            rubric_version=run.rubric_version,
            rubric_hash=run.rubric_hash,
            replicates=run.replicates,
            total=run.total,
            processed=run.processed,
            missing=view.missing,
            failed=run.failed,
            cost=float(run.cost),
            reasons=view.reasons,
            files=[FileOut.of(file) for file in view.files],
            errors=[
                LineErrorOut(
                    source=error.source,
                    line=error.line_no,
                    custom_id=error.custom_id,
                    reason=error.reason,
                    detail=error.detail,
                )
                for error in view.errors
            ],
        )
