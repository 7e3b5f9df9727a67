"""Days in their order, and what a letter of credit asks for."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from assay.apps.exportsathi.documents.record import Kind, Payment, value_at
from assay.apps.exportsathi.documents.rules import Case, Fault, Rule
from assay.apps.exportsathi.documents.rules_making import Check, error, figure, note, warning

REALISATION_MONTHS = 15
NAMES = {
    "references.order_date": "the order",
    "references.invoice_date": "the invoice",
    "references.shipping_bill_date": "the shipping bill",
    "references.transport_document_date": "shipment on board",
    "credit.issued_on": "the opening of the credit",
    "credit.latest_shipment": "the latest day of shipment",
    "credit.expires_on": "the end of the credit",
    "credit.presented_on": "presentation",
    "insurance.policy_date": "the insurance policy",
    "terms.exchange_rate_date": "the exchange rate",
    "software.contract_date": "the contract",
    "software.period_from": "the beginning of the period",
    "software.period_to": "the end of the period",
    "software.softex_date": "the SOFTEX form",
}


def _order(earlier: str, later: str) -> Check:
    """The first day is not after the second."""

    def check(case: Case) -> Iterator[Fault]:
        first, second = value_at(case.record, earlier), value_at(case.record, later)
        if first is not None and second is not None and first > second:
            message = (
                f"{NAMES[earlier].capitalize()} is of {_day(first)}, after {NAMES[later]} of {_day(second)}."
            )
            yield Fault(message, (earlier, later))

    return check


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(
        day.replace(day=1, year=year, month=month + 1) + timedelta(day.day - 1), following - timedelta(1)
    )


def _presented_in_time(case: Case) -> Iterator[Fault]:
    credit, on_board = case.record.credit, case.record.references.transport_document_date
    if credit.presented_on is None or on_board is None:
        return
    days = credit.presentation_days if credit.presentation_days is not None else 21
    last = on_board + timedelta(days)
    if credit.presented_on > last:
        message = f"Presented on {_day(credit.presented_on)}; {days} days after shipment end on {_day(last)}."
        paths = ("credit.presented_on", "credit.presentation_days", "references.transport_document_date")
        yield Fault(message, paths)


def _shipped_before_presented(case: Case) -> Iterator[Fault]:
    yield from _order("references.transport_document_date", "credit.presented_on")(case)


def _not_ahead(case: Case) -> Iterator[Fault]:
    today, day = case.facts.today, case.record.references.invoice_date
    if today is not None and day is not None and day > today:
        yield Fault(f"The invoice is of {_day(day)}, which is still to come.", ("references.invoice_date",))


def _left_in_time(case: Case) -> Iterator[Fault]:
    references = case.record.references
    day, left = references.invoice_date, references.transport_document_date
    if references.lut_arn and day is not None and left is not None and left > months_after(day, 3):
        message = f"On board on {_day(left)}, more than three months after the invoice of {_day(day)}."
        yield Fault(message, ("references.transport_document_date", "references.invoice_date"))


def _realised(case: Case) -> Iterator[Fault]:
    today, references = case.facts.today, case.record.references
    path = (
        "references.transport_document_date" if case.record.kind is Kind.GOODS else "references.invoice_date"
    )
    since = value_at(case.record, path)
    if today is None or since is None or not references.invoice_number:
        return
    due = months_after(since, REALISATION_MONTHS)
    if today > due:
        yield Fault(f"The money had to be there by {_day(due)}.", (path,))


def _softex_in_time(case: Case) -> Iterator[Fault]:
    day, filed = case.record.references.invoice_date, case.record.software.softex_date
    if day is not None and filed is not None and filed > day + timedelta(30):
        message = f"SOFTEX of {_day(filed)}, more than 30 days after the invoice of {_day(day)}."
        yield Fault(message, ("software.softex_date", "references.invoice_date"))


def _amount(case: Case) -> Iterator[Fault]:
    credit, invoice = case.record.credit, case.record.totals.invoice
    if credit.amount is None or invoice is None:
        return
    tolerance = credit.tolerance if credit.tolerance is not None else Decimal(0)
    most = credit.amount * (100 + tolerance) / 100
    if invoice > most:
        message = (
            f"The invoice of {figure(invoice)} is more than the credit allows: {figure(most.normalize())}."
        )
        yield Fault(message, ("totals.invoice", "credit.amount", "credit.tolerance"))
    # Where parts may not be shipped, article 30(b) allows five per cent less than the amount.
    least = credit.amount * (100 - max(tolerance, Decimal(5))) / 100
    if not credit.partial_shipments and invoice < least:
        message = (
            f"The invoice of {figure(invoice)} is a part of {figure(credit.amount)}; parts are not allowed."
        )
        yield Fault(message, ("totals.invoice", "credit.amount", "credit.partial_shipments"))


def _same(one: str, other: str, says: str) -> Check:
    """Two texts that have to be the same, whatever their capitals."""

    def check(case: Case) -> Iterator[Fault]:
        first, second = value_at(case.record, one), value_at(case.record, other)
        if first and second and first.casefold() != second.casefold():
            yield Fault(f"{says}: “{first}” here, “{second}” there.", (one, other))

    return check


def _description(case: Case) -> Iterator[Fault]:
    record = case.record
    goods = " ".join(line.description for line in record.lines).casefold()
    missing = [
        word
        for word in record.credit.description.replace(",", " ").split()
        if len(word) > 3 and word.casefold().rstrip(".;") not in goods
    ]
    if missing:
        paths = tuple(f"lines.{at}.description" for at in range(len(record.lines)))
        message = f"The credit says “{' '.join(missing)}”; the invoice does not."
        yield Fault(message, ("credit.description", *paths))


def _numbered(case: Case) -> Iterator[Fault]:
    record = case.record
    if record.terms.payment is Payment.LC and not record.credit.number:
        yield Fault(
            "Paid by letter of credit, and its number is missing.", ("credit.number", "terms.payment")
        )
    if record.credit.number and record.terms.payment not in (None, Payment.LC):
        message = f"There is a credit, but payment is by {record.terms.payment.value}."
        yield Fault(message, ("terms.payment", "credit.number"))


def _wide(case: Case) -> Iterator[Fault]:
    tolerance = case.record.credit.tolerance
    if tolerance is not None and tolerance > 10:
        yield Fault(f"{tolerance} % is more than “about” gives.", ("credit.tolerance",))


_UCP = "UCP 600, article "
_FIX_ORDER = "Correct the wrong day; if both are right, the bank or customs will ask."
_FIX_CREDIT = "Have the credit amended before you present, or correct the paper."

RULES: tuple[Rule, ...] = (
    warning(
        "D01",
        "Order before invoice",
        _FIX_ORDER,
        "Order of business",
        _order("references.order_date", "references.invoice_date"),
        sure=False,
    ),
    error(
        "D02",
        "Invoice before shipping bill",
        _FIX_ORDER,
        "Customs Act 1962, section 50",
        _order("references.invoice_date", "references.shipping_bill_date"),
    ),
    error(
        "D03",
        "Shipping bill before shipment",
        _FIX_ORDER,
        "Customs Act 1962, sections 50 and 51",
        _order("references.shipping_bill_date", "references.transport_document_date"),
    ),
    error(
        "D04",
        "Invoice before shipment",
        _FIX_ORDER,
        "CGST Act 2017, section 31",
        _order("references.invoice_date", "references.transport_document_date"),
    ),
    error(
        "D05",
        "Shipped before the latest day",
        _FIX_CREDIT,
        f"{_UCP}20(a)(ii)",
        _order("references.transport_document_date", "credit.latest_shipment"),
    ),
    error(
        "D06",
        "Shipped before the credit ends",
        _FIX_CREDIT,
        f"{_UCP}6(d)",
        _order("references.transport_document_date", "credit.expires_on"),
    ),
    error(
        "D07",
        "Presented before the credit ends",
        _FIX_CREDIT,
        f"{_UCP}6(e)",
        _order("credit.presented_on", "credit.expires_on"),
    ),
    error(
        "D08",
        "Presented in time after shipment",
        "Present within the days the credit gives, 21 where it gives none.",
        f"{_UCP}14(c)",
        _presented_in_time,
    ),
    error("D09", "Presented after shipment", _FIX_ORDER, f"{_UCP}14(c)", _shipped_before_presented),
    error(
        "D10",
        "Latest shipment within the credit",
        _FIX_CREDIT,
        f"{_UCP}6(d)",
        _order("credit.latest_shipment", "credit.expires_on"),
    ),
    warning(
        "D11",
        "Credit opened before shipment",
        "Ship only on a credit that is there.",
        f"{_UCP}7",
        _order("credit.issued_on", "references.transport_document_date"),
    ),
    error(
        "D12",
        "Insured before shipment",
        "Have the policy say that cover began no later.",
        f"{_UCP}28(e)",
        _order("insurance.policy_date", "references.transport_document_date"),
    ),
    warning(
        "D13",
        "Rate not after the shipping bill",
        "Customs takes the rate in force on the day of the bill.",
        "Customs Act 1962, section 14",
        _order("terms.exchange_rate_date", "references.shipping_bill_date"),
    ),
    error("D14", "Invoice is not ahead of time", _FIX_ORDER, "CGST Act 2017, section 31", _not_ahead),
    error(
        "D15",
        "Out within three months under an undertaking",
        "Ask the commissioner for more time, or pay the tax with interest.",
        "CGST Rules 2017, rule 96A(1)",
        _left_in_time,
    ),
    warning(
        "D16",
        "Money within the time",
        "Ask the bank for an extension.",
        f"FEMA: realisation within {REALISATION_MONTHS} months of export",
        _realised,
        sure=False,
    ),
    error(
        "D17",
        "Period in order",
        _FIX_ORDER,
        "Form SOFTEX",
        _order("software.period_from", "software.period_to"),
    ),
    error(
        "D18",
        "Contract before the period",
        _FIX_ORDER,
        "Form SOFTEX",
        _order("software.contract_date", "software.period_from"),
    ),
    warning(
        "D19",
        "Invoice after the period",
        "Invoice what was done, not what is to come.",
        "Form SOFTEX",
        _order("software.period_to", "references.invoice_date"),
        sure=False,
    ),
    error(
        "D20",
        "SOFTEX in time",
        "File it now; the centre may ask for the reason.",
        "FEMA: SOFTEX within 30 days of the invoice",
        _softex_in_time,
        sure=False,
    ),
    error("L01", "Amount of the credit", _FIX_CREDIT, f"{_UCP}18(b) and 30", _amount),
    error(
        "L02",
        "Currency of the credit",
        _FIX_CREDIT,
        f"{_UCP}18(a)(iii)",
        _same("credit.currency", "terms.currency", "Currencies differ"),
    ),
    error("L03", "Description as in the credit", _FIX_CREDIT, f"{_UCP}18(c)", _description),
    error(
        "L04",
        "Made out to the applicant",
        _FIX_CREDIT,
        f"{_UCP}18(a)(ii)",
        _same("credit.applicant", "buyer.name", "Applicant and buyer differ"),
    ),
    error(
        "L05",
        "Issued by the beneficiary",
        _FIX_CREDIT,
        f"{_UCP}18(a)(i)",
        _same("credit.beneficiary", "exporter.name", "Beneficiary and exporter differ"),
    ),
    error(
        "L06",
        "Port of loading as in the credit",
        _FIX_CREDIT,
        f"{_UCP}20(a)(iii)",
        _same("credit.port_of_loading", "transport.port_of_loading", "Ports of loading differ"),
    ),
    error(
        "L07",
        "Port of discharge as in the credit",
        _FIX_CREDIT,
        f"{_UCP}20(a)(iii)",
        _same("credit.port_of_discharge", "transport.port_of_discharge", "Ports of discharge differ"),
    ),
    error("L08", "Credit and payment", "Name the credit, or the way it is paid.", f"{_UCP}2", _numbered),
    note("L09", "Tolerance", "“About” gives 10 %; more must be written out.", f"{_UCP}30(a)", _wide),
)
