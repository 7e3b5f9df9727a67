"""Answers that are calculated: by the calculators themselves, from the question or from a report's analyses.

Nothing is calculated here. A row is taken from a section that `finance` or `logistics` made, and is made once
more, or read once more, before a sentence tells it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from assay.apps.exportsathi.calculators.views import value_text
from assay.apps.exportsathi.chat import amounts, rules, topics, verifying
from assay.apps.exportsathi.chat.amounts import HOME, Told
from assay.apps.exportsathi.chat.questions import day_of
from assay.apps.exportsathi.chat.rules import Answer, Row, Sentence
from assay.apps.exportsathi.chat.topics import Analysed, Topic
from assay.apps.exportsathi.finance import benefits
from assay.apps.exportsathi.finance import service as finance
from assay.apps.exportsathi.finance.forms import FinanceInputs, RodtepForm
from assay.apps.exportsathi.logistics import service as logistics
from assay.apps.exportsathi.models.money import FinanceAnalysis, LogisticsAnalysis
from assay.apps.exportsathi.models.reports import Report
from assay.apps.exportsathi.reports import rules as reporting
from assay.apps.exportsathi.worked import Section, line_document, section_of
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Session
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

ENGINE = "calculator"
RODTEP = "rodtep"
PARTS = (RODTEP, "drawback")
"""What the section of benefits adds up."""
Document = Mapping[str, Any]
"""An analysis as JSON: `as_of`, `rules_version`, `inputs`, `sections`, `sources`."""


async def worked(
    db: Session, actor: Actor, text: str, today: date, report: Report | None = None
) -> Answer | None:
    """The answer of a calculator; None where the question asks for none of the figures we can work out.

    An answer without a sentence asks for what is missing: nothing is assumed.
    """
    told = amounts.told(text)
    on = min(day_of(text) or today, today)
    if (told.line or report is None) and (topic := topics.topic_described(text, told)):
        return await _described(db, actor, text, told, topic, on)
    if topics.asks_for_rodtep(text, told) and (told.line or report is None):
        return await _rodtep(db, actor, text, told, on)
    if report is None:
        return await _without_report(db, actor, text, told, on)
    country = reporting.countries().get(report.destination, "")
    topic = topics.topic_of(text, told, f"{report.product} {report.materials} {country}")
    if topic is None or (topic.goods_only and report.details.get("kind") == "services"):
        return None
    return await _of_report(db, actor, text, told, topic, report)


async def again(db: Session, actor: Actor, row: Row) -> Row | None:
    """The same row, made or read anew from what it names; None where that is no longer there."""
    if row.analysis_id:
        try:
            kept = await _kept(db, actor, row.calculation, UUID(row.report_id))
        except NotFound:
            return None
        if str(kept.analysis_id) != row.analysis_id:
            return None
        return row_of(_document(kept), row.calculation, row.result, row.report_id, row.analysis_id)
    if row.report_id or row.calculation != RODTEP:
        made = await finance.analyse(db, org_of(actor), FinanceInputs.model_validate(row.inputs))
    else:
        made = await finance.rodtep(db, actor, RodtepForm.model_validate(row.inputs))
    return row_of(made.document(), row.calculation, row.result, row.report_id)


async def _rodtep(db: Session, actor: Actor, text: str, told: Told, on: date) -> Answer | None:
    """RoDTEP of the export that the question describes."""
    needed = _needed(told)
    if needed or told.fob is None:
        return asking(text, _("RoDTEP"), needed)
    form = RodtepForm(
        line=told.line,
        fob=told.fob,
        quantity=told.quantity,
        unit=told.unit,
        market_value=told.market_value,
        as_of=on,
    )
    made = await finance.rodtep(db, actor, form)
    return await _answer(db, actor, text, made.document(), RODTEP)


async def _described(
    db: Session, actor: Actor, text: str, told: Told, topic: Topic, on: date
) -> Answer | None:
    """Drawback, or it with RoDTEP, of the export that the question describes."""
    if needed := _needed(told):
        title = _("Duty drawback") if topic.section == "drawback" else _("Benefits")
        return asking(text, title, needed)
    inputs = FinanceInputs.model_validate({"as_of": on, **_told_more(told)})
    document = (await finance.analyse(db, org_of(actor), inputs)).document()
    open_part = (one["key"] for one in document["sections"] if one["key"] in PARTS and not one["result"])
    # a sum of which one part is open is no sum yet
    section = next(open_part, topic.section) if topic.section == "benefits" else topic.section
    return await _answer(db, actor, text, document, section)


async def _without_report(db: Session, actor: Actor, text: str, told: Told, on: date) -> Answer | None:
    """One's own figure where no report says anything: what is missing, or where it is worked out."""
    if topics.asks_for_own_rodtep(text, told):
        return asking(text, _("RoDTEP"), _needed(told))
    topic = topics.topic_of(text, told, "")
    if topic is None:
        return None
    if topic.section not in topics.CALCULATORS:
        return await _described(db, actor, text, told, topic, on)
    words = _(
        "This figure takes more than a question says. Open a report of yours and ask about it there, or put "
        "your figures into the calculator."
    )
    return _elsewhere(text, words, topic.section, topics.CALCULATORS[topic.section])


def _needed(told: Told) -> list[str]:
    wanted = (
        (bool(told.line), _("the Indian tariff line of eight digits")),
        (told.fob is not None and told.currency == HOME, _("the FOB value in rupees")),
    )
    return [words for there, words in wanted if not there]


async def _of_report(
    db: Session, actor: Actor, text: str, told: Told, topic: Topic, report: Report
) -> Answer | None:
    try:
        kept = await _kept(db, actor, topic.section, report.report_id)
    except NotFound:
        words = _("The report is not made yet. Ask again once it is.")
        return _refused(text, words, topic.section, ())
    line = topics.line_of(topic, str(kept.inputs.get("mode", "")))
    own = str(report.report_id)
    more = _told_more(told) if topic.analysed is Analysed.FINANCE else {}
    if more:
        inputs = FinanceInputs.model_validate({**kept.inputs, **more})
        made = await finance.analyse(db, org_of(actor), inputs)
        return await _answer(db, actor, text, made.document(), topic.section, line, report_id=own)
    return await _answer(
        db,
        actor,
        text,
        _document(kept),
        topic.section,
        line,
        report_id=own,
        analysis_id=str(kept.analysis_id),
        tellable=topic.analysed is Analysed.FINANCE,
    )


def _told_more(told: Told) -> dict[str, Any]:
    """What the question adds to, or says otherwise than, the report."""
    more: dict[str, Any] = {"line": told.line} if told.line else {}
    if told.fob is not None and told.currency == HOME:
        more |= {"fob": told.fob, "currency": HOME, "exchange_rate": None}
    if told.quantity is not None:
        more |= {"quantity": told.quantity, "unit": told.unit}
    named = {"market_value": told.market_value, "materials": told.materials}
    return more | {name: value for name, value in named.items() if value is not None}


async def _answer(
    db: Session,
    actor: Actor,
    text: str,
    document: Document,
    section: str,
    line: str = "",
    *,
    report_id: str = "",
    analysis_id: str = "",
    tellable: bool = True,
) -> Answer | None:
    """The sentence of a row, checked against the row made again; what is missing, where there is none."""
    found = next((section_of(one) for one in document["sections"] if one["key"] == section), None)
    key = _key(found, line)
    if found is None or not key:
        missing = found.missing if found else ()
        if benefits.entry_wanted() in missing:
            return _entry_to_choose(text, document["inputs"])
        return asking(text, found.title, missing, tellable=tellable) if found and missing else None
    row = row_of(document, section, key, report_id, analysis_id)
    made = await again(db, actor, row)
    stored: dict[rules.Place, str] = {made.place: made.canonical} if made else {}
    kept, _dropped = verifying.kept([Sentence(said(row), (row,))], stored)
    if not kept:
        return None
    return Answer(text, kept, searched=_searched(section, (), row.as_of), engine=ENGINE)


def _key(section: Section | None, line: str) -> str:
    """The key of the line to tell; empty where the section has none."""
    if section is None:
        return ""
    return line if any(one.key == line for one in section.lines) else section.result


def row_of(document: Document, section: str, key: str, report_id: str = "", analysis_id: str = "") -> Row:
    """A line of an analysis with the whole working of its section, and the sources that it names."""
    found = next(section_of(one) for one in document["sections"] if one["key"] == section)
    lines = [line_document(one) | {"shown": _plain(value_text(one))} for one in found.lines]
    remarks = [{"text": one.text, "tone": one.tone, "sources": list(one.sources)} for one in found.remarks]
    return rules.sealed(
        Row(
            calculation=section,
            title=found.title,
            result=key,
            as_of=document["as_of"],
            rules_version=document["rules_version"],
            inputs=dict(document["inputs"]),
            lines=lines,
            remarks=remarks,
            sources=[one for one in document["sources"] if one["source_id"] in found.sources],
            report_id=report_id,
            analysis_id=analysis_id,
            sha256="",
        )
    )


def said(row: Row) -> str:
    """The row as one sentence: what it is, how much, and how that comes about."""
    told = row.told
    if not Decimal(told["value"]) and row.remarks and row.remarks[0]["tone"] != "info":
        # Nothing is counted, and the calculator says why.
        return str(row.remarks[0]["text"])
    how = _plain(told["how"]).rstrip(".")
    words = {"label": told["label"], "figure": told["shown"], "how": how}
    return _("%(label)s is %(figure)s: %(how)s.") % words if how else _("%(label)s is %(figure)s.") % words


def asking(text: str, title: str, missing: Sequence[str], *, tellable: bool = True) -> Answer:
    """The answer that asks for what a figure still needs."""
    words = {"what": title, "missing": "; ".join(missing)}
    if tellable:
        said = (
            _("For this figure (%(what)s) we still need: %(missing)s. Say it, and it is worked out.") % words
        )
    else:
        said = _("For this figure (%(what)s) the report still needs: %(missing)s. Tell it there.") % words
    return _refused(text, said, title, missing)


def _entry_to_choose(text: str, inputs: Mapping[str, Any]) -> Answer:
    """Which entry describes the goods is chosen from a list, not said."""
    words = _(
        "The heading has several drawback entries with different rates. Choose the one that describes your "
        "goods in the calculator: it lists them."
    )
    filled = {one: inputs[one] for one in ("line", "fob", "quantity", "unit") if inputs.get(one)}
    return _elsewhere(text, words, "drawback", f"finance?{urlencode(filled)}")


def _elsewhere(text: str, words: str, calculation: str, calculator: str) -> Answer:
    """The answer that says where a figure is worked out: the path of the calculator under `/exportsathi`."""
    searched = _searched(calculation, ()) | {"calculator": calculator}
    return Answer(text, (), refusal=words, searched=searched, engine=ENGINE)


def _refused(text: str, words: str, calculation: str, asks: Sequence[str]) -> Answer:
    return Answer(text, (), refusal=words, searched=_searched(calculation, asks), engine=ENGINE)


def _searched(calculation: str, asks: Sequence[str], as_of: str = "") -> dict[str, Any]:
    return {"calculation": calculation, "asks": list(asks)} | ({"as_of": as_of} if as_of else {})


async def _kept(
    db: Session, actor: Actor, section: str, report_id: UUID
) -> FinanceAnalysis | LogisticsAnalysis:
    """The analysis of the actor's report that holds the section. Raises NotFound."""
    analysed = next(one.analysed for one in topics.TOPICS if one.section == section)
    if analysed is Analysed.FINANCE:
        return await finance.of_report(db, actor, report_id)
    return await logistics.of_report(db, actor, report_id)


def _document(kept: FinanceAnalysis | LogisticsAnalysis) -> Document:
    return {
        "as_of": kept.as_of.isoformat(),
        "rules_version": kept.rules_version,
        "inputs": kept.inputs,
        "sections": kept.lines,
        "sources": kept.sources,
    }


def _plain(text: str) -> str:
    return " ".join(text.split())
