"""What the state gives back on an export: RoDTEP and drawback, worked from the facts of a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assay.apps.exportsathi.facts.figures import Figures, or_what_is_missing
from assay.apps.exportsathi.facts.rules import BenefitFact, Overlay, usable
from assay.apps.exportsathi.finance.rules import HUNDRED, ZERO, in_unit, inr, paisa, rate
from assay.apps.exportsathi.sources.rules import Standing
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel.web.formats import exact
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported, as far as benefits go: values in rupees. `market_value`: the goods at home.

    `entry`: the drawback entry that describes the goods, where the exporter has chosen one.
    """

    line: str
    fob: Decimal
    quantity: Decimal | None = None
    unit: str = ""
    market_value: Decimal | None = None
    entry: str = ""


def rodtep(fact: BenefitFact | None, export: Export, figures: Figures) -> Section:
    """RoDTEP = min(rate × FOB, cap × quantity) × overlay; FOB counts up to a multiple of the market value
    (`market-value-factor`).

    A line that is not in the schedule earns nothing, and so does one whose rate has expired. Where the cap
    needs a quantity that is not known, there is no answer (`missing` says what would give one).
    """
    title = _("RoDTEP")
    if fact is None:
        words = _("Line %(line)s is not in the RoDTEP schedule as we have it: it earns nothing.")
        return _nothing("rodtep", title, words % {"line": export.line or "–"})
    if not usable(fact.standing):
        return _nothing("rodtep", title, _out_of_force(fact), fact.source.source_id)
    return or_what_is_missing("rodtep", title, lambda: _rodtep(title, fact, export, figures))


def _rodtep(title: str, fact: BenefitFact, export: Export, figures: Figures) -> Section:
    lines, base = _counted(export, figures)
    section = _benefit("rodtep", title, fact, export, base)
    remarks = (*section.remarks, *_unverified(fact), *_noted([fact]))
    return Section("rodtep", title, (*lines, *section.lines), section.result, remarks, section.missing)


def drawback(entries: Sequence[BenefitFact], export: Export) -> Section:
    """Drawback by the entry that was chosen, or where the heading has one rate; else a shortlist."""
    title = _("Duty drawback")
    if not entries:
        words = _("No drawback entry is known for heading %(heading)s: nothing is counted.")
        return _nothing("drawback", title, words % {"heading": export.line[:4] or "–"})
    held = [one for one in entries if usable(one.standing)]
    if not held:
        return _nothing("drawback", title, _out_of_force(entries[0]), entries[0].source.source_id)
    chosen = [one for one in held if one.entry == export.entry]
    if chosen or len({(one.rate, one.cap, one.unit) for one in held}) == 1:
        return _by_entry(title, chosen or held, export)
    return _shortlist(title, held, export)


def entry_wanted() -> str:
    """What is missing where a heading has several entries."""
    return _("which drawback entry describes the goods")


def _by_entry(title: str, held: Sequence[BenefitFact], export: Export) -> Section:
    """By the one rate of `held`."""
    one = held[0]
    found = _benefit("drawback", title, one, export, export.fob)
    words = _("By entry %(entry)s: %(words)s") % {"entry": one.entry, "words": one.description}
    told = (Remark(words, "info", (one.source.source_id,)),) if len(held) == 1 else ()
    remarks = (*found.remarks, *_unverified(one), *told, *_noted(held))
    return Section("drawback", title, found.lines, found.result, remarks, found.missing)


def _shortlist(title: str, held: Sequence[BenefitFact], export: Export) -> Section:
    """What each entry would give; one that cannot be told for want of a quantity names its rate and cap."""
    lines: list[Line] = []
    wanted: list[str] = []
    for one in held:
        worked = _benefit("drawback", title, one, export, export.fob)
        if worked.answer is not None:
            label = _("If it is %(entry)s: %(words)s") % {"entry": one.entry, "words": one.description}
            lines.append(
                Line(
                    f"choice-{one.entry}",
                    label,
                    worked.answer.value,
                    "INR",
                    worked.answer.how,
                    worked.sources,
                )
            )
        wanted += worked.missing
    words = _(
        "We know %(n)d entries under the heading, with different rates. Choose the one that describes the "
        "goods."
    )
    remarks = [Remark(words % {"n": len(held)}, "warn")]
    if export.entry:
        strange = _("There is no entry %(entry)s among them.") % {"entry": export.entry}
        remarks.insert(0, Remark(strange, "bad"))
    if len(lines) == len(held) and len({one.value for one in lines}) == 1:
        remarks.append(Remark(_("For this export each of them comes to the same."), "info"))
    return Section(
        "drawback",
        title,
        tuple(lines),
        remarks=(*remarks, *_unverified(held[0]), *_noted(held)),
        missing=(entry_wanted(), *dict.fromkeys(wanted)),
    )


def _nothing(key: str, title: str, words: str, *sources: str) -> Section:
    line = Line("amount", title, ZERO, "INR", _("nothing is counted"), tuple(sources))
    return Section(key, title, (line,), "amount", (Remark(words, "warn", tuple(sources)),))


def _out_of_force(fact: BenefitFact) -> str:
    if fact.standing is Standing.EXPIRED:
        words = _("The rate of %(rate)s for %(entry)s has expired (%(source)s). It is not counted.")
    else:
        words = _("The rate of %(rate)s for %(entry)s is not yet in force (%(source)s). It is not counted.")
    return words % {"rate": rate(fact.rate), "entry": fact.entry, "source": fact.source.title}


def _unverified(fact: BenefitFact) -> tuple[Remark, ...]:
    if fact.standing is not Standing.UNVERIFIED:
        return ()
    words = _("The rate was not compared with the original (%(source)s).") % {"source": fact.source.title}
    return (Remark(words, "warn", (fact.source.source_id,)),)


def _noted(held: Sequence[BenefitFact]) -> tuple[Remark, ...]:
    """What is doubtful about the rates, each once."""
    notes = {one.note: one.source.source_id for one in held if one.note}
    return tuple(Remark(note, "info", (source,)) for note, source in notes.items())


def _counted(export: Export, figures: Figures) -> tuple[list[Line], Decimal]:
    """The FOB value that counts, and how that was found."""
    if export.market_value is None:
        line = Line("fob", _("FOB value"), export.fob, "INR", _("as given; no market value to compare with"))
        return [line], export.fob
    limit = figures.get("market-value-factor")
    counted = min(export.fob, limit.value * export.market_value)
    how = f"min({inr(export.fob)}, {exact(limit.value)} × {inr(export.market_value)})"
    line = Line("fob", _("FOB value that counts"), paisa(counted), "INR", how, (limit.source,))
    return [line], counted


def _benefit(key: str, title: str, fact: BenefitFact, export: Export, base: Decimal) -> Section:
    sources: tuple[str, ...] = (fact.source.source_id,)
    amount, how = fact.rate * base / HUNDRED, f"{rate(fact.rate)} × {inr(base)}"
    lines = [Line("by-rate", _("By rate"), paisa(amount), "INR", how, sources)]
    if fact.cap is not None:
        held = None if export.quantity is None else in_unit(export.quantity, export.unit, fact.unit)
        if held is None:
            wanted = _("the quantity in %(unit)s: the benefit is capped at %(cap)s for each")
            words = wanted % {"unit": fact.unit, "cap": inr(fact.cap)}
            return Section(key, title, tuple(lines), missing=(words,))
        cap = fact.cap * held
        capped = f"{inr(fact.cap)} × {exact(held)} {fact.unit}"
        lines.append(Line("by-cap", _("At most, by cap"), paisa(cap), "INR", capped, sources))
        amount, how = min(amount, cap), f"min({how}, {capped})"
    remarks: list[Remark] = []
    for overlay in fact.overlays:
        if usable(overlay.standing):
            amount, how, remark = _overlaid(amount, how, overlay)
            sources += (overlay.source.source_id,)
            remarks.append(remark)
    lines.append(Line("amount", title, paisa(amount), "INR", how, sources))
    return Section(key, title, tuple(lines), "amount", tuple(remarks))


def _overlaid(amount: Decimal, how: str, overlay: Overlay) -> tuple[Decimal, str, Remark]:
    told = overlay.note or overlay.source.title
    sources = (overlay.source.source_id,)
    if overlay.factor == 1:
        return amount, how, Remark(told, "warn", sources)
    words = _("On this day the benefit is multiplied by %(factor)s: %(source)s")
    text = words % {"factor": exact(overlay.factor), "source": told}
    return amount * overlay.factor, f"{how} × {exact(overlay.factor)}", Remark(text, "warn", sources)
