"""The sections of an analysis from what a report knows; each says what it would need to answer. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assay.apps.exportsathi.calculators.forms import Mode
from assay.apps.exportsathi.facts.figures import Figures
from assay.apps.exportsathi.facts.rules import BenefitFact, Scheme
from assay.apps.exportsathi.finance import benefits, capital, credit, exchange, gst, incoterms
from assay.apps.exportsathi.finance.forms import (
    SEA_ONLY,
    CapitalForm,
    CreditForm,
    FinanceInputs,
    GstForm,
    LandedForm,
    RatesForm,
)
from assay.apps.exportsathi.finance.rules import ZERO, inr, paisa, rate
from assay.apps.exportsathi.models.profiles import CompanySize
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel.web.i18n import gettext as _


def of_inputs(
    inputs: FinanceInputs, known: Sequence[BenefitFact], figures: Figures, at_shipping: Figures
) -> tuple[Section, ...]:
    """All sections, by `known` benefits of the line and the figures of the day and of the shipment."""
    rodtep, drawback = _benefits(inputs, known, figures)
    return (
        _sum_of_benefits(rodtep, drawback),
        rodtep,
        drawback,
        _gst(inputs, figures),
        _capital(inputs, figures, at_shipping, rodtep, drawback),
        _landed(inputs, figures),
        _rates(inputs),
        _credit(inputs, figures),
    )


def rodtep_of(known: Sequence[BenefitFact]) -> BenefitFact | None:
    return next((one for one in known if one.scheme is Scheme.RODTEP), None)


def drawback_of(known: Sequence[BenefitFact]) -> list[BenefitFact]:
    return [one for one in known if one.scheme is Scheme.DRAWBACK]


def _benefits(
    inputs: FinanceInputs, known: Sequence[BenefitFact], figures: Figures
) -> tuple[Section, Section]:
    missing = _missing(
        (len(inputs.line) == 8, _("the Indian tariff line of eight digits")),
        (inputs.fob is not None, _("the FOB value")),
    )
    if missing or inputs.fob is None:
        return (
            Section("rodtep", _("RoDTEP"), missing=missing),
            Section("drawback", _("Duty drawback"), missing=missing),
        )
    market = inputs.market_value
    export = benefits.Export(inputs.line, inputs.in_rupees(inputs.fob), inputs.quantity, inputs.unit, market)
    return (
        benefits.rodtep(rodtep_of(known), export, figures),
        benefits.drawback(drawback_of(known), export),
    )


def _sum_of_benefits(*parts: Section) -> Section:
    """What both benefits come to, as far as they could be told."""
    told = [one.answer for one in parts if one.answer is not None]
    if not told:
        return Section("benefits", _("Benefits"), missing=parts[0].missing)
    amount = sum((one.value for one in told), ZERO)
    ids = tuple(dict.fromkeys(source for one in told for source in one.sources))
    how = " + ".join(inr(one.value) for one in told)
    line = Line("amount", _("RoDTEP and drawback together"), amount, "INR", how, ids)
    return Section("benefits", _("Benefits"), (line,), "amount")


def _gst(inputs: FinanceInputs, figures: Figures) -> Section:
    missing = _missing(
        (inputs.fob is not None, _("the FOB value")),
        (inputs.igst_rate is not None, _("the GST rate of the goods")),
        (inputs.net_itc is not None, _("the unused input tax credit")),
    )
    if missing or inputs.fob is None:
        return Section("gst", _("GST on exports"), missing=missing)
    export_value = inputs.in_rupees(inputs.fob)
    turnover = inputs.adjusted_turnover
    form = GstForm(
        export_value=export_value,
        igst_rate=inputs.igst_rate or ZERO,
        net_itc=inputs.net_itc or ZERO,
        domestic_like_value=inputs.domestic_like_value,
        adjusted_turnover=None if turnover is None else max(turnover, export_value),
        ship_after=inputs.lead_days,
        filed_on=inputs.as_of,
        interest_rate=inputs.interest_rate,
    )
    return gst.compare(form, figures)


def _capital(inputs: FinanceInputs, figures: Figures, at_shipping: Figures, *parts: Section) -> Section:
    missing = _missing(
        (inputs.fob is not None, _("the FOB value")),
        (inputs.materials is not None, _("what the materials cost")),
    )
    if missing or inputs.fob is None or inputs.materials is None:
        return Section("capital", _("Working capital"), missing=missing)
    told = [one.answer.value for one in parts if one.answer is not None]
    form = CapitalForm(
        currency=inputs.currency,
        exchange_rate=inputs.exchange_rate,
        order_value=inputs.fob,
        materials=inputs.materials,
        making=inputs.making,
        input_gst=inputs.net_itc or ZERO,
        shipping_costs=inputs.inland,
        ship_day=inputs.lead_days,
        advance_percent=inputs.advance_percent,
        credit_days=inputs.payment_days,
        benefits=sum(told, ZERO),
        interest_rate=inputs.interest_rate,
    )
    return capital.work_out(form, figures, at_shipping)


def _landed(inputs: FinanceInputs, figures: Figures) -> Section:
    title = _("Landed cost")
    missing = _missing(
        (inputs.fob is not None, _("the FOB value")),
        (inputs.incoterm is not None, _("the Incoterm")),
        (inputs.freight is not None, _("the freight")),
    )
    if missing or inputs.fob is None or inputs.incoterm is None:
        return Section("landed", title, missing=missing)
    if inputs.incoterm in SEA_ONLY and inputs.mode is not Mode.SEA:
        words = _("%(term)s is for goods that go by ship. Take FCA, CPT or CIP.")
        return Section(
            "landed",
            title,
            remarks=(Remark(words % {"term": inputs.incoterm.value}, "bad", (incoterms.ICC,)),),
            missing=(_("an Incoterm that suits the way of transport"),),
        )
    inland = min(paisa(inputs.inland / inputs.rupees_each), inputs.fob - Decimal("0.01"))
    form = LandedForm(
        currency=inputs.currency,
        exchange_rate=inputs.exchange_rate,
        incoterm=inputs.incoterm,
        mode=inputs.mode,
        goods=inputs.fob - inland,
        inland=inland,
        freight=inputs.freight or ZERO,
        insurance_rate=inputs.insurance_rate,
    )
    made = incoterms.build_up(form, figures)
    words = _("Insurance is counted at a premium of %(rate)s, an assumption: ask your insurer.")
    said = Remark(words % {"rate": rate(inputs.insurance_rate)})
    return replace(made, remarks=(*made.remarks, said))


def _rates(inputs: FinanceInputs) -> Section:
    if inputs.fob is None or inputs.currency == "INR":
        missing = (_("the FOB value in the buyer's currency"),)
        return Section("rates", _("Exchange rate"), missing=missing)
    form = RatesForm(
        currency=inputs.currency,
        exchange_rate=inputs.exchange_rate,
        amount=inputs.fob,
        costs=(inputs.materials or ZERO) + inputs.making + inputs.inland,
    )
    return exchange.sensitivity(form)


def _credit(inputs: FinanceInputs, figures: Figures) -> Section:
    form = CreditForm(
        currency=inputs.currency,
        exchange_rate=inputs.exchange_rate,
        turnover=inputs.turnover,
        order_value=inputs.fob,
        company_size=inputs.company_size or CompanySize.MICRO,
    )
    return credit.eligibility(form, figures)


def _missing(*wanted: tuple[bool, str]) -> tuple[str, ...]:
    return tuple(words for there, words in wanted if not there)
