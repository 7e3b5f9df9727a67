"""Freight over HTTP: the calculators, quotes, and what customs did with one's own shipments."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Header, Query, Response

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.calculators.answers import AnalysisOut, KeptOut
from assay.apps.exportsathi.logistics import page_routes, queries, records, service
from assay.apps.exportsathi.logistics.answers import OutcomeOut, QuoteOut, RoutesOut
from assay.apps.exportsathi.logistics.forms import (
    CompareForm,
    EstimateForm,
    FitForm,
    OutcomeForm,
    QuoteForm,
    RiskForm,
)
from assay.kernel.access.actor import org_of, person_of
from assay.kernel.db.session import Db
from assay.kernel.web.etag import check_if_match, etag_of
from assay.kernel.web.idempotency import Idempotent

api = APIRouter()
pages = page_routes.pages

SHIPMENT = {"gross_weight": "4200", "volume": "18", "destination": "AE", "origin": "INNSA1"}
COMPARISON = {
    "gross_weight": "4200",
    "volume": "18",
    "lcl_rate": "85",
    "lcl_fixed": "250",
    "fcl_rate": "1850",
    "fcl_fixed": "650",
}


@api.post("/logistics/freight-estimate")
async def estimate_freight(
    form: Annotated[EstimateForm, Body(examples=[SHIPMENT])], actor: Exporter, db: Db
) -> AnalysisOut:
    """What is charged for, containers, and freight as part load, full load and by air.

    Your quotes that hold on the day are used; where you have none, sample tariffs that say so.
    """
    return AnalysisOut.of(await service.freight_estimate(db, actor, form))


@api.post("/logistics/lcl-fcl-comparison")
async def compare_lcl_fcl(
    form: Annotated[CompareForm, Body(examples=[COMPARISON])], actor: Exporter, db: Db
) -> AnalysisOut:
    """Part load against full load, and from which size on the full one is cheaper."""
    return AnalysisOut.of(await service.lcl_fcl(db, actor, form))


@api.post("/logistics/carton-fit")
async def fit_cartons(form: FitForm, actor: Exporter, db: Db) -> AnalysisOut:
    """How many whole cartons go into a container, loose or on pallets."""
    return AnalysisOut.of(await service.carton_fit(db, actor, form))


@api.post("/logistics/risk-analysis")
async def analyse_risk(form: RiskForm, actor: Exporter, db: Db) -> AnalysisOut:
    """The examination index by stated assumptions, and an interval from your own shipments.

    It is no rate of customs.
    """
    return AnalysisOut.of(await service.examination(db, actor, form))


@api.get("/logistics/routes")
async def list_routes(
    actor: Exporter,
    db: Db,
    destination: Annotated[str, Query(pattern=r"^[A-Z]{2}$", examples=["AE"])],
    origin: Annotated[str, Query(max_length=10, examples=["INNSA1"])] = "",
) -> RoutesOut:
    """Ways from a port, airport or depot (code of customs) to a country, with days; and its ports."""
    ports = await service.ports_of(db, org_of(actor), destination)
    source = await service.source_of_ways(db, org_of(actor))
    ways = await service.ways(db, org_of(actor), origin, destination)
    return RoutesOut.of(ways, ports, source, service.today())


@api.get("/logistics/quotes")
async def list_quotes(actor: Exporter, db: Db, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """Your forwarders' quotes; an expired one is shown and not used."""
    page = await queries.quotes(db, org_of(actor), person_of(actor), after=after, limit=limit)
    return {"items": [QuoteOut.of(row, service.today()) for row in page.items], "next": page.next}


@api.post("/logistics/quotes", status_code=201)
async def add_quote(
    form: QuoteForm, actor: Exporter, db: Db, response: Response, _once: Idempotent
) -> QuoteOut:
    made = await records.add_quote(db, actor, form)
    response.headers["ETag"] = etag_of(made.version)
    return QuoteOut.of(made, service.today())


@api.get("/logistics/quotes/{quote_id}")
async def get_quote(quote_id: UUID, actor: Exporter, db: Db, response: Response) -> QuoteOut:
    found = await queries.quote(db, org_of(actor), person_of(actor), quote_id)
    response.headers["ETag"] = etag_of(found.version)
    return QuoteOut.of(found, service.today())


@api.put("/logistics/quotes/{quote_id}")
async def put_quote(
    quote_id: UUID,
    form: QuoteForm,
    actor: Exporter,
    db: Db,
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
) -> QuoteOut:
    """Change a quote; `If-Match` carries the version you saw."""
    changed = await records.change_quote(db, actor, quote_id, form, version=check_if_match(if_match))
    response.headers["ETag"] = etag_of(changed.version)
    return QuoteOut.of(changed, service.today())


@api.delete("/logistics/quotes/{quote_id}", status_code=204)
async def delete_quote(quote_id: UUID, actor: Exporter, db: Db) -> None:
    await records.delete_quote(db, actor, quote_id)


@api.get("/logistics/examinations")
async def list_examinations(
    actor: Exporter, db: Db, after: str | None = None, limit: int = 50
) -> dict[str, Any]:
    """What you told of your shipments, the latest first."""
    page = await queries.outcomes(db, org_of(actor), person_of(actor), after=after, limit=limit)
    return {"items": [OutcomeOut.of(row) for row in page.items], "next": page.next}


@api.post("/logistics/examinations", status_code=201)
async def tell_examination(form: OutcomeForm, actor: Exporter, db: Db, _once: Idempotent) -> OutcomeOut:
    """Tell whether customs examined a shipment; the interval of the index learns from it."""
    return OutcomeOut.of(await records.tell_outcome(db, actor, form))


@api.delete("/logistics/examinations/{outcome_id}", status_code=204)
async def delete_examination(outcome_id: UUID, actor: Exporter, db: Db) -> None:
    await records.delete_outcome(db, actor, outcome_id)


@api.get("/reports/{report_id}/logistics")
async def get_logistics_of_report(report_id: UUID, actor: Exporter, db: Db) -> KeptOut:
    """What the report says about freight, with every worked line."""
    return KeptOut.kept(await service.of_report(db, actor, report_id))
