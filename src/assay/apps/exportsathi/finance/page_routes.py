"""Pages of money: one calculator each, the form on one side and the worked lines on the other."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.finance import basis, icegate, service
from assay.apps.exportsathi.finance.forms import (
    BillForm,
    CapitalForm,
    CreditForm,
    GstForm,
    Incoterm,
    LandedForm,
    Mode,
    RatesForm,
    RodtepForm,
)
from assay.apps.exportsathi.finance.result import Analysis
from assay.apps.exportsathi.finance.views import IN_PLACE, defaults, filled, flags_of, shown
from assay.apps.exportsathi.models.profiles import CompanySize
from assay.kernel.db.session import Db
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import render

pages = APIRouter()
HERE = "/exportsathi/finance"


def calculators() -> dict[str, tuple[str, str, str]]:
    """Template → (path, name, what it is for)."""
    return {
        "rodtep": ("", _("RoDTEP and drawback"), _("What comes back on an export, by rate and by cap.")),
        "gst": (
            "/gst",
            _("GST routes"),
            _("Refund of credit under a LUT, or paying IGST and having it back."),
        ),
        "codes": ("/refund-codes", _("Refund codes"), _("What customs will answer, before you file.")),
        "capital": ("/working-capital", _("Working capital"), _("Money of one order, day by day.")),
        "landed": ("/landed-cost", _("Landed cost"), _("From works to door under each Incoterm.")),
        "rates": ("/exchange-rate", _("Exchange rate"), _("What a moving rate does to the margin.")),
        "credit": ("/credit", _("Export credit"), _("What a bank may lend, by turnover and by order.")),
    }


def _page(request: Request, key: str, values: Mapping[str, Any], **context: Any) -> Response:
    """The calculator; when htmx asks, what comes out of it goes beside the form."""
    known = calculators()
    path, title, lead = known[key]
    return render(
        request,
        f"exportsathi/finance/{key}.html",
        block="result",
        headers=IN_PLACE if request.method == "POST" else None,
        title=title,
        lead=lead,
        here=HERE + path,
        tabs=[
            {"label": name, "href": HERE + at, "current": one == key} for one, (at, name, _l) in known.items()
        ],
        values=values,
        **context,
    )


def _asked(request: Request, key: str, form: type[BaseModel], **context: Any) -> Response:
    values = defaults(form, request.query_params)
    return _page(request, key, values, **({"shown": None} | context))


def _answered(
    request: Request, key: str, form: BaseModel, data: Mapping[str, Any], made: Analysis, **context: Any
) -> Response:
    return _page(request, key, {**data, **flags_of(form)}, shown=shown(made), **context)


@pages.get("/finance")
async def finance_page(request: Request, _actor: Exporter) -> Response:
    return _asked(request, "rodtep", RodtepForm)


@pages.post("/finance")
async def rodtep_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(RodtepForm, filled(RodtepForm, data))
    return _answered(request, "rodtep", form, data, await service.rodtep(db, actor, form))


@pages.get("/finance/gst")
async def gst_page(request: Request, _actor: Exporter) -> Response:
    return _asked(request, "gst", GstForm)


@pages.post("/finance/gst")
async def compare_gst_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(GstForm, filled(GstForm, data))
    return _answered(request, "gst", form, data, await service.gst_routes(db, actor, form))


@pages.get("/finance/working-capital")
async def capital_page(request: Request, _actor: Exporter) -> Response:
    return _asked(request, "capital", CapitalForm)


@pages.post("/finance/working-capital")
async def work_out_capital_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(CapitalForm, filled(CapitalForm, data))
    return _answered(request, "capital", form, data, await service.working_capital(db, actor, form))


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
    return _asked(request, "landed", LandedForm, **_landed())


@pages.post("/finance/landed-cost")
async def build_up_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(LandedForm, filled(LandedForm, data))
    return _answered(request, "landed", form, data, await service.landed_cost(db, actor, form), **_landed())


@pages.get("/finance/exchange-rate")
async def rates_page(request: Request, _actor: Exporter) -> Response:
    return _asked(request, "rates", RatesForm)


@pages.post("/finance/exchange-rate")
async def sensitivity_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(RatesForm, filled(RatesForm, data))
    return _answered(request, "rates", form, data, await service.rate_sensitivity(db, actor, form))


def _sizes() -> list[tuple[str, str]]:
    names = {CompanySize.MICRO: _("Micro"), CompanySize.SMALL: _("Small"), CompanySize.MEDIUM: _("Medium")}
    return [(one.value, name) for one, name in names.items()]


@pages.get("/finance/credit")
async def credit_page(request: Request, _actor: Exporter) -> Response:
    return _asked(request, "credit", CreditForm, sizes=_sizes())


@pages.post("/finance/credit")
async def estimate_credit_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(CreditForm, filled(CreditForm, data))
    made = await service.credit_eligibility(db, actor, form)
    return _answered(request, "credit", form, data, made, sizes=_sizes())


@pages.get("/finance/refund-codes")
async def codes_page(request: Request, _actor: Exporter) -> Response:
    values = defaults(BillForm, request.query_params)
    return _page(request, "codes", values, responses=(), cautions=(), **_codes())


@pages.post("/finance/refund-codes")
async def predict_codes_page(request: Request, _actor: Exporter) -> Response:
    data = await form_data(request)
    sent = filled(BillForm, data)
    found, cautions = service.predicted(parse(BillForm, sent))
    return _page(request, "codes", sent, responses=found, cautions=cautions, **_codes())


def _codes() -> dict[str, Any]:
    return {"meanings": icegate.meanings(), "source": basis.SB_CODES}
