"""Background jobs over HTTP: the page of those who manage them, and progress for whoever is of the house."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from assay.kernel.access import Actor, Permission, requires, signed_in
from assay.kernel.db.session import Db
from assay.kernel.errors import NotFound
from assay.kernel.jobs import service
from assay.kernel.jobs.forms import JobOut
from assay.kernel.jobs.models import JobState
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

Manager = Annotated[Actor, requires(Permission.JOBS_MANAGE)]
Member = Annotated[Actor, signed_in()]

api = APIRouter(prefix="/jobs", tags=["jobs"])
pages = APIRouter(prefix="/jobs", include_in_schema=False)

TONES = {
    JobState.QUEUED: "neutral",
    JobState.RUNNING: "info",
    JobState.DONE: "good",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "warn",
}


def labels() -> dict[JobState, str]:
    """The states in the reader's language."""
    return {
        JobState.QUEUED: _("Waiting"),
        JobState.RUNNING: _("Running"),
        JobState.DONE: _("Done"),
        JobState.FAILED: _("Failed"),
        JobState.CANCELLED: _("Cancelled"),
    }


def _of_an_organisation(actor: Actor) -> None:
    if actor.org_id is None:
        raise NotFound(_("There is no such job."))


@api.get("/{job_id}")
async def read_job(job_id: UUID, actor: Member, db: Db) -> JobOut:
    """A job of the caller's organisation: its state and progress; the error for those who manage jobs."""
    _of_an_organisation(actor)
    return JobOut.of(await service.status(db, job_id), with_error=actor.may(Permission.JOBS_MANAGE))


@api.post("/{job_id}/retry")
async def retry_job(job_id: UUID, actor: Manager, db: Db) -> JobOut:
    """Try a failed or cancelled job again, from where it stood. 409 for any other."""
    return JobOut.of(await service.retry(db, actor, job_id), with_error=True)


@api.post("/{job_id}/cancel")
async def cancel_job(job_id: UUID, actor: Manager, db: Db) -> JobOut:
    """Stop a job that has not ended; what it has committed stays. 409 for one that has."""
    return JobOut.of(await service.cancel(db, actor, job_id), with_error=True)


@pages.get("")
async def jobs_page(
    request: Request, actor: Manager, db: Db, state: JobState | None = None, after: str | None = None
) -> HTMLResponse:
    page = await service.page(db, actor, state=state, after=after)
    tabs = [{"label": _("All"), "href": "/jobs", "current": state is None}]
    tabs += [
        {"label": label, "href": f"/jobs?state={one.value}", "current": one is state}
        for one, label in labels().items()
    ]
    return render(
        request,
        "jobs/list.html",
        block="rows",
        jobs=page.items,
        next=page.next,
        first=after is None,
        here=f"/jobs?state={state.value}" if state else "/jobs",
        tabs=tabs,
        labels=labels(),
        tones=TONES,
    )


@pages.get("/{job_id}")
async def job_page(request: Request, _actor: Manager, db: Db, job_id: UUID) -> HTMLResponse:
    job = await service.status(db, job_id)
    return render(request, "jobs/detail.html", job=job, labels=labels(), tones=TONES)


@pages.get("/{job_id}/progress")
async def job_progress(request: Request, actor: Member, db: Db, job_id: UUID) -> HTMLResponse:
    """The progress of a job as a fragment that asks for itself again until the job has ended.

    Any page shows it with `<div hx-get="/jobs/{id}/progress" hx-trigger="load" hx-swap="outerHTML">`.
    """
    _of_an_organisation(actor)
    job = await service.status(db, job_id)
    return render(request, "jobs/progress.html", job=job, labels=labels())


@pages.post("/{job_id}/retry")
async def retry_from_page(request: Request, actor: Manager, db: Db, job_id: UUID) -> Response:
    await service.retry(db, actor, job_id)
    return redirect(request, f"/jobs/{job_id}", toast=_("The job is queued again."))


@pages.post("/{job_id}/cancel")
async def cancel_from_page(request: Request, actor: Manager, db: Db, job_id: UUID) -> Response:
    await service.cancel(db, actor, job_id)
    return redirect(request, f"/jobs/{job_id}", toast=_("The job is cancelled."))
