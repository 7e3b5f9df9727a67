"""Handing in over HTTP."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from starlette.responses import PlainTextResponse

from assay.apps.mathvidya.actors import Student
from assay.apps.mathvidya.exams import pages as shown
from assay.apps.mathvidya.exams import service as exams
from assay.apps.mathvidya.exams.forms import ExamOut, UnansweredForm
from assay.apps.mathvidya.exams.rules import written_numbers
from assay.apps.mathvidya.models.exams import ExamStatus
from assay.apps.mathvidya.submission import service
from assay.kernel.db.session import Db
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()


@api.post("/exams/{exam_id}/submit")
async def submit(exam_id: UUID, actor: Student, db: Db) -> ExamOut:
    """Hand in what is saved. Sent again, it is answered the same. 409 lists what is `missing`."""
    return shown.exam_out(await service.submit(db, actor, exam_id))


@api.get("/exams/{exam_id}/receipt")
async def get_receipt(exam_id: UUID, actor: Student, db: Db) -> dict[str, Any]:
    """What was handed in, as its hash in the log is of: canonical JSON (RFC 8785), SHA-256."""
    return await service.receipt(db, actor, exam_id)


@api.get("/exams/{exam_id}/receipt/proof", response_class=PlainTextResponse)
async def get_proof(exam_id: UUID, actor: Student, db: Db) -> PlainTextResponse:
    """Proof that the receipt is in the log (c2sp.org/tlog-proof@v1): `assay audit verify --receipt`."""
    name = f'attachment; filename="{exam_id}.tlog-proof"'
    return PlainTextResponse(await service.proof(db, actor, exam_id), headers={"Content-Disposition": name})


@pages.get("/student/exams/{exam_id}/submit")
async def submit_page(request: Request, exam_id: UUID, actor: Student, db: Db) -> Response:
    """What would be handed in, and what is left to do before."""
    found = await exams.own(db, actor, exam_id)
    if found.status not in (ExamStatus.RUNNING, ExamStatus.UPLOADING):
        return redirect(request, f"{shown.HERE}/{exam_id}")
    standing = await service.standing(db, actor, exam_id)
    return render(
        request,
        "mathvidya/submission/page.html",
        exam=found,
        standing=standing,
        written=sorted(written_numbers(standing.view.snapshot)),
        here=shown.HERE,
    )


@pages.post("/student/exams/{exam_id}/unanswered")
async def unanswered_page(request: Request, exam_id: UUID, actor: Student, db: Db) -> Response:
    sent = (await form_data(request)).get("numbers", [])
    form = parse(UnansweredForm, {"numbers": [sent] if isinstance(sent, str) else sent})
    await exams.declare_unanswered(db, actor, exam_id, form.numbers)
    return redirect(request, f"{shown.HERE}/{exam_id}/submit", toast=_("Noted."))


@pages.post("/student/exams/{exam_id}/submit")
async def submit_on_page(request: Request, exam_id: UUID, actor: Student, db: Db) -> Response:
    await service.submit(db, actor, exam_id)
    return redirect(request, f"{shown.HERE}/{exam_id}", toast=_("Handed in."))
