"""Sums that follow from lines, packages and charges, filled in as the rules ask for them. Pure."""

from decimal import Decimal
from typing import Any

from assay.apps.exportsathi.documents.record import Kind, Line, Package, Shipment, TaxRoute
from assay.apps.exportsathi.documents.rules_making import to_the_paisa, total

_ZERO = Decimal(0)


def totalled(record: Shipment) -> Shipment:
    """The record with amounts, taxable values, tax and totals computed; what cannot be computed stays.

    Line weights are not known from packages, nor the other way round: totals of weight come from the
    packages, and from the lines where there are no packages.
    """
    lines = tuple(_line(record, line) for line in record.lines)
    goods = total(line.amount for line in lines)
    charges, rate = record.charges, record.terms.exchange_rate
    fob = goods + (charges.packing or _ZERO) if goods is not None else None
    extra = (charges.freight or _ZERO) + (charges.insurance or _ZERO) + (charges.delivery or _ZERO)
    invoice = fob + extra if fob is not None else None
    computed: dict[str, Any] = {
        "goods": goods,
        "fob": fob,
        "invoice": invoice,
        "invoice_inr": to_the_paisa(invoice * rate) if invoice is not None and rate is not None else None,
        "taxable_value": total(line.taxable_value for line in lines),
        "igst": total(line.igst for line in lines),
        **(_weights(record) if record.kind is Kind.GOODS else {}),
    }
    there = {name: value for name, value in computed.items() if value is not None}
    containers = record.transport.containers
    gross = there.get("gross_weight")
    if len(containers) == 1 and containers[0].tare is not None and gross is not None:
        one = containers[0].model_copy(update={"vgm": containers[0].tare + gross})
        containers = (one,)
    return record.model_copy(
        update={
            "lines": lines,
            "totals": record.totals.model_copy(update=there),
            "transport": record.transport.model_copy(update={"containers": containers}),
        }
    )


def _line(record: Shipment, line: Line) -> Line:
    computed: dict[str, Decimal] = {}
    amount, rate = line.amount, record.terms.exchange_rate
    if line.quantity is not None and line.unit_price is not None:
        amount = computed["amount"] = to_the_paisa(line.quantity * line.unit_price)
    taxable = line.taxable_value
    if amount is not None and rate is not None:
        taxable = computed["taxable_value"] = to_the_paisa(amount * rate)
    if record.terms.tax_route is TaxRoute.WITHOUT_PAYMENT:
        computed["igst"] = Decimal("0.00")
    elif record.terms.tax_route and taxable is not None and line.igst_rate is not None:
        computed["igst"] = to_the_paisa(taxable * line.igst_rate / 100)
    return line.model_copy(update=computed)


def _weights(record: Shipment) -> dict[str, Any]:
    packages = record.packages
    if not packages:
        return {
            "net_weight": total(line.net_weight for line in record.lines),
            "gross_weight": total(line.gross_weight for line in record.lines),
        }
    counts = [one.count for one in packages if one.count is not None]
    return {
        "net_weight": total(_times(one.net_weight, one) for one in packages),
        "gross_weight": total(_times(one.gross_weight, one) for one in packages),
        "packages": sum(counts) if len(counts) == len(packages) else None,
        "volume": _volume(packages),
    }


def _times(each: Decimal | None, package: Package) -> Decimal | None:
    return each * package.count if each is not None and package.count is not None else None


def _volume(packages: tuple[Package, ...]) -> Decimal | None:
    litres = _ZERO
    for one in packages:
        if one.length is None or one.width is None or one.height is None or one.count is None:
            return None
        litres += one.length * one.width * one.height * one.count / 1000
    return (litres / 1000).quantize(Decimal("0.001"))
