"""Pages of freight: the calculators, quotes, ways, and the examination index."""

import re
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.calculators.pages import Calculator, Calculators
from assay.apps.exportsathi.calculators.views import filled, shown_source
from assay.apps.exportsathi.logistics import carriage, lanes, queries, records, service
from assay.apps.exportsathi.logistics.answers import QuoteOut
from assay.apps.exportsathi.logistics.forms import (
    Box,
    CompareForm,
    EstimateForm,
    FitForm,
    Loading,
    OutcomeForm,
    QuoteForm,
    RiskForm,
)
from assay.apps.exportsathi.models.money import Carriage
from assay.apps.exportsathi.sources import service as sources
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Db, Session
from assay.kernel.web.forms import form_data, parse, version_of
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect

pages = APIRouter()
HERE = "/exportsathi/logistics"
QUOTES = f"{HERE}/quotes"
EXAMINATION = f"{HERE}/examination"


def calculators() -> dict[str, Calculator]:
    """Template → its page."""
    return {
        "estimate": Calculator(
            "", _("Freight"), _("What is charged for, which containers, and what each way costs.")
        ),
        "compare": Calculator(
            "/lcl-fcl", _("Part or full load"), _("From which size on a full container is cheaper.")
        ),
        "cartons": Calculator("/cartons", _("Carton fit"), _("How many whole cartons go into a container.")),
        "ways": Calculator(
            "/routes", _("Ways"), _("From ports and depots to a country, with the days they take.")
        ),
        "quotes": Calculator(
            "/quotes", _("Your quotes"), _("Used instead of samples on the days they hold."), whole=True
        ),
        "examination": Calculator(
            "/examination",
            _("Examination"),
            _("An index by stated assumptions that learns from your own shipments."),
        ),
    }


FREIGHT = Calculators("logistics", HERE, calculators)


def _loadings() -> list[tuple[str, str]]:
    return [
        (Loading.LOOSE.value, _("cartons, by hand")),
        (Loading.TIGHT.value, _("goods that fill the box")),
    ]


@pages.get("/logistics")
async def logistics_page(request: Request, actor: Exporter, db: Db) -> Response:
    return FREIGHT.asked(request, "estimate", EstimateForm, loadings=_loadings(), **await _places(db, actor))


@pages.post("/logistics")
async def estimate_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(EstimateForm, filled(EstimateForm, data))
    made = await service.freight_estimate(db, actor, form)
    return FREIGHT.answered(
        request, "estimate", form, data, made, loadings=_loadings(), **await _places(db, actor)
    )


async def _places(db: Session, actor: Actor) -> dict[str, Any]:
    ports, countries = await service.places(db, org_of(actor))
    return {"ports": ports, "countries": countries}


async def _compare(db: Session, actor: Actor) -> dict[str, Any]:
    boxes = [(one.value, carriage.SIZES[one.value][0]) for one in Box]
    return {"loadings": _loadings(), "boxes": boxes, **await _places(db, actor)}


@pages.get("/logistics/lcl-fcl")
async def compare_page(request: Request, actor: Exporter, db: Db) -> Response:
    return FREIGHT.asked(request, "compare", CompareForm, **await _compare(db, actor))


@pages.post("/logistics/lcl-fcl")
async def compared_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(CompareForm, filled(CompareForm, data))
    made = await service.lcl_fcl(db, actor, form)
    return FREIGHT.answered(request, "compare", form, data, made, **await _compare(db, actor))


@pages.get("/logistics/cartons")
async def cartons_page(request: Request, _actor: Exporter) -> Response:
    return FREIGHT.asked(request, "cartons", FitForm)


@pages.post("/logistics/cartons")
async def fit_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(FitForm, filled(FitForm, data))
    return FREIGHT.answered(request, "cartons", form, data, await service.carton_fit(db, actor, form))


@pages.get("/logistics/routes")
async def ways_page(
    request: Request, actor: Exporter, db: Db, destination: str = "", origin: str = ""
) -> Response:
    country = destination.strip().upper()
    valid = re.fullmatch(r"[A-Z]{2}", country) is not None
    wrong = {"destination": _("Give the country by its two letters, such as AE.")}
    held = await sources.refs(db, org_of(actor), [lanes.SOURCE])
    return FREIGHT.page(
        request,
        "ways",
        {"destination": destination, "origin": origin},
        lanes=await service.ways(db, org_of(actor), origin, country) if valid else (),
        there=await service.ports_of(db, org_of(actor), country) if valid else (),
        asked=valid,
        errors=wrong if destination and not valid else {},
        names={"sea": _("Sea"), "air": _("Air"), "road": _("Road"), "courier": _("Courier")},
        source=shown_source(held[lanes.SOURCE], service.today()) if held else None,
        **await _places(db, actor),
    )


def carriages() -> dict[str, str]:
    return {
        Carriage.LCL.value: _("part load (LCL), each W/M"),
        Carriage.FCL_20.value: _("a full 20′"),
        Carriage.FCL_40.value: _("a full 40′"),
        Carriage.FCL_40HC.value: _("a full 40′ HC"),
        Carriage.AIR.value: _("air, each kilogram"),
    }


@pages.get("/logistics/quotes")
async def quotes_page(request: Request, actor: Exporter, db: Db, after: str | None = None) -> Response:
    page = await queries.quotes(db, org_of(actor), person_of(actor), after=after)
    return FREIGHT.page(
        request,
        "quotes",
        {"currency": "USD"},
        quotes=[QuoteOut.of(row, service.today()) for row in page.items],
        changed=None,
        carriages=carriages(),
        next=page.next,
        first=after is None,
        **await _places(db, actor),
    )


@pages.post("/logistics/quotes")
async def add_quote_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    await records.add_quote(db, actor, parse(QuoteForm, filled(QuoteForm, data)))
    return redirect(request, QUOTES, toast=_("The quote is kept."))


@pages.get("/logistics/quotes/{quote_id}")
async def quote_page(request: Request, quote_id: UUID, actor: Exporter, db: Db) -> Response:
    row = await queries.quote(db, org_of(actor), person_of(actor), quote_id)
    values = {name: getattr(row, name) for name in QuoteForm.model_fields}
    values |= {name: format(values[name].normalize(), "f") for name in ("rate", "fixed", "minimum")}
    return FREIGHT.page(
        request,
        "quotes",
        values | {"carriage": row.carriage.value},
        quotes=[QuoteOut.of(row, service.today())],
        changed=row,
        carriages=carriages(),
        next=None,
        first=True,
        **await _places(db, actor),
    )


@pages.post("/logistics/quotes/{quote_id}")
async def change_quote_page(request: Request, quote_id: UUID, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    sent = {name: value for name, value in filled(QuoteForm, data).items() if name != "version"}
    await records.change_quote(db, actor, quote_id, parse(QuoteForm, sent), version=version_of(data))
    return redirect(request, QUOTES, toast=_("Saved."))


@pages.post("/logistics/quotes/{quote_id}/delete")
async def delete_quote_page(request: Request, quote_id: UUID, actor: Exporter, db: Db) -> Response:
    await records.delete_quote(db, actor, quote_id)
    return redirect(request, QUOTES, toast=_("The quote is deleted."))


async def _told(db: Session, actor: Actor) -> dict[str, Any]:
    seen, examined = await queries.outcome_counts(db, org_of(actor), person_of(actor))
    page = await queries.outcomes(db, org_of(actor), person_of(actor), limit=20)
    return {"seen": seen, "examined": examined, "outcomes": page.items}


@pages.get("/logistics/examination")
async def examination_page(request: Request, actor: Exporter, db: Db) -> Response:
    return FREIGHT.asked(request, "examination", RiskForm, **await _told(db, actor))


@pages.post("/logistics/examination")
async def index_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(RiskForm, filled(RiskForm, data))
    made = await service.examination(db, actor, form)
    return FREIGHT.answered(request, "examination", form, data, made, **await _told(db, actor))


@pages.post("/logistics/examination/outcomes")
async def tell_outcome_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    sent = {name: value for name, value in data.items() if value != ""}
    await records.tell_outcome(db, actor, parse(OutcomeForm, sent))
    return redirect(request, EXAMINATION, toast=_("Thank you. The interval takes it into account."))


@pages.post("/logistics/examination/outcomes/{outcome_id}/delete")
async def delete_outcome_page(request: Request, outcome_id: UUID, actor: Exporter, db: Db) -> Response:
    await records.delete_outcome(db, actor, outcome_id)
    return redirect(request, EXAMINATION, toast=_("Removed."))
