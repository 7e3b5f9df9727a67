"""Finding the code of a product, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.classification import service
from assay.apps.exportsathi.classification.forms import SearchOut
from assay.kernel.web.render import render

api = APIRouter()
pages = APIRouter()

Words = Annotated[
    str, Query(min_length=1, max_length=4_000, description="The product, as a shop would say it.")
]
Answers = Annotated[list[str] | None, Query(max_length=4, description="Options chosen of earlier questions.")]


@api.get("/hs/search")
async def search_codes(
    _actor: Exporter,
    q: Words,
    materials: Annotated[str, Query(max_length=400)] = "",
    answer: Answers = None,
) -> SearchOut:
    """Ten subheadings for a product with confidence, path, evidence and the Indian lines under the first."""
    return SearchOut.of(await service.answer(q, materials=materials, answers=answer or ()))


@pages.get("/codes")
async def codes_page(
    request: Request,
    _actor: Exporter,
    q: Annotated[str, Query(max_length=4_000)] = "",
    materials: Annotated[str, Query(max_length=400)] = "",
    answer: Answers = None,
) -> Response:
    chosen = answer or []
    found = await service.answer(q, materials=materials, answers=chosen) if q.strip() else None
    return render(
        request,
        "exportsathi/classification/find.html",
        q=q,
        materials=materials,
        chosen=chosen,
        found=found,
    )
