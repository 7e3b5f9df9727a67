"""Background jobs: deferred in the transaction that needs them, run by any number of workers.

`kernel.jobs` is the record and the outbox. A relay in the workers hands what is due to the queue library,
which carries it to a free worker and redelivers what a dead one held. A run commits only while it owns its
job, so every effect is visible once, whoever is killed when. docs/decisions/0004-jobs.md has the reasons.
"""

from assay.kernel.jobs.context import JobContext
from assay.kernel.jobs.drain import run_jobs
from assay.kernel.jobs.errors import HandedBack, JobsFailed, LostJob
from assay.kernel.jobs.models import JobState
from assay.kernel.jobs.service import JobStatus, cancel, defer, defer_many, find, page, retry, status
from assay.kernel.jobs.specs import Handler, JobSpec, NoArgs, Periodic, handler, periodic

__all__ = [
    "HandedBack",
    "Handler",
    "JobContext",
    "JobSpec",
    "JobState",
    "JobStatus",
    "JobsFailed",
    "LostJob",
    "NoArgs",
    "Periodic",
    "cancel",
    "defer",
    "defer_many",
    "find",
    "handler",
    "page",
    "periodic",
    "retry",
    "run_jobs",
    "status",
]
