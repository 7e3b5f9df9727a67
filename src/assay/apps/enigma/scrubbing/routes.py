"""Scrubbed texts over HTTP: the reviewer's queue and decisions, as API and as pages."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from assay.apps.enigma.actors import ScrubReviewer
from assay.apps.enigma.models.applications import AnonymizedApplication
from assay.apps.enigma.models.scrubbing import ScrubDecision
from assay.apps.enigma.scrubbing import queries, rules, service
from assay.apps.enigma.scrubbing.forms import PutBackForm, ScrubbedText, TakeOutForm, WaitingPage, WaitingText
from assay.kernel.access.actor import org_of
from assay.kernel.db.session import Database, Db, get_database
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

PATH = "/admin/scrubbing"
QUEUE = "/enigma" + PATH
DOUBTS_SHOWN = 12
Databases = Annotated[Database, Depends(get_database)]


def _out(stored: AnonymizedApplication) -> ScrubbedText:
    return ScrubbedText(
        application_id=str(stored.application_id),
        cycle_id=str(stored.cycle_id),
        residual_risk=stored.residual_risk,
        risk_reasons=stored.risk_reasons,
        essay=stored.essay_scrubbed,
        achievements=stored.achievements_scrubbed,
        review_state=stored.review_state.value,
        scrubber_version=stored.scrubber_version,
    )


@api.get("/admin/scrubbing")
async def list_waiting(
    actor: ScrubReviewer, db: Db, after: str | None = None, limit: int = 50
) -> WaitingPage:
    """Scrubbed texts whose residual risk is above their cycle's threshold and that nobody has decided."""
    page = await queries.waiting(db, org_of(actor), after=after, limit=limit)
    items = [
        WaitingText(
            application_id=str(one.application_id),
            cycle_id=str(one.cycle_id),
            residual_risk=one.residual_risk,
            risk_reasons=one.risk_reasons,
        )
        for one in page.items
    ]
    return WaitingPage(items=items, next=page.next)


@api.get("/admin/scrubbing/{application_id}")
async def read_scrubbed(application_id: UUID, actor: ScrubReviewer, db: Db) -> ScrubbedText:
    """One scrubbed text. It holds placeholders, never what stood there."""
    return _out(await queries.scrubbed(db, org_of(actor), application_id))


@api.post("/admin/scrubbing/{application_id}/approve")
async def approve(application_id: UUID, actor: ScrubReviewer, db: Db) -> ScrubbedText:
    """Release the text for scoring."""
    return _out(await service.approve(db, actor, application_id))


@api.post("/admin/scrubbing/{application_id}/take-out")
async def take_out(application_id: UUID, form: TakeOutForm, actor: ScrubReviewer, db: Db) -> ScrubbedText:
    """Take out words that the scrubber left, everywhere in the text."""
    return _out(await service.take_out(db, actor, application_id, form))


@api.post("/admin/scrubbing/{application_id}/put-back", status_code=204)
async def put_back(
    application_id: UUID, form: PutBackForm, actor: ScrubReviewer, database: Databases
) -> None:
    """Put back what was taken out by mistake. The decision and its reason are kept."""
    await service.put_back(database, actor, application_id, form)


@api.post("/admin/scrubbing/{application_id}/start-over", status_code=204)
async def start_over(application_id: UUID, actor: ScrubReviewer, database: Databases) -> None:
    """Go back to what the scrubber made; every change of a reviewer is undone. The decision is kept."""
    await service.start_over(database, actor, application_id)


@pages.get(PATH)
async def queue_page(request: Request, actor: ScrubReviewer, db: Db, after: str | None = None) -> Response:
    page = await queries.waiting(db, org_of(actor), after=after)
    return render(
        request,
        "enigma/scrubbing/queue.html",
        block="items",
        items=page.items,
        next=page.next,
        first=after is None,
    )


@pages.get(PATH + "/{application_id}")
async def review_page(request: Request, application_id: UUID, actor: ScrubReviewer, db: Db) -> Response:
    stored = await queries.scrubbed(db, org_of(actor), application_id)
    essay, achievements = rules.pieces(stored.essay_scrubbed), rules.pieces(stored.achievements_scrubbed)
    pieces = [*essay, *achievements]
    decisions = await queries.decisions(db, org_of(actor), application_id)
    by_people = {past.placeholder for past in decisions if past.decision is ScrubDecision.ADDED}
    placeholders = dict.fromkeys(piece.text for piece in pieces if piece.kind == "placeholder")
    doubts = dict.fromkeys(piece.text for piece in pieces if piece.kind == "doubt")
    return render(
        request,
        "enigma/scrubbing/review.html",
        one=stored,
        essay=essay,
        achievements=achievements,
        doubts=list(doubts)[:DOUBTS_SHOWN],
        placeholders=[(name, name) for name in placeholders if name not in by_people],
        labels=[(label.value, label.value.replace("_", " ").capitalize()) for label in rules.TONES],
        legend=[(label.value, tone) for label, tone in rules.TONES.items()],
        decisions=decisions,
    )


@pages.post(PATH + "/{application_id}/approve")
async def approve_page(request: Request, application_id: UUID, actor: ScrubReviewer, db: Db) -> Response:
    await service.approve(db, actor, application_id)
    return redirect(request, QUEUE, toast=_("Approved. The text can be scored now."))


@pages.post(PATH + "/{application_id}/take-out")
async def take_out_page(request: Request, application_id: UUID, actor: ScrubReviewer, db: Db) -> Response:
    form = parse(TakeOutForm, await form_data(request))
    await service.take_out(db, actor, application_id, form)
    return redirect(request, f"{QUEUE}/{application_id}", toast=_("Taken out everywhere in the text."))


@pages.post(PATH + "/{application_id}/put-back")
async def put_back_page(
    request: Request, application_id: UUID, actor: ScrubReviewer, database: Databases
) -> Response:
    form = parse(PutBackForm, await form_data(request))
    await service.put_back(database, actor, application_id, form)
    return redirect(request, f"{QUEUE}/{application_id}", toast=_("Put back. The decision is in the log."))


@pages.post(PATH + "/{application_id}/start-over")
async def start_over_page(
    request: Request, application_id: UUID, actor: ScrubReviewer, database: Databases
) -> Response:
    await service.start_over(database, actor, application_id)
    said = _("The text is as the scrubber made it. The decision is in the log.")
    return redirect(request, f"{QUEUE}/{application_id}", toast=said)
