"""Prometheus figures of the worker process, served on ASSAY_WORKER_METRICS_PORT."""

from prometheus_client import Counter, Gauge, Histogram

FINISHED = Counter("assay_jobs_finished", "Runs of jobs by how they ended", ["job", "outcome"])
SECONDS = Histogram(
    "assay_job_seconds",
    "How long runs of jobs took",
    ["job"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800, 3600),
)
WAIT = Histogram(
    "assay_job_wait_seconds",
    "How long jobs were due before a worker took them",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120, 600, 3600),
)
RUNNING = Gauge("assay_jobs_running", "Jobs this worker is at", multiprocess_mode="livesum")
