"""Results over HTTP: marks, the marked script, queries."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from assay.apps.mathvidya.actors import Student
from assay.apps.mathvidya.bank.views import unit_names
from assay.apps.mathvidya.exams import pages as exam_pages
from assay.apps.mathvidya.models.evaluations import MarkQuery
from assay.apps.mathvidya.results import script, service, views
from assay.apps.mathvidya.results.forms import QueryForm, QueryOut, ResultOut
from assay.kernel.db.session import Database, Db, get_database
from assay.kernel.files import attachment
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import Idempotent
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

Databases = Annotated[Database, Depends(get_database)]
HERE = exam_pages.HERE


@api.get("/exams/{exam_id}/result")
async def get_result(exam_id: UUID, actor: Student, db: Db) -> ResultOut:
    """Marks by question and step. 409 while the exam is being marked."""
    found = await service.result(db, actor, exam_id)
    return ResultOut(
        **exam_pages.exam_out(found.exam).model_dump(),
        result=found.outcome.document(),
        queries=[_query(row) for row in found.queries],
        queries_until=found.until,
    )


@api.get("/exams/{exam_id}/marked.pdf", response_class=Response)
async def marked_pdf(exam_id: UUID, actor: Student, database: Databases) -> Response:
    """The own script with the marks burnt in, and a summary sheet."""
    name, data = await script.marked(database, actor, exam_id)
    headers = {"Content-Disposition": attachment(name), "Cache-Control": "private, no-store"}
    return Response(data, media_type="application/pdf", headers=headers)


@api.post("/exams/{exam_id}/queries", status_code=201)
async def make_query(exam_id: UUID, form: QueryForm, actor: Student, db: Db, _once: Idempotent) -> QueryOut:
    """Ask about the marks of one question: another teacher looks at it."""
    return _query(await service.ask(db, actor, exam_id, form))


@api.get("/exams/{exam_id}/queries")
async def list_queries(exam_id: UUID, actor: Student, db: Db) -> list[QueryOut]:
    return [_query(row) for row in (await service.result(db, actor, exam_id)).queries]


@pages.get("/student/exams/{exam_id}/result")
async def result_page(request: Request, exam_id: UUID, actor: Student, db: Db) -> Response:
    found = await service.result(db, actor, exam_id)
    return render(
        request,
        "mathvidya/results/page.html",
        found=found,
        exam=found.exam,
        outcome=found.outcome,
        shown=list(views.questions(found, exam_pages.own_figure(found.exam))),
        units=unit_names(),
        here=HERE,
        api=exam_pages.API,
    )


@pages.post("/student/exams/{exam_id}/queries")
async def ask_page(request: Request, exam_id: UUID, actor: Student, db: Db) -> Response:
    made = await service.ask(db, actor, exam_id, parse(QueryForm, await form_data(request)))
    said = _("Another teacher looks at question %(n)s.") % {"n": made.number}
    return redirect(request, f"{HERE}/{exam_id}/result", toast=said)


def _query(row: MarkQuery) -> QueryOut:
    return QueryOut.model_validate(row, from_attributes=True)
