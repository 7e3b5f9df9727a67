"""Finding the code of a product, over HTTP.

A model may be asked for the order of the codes, so no request of this file holds a transaction.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.classification import deciding, reranking, service
from assay.apps.exportsathi.classification.forms import SearchOut
from assay.apps.exportsathi.classification.rules import Classification
from assay.apps.exportsathi.classification.wording import has_words
from assay.apps.exportsathi.nomenclature import service as nomenclature
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.settings import get_settings
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

MOST_OF_MATERIALS = 400
"""Letters in which it is said what a product is made of."""
Words = Annotated[
    str,
    Query(min_length=1, max_length=service.MOST_LETTERS, description="The product, as a shop would say it."),
]
Answers = Annotated[list[str] | None, Query(max_length=4, description="Options chosen of earlier questions.")]


@api.get("/hs/search")
async def search_codes(
    request: Request,
    actor: Exporter,
    q: Words,
    materials: Annotated[str, Query(max_length=MOST_OF_MATERIALS)] = "",
    answer: Answers = None,
) -> SearchOut:
    """Ten subheadings for a product with confidence, path, evidence and the Indian lines under the first."""
    return SearchOut.of(await _found(request, actor, q, materials, answer or []))


@pages.get("/codes")
async def codes_page(
    request: Request, actor: Exporter, q: str = "", materials: str = "", answer: Answers = None
) -> Response:
    """Codes for a product; a code typed instead leads to its page. What is wrong is said at its field."""
    typed = nomenclature.typed(q)
    if typed and nomenclature.known(typed):
        return redirect(request, f"/exportsathi/codes/{typed}")
    chosen = answer or []
    errors = wrong(q, materials, typed)
    found = await _found(request, actor, q, materials, chosen) if q.strip() and not errors else None
    return render(
        request,
        "exportsathi/classification/find.html",
        status=422 if errors else 200,
        q=q,
        materials=materials,
        typed=typed,
        above=nomenclature.nearest(typed),
        errors=errors,
        chosen=chosen,
        found=found,
        has_words=has_words(q),
        reliability=deciding.fitted().reliability,
    )


def wrong(text: str, materials: str, typed: str) -> dict[str, str]:
    """What is wrong with a search, by field."""
    errors = {}
    if typed:
        errors["q"] = _("There is no code %(code)s in HS 2022 or the Indian tariff.") % {"code": typed}
    elif len(text) > service.MOST_LETTERS:
        errors["q"] = _("Describe it in at most %(most)s letters; these are %(n)s.") % {
            "most": f"{service.MOST_LETTERS:,}",
            "n": f"{len(text):,}",
        }
    if len(materials) > MOST_OF_MATERIALS:
        errors["materials"] = _("Say it in at most %(most)s letters.") % {"most": MOST_OF_MATERIALS}
    return errors


async def _found(
    request: Request, actor: Actor, text: str, materials: str, answers: list[str]
) -> Classification:
    return await reranking.answer(
        request.app.state.database, get_settings(), org_of(actor), text, materials=materials, answers=answers
    )
