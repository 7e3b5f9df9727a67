"""Prometheus figures of the web process, and what the database says at the moment of the scrape.

Several web processes on one machine: set PROMETHEUS_MULTIPROC_DIR to an empty folder before they start; then
any of them answers for all. Workers serve their own figures (ASSAY_WORKER_METRICS_PORT).
"""

import os
import time

from prometheus_client import REGISTRY as PROCESS
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assay.kernel.db.session import Database, Role
from assay.kernel.jobs import queries as job_queries
from assay.kernel.ops import queries

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

REQUESTS = Counter("assay_http_requests", "Requests answered", ["route", "method", "status"])
SECONDS = Histogram(
    "assay_http_request_seconds",
    "How long answers took",
    ["route", "method"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class MetricsMiddleware:
    """Counts and times requests by route template: an address as such would name people and never end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            route = route_template(scope)
            REQUESTS.labels(route, scope["method"], status).inc()
            SECONDS.labels(route, scope["method"]).observe(time.perf_counter() - started)


def route_template(scope: Scope) -> str:
    """The template of the route that answered, such as `/api/v1/jobs/{job_id}`; `unmatched` for none.

    The route knows its own template but not the prefix its router was included under: that is read off the
    front of the path, unless it holds a parameter.
    """
    own: str | None = getattr(scope.get("route"), "path", None)
    if own is None:
        return "unmatched"
    parts = scope["path"].split("/")
    prefix = parts[: len(parts) - own.count("/")]
    values = {str(value) for value in scope.get("path_params", {}).values()}
    if ":path}" in own or values & set(prefix):
        return own
    return "/".join(prefix) + own


async def scrape(database: Database) -> bytes:
    """The figures in Prometheus' text format."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        process = generate_latest(registry)
    else:
        process = generate_latest(PROCESS)
    return process + generate_latest(await _of_database(database))


async def _of_database(database: Database) -> CollectorRegistry:
    registry = CollectorRegistry()

    def gauge(name: str, told: str, value: float) -> None:
        Gauge(name, told, registry=registry).set(value)

    async with database.transaction(role=Role.SYSTEM) as db:
        jobs = await job_queries.figures(db)
        waiting = await queries.audit_waiting(db)
    states = Gauge("assay_jobs", "Jobs that have not ended well, by state", ["state"], registry=registry)
    for state in ("queued", "running", "failed"):
        states.labels(state).set(getattr(jobs, state))
    gauge("assay_jobs_oldest_seconds", "How long the oldest due job has waited", jobs.oldest_seconds)
    gauge("assay_workers", "Workers seen within a minute", jobs.workers)
    gauge("assay_audit_unsequenced", "Audit entries waiting for their place in the log", waiting)
    if isinstance(database.bind, AsyncEngine) and isinstance(pool := database.bind.pool, QueuePool):
        gauge("assay_database_pool_size", "Connections the process keeps", pool.size())
        gauge("assay_database_pool_used", "Connections in use", pool.checkedout())
    return registry
