"""Money of an export: the calculators with the facts of the day, and the whole analysis for a report.

result = await finance.analyse(db, org_id, FinanceInputs(as_of=day, line="11051000", fob=..., ...))
await finance.keep(db, org_id, exporter_id, result, report_id=report_id)
"""

from collections.abc import Iterable, Sequence
from datetime import date
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
from assay.apps.exportsathi.finance.result import Analysis
from assay.apps.exportsathi.finance.rules import VERSION, ZERO
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
    listed = benefits.rodtep(sections.rodtep_of(known), export)
    section = listed if form.rate is None else _typed(form, export)
    return await _analysis(
        db, org_of(actor), on, form, (section, benefits.drawback(sections.drawback_of(known), export))
    )


async def gst_routes(db: Session, actor: Actor, form: GstForm) -> Analysis:
    return await _analysis(db, org_of(actor), today(), form, (gst.compare(form, today()),))


async def working_capital(db: Session, actor: Actor, form: CapitalForm) -> Analysis:
    return await _analysis(db, org_of(actor), today(), form, (capital.work_out(form, today()),))


async def credit_eligibility(db: Session, actor: Actor, form: CreditForm) -> Analysis:
    return await _analysis(db, org_of(actor), today(), form, (credit.eligibility(form),))


async def landed_cost(db: Session, actor: Actor, form: LandedForm) -> Analysis:
    return await _analysis(
        db, org_of(actor), today(), form, (incoterms.build_up(form), incoterms.terms(form))
    )


async def rate_sensitivity(db: Session, actor: Actor, form: RatesForm) -> Analysis:
    return await _analysis(db, org_of(actor), today(), form, (exchange.sensitivity(form),))


def predicted(form: BillForm) -> tuple[Sequence[Response], Sequence[str]]:
    """The codes a shipping bill and its return would be answered with, and what may still hold a refund."""
    return icegate.predict(form), icegate.cautions(form)


async def analyse(db: Session, org_id: UUID, inputs: FinanceInputs) -> FinanceResult:
    """All sections for what a report knows; each says what it misses. Nothing is written."""
    known = await facts.benefits(db, org_id, inputs.line, inputs.as_of) if inputs.line else []
    return await _analysis(db, org_id, inputs.as_of, inputs, sections.of_inputs(inputs, known))


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


async def keep_own(db: Session, actor: Actor, result: FinanceResult) -> FinanceAnalysis:
    """Keep an analysis by itself. Raises Conflict for an exporter without a profile."""
    await queries.check_has_profile(db, org_of(actor), person_of(actor))
    return await keep(db, org_of(actor), person_of(actor), result)


async def delete(db: Session, actor: Actor, analysis_id: UUID) -> None:
    """Raises NotFound for others', and for what belongs to a report: that goes with it."""
    row = await queries.analysis(db, org_of(actor), person_of(actor), analysis_id)
    await db.delete(row)
    await db.flush()


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
    made: tuple[Section, ...],
) -> Analysis:
    ids = [source for section in made for source in section.sources]
    inputs = form.model_dump(mode="json", exclude_none=True)
    return Analysis(on, VERSION, inputs, made, await resolved(db, org_id, ids))


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
