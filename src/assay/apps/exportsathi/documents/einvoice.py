"""INV-01, schema version 1.1: the invoice as the registration portal of GST takes it.

Field names, and the values for a buyer abroad (GSTIN `URP`, state 96, PIN 999999, supply `EXPWP` or
`EXPWOP`), as the published schema of the portal has them. Numbers are written as JSON numbers with their
decimals, never as floating point.
Texts hold no line breaks, and none begins with a sign that a spreadsheet would run.
"""

import json
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from assay.apps.exportsathi.documents.paper import Cell, Column, Paper, PaperType, Table
from assay.apps.exportsathi.documents.record import Kind, Line, Shipment, TaxRoute, value_at

SCHEMA = "1.1"
ABROAD_PIN, ABROAD_STATE, UNREGISTERED = 999999, "96", "URP"
_RUN = ("=", "+", "-", "@")
_ZERO = Decimal("0.00")
_Origin = tuple[str, ...]


def invoice(record: Shipment) -> dict[str, Any]:
    """The document; what the record lacks is left out, so the portal names it."""
    made: dict[str, Any] = _bare(_nodes(record))
    return made


def to_json(record: Shipment) -> bytes:
    """The same record gives the same bytes."""
    return (_written(invoice(record)) + "\n").encode()


def paper(record: Shipment) -> Paper:
    """The document as a paper: one row a field, each with its place in the record."""
    rows = []
    for key, value, paths in _flat(_nodes(record)):
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        name = Cell(key=f"name.{key}", label="Field", value=key)
        rows.append((name, Cell(key=key, label=key, value=text, paths=paths, position=key)))
    return Paper(
        type=PaperType.E_INVOICE,
        title="E-invoice: INV-01",
        note=f"Schema {SCHEMA}. The portal's file is inside. Not registered: the portal gives the IRN",
        parts=(
            Table(
                title="Fields",
                columns=(Column(label="Field", width=2), Column(label="Value", width=3)),
                rows=tuple(rows),
            ),
        ),
    )


def _nodes(record: Shipment) -> dict[str, Any]:
    """The document with (value, paths) as leaves."""
    at = _Reader(record)
    route = record.terms.tax_route or TaxRoute.WITHOUT_PAYMENT
    return {
        "Version": (SCHEMA, ()),
        "TranDtls": {
            "TaxSch": ("GST", ()),
            "SupTyp": (route.value, ("terms.tax_route",)),
            "RegRev": ("N", ()),
            "IgstOnIntra": ("N", ()),
        },
        "DocDtls": {
            "Typ": ("INV", ()),
            "No": at("references.invoice_number"),
            "Dt": at("references.invoice_date"),
        },
        "SellerDtls": {
            "Gstin": at("exporter.gstin"),
            "LglNm": at("exporter.name"),
            "Addr1": at("exporter.street"),
            "Loc": at("exporter.city"),
            "Pin": at("exporter.pin", number=True),
            "Stcd": at("exporter.state_code"),
            "Ph": at("exporter.phone", keep="0123456789"),
            "Em": at("exporter.email"),
        },
        "BuyerDtls": {
            "Gstin": (UNREGISTERED, ()),
            "LglNm": at("buyer.name"),
            "Pos": (ABROAD_STATE, ()),
            "Addr1": at("buyer.street"),
            "Loc": at("buyer.city"),
            "Pin": (ABROAD_PIN, ()),
            "Stcd": (ABROAD_STATE, ()),
        },
        "ItemList": [_item(record, at, position) for position in range(len(record.lines))],
        "ValDtls": {
            "AssVal": at("totals.taxable_value"),
            "IgstVal": (record.totals.igst or _ZERO, ("totals.igst",)),
            "TotInvVal": (
                (record.totals.taxable_value or _ZERO) + (record.totals.igst or _ZERO),
                ("totals.taxable_value", "totals.igst"),
            ),
            "TotInvValFc": at("totals.invoice"),
        },
        "ExpDtls": {
            "ShipBNo": at("references.shipping_bill_number"),
            "ShipBDt": at("references.shipping_bill_date"),
            "Port": at("transport.customs_code"),
            "RefClm": ("N", ()),
            "ForCur": at("terms.currency"),
            "CntCode": at("buyer.country"),
        },
    }


def _item(record: Shipment, at: "_Reader", position: int) -> dict[str, Any]:
    line, path = record.lines[position], f"lines.{position}"
    taxable, igst = line.taxable_value or _ZERO, line.igst or _ZERO
    return {
        "SlNo": (str(position + 1), ()),
        "PrdDesc": at(f"{path}.description"),
        "IsServc": ("Y" if record.kind is Kind.SERVICES else "N", ("kind",)),
        "HsnCd": at(f"{path}.code"),
        "Qty": at(f"{path}.quantity"),
        "Unit": at(f"{path}.unit"),
        "UnitPrice": _unit_price(line, path),
        "TotAmt": (taxable, (f"{path}.taxable_value",)),
        "AssAmt": (taxable, (f"{path}.taxable_value",)),
        "GstRt": (line.igst_rate or _ZERO, (f"{path}.igst_rate",)),
        "IgstAmt": (igst, (f"{path}.igst",)),
        "TotItemVal": (taxable + igst, (f"{path}.taxable_value", f"{path}.igst")),
        "OrgCntry": at(f"{path}.origin_country"),
    }


def rupees_each(taxable: Decimal, quantity: Decimal) -> Decimal:
    """The unit price that the portal takes: rupees, to three decimals."""
    return (taxable / quantity).quantize(Decimal("0.001"), ROUND_HALF_UP)


def _unit_price(line: Line, path: str) -> tuple[Any, _Origin]:
    """In rupees, to three decimals, as the portal recomputes the amount from it."""
    if not line.quantity or line.taxable_value is None:
        return None, ()
    return rupees_each(line.taxable_value, line.quantity), (f"{path}.taxable_value", f"{path}.quantity")


class _Reader:
    def __init__(self, record: Shipment) -> None:
        self._record = record

    def __call__(self, path: str, *, number: bool = False, keep: str = "") -> tuple[Any, _Origin]:
        value = value_at(self._record, path)
        if isinstance(value, date):
            return value.strftime("%d/%m/%Y"), (path,)
        if isinstance(value, str):
            value = _safe("".join(one for one in value if one in keep) if keep else value)
            if number and value.isascii() and value.isdecimal():
                value = int(value)
        return (value if value != "" else None), (path,)


def _safe(text: str) -> str:
    """One line, and nothing a spreadsheet would take for a formula."""
    line = " ".join(text.split())
    while line.startswith(_RUN):
        line = line[1:].lstrip()
    return line


def _bare(node: Any) -> Any:
    if isinstance(node, dict):
        made = {key: _bare(value) for key, value in node.items()}
        return {key: value for key, value in made.items() if value not in (None, {}, [])}
    if isinstance(node, list):
        return [_bare(one) for one in node]
    return node[0]


def _flat(node: Any, key: str = "") -> Iterator[tuple[str, Any, _Origin]]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _flat(value, f"{key}.{name}" if key else name)
    elif isinstance(node, list):
        for at, one in enumerate(node):
            yield from _flat(one, f"{key}.{at}")
    elif node[0] is not None:
        yield key, node[0], node[1]


def _written(value: Any) -> str:
    """JSON, with decimals as numbers that keep their places."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{_written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
