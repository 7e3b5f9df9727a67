"""What the buyer gets: commercial invoice, proforma, packing list.

Boxes stand where the UN layout key (ISO 6422) has them: consignor, consignee and notify party in the left
half from the top down, references in the right half, transport below, and the goods across the whole width.
"""

from assay.apps.exportsathi.documents.paper import (
    Box,
    Cell,
    Column,
    Desk,
    Grid,
    Paper,
    PaperType,
    Table,
    Words,
)
from assay.apps.exportsathi.documents.record import Kind, Shipment, TaxRoute
from assay.apps.exportsathi.documents.wording import in_words

UNDER_LUT = "Supply meant for export under bond or letter of undertaking without payment of integrated tax"
WITH_TAX = "Supply meant for export on payment of integrated tax"
INVOICE_COLUMNS = (
    Column(label="Description of goods", width=6),
    Column(label="HS code", width=2),
    Column(label="Quantity", width=2, number=True),
    Column(label="Unit"),
    Column(label="Unit price", width=2, number=True),
    Column(label="Amount", width=3, number=True),
)


def commercial_invoice(record: Shipment) -> Paper:
    desk = Desk(record)
    parts: list[Grid | Table | Words] = [
        Grid(
            rows=(
                (desk.exporter(), _references(desk)),
                (
                    desk.party("consignee", "Consignee", position="UNLK Consignee (3132)"),
                    desk.party("buyer", "Buyer, if not the consignee", position="UNLK Buyer (3002)"),
                ),
                (
                    desk.party("notify", "Notify party", position="UNLK Notify party (3180)"),
                    _terms(desk),
                ),
                *(((_transport(desk), _credit(desk)),) if record.kind is Kind.GOODS else ()),
            )
        ),
        _goods(desk),
        _sums(desk),
        Grid(rows=((_bank(desk), _tax(desk)),)),
        Words(title="Declaration", cells=tuple(_declarations(desk))),
    ]
    return Paper(
        type=PaperType.COMMERCIAL_INVOICE,
        title="Commercial invoice",
        note="Export invoice under rule 46 of the CGST Rules",
        parts=tuple(parts),
        signature=desk.signature(),
    )


def proforma_invoice(record: Shipment) -> Paper:
    """An offer in the form of an invoice: what the buyer's bank needs to open a credit."""
    desk = Desk(record)
    order = desk.box("Order", ("references.order_number", "Order"), ("references.order_date", "Dated"))
    return Paper(
        type=PaperType.PROFORMA_INVOICE,
        title="Proforma invoice",
        note="An offer. No demand for payment, and not for customs or tax",
        parts=(
            Grid(rows=((desk.exporter(), order), (desk.party("buyer", "Buyer"), _terms(desk)))),
            _goods(desk),
            _sums(desk),
            Grid(rows=((_bank(desk), _transport(desk)),)),
        ),
        signature=desk.signature(),
    )


def packing_list(record: Shipment) -> Paper:
    desk = Desk(record)
    columns = (
        Column(label="Marks", width=3),
        Column(label="Numbers", width=2),
        Column(label="Packages", number=True),
        Column(label="Kind"),
        Column(label="Contents", width=4),
        Column(label="L × W × H, cm", width=3),
        Column(label="Net each, kg", width=2, number=True),
        Column(label="Gross each, kg", width=2, number=True),
    )
    lines = Table(
        title="Goods",
        columns=(
            Column(label="Description of goods", width=6),
            Column(label="HS code", width=2),
            Column(label="Quantity", width=2, number=True),
            Column(label="Unit"),
            Column(label="Net, kg", width=2, number=True),
            Column(label="Gross, kg", width=2, number=True),
        ),
        rows=tuple(
            tuple(
                desk.cell(f"lines.{at}.{name}")
                for name in ("description", "code", "quantity", "unit", "net_weight", "gross_weight")
            )
            for at in range(len(record.lines))
        ),
    )
    totals = desk.box(
        "Totals",
        ("totals.packages", "Packages"),
        ("totals.net_weight", "Net, kg"),
        ("totals.gross_weight", "Gross, kg"),
        ("totals.volume", "Volume, m³"),
    )
    return Paper(
        type=PaperType.PACKING_LIST,
        title="Packing list",
        parts=(
            Grid(
                rows=(
                    (desk.exporter(numbers=False), _references(desk)),
                    (desk.party("consignee", "Consignee"), desk.party("notify", "Notify party")),
                    (_transport(desk), _containers(desk)),
                )
            ),
            Table(
                title="Packages",
                columns=columns,
                rows=tuple(_package(desk, at) for at in range(len(record.packages))),
            ),
            lines,
            Grid(rows=((totals,),)),
        ),
        signature=desk.signature(),
    )


def _package(desk: Desk, at: int) -> tuple[Cell, ...]:
    path, one = f"packages.{at}", desk.record.packages[at]
    numbers = f"{one.first}-{one.last}" if one.first is not None and one.last is not None else ""
    sizes = (one.length, one.width, one.height)
    return (
        desk.cell(f"{path}.marks"),
        Cell(key=f"{path}.numbers", label="", value=numbers, paths=(f"{path}.first", f"{path}.last")),
        desk.cell(f"{path}.count"),
        desk.cell(f"{path}.kind"),
        desk.cell(f"{path}.contents"),
        Cell(
            key=f"{path}.size",
            label="",
            value=" × ".join(f"{size:f}" for size in sizes if size is not None),
            paths=tuple(f"{path}.{side}" for side in ("length", "width", "height")),
        ),
        desk.cell(f"{path}.net_weight"),
        desk.cell(f"{path}.gross_weight"),
    )


def _references(desk: Desk) -> Box:
    return desk.box(
        "References",
        ("references.invoice_number", "Invoice"),
        ("references.invoice_date", "Dated"),
        ("references.order_number", "Buyer's order"),
        ("references.order_date", "Dated"),
        ("references.shipping_bill_number", "Shipping bill"),
        ("references.shipping_bill_date", "Dated"),
        ("references.transport_document_number", "Transport document"),
        ("references.transport_document_date", "On board"),
        position="UNLK References (1154)",
    )


def _terms(desk: Desk) -> Box:
    return desk.box(
        "Terms",
        ("terms.incoterm", "Incoterms 2020"),
        ("terms.place", "Named place"),
        ("terms.payment", "Payment"),
        ("terms.payment_days", "Days"),
        ("terms.currency", "Currency"),
        position="UNLK Terms of delivery and payment (4052, 4276)",
    )


def _transport(desk: Desk) -> Box:
    return desk.box(
        "Transport",
        ("transport.mode", "By"),
        ("transport.pre_carriage", "Pre-carriage by"),
        ("transport.place_of_receipt", "Place of receipt"),
        ("transport.port_of_loading", "Port of loading"),
        ("transport.port_of_discharge", "Port of discharge"),
        ("transport.final_destination", "Final destination"),
        ("transport.destination_country", "Country of destination"),
        ("transport.vessel", "Vessel or flight"),
        ("transport.voyage", "Voyage"),
        position="UNLK Transport details (8012)",
    )


def _credit(desk: Desk) -> Box:
    return desk.box(
        "Letter of credit",
        ("credit.number", "Number"),
        ("credit.issued_on", "Issued"),
        ("credit.bank", "Bank"),
    )


def _containers(desk: Desk) -> Box:
    wanted = [
        (f"transport.containers.{at}.{name}", label)
        for at in range(len(desk.record.transport.containers))
        for name, label in (("number", "Container"), ("size", "Size"), ("seal", "Seal"))
    ]
    return desk.box("Containers", *wanted)


def _bank(desk: Desk) -> Box:
    names = {
        "name": "",
        "branch": "",
        "account": "Account",
        "ifsc": "IFSC",
        "swift": "SWIFT",
        "ad_code": "AD code",
    }
    return desk.box("Our bank", *((f"exporter.bank.{name}", label) for name, label in names.items()))


def _goods(desk: Desk) -> Table:
    names = ("description", "code", "quantity", "unit", "unit_price", "amount")
    return Table(
        title="Goods" if desk.record.kind is Kind.GOODS else "Services",
        columns=INVOICE_COLUMNS,
        rows=tuple(
            tuple(desk.cell(f"lines.{at}.{name}", money=name == "amount") for name in names)
            for at in range(len(desk.record.lines))
        ),
    )


def _sums(desk: Desk) -> Grid:
    names = {
        "totals.goods": "Lines together",
        "charges.packing": "Packing and carriage to the port",
        "totals.fob": "FOB value",
        "charges.freight": "Freight",
        "charges.insurance": "Insurance",
        "charges.delivery": "Carriage and duties at the destination",
        "totals.invoice": "Total",
    }
    cells = [desk.cell(path, label, money=True) for path, label in names.items()]
    total, currency = desk.record.totals.invoice, desk.record.terms.currency
    words = Cell(
        key="totals.in_words",
        label="In words",
        value=f"{currency} {in_words(total)}" if total is not None else "",
        paths=("totals.invoice", "terms.currency"),
        how="the total written out",
    )
    sums = Box(title="Value", cells=tuple(one for one in cells if one.value))
    return Grid(rows=((Box(title="Amount in words", cells=(words,)), sums),))


def _tax(desk: Desk) -> Box:
    return Box(
        title="Tax in India",
        cells=tuple(
            one
            for one in (
                desk.cell("terms.tax_route", "Route"),
                desk.cell("references.lut_arn", "LUT ARN"),
                desk.cell("references.lut_year", "Financial year"),
                desk.cell("terms.exchange_rate", "INR for one unit"),
                desk.cell("terms.exchange_rate_date", "Rate of"),
                desk.cell("totals.invoice_inr", "Total in INR", money=True),
                desk.cell("totals.taxable_value", "Taxable value, INR", money=True),
                desk.cell("totals.igst", "IGST, INR", money=True),
            )
            if one.value
        ),
    )


def _declarations(desk: Desk) -> list[Cell]:
    route = desk.record.terms.tax_route
    cells = []
    if route is not None:
        text = UNDER_LUT if route is TaxRoute.WITHOUT_PAYMENT else WITH_TAX
        cells.append(desk.words("declaration.tax", text, "terms.tax_route"))
    origins = sorted({line.origin_country for line in desk.record.lines if line.origin_country})
    if origins:
        paths = [f"lines.{at}.origin_country" for at in range(len(desk.record.lines))]
        text = "Country of origin of the goods: " + ", ".join(origins)
        cells.append(desk.words("declaration.origin", text, *paths))
    if any(line.rodtep for line in desk.record.lines):
        paths = [f"lines.{at}.rodtep" for at in range(len(desk.record.lines))]
        claimed = [str(at) for at, line in enumerate(desk.record.lines, start=1) if line.rodtep]
        text = f"We claim the benefit under the RoDTEP scheme for line {', '.join(claimed)}."
        cells.append(desk.words("declaration.rodtep", text, *paths))
    if desk.record.remarks:
        cells.append(desk.cell("remarks"))
    text = "This invoice shows the actual price of the goods described, and all particulars are true."
    return [*cells, desk.words("declaration.true", text)]
