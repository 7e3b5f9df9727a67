"""GST: which way the export takes, what the invoice must say, and services."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from assay.apps.exportsathi.documents import einvoice
from assay.apps.exportsathi.documents.record import Kind, Shipment, TaxRoute
from assay.apps.exportsathi.documents.rules import Case, Fault, Rule
from assay.apps.exportsathi.documents.rules_making import error, figure, only_if, single, warning

_ZERO_RATED = "IGST Act 2017, section 16(3)"
RATES = frozenset(
    Decimal(one) for one in ("0", "0.1", "0.25", "1", "1.5", "3", "5", "6", "7.5", "12", "18", "28", "40")
)
"""Rates of integrated tax that have been in use; which one a line has is for the rate notifications."""


def _route(record: Shipment) -> TaxRoute | None:
    return record.terms.tax_route


def _paid(case: Case) -> Iterator[Fault]:
    if _route(case.record) is not TaxRoute.WITH_PAYMENT:
        return
    for at, line in enumerate(case.record.lines):
        if line.igst_rate is None or (line.igst_rate > 0 and not line.igst):
            message = f"Line {at + 1} is exported on payment of tax, but none is shown."
            yield Fault(message, (f"lines.{at}.igst", f"lines.{at}.igst_rate", "terms.tax_route"))


def _unpaid(case: Case) -> Iterator[Fault]:
    if _route(case.record) is not TaxRoute.WITHOUT_PAYMENT:
        return
    for at, line in enumerate(case.record.lines):
        if line.igst:
            message = f"Line {at + 1} shows tax of ₹{line.igst:,}, but is exported without payment."
            yield Fault(message, (f"lines.{at}.igst", "terms.tax_route"))
    if case.record.totals.igst:
        message = f"The total shows tax of ₹{case.record.totals.igst:,}, but the export is without payment."
        yield Fault(message, ("totals.igst", "terms.tax_route"))


def _undertaking(case: Case) -> Iterator[Fault]:
    references = case.record.references
    if _route(case.record) is TaxRoute.WITHOUT_PAYMENT and not references.lut_arn:
        message = "Exported without payment of tax, and no letter of undertaking is named."
        yield Fault(message, ("references.lut_arn", "terms.tax_route"))


def year_of(day: date) -> str:
    """The financial year of India that a day lies in, such as `2026-27`."""
    first = day.year if day.month > 3 else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def _year(case: Case) -> Iterator[Fault]:
    references = case.record.references
    day, said = references.invoice_date, references.lut_year
    if references.lut_arn and day is not None and said != year_of(day):
        message = f"The undertaking is for {said or 'no year'}, the invoice falls into {year_of(day)}."
        yield Fault(message, ("references.lut_year", "references.invoice_date"))


def _chosen(case: Case) -> Iterator[Fault]:
    if case.record.terms.tax_route is None:
        yield Fault("Nobody said whether tax is paid first or not.", ("terms.tax_route",))


def _needless(case: Case) -> Iterator[Fault]:
    references = case.record.references
    if _route(case.record) is TaxRoute.WITH_PAYMENT and references.lut_arn:
        yield Fault(
            "Tax is paid, and yet an undertaking is named.", ("references.lut_arn", "terms.tax_route")
        )


def _rate(value: Decimal) -> str:
    return "" if value in RATES else f"{value.normalize():f} % is no rate of GST."


def _number(value: str) -> str:
    if re.fullmatch(r"[A-Za-z1-9][A-Za-z0-9/-]{0,15}", value):
        return ""
    return f"{value}: at most 16 letters, digits, - and /, the first no 0."


def _recomputed(case: Case) -> Iterator[Fault]:
    for at, line in enumerate(case.record.lines):
        if not line.quantity or line.taxable_value is None:
            continue
        each = einvoice.rupees_each(line.taxable_value, line.quantity)
        if abs(each * line.quantity - line.taxable_value) > 1:
            message = f"₹{each} × {figure(line.quantity)} is more than a rupee off ₹{line.taxable_value:,}."
            yield Fault(message, (f"lines.{at}.taxable_value", f"lines.{at}.quantity"))


def _service_code(value: str) -> str:
    return (
        ""
        if re.fullmatch(r"99\d{4}", value)
        else f"{value} is no accounting code of services: six digits from 99."
    )


def _currency(case: Case) -> Iterator[Fault]:
    record = case.record
    if record.kind is Kind.SERVICES and record.terms.currency == "INR":
        message = (
            "Paid in rupees: a service is exported when it is paid in foreign exchange, or as RBI permits."
        )
        yield Fault(message, ("terms.currency",))


def _services(record: Shipment) -> bool:
    return record.kind is Kind.SERVICES


def _no_goods(case: Case) -> Iterator[Fault]:
    record = case.record
    if not _services(record):
        return
    if record.packages:
        yield Fault("Services have no packages.", ("kind", "packages.0.count"))
    if record.references.shipping_bill_number:
        yield Fault("Services have no shipping bill.", ("kind", "references.shipping_bill_number"))


def _no_services(case: Case) -> Iterator[Fault]:
    record = case.record
    if record.kind is Kind.GOODS and record.software.softex_number:
        yield Fault("Goods have a shipping bill, not SOFTEX.", ("kind", "software.softex_number"))


def _certified(case: Case) -> Iterator[Fault]:
    software = case.record.software
    if _services(case.record) and software.unit and not software.authority:
        yield Fault("Nobody is named who certifies.", ("software.authority",))


RULES: tuple[Rule, ...] = (
    error("G01", "Tax that is paid", "Show rate and amount on each line.", _ZERO_RATED, _paid),
    error("G02", "Tax that is not paid", "Without payment the tax is 0.", _ZERO_RATED, _unpaid),
    error(
        "G03",
        "Letter of undertaking",
        "File RFD-11 on the GST portal before the export, and put its ARN here.",
        "CGST Rules 2017, rule 96A",
        _undertaking,
    ),
    error(
        "G04",
        "Undertaking for the year",
        "An undertaking holds for one financial year: file that of the invoice.",
        "CGST Rules 2017, rule 96A",
        _year,
    ),
    error(
        "G05",
        "Way the export takes",
        "Choose: with payment of IGST and a refund, or without payment under an undertaking.",
        _ZERO_RATED,
        _chosen,
    ),
    warning(
        "G06",
        "Undertaking that is not used",
        "Take it off, or choose the way without payment.",
        _ZERO_RATED,
        _needless,
    ),
    warning(
        "G07",
        "Rate of tax",
        "Look it up in the rate notification in force.",
        "IGST Act 2017, section 5: rate notifications",
        single("lines.*.igst_rate", _rate),
        sure=False,
    ),
    error(
        "G08",
        "Number of the invoice",
        "Number invoices anew each financial year, with 16 characters at most.",
        "CGST Rules 2017, rule 46(b)",
        single("references.invoice_number", _number),
    ),
    warning(
        "G09",
        "Price that the e-invoice can say",
        "Invoice a larger unit, such as tonnes: the portal takes rupees to three decimals and multiplies.",
        "GST e-invoice schema INV-01, check of ItemList.TotAmt",
        _recomputed,
        sure=False,
    ),
    error(
        "V01",
        "Code of the service",
        "Six digits, such as 998314.",
        "Annexure of the scheme of classification of services",
        only_if(_services, single("lines.*.code", _service_code)),
    ),
    warning(
        "V02",
        "Services in foreign exchange",
        "Invoice in the client's currency.",
        "IGST Act 2017, section 2(6)",
        _currency,
    ),
    error(
        "V03",
        "Services without goods",
        "Make a shipment of goods of its own for what is packed.",
        "Customs Act 1962, section 50",
        _no_goods,
    ),
    error(
        "V04",
        "Goods without SOFTEX",
        "Make a shipment of services of its own.",
        "FEMA: form SOFTEX is for software over a data link",
        _no_services,
    ),
    error(
        "V05",
        "Who certifies",
        "Name the STPI centre or the zone.",
        "FEMA: form SOFTEX",
        _certified,
        sure=False,
    ),
)
