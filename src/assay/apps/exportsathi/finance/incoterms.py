"""Landed cost under Incoterms 2020: every cost from works to door once, and who of the two pays it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assay.apps.exportsathi.facts.figures import Figures, or_what_is_missing
from assay.apps.exportsathi.finance.forms import Incoterm, LandedForm
from assay.apps.exportsathi.finance.rules import HUNDRED, ZERO, paisa, part, rate
from assay.apps.exportsathi.worked import Line, Remark, Section
from assay.kernel.money import money
from assay.kernel.web.i18n import gettext as _

T = Incoterm
ICC = "icc-incoterms-2020"
"""Id of the source of who pays what. The rules of an edition do not change; facts hold the same table."""
ALL = frozenset(T)
TO_PORT = ALL - {T.EXW}
ON_BOARD = frozenset({T.FOB, T.CFR, T.CIF, T.CPT, T.CIP, T.DAP, T.DPU, T.DDP})
CARRIED = ON_BOARD - {T.FOB}
INSURED = frozenset({T.CIF, T.CIP, T.DAP, T.DPU, T.DDP})
"""CIF and CIP oblige the seller to insure; under D terms the risk is the seller's, so it is counted there."""
DELIVERED = frozenset({T.DAP, T.DPU, T.DDP})


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost in the currency of the form, with the terms under which the seller pays it."""

    key: str
    label: str
    amount: Decimal
    how: str
    sellers: frozenset[Incoterm]
    sources: tuple[str, ...] = ()

    def is_sellers(self, term: Incoterm) -> bool:
        return term in self.sellers


def costs(form: LandedForm, figures: Figures) -> tuple[Cost, ...]:
    """Everything between the works and the buyer's door, in the order it is paid.

    Insurance is on 110 % of CIF (`insured-value`), which holds the premium:
    CIF = (FOB + freight) ÷ (1 − 110 % × rate). Raises FactMissing.
    """
    share = figures.get("insured-value")
    at_port = form.goods + form.packing + form.inland + form.export_clearance
    fob = at_port + form.loading
    insured = share.value / HUNDRED * form.insurance_rate / HUNDRED
    cif = (fob + form.freight) / (1 - insured)
    premium = paisa(cif * insured)
    base = fob if form.duty_on_fob else fob + form.freight + premium
    duty = part(form.duty_rate, base)
    tax = part(form.import_tax_rate, base + duty)
    given = _("as given")
    said = f"{rate(share.value)} × {rate(form.insurance_rate)} × {_money(form, paisa(cif))}"
    of_cif = _("Insurance of %(share)s of CIF") % {"share": rate(share.value)}
    on = _("FOB") if form.duty_on_fob else _("CIF")
    return (
        Cost("goods", _("Goods, ex works"), form.goods, given, ALL),
        Cost("packing", _("Export packing"), form.packing, given, ALL),
        Cost("inland", _("Carriage to the port or airport"), form.inland, given, TO_PORT),
        Cost("export-clearance", _("Export clearance"), form.export_clearance, given, TO_PORT),
        Cost("loading", _("Terminal handling and loading"), form.loading, given, ON_BOARD),
        Cost("freight", _("Main carriage"), form.freight, given, CARRIED),
        Cost("insurance", of_cif, premium, said, INSURED, (share.source,)),
        Cost("arrival", _("Handling on arrival"), form.arrival, given, DELIVERED),
        Cost("delivery", _("Carriage to the buyer"), form.delivery, given, DELIVERED),
        Cost("unloading", _("Unloading at the buyer's"), form.unloading, given, frozenset({T.DPU})),
        Cost("import-clearance", _("Import clearance"), form.import_clearance, given, frozenset({T.DDP})),
        Cost(
            "duty",
            _("Import duty"),
            duty,
            f"{rate(form.duty_rate)} × {_money(form, paisa(base))} ({on})",
            frozenset({T.DDP}),
        ),
        Cost(
            "import-tax",
            _("Import tax"),
            tax,
            f"{rate(form.import_tax_rate)} × ({_money(form, paisa(base))} + {_money(form, duty)})",
            frozenset({T.DDP}),
        ),
    )


def asked_for(parts: Sequence[Cost], term: Incoterm) -> Decimal:
    """The price under `term`: the sum of what the seller pays."""
    return sum((one.amount for one in parts if one.is_sellers(term)), ZERO)


def build_up(form: LandedForm, figures: Figures) -> Section:
    """The price under the chosen term, what the buyer adds, and the landed cost."""
    return or_what_is_missing("landed", _("Landed cost"), lambda: _build_up(form, figures))


def _build_up(form: LandedForm, figures: Figures) -> Section:
    parts = costs(form, figures)
    term = form.incoterm
    who = {True: _("seller"), False: _("buyer")}
    lines = [
        Line(
            one.key,
            f"{one.label} ({who[one.is_sellers(term)]})",
            one.amount,
            form.currency,
            one.how,
            one.sources,
        )
        for one in parts
    ]
    landed = sum((one.amount for one in parts), ZERO)
    asked = asked_for(parts, term)
    told = {"term": term.value}
    lines += [
        Line(
            "price",
            _("Price %(term)s") % told,
            asked,
            form.currency,
            _sum(form, parts, term),
            (ICC,),
        ),
        Line(
            "buyer",
            _("What the buyer adds"),
            landed - asked,
            form.currency,
            f"{_money(form, landed)} − {_money(form, asked)}",
        ),
        Line("landed", _("Landed cost"), landed, form.currency, _("sum of all lines above the price")),
    ]
    if form.currency != "INR":
        how = f"{_money(form, asked)} × {money(form.rupees_each, 'INR')}"
        lines.append(Line("price-inr", _("Price in rupees"), form.in_rupees(asked), "INR", how))
    return Section("landed", _("Landed cost"), tuple(lines), "price", _remarks(form, figures))


def terms(form: LandedForm, figures: Figures) -> Section:
    """The price under each of the eleven terms; what the buyer adds makes up the rest of the landed cost."""
    return or_what_is_missing("terms", _("Price under each Incoterm"), lambda: _terms(form, figures))


def _terms(form: LandedForm, figures: Figures) -> Section:
    parts = costs(form, figures)
    lines = tuple(
        Line(
            f"price-{one.value}",
            one.value,
            asked_for(parts, one),
            form.currency,
            _sum(form, parts, one),
            (ICC,),
        )
        for one in Incoterm
    )
    return Section("terms", _("Price under each Incoterm"), lines)


def _sum(form: LandedForm, parts: Sequence[Cost], term: Incoterm) -> str:
    return " + ".join(_money(form, one.amount) for one in parts if one.is_sellers(term) and one.amount)


def _remarks(form: LandedForm, figures: Figures) -> tuple[Remark, ...]:
    icc = (ICC,)
    cover = {"share": rate(figures.get("insured-value").value)}
    found = [
        Remark(
            _(
                "Import duty is counted on CIF; the United States, Canada and Australia count it on FOB. The "
                "rate is yours: ask the buyer's broker."
            )
        )
    ]
    if form.incoterm is T.EXW:
        words = _(
            "Under EXW the buyer clears the goods for export, which a foreign buyer can hardly do. Take FCA."
        )
        found.append(Remark(words, "warn", icc))
    if form.incoterm is T.DDP:
        words = _("Under DDP you need a registration for tax in the buyer's country.")
        found.append(Remark(words, "warn", icc))
    if form.incoterm is T.CIF:
        words = _("CIF asks for the narrow cover, clauses (C), of %(share)s.")
        found.append(Remark(words % cover, "info", icc))
    if form.incoterm is T.CIP:
        words = _("CIP asks for the wide cover, clauses (A), of %(share)s.")
        found.append(Remark(words % cover, "info", icc))
    return tuple(found)


def _money(form: LandedForm, amount: Decimal) -> str:
    return money(amount, form.currency)
