"""Item analysis of an exam over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from assay.apps.veritas.actors import Teacher
from assay.apps.veritas.items import service, views
from assay.kernel.db.session import Database, get_database
from assay.kernel.web.render import render

api = APIRouter()
pages = APIRouter()


@api.get("/teacher/exams/{exam_id}/items")
async def items(
    exam_id: UUID, actor: Teacher, database: Annotated[Database, Depends(get_database)]
) -> dict[str, Any]:
    """Difficulty, discrimination, distractors, alpha and 2PL of an exam's questions.

    The members are those of `assay veritas items`. `state` is `ready`; `computing` for a large exam whose
    marks have changed: ask again; or `too_few` below two papers.
    """
    found = await service.figures(database, actor, exam_id)
    return {
        "exam_id": str(exam_id),
        "state": found.state,
        "attempts": found.attempts,
        **(found.document or {}),
    }


@pages.get("/teacher/exams/{exam_id}/items")
async def items_page(
    request: Request, exam_id: UUID, actor: Teacher, database: Annotated[Database, Depends(get_database)]
) -> Response:
    found = await service.figures(database, actor, exam_id)
    document = found.document or {}
    return render(
        request,
        "veritas/items/page.html",
        found=found,
        document=document,
        drawn=views.map_of(document.get("items", ())),
        alarms=[one for one in document.get("items", ()) if one["suspected_key"]],
        flags=views.flags(),
    )
