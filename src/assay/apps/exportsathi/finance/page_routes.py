"""Pages of money: one calculator each, the form on one side and the worked lines on the other."""

from typing import Any

from fastapi import APIRouter, Request, Response

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.calculators.forms import Mode
from assay.apps.exportsathi.calculators.pages import Calculator, Calculators
from assay.apps.exportsathi.calculators.views import defaults, filled, shown_source
from assay.apps.exportsathi.finance import icegate, service
from assay.apps.exportsathi.finance.forms import (
    BillForm,
    CapitalForm,
    CreditForm,
    GstForm,
    Incoterm,
    LandedForm,
    RatesForm,
    RodtepForm,
)
from assay.apps.exportsathi.models.profiles import CompanySize
from assay.kernel.db.session import Db
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _

pages = APIRouter()


def calculators() -> dict[str, Calculator]:
    """Template → its page."""
    return {
        "rodtep": Calculator(
            "", _("RoDTEP and drawback"), _("What comes back on an export, by rate and by cap.")
        ),
        "gst": Calculator(
            "/gst", _("GST routes"), _("Refund of credit under a LUT, or paying IGST and having it back.")
        ),
        "codes": Calculator(
            "/refund-codes", _("Refund codes"), _("What customs will answer, before you file.")
        ),
        "capital": Calculator("/working-capital", _("Working capital"), _("Money of one order, day by day.")),
        "landed": Calculator("/landed-cost", _("Landed cost"), _("From works to door under each Incoterm.")),
        "rates": Calculator(
            "/exchange-rate", _("Exchange rate"), _("What a moving rate does to the margin.")
        ),
        "credit": Calculator(
            "/credit", _("Export credit"), _("What a bank may lend, by turnover and by order.")
        ),
    }


MONEY = Calculators("finance", "/exportsathi/finance", calculators)


@pages.get("/finance")
async def finance_page(request: Request, _actor: Exporter) -> Response:
    return MONEY.asked(request, "rodtep", RodtepForm)


@pages.post("/finance")
async def rodtep_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(RodtepForm, filled(RodtepForm, data))
    return MONEY.answered(request, "rodtep", form, data, await service.rodtep(db, actor, form))


@pages.get("/finance/gst")
async def gst_page(request: Request, _actor: Exporter) -> Response:
    return MONEY.asked(request, "gst", GstForm)


@pages.post("/finance/gst")
async def compare_gst_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(GstForm, filled(GstForm, data))
    return MONEY.answered(request, "gst", form, data, await service.gst_routes(db, actor, form))


@pages.get("/finance/working-capital")
async def capital_page(request: Request, _actor: Exporter) -> Response:
    return MONEY.asked(request, "capital", CapitalForm)


@pages.post("/finance/working-capital")
async def work_out_capital_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(CapitalForm, filled(CapitalForm, data))
    return MONEY.answered(request, "capital", form, data, await service.working_capital(db, actor, form))


def _landed() -> dict[str, Any]:
    names = {
        Mode.SEA: _("sea"),
        Mode.AIR: _("air"),
        Mode.ROAD: _("road"),
        Mode.COURIER: _("courier"),
    }
    return {
        "incoterms": [(one.value, one.value) for one in Incoterm],
        "modes": [(one.value, name) for one, name in names.items()],
    }


@pages.get("/finance/landed-cost")
async def landed_page(request: Request, _actor: Exporter) -> Response:
    return MONEY.asked(request, "landed", LandedForm, **_landed())


@pages.post("/finance/landed-cost")
async def build_up_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(LandedForm, filled(LandedForm, data))
    return MONEY.answered(
        request, "landed", form, data, await service.landed_cost(db, actor, form), **_landed()
    )


@pages.get("/finance/exchange-rate")
async def rates_page(request: Request, _actor: Exporter) -> Response:
    return MONEY.asked(request, "rates", RatesForm)


@pages.post("/finance/exchange-rate")
async def sensitivity_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(RatesForm, filled(RatesForm, data))
    return MONEY.answered(request, "rates", form, data, await service.rate_sensitivity(db, actor, form))


def _sizes() -> list[tuple[str, str]]:
    names = {CompanySize.MICRO: _("Micro"), CompanySize.SMALL: _("Small"), CompanySize.MEDIUM: _("Medium")}
    return [(one.value, name) for one, name in names.items()]


@pages.get("/finance/credit")
async def credit_page(request: Request, _actor: Exporter) -> Response:
    return MONEY.asked(request, "credit", CreditForm, sizes=_sizes())


@pages.post("/finance/credit")
async def estimate_credit_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(CreditForm, filled(CreditForm, data))
    made = await service.credit_eligibility(db, actor, form)
    return MONEY.answered(request, "credit", form, data, made, sizes=_sizes())


@pages.get("/finance/refund-codes")
async def codes_page(request: Request, actor: Exporter, db: Db) -> Response:
    values = defaults(BillForm, request.query_params)
    source = await service.source_of_codes(db, actor)
    return MONEY.page(
        request,
        "codes",
        values,
        responses=(),
        cautions=(),
        meanings=icegate.meanings(),
        source=shown_source(source, service.today()) if source else None,
    )


@pages.post("/finance/refund-codes")
async def predict_codes_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    sent = filled(BillForm, data)
    found, cautions, source = await service.predicted(db, actor, parse(BillForm, sent))
    return MONEY.page(
        request,
        "codes",
        sent,
        responses=found,
        cautions=cautions,
        meanings=icegate.meanings(),
        source=shown_source(source, service.today()),
    )
