"""Money of an export: the calculators with the facts of the day, and the whole analysis for a report.

result = await finance.analyse(db, org_id, FinanceInputs(as_of=day, line="11051000", fob=..., ...))
await finance.keep(db, org_id, exporter_id, result, report_id=report_id)
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.facts.rules import BenefitFact, Scheme
from assay.apps.exportsathi.finance import (
    basis,
    benefits,
    capital,
    credit,
    exchange,
    gst,
    icegate,
    incoterms,
    queries,
)
from assay.apps.exportsathi.finance.forms import (
    SEA_ONLY,
    BillForm,
    CapitalForm,
    CreditForm,
    FinanceInputs,
    GstForm,
    LandedForm,
    Mode,
    RatesForm,
    RodtepForm,
)
from assay.apps.exportsathi.finance.icegate import Response
from assay.apps.exportsathi.finance.result import Analysis
from assay.apps.exportsathi.finance.rules import VERSION, ZERO, inr, paisa
from assay.apps.exportsathi.models.money import FinanceAnalysis
from assay.apps.exportsathi.sources import service as sources
from assay.apps.exportsathi.sources.rules import SourceRef, Standing
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel import clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.clock import day_in_india
from assay.kernel.db.session import Session
from assay.kernel.web.i18n import gettext as _

FinanceResult = Analysis
TYPED = SourceRef("typed", "", "")


async def rodtep(db: Session, actor: Actor, form: RodtepForm) -> Analysis:
    """RoDTEP and drawback of one export, by the facts of the day or by the rate that was typed."""
    on = form.as_of or today()
    export = benefits.Export(form.line, form.fob, form.quantity, form.unit, form.market_value)
    known = await facts.benefits(db, org_of(actor), form.line, on)
    listed = benefits.rodtep(_rodtep_of(known), export)
    section = listed if form.rate is None else _typed(form, export)
    return await _analysis(
        db, org_of(actor), on, form, (section, benefits.drawback(_drawback_of(known), export))
    )


async def gst_routes(db: Session, actor: Actor, form: GstForm) -> Analysis:
    return await _analysis(db, org_of(actor), today(), form, (gst.compare(form, today()),))


async def working_capital(db: Session, actor: Actor, form: CapitalForm) -> Analysis:
    return await _analysis(db, org_of(actor), today(), form, (capital.work_out(form, today()),))


async def credit_eligibility(db: Session, actor: Actor, form: CreditForm) -> Analysis:
    return await _analysis(db, org_of(actor), today(), form, (credit.eligibility(form),))


async def landed_cost(db: Session, actor: Actor, form: LandedForm) -> Analysis:
    return await _analysis(db, org_of(actor), today(), form, (incoterms.build_up(form),))


async def rate_sensitivity(db: Session, actor: Actor, form: RatesForm) -> Analysis:
    return await _analysis(db, org_of(actor), today(), form, (exchange.sensitivity(form),))


def predicted(form: BillForm) -> tuple[Sequence[Response], Sequence[str]]:
    """The codes a shipping bill and its return would be answered with, and what may still hold a refund."""
    return icegate.predict(form), icegate.cautions(form)


async def analyse(db: Session, org_id: UUID, inputs: FinanceInputs) -> FinanceResult:
    """All sections for what a report knows; each says what it misses. Nothing is written."""
    known = await facts.benefits(db, org_id, inputs.line, inputs.as_of) if inputs.line else []
    rodtep_of, drawback_of = _benefits(inputs, known)
    sections = (
        _sum_of_benefits(rodtep_of, drawback_of),
        rodtep_of,
        drawback_of,
        _gst(inputs),
        _capital(inputs, rodtep_of, drawback_of),
        _landed(inputs),
        _rates(inputs),
        _credit(inputs),
    )
    return await _analysis(db, org_id, inputs.as_of, inputs, sections)


async def keep(
    db: Session, org_id: UUID, exporter_id: UUID, result: FinanceResult, *, report_id: UUID | None = None
) -> FinanceAnalysis:
    """Keep the analysis; with `report_id` in place of what the report had before."""
    if report_id is not None:
        await queries.drop_of_report(db, exporter_id, report_id)
    document = result.document()
    row = FinanceAnalysis(
        org_id=org_id,
        exporter_id=exporter_id,
        report_id=report_id,
        as_of=result.as_of,
        rules_version=result.rules_version,
        inputs=document["inputs"],
        lines=document["sections"],
        sources=document["sources"],
    )
    db.add(row)
    await db.flush()
    return row


async def of_report(db: Session, actor: Actor, report_id: UUID) -> FinanceAnalysis:
    """What was analysed for the actor's report. Raises NotFound for others' and while there is none."""
    return await queries.of_report(db, org_of(actor), person_of(actor), report_id)


def today() -> date:
    return day_in_india(clock.now())


async def resolved(db: Session, org_id: UUID, ids: Iterable[str]) -> tuple[SourceRef, ...]:
    """Sources by their ids: as the organisation has them, else as this feature ships them."""
    wanted = list(dict.fromkeys(ids))
    held = await sources.refs(db, org_id, wanted)
    found = [held.get(one) or basis.SOURCES.get(one) for one in wanted]
    return tuple(one for one in found if one is not None)


async def _analysis(
    db: Session,
    org_id: UUID,
    on: date,
    form: RodtepForm | GstForm | CapitalForm | CreditForm | LandedForm | RatesForm | FinanceInputs,
    sections: tuple[Section, ...],
) -> Analysis:
    ids = [source for section in sections for source in section.sources]
    inputs = form.model_dump(mode="json", exclude_none=True)
    return Analysis(on, VERSION, inputs, sections, await resolved(db, org_id, ids))


def _rodtep_of(known: Sequence[BenefitFact]) -> BenefitFact | None:
    return next((one for one in known if one.scheme is Scheme.RODTEP), None)


def _drawback_of(known: Sequence[BenefitFact]) -> list[BenefitFact]:
    return [one for one in known if one.scheme is Scheme.DRAWBACK]


def _typed(form: RodtepForm, export: benefits.Export) -> Section:
    """RoDTEP by the rate that the user read in the schedule; it rests on no source of ours."""
    fact = BenefitFact(
        Scheme.RODTEP,
        form.line,
        form.line,
        "",
        form.rate or ZERO,
        form.cap,
        form.unit,
        TYPED,
        Standing.CURRENT,
    )
    section = benefits.rodtep(fact, export)
    lines = tuple(
        Line(one.key, one.label, one.value, one.unit, one.how, tuple(s for s in one.sources if s != "typed"))
        for one in section.lines
    )
    words = Remark(_("By the rate that you entered, not by one of ours."), "warn")
    return Section(
        section.key, section.title, lines, section.result, (words, *section.remarks), section.missing
    )


def _benefits(inputs: FinanceInputs, known: Sequence[BenefitFact]) -> tuple[Section, Section]:
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
        benefits.rodtep(_rodtep_of(known), export),
        benefits.drawback(_drawback_of(known), export),
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


def _gst(inputs: FinanceInputs) -> Section:
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
    return gst.compare(form, inputs.as_of)


def _capital(inputs: FinanceInputs, *parts: Section) -> Section:
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
    return capital.work_out(form, inputs.as_of)


def _landed(inputs: FinanceInputs) -> Section:
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
            remarks=(Remark(words % {"term": inputs.incoterm.value}, "bad", (basis.INCOTERMS.source_id,)),),
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
    return incoterms.build_up(form)


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


def _credit(inputs: FinanceInputs) -> Section:
    form = CreditForm(
        currency=inputs.currency,
        exchange_rate=inputs.exchange_rate,
        turnover=inputs.turnover,
        order_value=inputs.fob,
        **({"company_size": inputs.company_size} if inputs.company_size else {}),
    )
    return credit.eligibility(form)


def _missing(*wanted: tuple[bool, str]) -> tuple[str, ...]:
    return tuple(words for there, words in wanted if not there)
