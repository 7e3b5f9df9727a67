"""Arithmetic: amounts to the paisa, rupees at the rate, weights and packages that add up."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from assay.apps.exportsathi.documents.record import Kind, Shipment, TaxRoute
from assay.apps.exportsathi.documents.rules import Case, Fault, Rule
from assay.apps.exportsathi.documents.rules_making import (
    Check,
    error,
    figure,
    filled,
    to_the_paisa,
    total,
    warning,
)

VALUE_LAW = "Customs Act 1962, section 14"
TAX_LAW = "CGST Act 2017, section 15"
AGREE = "UCP 600, article 14(d)"
CONTAINERS = {
    "20": (Decimal("33.2"), Decimal(28100)),
    "40": (Decimal("67.7"), Decimal(26700)),
    "40HC": (Decimal("76.3"), Decimal(26500)),
}
"""Cubic metres and kilograms that a container takes; those of a given one are on its door."""


def _line_amount(case: Case) -> Iterator[Fault]:
    for at, line in enumerate(case.record.lines):
        if None in (line.quantity, line.unit_price, line.amount):
            continue
        assert line.quantity is not None
        assert line.unit_price is not None
        product = to_the_paisa(line.quantity * line.unit_price)
        if product != line.amount:
            yield Fault(
                f"Line {at + 1}: {figure(line.quantity)} × {figure(line.unit_price)} is {figure(product)},"
                f" not {line.amount:,}.",
                tuple(f"lines.{at}.{name}" for name in ("amount", "quantity", "unit_price")),
            )


def _adds_up(path: str, name: str, parts: Callable[[Shipment], dict[str, Decimal | None]]) -> Check:
    """The total at `totals.<path>` is the sum of its parts, where it or any of them is there."""

    def check(case: Case) -> Iterator[Fault]:
        by_path = parts(case.record)
        wanted, said = total(by_path.values()), getattr(case.record.totals, path)
        if wanted is not None and said is not None and wanted != said:
            message = f"{name} is {figure(Decimal(said))}; the parts come to {figure(wanted)}."
            yield Fault(message, (f"totals.{path}", *by_path))

    return check


def _of_lines(name: str) -> Callable[[Shipment], dict[str, Decimal | None]]:
    return lambda record: {f"lines.{at}.{name}": getattr(one, name) for at, one in enumerate(record.lines)}


def _of_packages(name: str) -> Callable[[Shipment], dict[str, Decimal | None]]:
    def parts(record: Shipment) -> dict[str, Decimal | None]:
        found: dict[str, Decimal | None] = {}
        for at, one in enumerate(record.packages):
            weight = getattr(one, name)
            known = weight is not None and one.count is not None
            found[f"packages.{at}.{name}"] = weight * one.count if known else None
            found[f"packages.{at}.count"] = None
        return found

    return parts


def _fob(record: Shipment) -> dict[str, Decimal | None]:
    return {"totals.goods": record.totals.goods, "charges.packing": record.charges.packing}


def _invoice(record: Shipment) -> dict[str, Decimal | None]:
    charges = record.charges
    return {
        "totals.fob": record.totals.fob,
        "charges.freight": charges.freight,
        "charges.insurance": charges.insurance,
        "charges.delivery": charges.delivery,
    }


def _packages(record: Shipment) -> dict[str, Decimal | None]:
    return {
        f"packages.{at}.count": Decimal(one.count) if one.count is not None else None
        for at, one in enumerate(record.packages)
    }


def _rupees(case: Case) -> Iterator[Fault]:
    record = case.record
    rate = record.terms.exchange_rate
    if rate is None:
        return
    for at, line in enumerate(record.lines):
        if line.amount is None or line.taxable_value is None:
            continue
        wanted = to_the_paisa(line.amount * rate)
        if wanted != line.taxable_value:
            yield Fault(
                f"Line {at + 1}: {figure(line.amount)} × {figure(rate)} is ₹{figure(wanted)},"
                f" not ₹{figure(line.taxable_value)}.",
                (f"lines.{at}.taxable_value", f"lines.{at}.amount", "terms.exchange_rate"),
            )


def _invoice_rupees(case: Case) -> Iterator[Fault]:
    rate, totals = case.record.terms.exchange_rate, case.record.totals
    if rate is None or totals.invoice is None or totals.invoice_inr is None:
        return
    wanted = to_the_paisa(totals.invoice * rate)
    if wanted != totals.invoice_inr:
        yield Fault(
            f"{figure(totals.invoice)} × {figure(rate)} is ₹{figure(wanted)},"
            f" not ₹{figure(totals.invoice_inr)}.",
            ("totals.invoice_inr", "totals.invoice", "terms.exchange_rate"),
        )


def _igst(case: Case) -> Iterator[Fault]:
    if case.record.terms.tax_route is not TaxRoute.WITH_PAYMENT:
        return
    for at, line in enumerate(case.record.lines):
        if line.taxable_value is None or line.igst_rate is None or line.igst is None:
            continue
        wanted = to_the_paisa(line.taxable_value * line.igst_rate / 100)
        if wanted != line.igst:
            yield Fault(
                f"Line {at + 1}: {line.igst_rate} % of ₹{figure(line.taxable_value)} is ₹{figure(wanted)},"
                f" not ₹{figure(line.igst)}.",
                tuple(f"lines.{at}.{name}" for name in ("igst", "igst_rate", "taxable_value")),
            )


def _rate(case: Case) -> Iterator[Fault]:
    terms = case.record.terms
    if terms.exchange_rate is None or not terms.currency:
        return
    if terms.exchange_rate == 0 or (terms.currency == "INR") != (terms.exchange_rate == 1):
        message = f"₹{figure(terms.exchange_rate)} for one {terms.currency} cannot be right."
        yield Fault(message, ("terms.exchange_rate", "terms.currency"))


def _net_within_gross(case: Case) -> Iterator[Fault]:
    record = case.record
    places = [(f"lines.{at}", one) for at, one in enumerate(record.lines)]
    all_places: list[tuple[str, object]] = [*places, ("totals", record.totals)]
    all_places += [(f"packages.{at}", one) for at, one in enumerate(record.packages)]
    for path, one in all_places:
        net, gross = getattr(one, "net_weight", None), getattr(one, "gross_weight", None)
        if net is not None and gross is not None and net > gross:
            message = f"Net {figure(net)} kg is more than gross {figure(gross)} kg."
            yield Fault(message, (f"{path}.net_weight", f"{path}.gross_weight"))


def _numbers(case: Case) -> Iterator[Fault]:
    following = None
    for at, one in enumerate(case.record.packages):
        path = f"packages.{at}"
        if one.first is None or one.last is None or one.count is None:
            continue
        if one.last - one.first + 1 != one.count:
            message = f"Packages {one.first} to {one.last} are {one.last - one.first + 1}, not {one.count}."
            yield Fault(message, (f"{path}.first", f"{path}.last", f"{path}.count"))
        if following is not None and one.first != following:
            message = f"Package {following} comes next; the list goes on with {one.first}."
            yield Fault(message, (f"{path}.first", f"packages.{at - 1}.last"))
        following = one.last + 1


def _volume(case: Case) -> Iterator[Fault]:
    record = case.record
    litres, paths = Decimal(0), ["totals.volume"]
    for at, one in enumerate(record.packages):
        if None in (one.length, one.width, one.height, one.count):
            return
        assert one.length is not None
        assert one.width is not None
        assert one.height is not None
        litres += one.length * one.width * one.height * (one.count or 0) / 1000
        paths += [f"packages.{at}.{name}" for name in ("length", "width", "height", "count")]
    said = record.totals.volume
    wanted = (litres / 1000).quantize(Decimal("0.001"))
    if record.packages and said is not None and wanted != said:
        yield Fault(f"The packages measure {wanted} m³; {said} m³ is stated.", tuple(paths))


def _fits(case: Case) -> Iterator[Fault]:
    record = case.record
    sizes = [CONTAINERS.get(one.size) for one in record.transport.containers]
    known = [one for one in sizes if one is not None]
    if not known or len(known) < len(sizes):
        return
    volume, weight = sum(one[0] for one in known), sum(one[1] for one in known)
    totals = record.totals
    paths = tuple(f"transport.containers.{at}.size" for at in range(len(sizes)))
    if totals.volume is not None and totals.volume > volume:
        yield Fault(f"{totals.volume} m³ do not fit into {volume} m³.", ("totals.volume", *paths))
    if totals.gross_weight is not None and totals.gross_weight > weight:
        message = (
            f"{figure(totals.gross_weight)} kg are more than the {figure(Decimal(weight))} kg they take."
        )
        yield Fault(message, ("totals.gross_weight", *paths))


def _verified_mass(case: Case) -> Iterator[Fault]:
    containers, gross = case.record.transport.containers, case.record.totals.gross_weight
    if not containers or gross is None:
        return
    if any(one.vgm is None or one.tare is None for one in containers):
        return
    mass = sum((one.vgm or Decimal(0) for one in containers), Decimal(0))
    wanted = gross + sum((one.tare or Decimal(0) for one in containers), Decimal(0))
    if mass != wanted:
        paths = [
            f"transport.containers.{at}.{name}" for at in range(len(containers)) for name in ("vgm", "tare")
        ]
        message = f"Cargo and tare weigh {figure(wanted)} kg; the verified gross mass is {figure(mass)} kg."
        yield Fault(message, (*paths, "totals.gross_weight"))


def _something(case: Case) -> Iterator[Fault]:
    for name in ("quantity", "unit_price", "amount"):
        for path, value in filled(case, f"lines.*.{name}"):
            if value <= 0:
                yield Fault("This is 0.", (path,))


def _goods_only(name: str) -> Callable[[Shipment], dict[str, Decimal | None]]:
    parts = _of_packages(name)
    return lambda record: parts(record) if record.kind is Kind.GOODS else {}


_FIX_SUM = "Add it up again: one of the figures was changed without the others."
_FIX_WEIGHT = "Weigh again, or correct the list: all papers must show the same weights."

RULES: tuple[Rule, ...] = (
    error("S01", "Quantity × price = amount", _FIX_SUM, VALUE_LAW, _line_amount),
    error(
        "S02",
        "Sum of the lines",
        _FIX_SUM,
        VALUE_LAW,
        _adds_up("goods", "The sum of the lines", _of_lines("amount")),
    ),
    error(
        "S03",
        "FOB value",
        _FIX_SUM,
        "Customs Act 1962, section 14: value at the time and place of export",
        _adds_up("fob", "The FOB value", _fob),
    ),
    error(
        "S04",
        "Total of the invoice",
        _FIX_SUM,
        "UCP 600, article 18",
        _adds_up("invoice", "The total", _invoice),
    ),
    error("S05", "Taxable value in rupees", "Use one rate for all lines.", TAX_LAW, _rupees),
    error("S06", "Total in rupees", "Use the rate named on the invoice.", TAX_LAW, _invoice_rupees),
    error(
        "S07",
        "Sum of the taxable values",
        _FIX_SUM,
        TAX_LAW,
        _adds_up("taxable_value", "The taxable value", _of_lines("taxable_value")),
    ),
    error("S08", "IGST of a line", "Rate × taxable value, to the paisa.", "IGST Act 2017, section 5", _igst),
    error(
        "S09",
        "Sum of the IGST",
        _FIX_SUM,
        "IGST Act 2017, section 5",
        _adds_up("igst", "The IGST", _of_lines("igst")),
    ),
    error(
        "S10",
        "Exchange rate",
        "Rupees for one unit of the currency, as notified by customs for exports.",
        "CGST Rules 2017, rule 34",
        _rate,
    ),
    error(
        "S11",
        "Quantity and price are there",
        "A line of nothing is no line: fill it in or take it out.",
        "CGST Rules 2017, rule 46",
        _something,
    ),
    error("W01", "Net within gross", _FIX_WEIGHT, AGREE, _net_within_gross),
    error(
        "W02",
        "Net weight of the lines",
        _FIX_WEIGHT,
        AGREE,
        _adds_up("net_weight", "The net weight", _of_lines("net_weight")),
    ),
    error(
        "W03",
        "Gross weight of the lines",
        _FIX_WEIGHT,
        AGREE,
        _adds_up("gross_weight", "The gross weight", _of_lines("gross_weight")),
    ),
    error(
        "W04",
        "Net weight of the packages",
        _FIX_WEIGHT,
        AGREE,
        _adds_up("net_weight", "The net weight", _goods_only("net_weight")),
    ),
    error(
        "W05",
        "Gross weight of the packages",
        _FIX_WEIGHT,
        AGREE,
        _adds_up("gross_weight", "The gross weight", _goods_only("gross_weight")),
    ),
    error(
        "W06",
        "Number of packages",
        _FIX_SUM,
        AGREE,
        _adds_up("packages", "The number of packages", _packages),
    ),
    error("W07", "Numbers on the packages", "Number them through, without gaps.", AGREE, _numbers),
    error(
        "W08",
        "Volume",
        "Length × width × height × number, in cubic metres to three decimals.",
        "Carriers charge by it",
        _volume,
        sure=False,
    ),
    warning(
        "W09",
        "Does it fit",
        "Take a larger container, or one more.",
        "Usual inner volume and payload",
        _fits,
        sure=False,
    ),
    error(
        "W10",
        "Verified gross mass",
        "Weigh the packed container, or add tare and cargo anew.",
        "SOLAS, chapter VI, regulation 2",
        _verified_mass,
    ),
)
