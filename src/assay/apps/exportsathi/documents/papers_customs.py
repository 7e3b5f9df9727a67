"""What customs, carriers, chambers and insurers ask for."""

from assay.apps.exportsathi.documents.paper import (
    Box,
    Column,
    Desk,
    Grid,
    Paper,
    PaperType,
    Table,
    Words,
)
from assay.apps.exportsathi.documents.record import Shipment

BILL_COLUMNS = (
    ("code", "RITC", 2),
    ("description", "Item description", 5),
    ("quantity", "Quantity", 2),
    ("unit", "UQC", 1),
    ("unit_price", "Unit price", 2),
    ("amount", "Item value (FC)", 2),
    ("taxable_value", "Taxable value (INR)", 3),
    ("igst_rate", "IGST %", 1),
    ("igst", "IGST (INR)", 2),
    ("rodtep", "RoDTEP", 1),
    ("origin_country", "Origin", 2),
    ("origin_district", "District", 1),
    ("licence", "Licence", 2),
)
BILL_MONEY = ("amount", "taxable_value", "igst")


def shipping_bill(record: Shipment) -> Paper:
    """What is typed into ICEGATE, by the names its screens use."""
    desk = Desk(record)
    shipment = desk.box(
        "Shipment",
        ("transport.customs_code", "Customs house"),
        ("transport.mode", "Mode of transport"),
        ("transport.port_of_loading", "Port of loading"),
        ("transport.port_of_loading_code", "Code of the port of loading"),
        ("transport.port_of_discharge", "Port of discharge"),
        ("transport.port_of_discharge_code", "Code of the port of discharge"),
        ("transport.destination_country", "Country of destination"),
        ("totals.packages", "Number of packages"),
        ("totals.net_weight", "Net weight, kg"),
        ("totals.gross_weight", "Gross weight, kg"),
    )
    invoice = desk.box(
        "Invoice",
        ("references.invoice_number", "Invoice number"),
        ("references.invoice_date", "Invoice date"),
        ("references.shipping_bill_number", "Shipping bill number"),
        ("references.shipping_bill_date", "Shipping bill date"),
        ("terms.incoterm", "Nature of contract"),
        ("terms.payment", "Nature of payment"),
        ("terms.payment_days", "Period of payment, days"),
        ("terms.currency", "Currency"),
        ("terms.exchange_rate", "Exchange rate"),
        ("terms.exchange_rate_date", "Rate of"),
        ("terms.tax_route", "GST: with or without payment"),
        ("references.lut_arn", "LUT ARN"),
    )
    money = [
        desk.cell(path, label, money=True)
        for path, label in (
            ("totals.goods", "Sum of the items"),
            ("charges.packing", "Packing and inland carriage"),
            ("totals.fob", "FOB value"),
            ("charges.freight", "Freight"),
            ("charges.insurance", "Insurance"),
            ("charges.delivery", "Other"),
            ("totals.invoice", "Invoice value"),
            ("totals.invoice_inr", "Invoice value, INR"),
            ("totals.taxable_value", "Taxable value, INR"),
            ("totals.igst", "IGST, INR"),
        )
    ]
    items = Table(
        title="Items",
        columns=tuple(Column(label=label, width=width) for _name, label, width in BILL_COLUMNS),
        rows=tuple(
            tuple(
                desk.cell(f"lines.{at}.{name}", label, money=name in BILL_MONEY)
                for name, label, _width in BILL_COLUMNS
            )
            for at in range(len(record.lines))
        ),
    )
    bank = desk.box(
        "Bank",
        ("exporter.bank.name", ""),
        ("exporter.bank.ad_code", "AD code"),
        ("exporter.bank.account", "Account"),
        ("exporter.bank.ifsc", "IFSC"),
    )
    return Paper(
        type=PaperType.SHIPPING_BILL,
        title="Shipping bill: data sheet",
        note="For filing on ICEGATE. Not a shipping bill; customs gives the number",
        parts=(
            Grid(
                rows=(
                    (desk.exporter(), desk.party("consignee", "Consignee")),
                    (invoice, shipment),
                    (Box(title="Values", cells=tuple(one for one in money if one.value)), bank),
                    (_containers(desk),),
                )
            ),
            items,
        ),
        signature=desk.signature(),
    )


def certificate_of_origin(record: Shipment) -> Paper:
    """The application for a non-preferential certificate; a preferential one has its own criteria."""
    desk = Desk(record)
    means = desk.box(
        "Means of transport and route",
        ("transport.mode", "By"),
        ("transport.vessel", ""),
        ("transport.port_of_loading", "From"),
        ("transport.port_of_discharge", "To"),
        ("transport.destination_country", "Country of destination"),
    )
    names = ("description", "code", "quantity", "unit", "origin_country", "gross_weight")
    labels = ("Description of goods", "HS code", "Quantity", "Unit", "Origin", "Gross, kg")
    goods = Table(
        title="Goods",
        columns=tuple(
            Column(
                label=label, width=5 if label == labels[0] else 2, number=label in ("Quantity", "Gross, kg")
            )
            for label in labels
        ),
        rows=tuple(
            tuple(desk.cell(f"lines.{at}.{name}") for name in names) for at in range(len(record.lines))
        ),
    )
    marks = [(f"packages.{at}.marks", "Marks") for at in range(len(record.packages))]
    text = (
        "We declare that the goods described were produced in the country named, and that this application"
        " and the papers with it are correct."
    )
    return Paper(
        type=PaperType.CERTIFICATE_OF_ORIGIN,
        title="Certificate of origin: application",
        note="Non-preferential. For a preferential certificate choose the agreement and its origin criterion",
        parts=(
            Grid(
                rows=(
                    (desk.exporter(), desk.party("consignee", "Consignee")),
                    (
                        means,
                        desk.box(
                            "Invoice",
                            ("references.invoice_number", "Number"),
                            ("references.invoice_date", "Dated"),
                            ("totals.packages", "Packages"),
                            ("totals.gross_weight", "Gross, kg"),
                            *marks,
                        ),
                    ),
                )
            ),
            goods,
            Words(title="Declaration", cells=(desk.words("declaration.origin", text),)),
        ),
        signature=desk.signature(),
    )


def vgm_declaration(record: Shipment) -> Paper:
    """The verified gross mass of each container (SOLAS VI/2), by weighing the cargo and adding the tare."""
    desk = Desk(record)
    names = ("number", "size", "seal", "tare", "vgm")
    labels = ("Container", "Size", "Seal", "Tare, kg", "Verified gross mass, kg")
    text = "Found by method 2: packages and cargo were weighed, and the tare of the container added."
    return Paper(
        type=PaperType.VGM,
        title="Verified gross mass: declaration",
        parts=(
            Grid(
                rows=(
                    (
                        desk.exporter("Shipper"),
                        desk.box(
                            "Voyage",
                            ("transport.vessel", "Vessel"),
                            ("transport.vessel_imo", "IMO number"),
                            ("transport.voyage", "Voyage"),
                            ("transport.port_of_loading", "Port of loading"),
                            ("totals.gross_weight", "Gross weight of the cargo, kg"),
                        ),
                    ),
                )
            ),
            Table(
                title="Containers",
                columns=tuple(Column(label=one, width=2, number=one.endswith("kg")) for one in labels),
                rows=tuple(
                    tuple(desk.cell(f"transport.containers.{at}.{name}") for name in names)
                    for at in range(len(record.transport.containers))
                ),
            ),
            Words(title="Method", cells=(desk.words("declaration.method", text),)),
        ),
        signature=desk.signature(),
    )


def insurance_declaration(record: Shipment) -> Paper:
    desk = Desk(record)
    policy = desk.box(
        "Policy",
        ("insurance.insurer", "Insurer"),
        ("insurance.policy_number", "Policy"),
        ("insurance.policy_date", "Dated"),
        ("insurance.sum_insured", "Sum insured"),
        ("insurance.currency", "Currency"),
        ("insurance.clauses", "Clauses"),
    )
    voyage = desk.box(
        "Voyage",
        ("transport.mode", "By"),
        ("transport.vessel", "Vessel or flight"),
        ("transport.voyage", "Voyage"),
        ("transport.place_of_receipt", "From"),
        ("transport.port_of_loading", "Port of loading"),
        ("transport.port_of_discharge", "Port of discharge"),
        ("transport.final_destination", "To"),
        ("references.transport_document_number", "Transport document"),
        ("references.transport_document_date", "On board"),
    )
    goods = [(f"lines.{at}.description", "Goods") for at in range(len(record.lines))]
    value = desk.box(
        "Goods and value",
        *goods,
        ("totals.packages", "Packages"),
        ("terms.incoterm", "Incoterms 2020"),
        ("terms.currency", "Currency"),
        ("totals.invoice", "Invoice value"),
        ("references.invoice_number", "Invoice"),
        ("references.invoice_date", "Dated"),
    )
    return Paper(
        type=PaperType.INSURANCE_DECLARATION,
        title="Marine insurance: declaration of a shipment",
        note="Under an open policy, or as the proposal for one",
        parts=(Grid(rows=((desk.exporter("Insured"), policy), (voyage, value))),),
        signature=desk.signature(),
    )


def letter_of_instruction(record: Shipment) -> Paper:
    """What the shipper tells the forwarder: who, what, which way, who pays, which papers."""
    desk = Desk(record)
    contacts = [("buyer.phone", "Buyer: phone"), ("buyer.email", "Buyer: e-mail")]
    route = desk.box(
        "Route",
        ("transport.mode", "By"),
        ("transport.pre_carriage", "Pre-carriage by"),
        ("transport.place_of_receipt", "Collect at"),
        ("transport.port_of_loading", "Port of loading"),
        ("transport.port_of_discharge", "Port of discharge"),
        ("transport.final_destination", "Deliver to"),
        ("transport.destination_country", "Country of destination"),
        ("terms.incoterm", "Incoterms 2020"),
        ("terms.place", "Named place"),
    )
    cargo = desk.box(
        "Cargo",
        *((f"lines.{at}.description", "Goods") for at in range(len(record.lines))),
        *((f"lines.{at}.code", "HS code") for at in range(len(record.lines))),
        ("totals.packages", "Packages"),
        ("totals.net_weight", "Net, kg"),
        ("totals.gross_weight", "Gross, kg"),
        ("totals.volume", "Volume, m³"),
    )
    credit = desk.box(
        "Letter of credit",
        ("credit.number", "Number"),
        ("credit.latest_shipment", "Latest shipment"),
        ("credit.expires_on", "Expires"),
        ("credit.presentation_days", "Days to present"),
        ("credit.description", "Goods as the credit has them"),
    )
    return Paper(
        type=PaperType.LETTER_OF_INSTRUCTION,
        title="Shipper's letter of instruction",
        parts=(
            Grid(
                rows=(
                    (desk.exporter("Shipper"), route),
                    (desk.party("consignee", "Consignee"), desk.party("notify", "Notify party")),
                    (cargo, credit),
                    (_containers(desk), desk.box("Contacts", *contacts)),
                )
            ),
            Words(cells=desk.cells(("remarks", "Remarks"))),
        ),
        signature=desk.signature(),
    )


def _containers(desk: Desk) -> Box:
    names = (("number", "Container"), ("size", "Size"), ("seal", "Seal"))
    return desk.box(
        "Containers",
        *(
            (f"transport.containers.{at}.{name}", label)
            for at in range(len(desk.record.transport.containers))
            for name, label in names
        ),
    )
