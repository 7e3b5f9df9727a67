"""Money of an export: the calculators with the facts of the day, and the whole analysis for a report.

result = await finance.analyse(db, org_id, FinanceInputs(as_of=day, line="11051000", fob=..., ...))
await finance.keep(db, org_id, exporter_id, result, report_id=report_id)
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from assay.apps.exportsathi.calculators import service as calculators
from assay.apps.exportsathi.calculators.forms import Form
from assay.apps.exportsathi.calculators.result import Analysis
from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.facts.rules import BenefitFact, Scheme
from assay.apps.exportsathi.finance import (
    benefits,
    capital,
    credit,
    exchange,
    gst,
    icegate,
    incoterms,
    queries,
    sections,
)
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
from assay.apps.exportsathi.finance.icegate import Response
from assay.apps.exportsathi.finance.rules import VERSION, ZERO
from assay.apps.exportsathi.models.money import FinanceAnalysis
from assay.apps.exportsathi.sources import service as sources
from assay.apps.exportsathi.sources.rules import SourceRef, Standing
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.web.i18n import gettext as _

FinanceResult = Analysis
TYPED = SourceRef("typed", "", "")
today = facts.today


async def rodtep(db: Session, actor: Actor, form: RodtepForm) -> Analysis:
    """RoDTEP and drawback of one export, by the facts of the day or by the rate that was typed."""
    on = form.as_of or today()
    export = benefits.Export(form.line, form.fob, form.quantity, form.unit, form.market_value, form.entry)
    known = await facts.benefits(db, org_of(actor), form.line, on)
    figures = await facts.figures(db, org_of(actor), on)
    if form.rate is None:
        section = benefits.rodtep(sections.rodtep_of(known), export, figures)
    else:
        section = _typed(benefits.rodtep(_read_in_schedule(form), export, figures))
    found = (section, benefits.drawback(sections.drawback_of(known), export))
    return await calculators.analysis(db, org_of(actor), on, VERSION, form, found)


async def gst_routes(db: Session, actor: Actor, form: GstForm) -> Analysis:
    """Both ways with GST, by the figures of the day on which the claim is filed."""
    figures = await facts.figures(db, org_of(actor), form.filed_on or today())
    return await _analysis(db, actor, form, gst.compare(form, figures))


async def working_capital(db: Session, actor: Actor, form: CapitalForm) -> Analysis:
    """Money of one order, by the figures of today and of the day of shipment."""
    figures = await facts.figures(db, org_of(actor), today())
    at_shipping = await facts.figures(db, org_of(actor), capital.shipped_on(form, today()))
    return await _analysis(db, actor, form, capital.work_out(form, figures, at_shipping))


async def credit_eligibility(db: Session, actor: Actor, form: CreditForm) -> Analysis:
    figures = await facts.figures(db, org_of(actor), today())
    return await _analysis(db, actor, form, credit.eligibility(form, figures))


async def landed_cost(db: Session, actor: Actor, form: LandedForm) -> Analysis:
    figures = await facts.figures(db, org_of(actor), today())
    return await _analysis(db, actor, form, incoterms.build_up(form, figures), incoterms.terms(form, figures))


async def rate_sensitivity(db: Session, actor: Actor, form: RatesForm) -> Analysis:
    return await _analysis(db, actor, form, exchange.sensitivity(form))


async def predicted(
    db: Session, actor: Actor, form: BillForm
) -> tuple[Sequence[Response], Sequence[str], SourceRef]:
    """The codes a shipping bill and its return would be answered with, what may still hold a refund, and
    what the codes are from. Raises SourceMissing where that is not there."""
    source = await sources.cited(db, org_of(actor), icegate.SOURCE)
    return icegate.predict(form), icegate.cautions(form), source


async def source_of_codes(db: Session, actor: Actor) -> SourceRef | None:
    """What the refund codes are from; None: the organisation has not put it in."""
    return (await sources.refs(db, org_of(actor), [icegate.SOURCE])).get(icegate.SOURCE)


async def analyse(db: Session, org_id: UUID, inputs: FinanceInputs) -> FinanceResult:
    """All sections for what a report knows; each says what it misses. Nothing is written."""
    known = await facts.benefits(db, org_id, inputs.line, inputs.as_of) if inputs.line else []
    figures = await facts.figures(db, org_id, inputs.as_of)
    at_shipping = await facts.figures(db, org_id, inputs.as_of + timedelta(days=inputs.lead_days))
    found = sections.of_inputs(inputs, known, figures, at_shipping)
    return await calculators.analysis(db, org_id, inputs.as_of, VERSION, inputs, found)


async def keep(
    db: Session, org_id: UUID, exporter_id: UUID, result: FinanceResult, *, report_id: UUID | None = None
) -> FinanceAnalysis:
    """Keep the analysis; with `report_id` in place of what the report had before."""
    return await calculators.keep(db, FinanceAnalysis, org_id, exporter_id, result, report_id=report_id)


async def of_report(db: Session, actor: Actor, report_id: UUID) -> FinanceAnalysis:
    """What was analysed for the actor's report. Raises NotFound for others' and while there is none."""
    return await calculators.of_report(db, FinanceAnalysis, org_of(actor), person_of(actor), report_id)


async def keep_own(db: Session, actor: Actor, result: FinanceResult) -> FinanceAnalysis:
    """Keep an analysis by itself. Raises Conflict for an exporter without a profile."""
    await queries.check_has_profile(db, org_of(actor), person_of(actor))
    return await keep(db, org_of(actor), person_of(actor), result)


async def delete(db: Session, actor: Actor, analysis_id: UUID) -> None:
    """Raises NotFound for others', and for what belongs to a report: that goes with it."""
    row = await queries.analysis(db, org_of(actor), person_of(actor), analysis_id)
    await db.delete(row)
    await db.flush()


async def _analysis(db: Session, actor: Actor, form: Form, *made: Section) -> Analysis:
    return await calculators.analysis(db, org_of(actor), today(), VERSION, form, made)


def _read_in_schedule(form: RodtepForm) -> BenefitFact:
    """The rate that the user read in the schedule; it rests on no source of ours."""
    return BenefitFact(
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


def _typed(section: Section) -> Section:
    """RoDTEP by a rate that was typed: its lines name no source for it, and a sentence says so."""
    lines = tuple(
        Line(one.key, one.label, one.value, one.unit, one.how, tuple(s for s in one.sources if s != "typed"))
        for one in section.lines
    )
    words = Remark(_("By the rate that you entered, not by one of ours."), "warn")
    return Section(
        section.key, section.title, lines, section.result, (words, *section.remarks), section.missing
    )
