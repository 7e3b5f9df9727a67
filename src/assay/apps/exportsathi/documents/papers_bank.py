"""What tax and banks ask for: letter of undertaking, SOFTEX, AD code, realisation."""

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
from assay.apps.exportsathi.documents.record import Shipment

UNDERTAKINGS = (
    "To export the goods or services supplied without payment of integrated tax within the time in rule 96A.",
    "To observe all the provisions of the Act and the rules about exports.",
    "To pay the integrated tax with interest where the goods or services are not exported in time.",
)


def letter_of_undertaking(record: Shipment) -> Paper:
    """What form GST RFD-11 asks; it is filed on the tax portal, once for a financial year."""
    desk = Desk(record)
    return Paper(
        type=PaperType.LETTER_OF_UNDERTAKING,
        title="Letter of undertaking: data for GST RFD-11",
        note="Filed on the GST portal, which gives the ARN. One a financial year, before the first export",
        parts=(
            Grid(
                rows=(
                    (
                        desk.exporter("Registered person"),
                        desk.box(
                            "Undertaking",
                            ("references.lut_year", "Financial year"),
                            ("references.lut_arn", "ARN"),
                        ),
                    ),
                )
            ),
            Words(
                title="We undertake",
                cells=tuple(
                    desk.words(f"undertaking.{at}", text) for at, text in enumerate(UNDERTAKINGS, start=1)
                ),
            ),
        ),
        signature=desk.signature(),
    )


def softex(record: Shipment) -> Paper:
    """The data of form SOFTEX, which certifies an export over a data link."""
    desk = Desk(record)
    contract = desk.box(
        "Contract",
        ("software.contract_number", "Contract"),
        ("software.contract_date", "Dated"),
        ("software.kind", "Type of software or service"),
        ("software.period_from", "From"),
        ("software.period_to", "To"),
        ("software.link", "Sent over"),
        ("software.royalty", "Royalty agreed"),
    )
    unit = desk.box(
        "Unit",
        ("software.unit", "Unit"),
        ("software.registration", "Registration"),
        ("software.authority", "Certified by"),
        ("software.softex_number", "SOFTEX number"),
        ("software.softex_date", "Dated"),
    )
    invoice = desk.box(
        "Invoice",
        ("references.invoice_number", "Invoice"),
        ("references.invoice_date", "Dated"),
        ("terms.currency", "Currency"),
        ("totals.invoice", "Value"),
        ("terms.payment", "Payment"),
        ("terms.payment_days", "Days"),
        ("terms.exchange_rate", "INR for one unit"),
        ("totals.invoice_inr", "Value, INR"),
    )
    names = {"name": "", "branch": "", "ad_code": "AD code", "account": "Account", "swift": "SWIFT"}
    bank = desk.box("Authorised dealer", *((f"exporter.bank.{name}", label) for name, label in names.items()))
    services = Table(
        title="Services",
        columns=(
            Column(label="Description", width=5),
            Column(label="SAC", width=1),
            Column(label="Amount", width=2, number=True),
        ),
        rows=tuple(
            tuple(
                desk.cell(f"lines.{at}.{name}", money=name == "amount")
                for name in ("description", "code", "amount")
            )
            for at in range(len(record.lines))
        ),
    )
    text = (
        "The particulars are true, and the value is what the buyer has to pay; it will be realised in time."
    )
    return Paper(
        type=PaperType.SOFTEX,
        title="SOFTEX: data sheet",
        note="For the STPI centre or the development commissioner. They give the number",
        parts=(
            Grid(
                rows=(
                    (desk.exporter(), desk.party("buyer", "Client")),
                    (unit, contract),
                    (invoice, bank),
                )
            ),
            services,
            Words(title="Declaration", cells=(desk.words("declaration.softex", text),)),
        ),
        signature=desk.signature(),
    )


def ad_code_letter(record: Shipment) -> Paper:
    """To the bank: a letter with the AD code, which is registered at each port before the first export."""
    desk = Desk(record)
    port = record.transport.port_of_loading
    text = (
        "Please issue a letter with your authorised dealer code on your letterhead, so that we can register"
        f" it with customs at {port or 'the port of export'}. Our account is named below."
    )
    return Paper(
        type=PaperType.AD_CODE_LETTER,
        title="Request for the AD code letter",
        parts=(
            Grid(rows=((desk.exporter("From"), _bank(desk, "To the branch manager")),)),
            Words(
                cells=(
                    desk.words("letter.greeting", "Dear sir or madam,"),
                    desk.words("letter.body", text, "transport.port_of_loading"),
                )
            ),
            Grid(
                rows=(
                    (
                        desk.box(
                            "To be registered at",
                            ("transport.port_of_loading", "Port"),
                            ("transport.customs_code", "Code with customs"),
                        ),
                    ),
                )
            ),
        ),
        signature=desk.signature(),
    )


def bank_realisation(record: Shipment) -> Paper:
    """To the bank: the papers of this shipment, for collection and the certificate of realisation (eBRC)."""
    desk = Desk(record)
    text = (
        "We hand over the papers of the export named below. Please collect the proceeds, credit our account"
        " and report the realisation against the shipping bill or SOFTEX form, for the certificate."
    )
    invoice = desk.box(
        "Export",
        ("references.invoice_number", "Invoice"),
        ("references.invoice_date", "Dated"),
        ("references.shipping_bill_number", "Shipping bill"),
        ("references.shipping_bill_date", "Dated"),
        ("references.transport_document_number", "Transport document"),
        ("references.transport_document_date", "On board"),
        ("software.softex_number", "SOFTEX number"),
        ("transport.customs_code", "Port code"),
    )
    value = desk.box(
        "Value",
        ("terms.currency", "Currency"),
        ("totals.invoice", "Invoice value"),
        ("totals.fob", "FOB value"),
        ("charges.freight", "Freight"),
        ("charges.insurance", "Insurance"),
        ("terms.payment", "Payment"),
        ("terms.payment_days", "Days"),
    )
    # A shipment without a credit has no answer about parts either.
    credit = _credit(desk) if record.credit.number else Box(title="Letter of credit", cells=())
    return Paper(
        type=PaperType.BANK_REALISATION,
        title="Export bill: request to collect and certify",
        parts=(
            Grid(rows=((desk.exporter("From"), _bank(desk, "To the branch manager")),)),
            Words(
                cells=(
                    desk.words("letter.greeting", "Dear sir or madam,"),
                    desk.words("letter.body", text),
                )
            ),
            Grid(rows=((invoice, value), (desk.party("buyer", "Drawee"), credit))),
        ),
        signature=desk.signature(),
    )


def _credit(desk: Desk) -> Box:
    return desk.box(
        "Letter of credit",
        ("credit.number", "Number"),
        ("credit.bank", "Issued by"),
        ("credit.issued_on", "Issued"),
        ("credit.expires_on", "Expires"),
        ("credit.latest_shipment", "Latest shipment"),
        ("credit.presentation_days", "Days to present"),
        ("credit.presented_on", "Presented"),
        ("credit.currency", "Currency"),
        ("credit.amount", "Amount"),
        ("credit.tolerance", "Tolerance, %"),
        ("credit.applicant", "Applicant"),
        ("credit.beneficiary", "Beneficiary"),
        ("credit.port_of_loading", "From"),
        ("credit.port_of_discharge", "To"),
        ("credit.partial_shipments", "Partial shipments"),
    )


def _bank(desk: Desk, title: str) -> Box:
    names = {
        "name": "",
        "branch": "",
        "account": "Account",
        "ifsc": "IFSC",
        "swift": "SWIFT",
        "ad_code": "AD code",
    }
    cells: tuple[Cell, ...] = desk.cells(*((f"exporter.bank.{name}", label) for name, label in names.items()))
    return Box(title=title, cells=cells)
