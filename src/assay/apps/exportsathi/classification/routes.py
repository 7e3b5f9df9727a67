"""Finding the code of a product, over HTTP.

A model may be asked for the order of the codes, so no request of this file holds a transaction.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.classification import deciding, reranking
from assay.apps.exportsathi.classification.forms import SearchOut
from assay.apps.exportsathi.classification.rules import Classification
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.settings import get_settings
from assay.kernel.web.render import render

api = APIRouter()
pages = APIRouter()

Words = Annotated[
    str, Query(min_length=1, max_length=4_000, description="The product, as a shop would say it.")
]
Answers = Annotated[list[str] | None, Query(max_length=4, description="Options chosen of earlier questions.")]


@api.get("/hs/search")
async def search_codes(
    request: Request,
    actor: Exporter,
    q: Words,
    materials: Annotated[str, Query(max_length=400)] = "",
    answer: Answers = None,
) -> SearchOut:
    """Ten subheadings for a product with confidence, path, evidence and the Indian lines under the first."""
    return SearchOut.of(await _found(request, actor, q, materials, answer or []))


@pages.get("/codes")
async def codes_page(
    request: Request,
    actor: Exporter,
    q: Annotated[str, Query(max_length=4_000)] = "",
    materials: Annotated[str, Query(max_length=400)] = "",
    answer: Answers = None,
) -> Response:
    chosen = answer or []
    found = await _found(request, actor, q, materials, chosen) if q.strip() else None
    return render(
        request,
        "exportsathi/classification/find.html",
        q=q,
        materials=materials,
        chosen=chosen,
        found=found,
        reliability=deciding.fitted().reliability,
    )


async def _found(
    request: Request, actor: Actor, text: str, materials: str, answers: list[str]
) -> Classification:
    return await reranking.answer(
        request.app.state.database, get_settings(), org_of(actor), text, materials=materials, answers=answers
    )
