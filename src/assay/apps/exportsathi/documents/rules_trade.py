"""Trade: tariff line, unit, Incoterms 2020, route, export policy and destination."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from assay.apps.exportsathi.documents.record import Incoterm, Kind, Mode, Shipment
from assay.apps.exportsathi.documents.rules import Case, Fault, Rule
from assay.apps.exportsathi.documents.rules_making import (
    Check,
    error,
    figure,
    filled,
    note,
    only_if,
    single,
    warning,
)

INCOTERMS = "Incoterms 2020"
WATERWAY = frozenset({Incoterm.FAS, Incoterm.FOB, Incoterm.CFR, Incoterm.CIF})
CARRIAGE_PAID = frozenset({Incoterm.CFR, Incoterm.CIF, Incoterm.CPT, Incoterm.CIP})
DELIVERED = frozenset({Incoterm.DAP, Incoterm.DPU, Incoterm.DDP})
INSURED = frozenset({Incoterm.CIF, Incoterm.CIP})
FROM_THE_PORT = frozenset({Incoterm.FAS, Incoterm.FOB})
TO_THE_PORT = frozenset({Incoterm.CFR, Incoterm.CIF})
_UNITS = """
BAG BAL BDL BKL BOU BOX BTL BUN CAN CBM CCM CMS CTN DOZ DRM GGK GMS GRS GYD KGS KLR KME
LTR MLT MTR MTS NOS OTH PAC PCS PRS QTL ROL SET SQF SQM SQY TBS TGM THD TON TUB UGS UNT
YDS
"""
UNITS = frozenset(_UNITS.split())
"""Unit quantity codes of GST returns."""
_NAMED = """
KGS: kg kgm kilogram kilograms
GMS: g gm gram grams
MTS: t mt ton tonne tonnes
QTL: q quintal quintals
NOS: no u number
PCS: pc piece pieces
PRS: pair pairs
DOZ: dozen dozens
SET: sets
MTR: m metre metres
SQM: m2
CBM: m3
LTR: l litre litres
MLT: ml
KLR: kl
BOX: boxes
CTN: carton cartons
BAG: bags
"""
_CODES = {
    name: code
    for code, names in (line.split(":") for line in _NAMED.strip().splitlines())
    for name in names.split()
}


def unit_code(named: str) -> str:
    """The unit quantity code of what somebody named, such as KGS of kg; else the name itself."""
    code = named.strip().upper()
    return code if code in UNITS else _CODES.get(code.lower(), named)


def _goods(record: Shipment) -> bool:
    return record.kind is Kind.GOODS


def _tariff_line(value: str) -> str:
    return "" if re.fullmatch(r"\d{8}", value) else f"{value} is no line of the Indian tariff: eight digits."


def _known(case: Case) -> Iterator[Fault]:
    if case.facts.lines is None or case.record.kind is not Kind.GOODS:
        return
    for path, value in filled(case, "lines.*.code"):
        if len(value) == 8 and value not in case.facts.lines:
            yield Fault(f"{value} is not in the Indian tariff.", (path,))


def _unit(value: str) -> str:
    return "" if value in UNITS else f"{value} is no unit quantity code."


def _by_waterway(case: Case) -> Iterator[Fault]:
    term, mode = case.record.terms.incoterm, case.record.transport.mode
    if term in WATERWAY and mode is not None and mode is not Mode.SEA:
        message = f"{term.value if term else ''} is for transport by sea; the goods go by {mode.value}."
        yield Fault(message, ("terms.incoterm", "transport.mode"))


def _charge(
    name: str, path: str, pays: Callable[[Incoterm], bool], value: Callable[[Shipment], Decimal | None]
) -> Check:
    """The seller charges for something exactly where the term says that he pays for it."""

    def check(case: Case) -> Iterator[Fault]:
        term, charged = case.record.terms.incoterm, value(case.record)
        if term is None:
            return
        if charged and not pays(term):
            yield Fault(f"Under {term.value} the buyer pays for {name}.", (path, "terms.incoterm"))

    return check


def _missing_charge(name: str, path: str, terms: frozenset[Incoterm]) -> Check:
    def check(case: Case) -> Iterator[Fault]:
        term = case.record.terms.incoterm
        charged = getattr(case.record.charges, path.removeprefix("charges."))
        if term in terms and not charged:
            message = f"Under {term.value if term else ''} the seller pays for {name}; none is shown."
            yield Fault(message, (path, "terms.incoterm"))

    return check


def _place(case: Case) -> Iterator[Fault]:
    record = case.record
    term, place = record.terms.incoterm, record.terms.place
    if term is None or not place:
        return
    port, path = "", ""
    if term in FROM_THE_PORT:
        port, path = record.transport.port_of_loading, "transport.port_of_loading"
    elif term in TO_THE_PORT:
        port, path = record.transport.port_of_discharge, "transport.port_of_discharge"
    if port and place.casefold() != port.casefold():
        yield Fault(f"{term.value} {place}, but the port is {port}.", ("terms.place", path))


def _cover(case: Case) -> Iterator[Fault]:
    record = case.record
    value, cover = record.totals.invoice, record.insurance.sum_insured
    if record.terms.incoterm not in INSURED or value is None or cover is None:
        return
    least = value * Decimal("1.1")
    if cover < least:
        message = f"{figure(cover)} is less than 110 % of {figure(value)}, which is {figure(least)}."
        yield Fault(message, ("insurance.sum_insured", "totals.invoice"))
    elif cover > value * Decimal("1.3"):
        message = f"{figure(cover)} is more than 130 % of {figure(value)}."
        yield Fault(message, ("insurance.sum_insured", "totals.invoice"))


def _cover_currency(case: Case) -> Iterator[Fault]:
    record = case.record
    one, other = record.insurance.currency, record.terms.currency
    if one and other and one != other:
        yield Fault(f"Insured in {one}, sold in {other}.", ("insurance.currency", "terms.currency"))


def _far_terms(case: Case) -> Iterator[Fault]:
    term = case.record.terms.incoterm
    if term is Incoterm.EXW:
        yield Fault(
            "Under EXW the buyer clears the goods for export, which nobody abroad can do here.",
            ("terms.incoterm",),
        )
    if term is Incoterm.DDP:
        yield Fault("Under DDP you clear and pay duty in the buyer's country.", ("terms.incoterm",))


_FIX_FREIGHT = "Put it into the charges, or choose the term that was agreed."

RULES: tuple[Rule, ...] = (
    error(
        "T01",
        "Tariff line",
        "Find the line of eight digits; six are not enough for a shipping bill.",
        "Customs Tariff Act 1975, First Schedule",
        only_if(_goods, single("lines.*.code", _tariff_line)),
    ),
    error(
        "T02",
        "Tariff line that there is",
        "Look it up again: lines change with each budget.",
        "Customs Tariff Act 1975, First Schedule",
        _known,
    ),
    error(
        "T03",
        "Unit",
        "Use the code for the unit, such as KGS or NOS.",
        "GST: unit quantity codes",
        single("lines.*.unit", _unit),
    ),
    error(
        "T04",
        "Term and transport",
        "By air, road or post use FCA, CPT or CIP.",
        f"{INCOTERMS}, rules for sea and inland waterway",
        _by_waterway,
    ),
    error(
        "T05",
        "Freight that the buyer pays",
        "Take the freight off the invoice, or agree on another term.",
        f"{INCOTERMS}, A9",
        _charge(
            "the main carriage",
            "charges.freight",
            lambda term: term in CARRIAGE_PAID | DELIVERED,
            lambda record: record.charges.freight,
        ),
    ),
    error(
        "T06",
        "Insurance that the buyer pays",
        "Take it off the invoice, or agree on another term.",
        f"{INCOTERMS}, A5",
        _charge(
            "insurance",
            "charges.insurance",
            lambda term: term in INSURED | DELIVERED,
            lambda record: record.charges.insurance,
        ),
    ),
    error(
        "T07",
        "Costs at the destination",
        "Only under DAP, DPU and DDP does the seller bear them.",
        f"{INCOTERMS}, A9",
        _charge(
            "delivery at the destination",
            "charges.delivery",
            lambda term: term in DELIVERED,
            lambda record: record.charges.delivery,
        ),
    ),
    warning(
        "T08",
        "Freight is shown",
        _FIX_FREIGHT,
        "Customs Act 1962, section 14: freight is shown apart from FOB",
        _missing_charge("the main carriage", "charges.freight", CARRIAGE_PAID),
    ),
    warning(
        "T09",
        "Insurance is shown",
        _FIX_FREIGHT,
        "Customs Act 1962, section 14: insurance is shown apart from FOB",
        _missing_charge("insurance", "charges.insurance", INSURED),
    ),
    error(
        "T10",
        "Named place",
        "Name the port the term needs: of loading for FAS and FOB, of discharge for CFR and CIF.",
        f"{INCOTERMS}, naming of the place",
        _place,
    ),
    error(
        "T11",
        "Cover",
        "Insure for at least 110 % of the CIF or CIP value, and not far above it.",
        f"{INCOTERMS}, A5; UCP 600, article 28(f)(ii)",
        _cover,
    ),
    error(
        "T12",
        "Currency of the cover",
        "Insure in the currency of the sale.",
        "UCP 600, article 28(f)(i)",
        _cover_currency,
    ),
    note(
        "T23",
        "A term that asks much",
        "FCA and DAP mostly fit better.",
        f"{INCOTERMS}, A7 and B7",
        _far_terms,
    ),
)
