"""The calculators of money over HTTP. Figures are texts with their unit beside them, never floats."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Response

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.calculators.answers import AnalysisOut, KeptOut
from assay.apps.exportsathi.finance import page_routes, queries, service
from assay.apps.exportsathi.finance.answers import BillOut
from assay.apps.exportsathi.finance.forms import (
    BillForm,
    CapitalForm,
    CreditForm,
    FinanceInputs,
    GstForm,
    LandedForm,
    RatesForm,
    RodtepForm,
)
from assay.kernel.access.actor import org_of, person_of
from assay.kernel.db.session import Db
from assay.kernel.web.idempotency import Idempotent

api = APIRouter()
pages = page_routes.pages

POTATO = {"line": "11051000", "fob": "200000", "quantity": "1000", "unit": "kg"}
ORDER = {
    "currency": "USD",
    "exchange_rate": "84.50",
    "order_value": "12000",
    "materials": "500000",
    "input_gst": "60000",
    "making": "180000",
    "ship_day": 30,
    "shipping_costs": "45000",
    "advance_percent": "20",
    "credit_days": 60,
}
CREDIT = {"company_size": "Micro", "turnover": "20000000", "currency": "USD", "exchange_rate": "84.50"}


@api.post("/finance/rodtep-calculator")
async def calculate_rodtep(
    form: Annotated[RodtepForm, Body(examples=[POTATO])], actor: Exporter, db: Db
) -> AnalysisOut:
    """RoDTEP of an export = min(rate × FOB, cap × quantity), and the drawback entries of its heading.

    A line that is not in the schedule earns nothing. `rate` and `cap` replace what we know of the line.
    """
    return AnalysisOut.of(await service.rodtep(db, actor, form))


@api.post("/finance/working-capital")
async def calculate_capital(
    form: Annotated[CapitalForm, Body(examples=[ORDER])], actor: Exporter, db: Db
) -> AnalysisOut:
    """Money of one order day by day: the peak gap, interest on it, and the day of realisation."""
    return AnalysisOut.of(await service.working_capital(db, actor, form))


@api.post("/finance/credit-eligibility")
async def calculate_credit(
    form: Annotated[CreditForm, Body(examples=[CREDIT | {"order_value": "12000"}])], actor: Exporter, db: Db
) -> AnalysisOut:
    """The limit by turnover, the credit on an order, and what covers the bank."""
    return AnalysisOut.of(await service.credit_eligibility(db, actor, form))


@api.post("/finance/gst-routes")
async def calculate_gst(form: GstForm, actor: Exporter, db: Db) -> AnalysisOut:
    """Refund of unused credit under a LUT against paying IGST and having it back, as cash over days."""
    return AnalysisOut.of(await service.gst_routes(db, actor, form))


@api.post("/finance/landed-cost")
async def calculate_landed(form: LandedForm, actor: Exporter, db: Db) -> AnalysisOut:
    """Every cost from works to door, who pays it under the Incoterm, and the price under each term."""
    return AnalysisOut.of(await service.landed_cost(db, actor, form))


@api.post("/finance/exchange-rate")
async def calculate_rates(form: RatesForm, actor: Exporter, db: Db) -> AnalysisOut:
    """What a moving rate does to the margin, and the rate at which nothing is left."""
    return AnalysisOut.of(await service.rate_sensitivity(db, actor, form))


@api.post("/finance/refund-codes")
async def predict_codes(form: BillForm, actor: Exporter, db: Db) -> BillOut:
    """The response codes (SB000 to SB006) that a shipping bill and its return would get, before filing."""
    found, cautions, source = await service.predicted(db, actor, form)
    return BillOut.of(found, cautions, source, service.today())


@api.post("/finance/analyses", status_code=201)
async def make_analysis(
    form: FinanceInputs, actor: Exporter, db: Db, response: Response, _once: Idempotent
) -> KeptOut:
    """All sections for what is known of an export, kept. Each section says what it misses."""
    result = await service.analyse(db, org_of(actor), form)
    kept = await service.keep_own(db, actor, result)
    response.headers["Location"] = f"/api/v1/exportsathi/finance/analyses/{kept.analysis_id}"
    return KeptOut.kept(kept)


@api.get("/finance/analyses")
async def list_analyses(actor: Exporter, db: Db, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """What you kept, the latest first."""
    page = await queries.analyses(db, org_of(actor), person_of(actor), after=after, limit=limit)
    return {"items": [KeptOut.kept(row) for row in page.items], "next": page.next}


@api.get("/finance/analyses/{analysis_id}")
async def get_analysis(analysis_id: UUID, actor: Exporter, db: Db) -> KeptOut:
    return KeptOut.kept(await queries.analysis(db, org_of(actor), person_of(actor), analysis_id))


@api.delete("/finance/analyses/{analysis_id}", status_code=204)
async def delete_analysis(analysis_id: UUID, actor: Exporter, db: Db) -> None:
    await service.delete(db, actor, analysis_id)


@api.get("/reports/{report_id}/finance")
async def get_finance_of_report(report_id: UUID, actor: Exporter, db: Db) -> KeptOut:
    """What the report says about money, with every worked line."""
    return KeptOut.kept(await service.of_report(db, actor, report_id))
