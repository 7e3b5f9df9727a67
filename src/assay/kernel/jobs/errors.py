"""What can go wrong with a job, as types."""

from assay.kernel.errors import AssayError, Unavailable


class LostJob(AssayError):
    """This run no longer owns its job: another worker took it over, or someone cancelled it.

    Raised inside a step, before it changes anything. Let it pass.
    """

    slug, title = "job-lost", "This run no longer owns its job"


class HandedBack(AssayError):
    """The worker is stopping and a cursor is saved: the job goes back to the queue. Let it pass."""

    slug, title = "job-handed-back", "The worker is stopping"


class TimedOut(Unavailable):
    slug, title = "job-timed-out", "The job took longer than it may"


class WorkerLost(Unavailable):
    slug, title = "worker-lost", "The worker died while it held the job"


class JobsFailed(AssayError):
    """`run_jobs` met jobs that failed for good; the detail names them and why."""

    slug, title = "jobs-failed", "Background jobs failed"
