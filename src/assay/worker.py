"""The worker process: background jobs of the kernel and of the applications in ASSAY_APPS."""

import asyncio
import signal
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
import uvloop
from prometheus_client import start_http_server

from assay.kernel.audit import jobs as audit_jobs
from assay.kernel.files import jobs as files_jobs
from assay.kernel.identity import jobs as identity_jobs
from assay.kernel.jobs import Handler, Periodic
from assay.kernel.jobs import jobs as own_jobs
from assay.kernel.jobs.worker import Pace, Worker
from assay.kernel.mail import jobs as mail_jobs
from assay.kernel.module import AppModule
from assay.kernel.ops.logging import configure_logging
from assay.kernel.settings import Settings, get_settings
from assay.kernel.vault import keyring_of
from assay.kernel.vault.service import check_keys
from assay.kernel.web import jobs as web_jobs
from assay.main import load_modules, make_database

KERNEL_HANDLERS: tuple[Handler[Any], ...] = (
    *own_jobs.HANDLERS,
    *audit_jobs.HANDLERS,
    *files_jobs.HANDLERS,
    identity_jobs.purge,
    *mail_jobs.HANDLERS,
    *web_jobs.HANDLERS,
)
KERNEL_PERIODIC: tuple[Periodic, ...] = (
    *own_jobs.PERIODIC,
    *audit_jobs.PERIODIC,
    *files_jobs.PERIODIC,
    *identity_jobs.PERIODIC,
    *mail_jobs.PERIODIC,
    *web_jobs.PERIODIC,
)


log = structlog.get_logger("assay.worker")


def all_jobs(modules: Sequence[AppModule]) -> tuple[list[Handler[Any]], list[Periodic]]:
    """Every handler and schedule of the kernel and of `modules`."""
    handlers, schedules = list(KERNEL_HANDLERS), list(KERNEL_PERIODIC)
    for module in modules:
        handlers.extend(module.jobs)
        schedules.extend(module.periodic)
    return handlers, schedules


def make_worker(settings: Settings) -> Worker:
    """A worker on the database of `settings`. Raises MisconfiguredError."""
    handlers, schedules = all_jobs(load_modules(settings.apps))
    pace = Pace(
        concurrency=settings.worker_concurrency,
        silence=timedelta(seconds=settings.worker_silence_seconds),
        grace=timedelta(seconds=settings.worker_grace_seconds),
        pooler=settings.database_pooler,
    )
    return Worker(make_database(settings), handlers, schedules, pace)


async def serve(worker: Worker) -> None:
    """Run `worker` until SIGTERM or SIGINT; a second signal ends it at once."""
    loop = asyncio.get_running_loop()

    def ask() -> None:
        worker.stop.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ask)
    try:
        await worker.run()
    finally:
        await worker.database.dispose()


def warm_up(modules: Sequence[AppModule]) -> None:
    """Load what the first jobs of `modules` would wait for. A failure is told and left to the job itself.

    It goes before the worker listens: loading a model leaves an event loop no time to show that it lives.
    """
    for module in modules:
        if module.warm is None:
            continue
        try:
            module.warm()
        except Exception as error:
            log.warning("not_warmed_up", application=module.name, error=type(error).__name__)


async def start(settings: Settings) -> None:
    """Check the master keys as the web server does, then `serve`. Raises MisconfiguredError."""
    worker = make_worker(settings)
    try:
        await check_keys(worker.database, keyring_of(settings))
    except BaseException:
        await worker.database.dispose()
        raise
    warm_up(load_modules(settings.apps))
    await serve(worker)


def main(settings: Settings | None = None) -> None:
    """Start a worker and stay until it is told to stop."""
    settings = settings or get_settings()
    configure_logging(settings)
    if settings.worker_metrics_port:
        start_http_server(settings.worker_metrics_port)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(start(settings))


if __name__ == "__main__":
    main()
