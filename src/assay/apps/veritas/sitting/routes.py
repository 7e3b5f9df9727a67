"""Sitting over HTTP: the API of the exam page, and the student's pages."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from starlette.responses import FileResponse, PlainTextResponse, StreamingResponse

from assay.apps.veritas.actors import Student
from assay.apps.veritas.exams import seb
from assay.apps.veritas.exams.policies import MonitoringPolicy
from assay.apps.veritas.models.attempts import LIVE, AttemptStatus
from assay.apps.veritas.sitting import available, breaks, closing, rules, saving, service
from assay.apps.veritas.sitting import pages as shown
from assay.apps.veritas.sitting.forms import (
    AnswersForm,
    AvailableOut,
    ReceiptOut,
    SavedOut,
    SittingOut,
    StartedOut,
    StartForm,
    SubmitForm,
)
from assay.apps.veritas.sitting.service import Browser
from assay.kernel.access import Actor, public
from assay.kernel.db.session import Db
from assay.kernel.files import get_store
from assay.kernel.questions.render import paragraphs
from assay.kernel.web.forms import form_data
from assay.kernel.web.middleware import permissions
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

HERE = "/veritas/student"
KEEP = Path(__file__).parents[1] / "static" / "sitting" / "keep.js"
Anyone = Annotated[Actor, public("The script is the same for everybody and tells nothing.")]


def _browser(
    request: Request,
    user_agent: Annotated[str, Header()] = "",
    config_key_hash: Annotated[str | None, Header(alias=seb.HEADER)] = None,
) -> Browser:
    # The address as the browser asked for it; behind a proxy, the public one.
    public = request.app.state.settings.public_url.rstrip("/")
    query = f"?{request.url.query}" if request.url.query else ""
    return Browser(user_agent, f"{public}{request.url.path}{query}", config_key_hash)


From = Annotated[Browser, Depends(_browser)]


@api.get("/student/exams")
async def available_exams(
    actor: Student, db: Db, after: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """The exams assigned to me, newest first; `next` is the cursor of the following page."""
    page = await available.get_available_exams_for_student(db, actor, after=after, limit=limit)
    items: list[AvailableOut] = [shown.available_out(one) for one in page.items]
    return {"items": items, "next": page.next}


@api.post("/student/exams/{exam_id}/start", status_code=201)
async def start(
    exam_id: UUID, form: StartForm, actor: Student, db: Db, browser: From, response: Response
) -> StartedOut:
    """Start an attempt, or go on with the one that runs (200). 409 names in `missing` what comes first."""
    made = await service.create_exam_attempt(db, actor, exam_id, consent=form.consent, browser=browser)
    if not made.is_new:
        response.status_code = 200
    return shown.started_out(made)


@api.get("/student/exams/{attempt_id}")
async def get_sitting(
    attempt_id: UUID,
    actor: Student,
    db: Db,
    browser: From,
    questions: bool = True,
    device: Annotated[int | None, Query(ge=1, le=100_000)] = None,
    after_notice: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> SittingOut:
    """The sitting: clock, questions with the last saved answers, and what was told since `after_notice`."""
    return shown.sitting_out(
        await service.view(
            db,
            actor,
            attempt_id,
            browser=browser,
            questions=questions,
            device=device,
            after_notice=after_notice,
        )
    )


@api.put("/student/attempts/{attempt_id}/answers")
async def put_answers(attempt_id: UUID, form: AnswersForm, actor: Student, db: Db, browser: From) -> SavedOut:
    """Save revisions of answers, all or none. What this acknowledges is stored for good."""
    return shown.saved_out(await saving.save_answers(db, actor, attempt_id, form, browser=browser))


@api.post("/student/attempts/{attempt_id}/take-over")
async def take_over(attempt_id: UUID, actor: Student, db: Db, browser: From) -> StartedOut:
    """Go on here: the page that sat before is superseded, and told so."""
    return shown.started_out(await service.take_over(db, actor, attempt_id, browser))


@api.post("/student/attempts/{attempt_id}/pause")
async def pause_own(attempt_id: UUID, actor: Student, db: Db, browser: From) -> SittingOut:
    """Stop the own clock, where an accommodation allows it."""
    await breaks.take(db, actor, attempt_id)
    return shown.sitting_out(await service.view(db, actor, attempt_id, browser=browser))


@api.post("/student/attempts/{attempt_id}/resume")
async def resume_own(attempt_id: UUID, actor: Student, db: Db, browser: From) -> SittingOut:
    """Go on after the own pause."""
    await breaks.end(db, actor, attempt_id)
    return shown.sitting_out(await service.view(db, actor, attempt_id, browser=browser))


@api.post("/student/exams/{attempt_id}/submit")
async def submit(attempt_id: UUID, form: SubmitForm, actor: Student, db: Db) -> ReceiptOut:
    """Submit what is saved. Sent again, it is answered the same."""
    await closing.complete_exam_attempt(db, actor, attempt_id, device=form.device)
    return shown.receipt_out(*await closing.receipt(db, actor, attempt_id))


@api.get("/student/attempts/{attempt_id}/receipt")
async def get_receipt(attempt_id: UUID, actor: Student, db: Db) -> ReceiptOut:
    """The final answers, their hash, and where the log proves it."""
    return shown.receipt_out(*await closing.receipt(db, actor, attempt_id))


@api.get("/student/attempts/{attempt_id}/receipt/proof", response_class=PlainTextResponse)
async def get_proof(attempt_id: UUID, actor: Student, db: Db) -> PlainTextResponse:
    """Proof that the receipt is in the log (c2sp.org/tlog-proof@v1): `assay audit verify --receipt`."""
    text = await closing.proof(db, actor, attempt_id)
    name = f'attachment; filename="{attempt_id}.tlog-proof"'
    return PlainTextResponse(text, headers={"Content-Disposition": name})


@api.get("/student/attempts/{attempt_id}/figures/{question_id}/{name}", response_class=StreamingResponse)
async def get_figure(
    attempt_id: UUID, question_id: UUID, name: str, actor: Student, db: Db
) -> StreamingResponse:
    """A figure of a question on the own paper."""
    figure = await service.figure(db, actor, attempt_id, question_id, name)
    content: AsyncIterator[bytes] = get_store().open(figure.key)
    return StreamingResponse(content, media_type=rules.media_type(figure.key))


@pages.get("/student/exams")
async def exams_page(request: Request, actor: Student, db: Db, after: str | None = None) -> Response:
    page = await available.get_available_exams_for_student(db, actor, after=after, limit=20)
    return render(request, "veritas/sitting/list.html", page=page, first=after is None)


@pages.get("/student/exams/{exam_id}")
async def before_page(request: Request, exam_id: UUID, actor: Student, db: Db) -> Response:
    """What the exam asks for and what it records; who agrees can start."""
    found, student = await available.one(db, actor, exam_id)
    policy = MonitoringPolicy.model_validate(found.exam.monitoring_policy)
    return render(
        request,
        "veritas/sitting/before.html",
        found=found,
        student=student,
        policy=policy,
        instructions=paragraphs(found.exam.instructions),
        recorded=shown.recorded(policy),
        counts_faces=policy.counts_faces(found.measures.rules_off),
        needs_guardian=policy.guardian_consent and student.is_minor and student.guardian_consent_at is None,
        needs_browser=bool(found.exam.seb.get("demanded")),
    )


@pages.post("/student/exams/{exam_id}/start")
async def start_on_page(request: Request, exam_id: UUID, actor: Student, db: Db, browser: From) -> Response:
    consent = str((await form_data(request)).get("consent", ""))
    made = await service.create_exam_attempt(db, actor, exam_id, consent=consent, browser=browser)
    # The page that started the attempt is its first device; the fragment tells it so, once.
    mark = f"#device={made.attempt.device}" if made.is_new else ""
    return redirect(request, f"{HERE}/attempts/{made.attempt.attempt_id}{mark}")


@pages.get("/student/keep.js")
async def keep_script(_anyone: Anyone) -> FileResponse:
    """The service worker lies above the pages it serves; an asset's address would not let it reach them."""
    return FileResponse(KEEP, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@pages.get("/student/attempts/{attempt_id}")
async def sitting_page(request: Request, attempt_id: UUID, actor: Student, db: Db, browser: From) -> Response:
    view = await service.view(db, actor, attempt_id, browser=browser)
    attempt = view.sitting.attempt
    if attempt.status not in LIVE:
        return render(
            request,
            "veritas/sitting/done.html",
            attempt=attempt,
            exam=view.sitting.exam,
            total=len(attempt.form["questions"]),
            abandoned=attempt.status is AttemptStatus.ABANDONED,
        )
    monitor = shown.monitor_settings(view, service.key_of(attempt))
    return render(
        request,
        "veritas/sitting/page.html",
        headers={"Permissions-Policy": permissions("camera")} if monitor["faces"] else None,
        view=view,
        clock=shown.clock_out(view),
        notices=[shown.notice_out(one) for one in view.notices],
        questions=shown.questions(view),
        monitor=monitor,
        on_break=await breaks.is_on_break(db, attempt),
        api=shown.API,
    )
