"""Answer similarity of an exam over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from assay.apps.veritas.actors import Teacher
from assay.apps.veritas.similarity import service
from assay.kernel.db.session import Database, get_database
from assay.kernel.web.formats import percent
from assay.kernel.web.render import render

api = APIRouter()
pages = APIRouter()


@api.get("/teacher/exams/{exam_id}/similarity")
async def similarity(
    exam_id: UUID, actor: Teacher, database: Annotated[Database, Depends(get_database)]
) -> dict[str, Any]:
    """How alike the answers of each two papers are; the flagged pairs, and the most striking of the others.

    The members are those of `assay veritas similarity`; `a` and `b` are attempts, with the students' names
    beside them. `state` as in item analysis. A flag is a reason to look, never a finding.
    """
    found, names = await service.similarity(database, actor, exam_id)
    document = dict(found.document or {})
    pairs = [
        {**pair, "a_name": names.get(pair["a"], ""), "b_name": names.get(pair["b"], "")}
        for pair in document.pop("pairs", ())
    ]
    return {
        "exam_id": str(exam_id),
        "state": found.state,
        "attempts": found.attempts,
        **document,
        "pairs": pairs,
    }


@pages.get("/teacher/exams/{exam_id}/similarity")
async def similarity_page(
    request: Request, exam_id: UUID, actor: Teacher, database: Annotated[Database, Depends(get_database)]
) -> Response:
    found, names = await service.similarity(database, actor, exam_id)
    document = found.document or {}
    pairs = document.get("pairs", [])
    return render(
        request,
        "veritas/similarity/page.html",
        found=found,
        document=document,
        names=names,
        flagged=[one for one in pairs if one["flagged"]],
        power=[(percent(one["share_copied"], 0), float(one["power"])) for one in document.get("power", ())],
        others=[one for one in pairs if not one["flagged"]][:10],
    )
