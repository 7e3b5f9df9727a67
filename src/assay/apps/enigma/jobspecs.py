"""The background jobs of Enigma: one for each step that takes its time."""

from uuid import UUID

from pydantic import BaseModel

from assay.apps.enigma.phases import Action
from assay.kernel.jobs import JobSpec, NoArgs


class CycleArgs(BaseModel):
    cycle_id: UUID


class ImportArgs(BaseModel):
    """A result file that was archived, to be read into its run."""

    batch_run_id: UUID
    sha256: str


PREPROCESS = JobSpec("enigma.preprocess", CycleArgs)
EXPORT_BATCH = JobSpec("enigma.export-batch", CycleArgs)
EVALUATE = JobSpec("enigma.evaluate", CycleArgs)
JUDGE = JobSpec("enigma.judge", CycleArgs)
SELECT_TOP_K = JobSpec("enigma.select-top-k", CycleArgs)
PUBLISH = JobSpec("enigma.publish", CycleArgs)
COMPLETE = JobSpec("enigma.complete", CycleArgs)
IMPORT_RESULTS = JobSpec("enigma.import-results", ImportArgs)
ERASE_COPIES = JobSpec("enigma.erase-copies", CycleArgs)
RETENTION = JobSpec("enigma.retention", NoArgs)

STEP_JOBS: dict[Action, JobSpec[CycleArgs]] = {
    Action.PREPROCESS: PREPROCESS,
    Action.EXPORT_BATCH: EXPORT_BATCH,
    Action.EVALUATE: EVALUATE,
    Action.JUDGE: JUDGE,
    Action.SELECT_TOP_K: SELECT_TOP_K,
    Action.PUBLISH: PUBLISH,
    Action.COMPLETE: COMPLETE,
}
