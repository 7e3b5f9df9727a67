"""Which fields the page of a shipment has, in which order, and what they are called."""

from collections.abc import Mapping
from enum import StrEnum

from assay.apps.exportsathi.documents.record import (
    Container,
    Incoterm,
    Kind,
    Line,
    Mode,
    Package,
    Payment,
    TaxRoute,
)
from assay.apps.exportsathi.profiles.rules import STATES


class Many(StrEnum):
    """What a shipment has several of."""

    LINES = "lines"
    PACKAGES = "packages"
    CONTAINERS = "containers"


PLACE = {Many.LINES: "lines", Many.PACKAGES: "packages", Many.CONTAINERS: "transport.containers"}
EMPTY = {Many.LINES: Line(origin_country="IN"), Many.PACKAGES: Package(), Many.CONTAINERS: Container()}
CHOICES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "terms.incoterm": tuple((one.value, one.value) for one in Incoterm),
    "terms.payment": tuple((one.value, one.value.capitalize()) for one in Payment),
    "terms.tax_route": (
        (TaxRoute.WITHOUT_PAYMENT.value, "Without payment of IGST, under a LUT"),
        (TaxRoute.WITH_PAYMENT.value, "With payment of IGST, refunded later"),
    ),
    "transport.mode": tuple((one.value, one.value.capitalize()) for one in Mode),
    "exporter.state_code": tuple(sorted(STATES.items(), key=lambda one: one[1])),
    "size": (("20", "20 ft"), ("40", "40 ft"), ("40HC", "40 ft high cube")),
}
YES = frozenset({"rodtep", "partial_shipments", "royalty"})
LONG = frozenset({"description", "remarks"})
_PARTY = (
    ("name", "Name"),
    ("street", "Street"),
    ("city", "City"),
    ("region", "Region or state"),
    ("postcode", "Postcode"),
    ("country", "Country, two letters"),
    ("tax_id", "Tax number"),
    ("phone", "Phone"),
    ("email", "E-mail"),
)
_LINE = (
    ("description", "Description"),
    ("code", "Tariff line, 8 digits (SAC of services)"),
    ("quantity", "Quantity"),
    ("unit", "Unit, such as KGS or NOS"),
    ("unit_price", "Unit price"),
    ("amount", "Amount"),
    ("taxable_value", "Taxable value, INR"),
    ("igst_rate", "IGST rate, per cent"),
    ("igst", "IGST, INR"),
    ("rodtep", "RoDTEP is claimed"),
    ("origin_country", "Country of origin"),
    ("origin_district", "District of origin"),
    ("net_weight", "Net weight, kg"),
    ("gross_weight", "Gross weight, kg"),
    ("licence", "Export licence"),
)
_PACKAGE = (
    ("marks", "Marks"),
    ("first", "From number"),
    ("last", "To number"),
    ("count", "How many"),
    ("kind", "Kind, such as cartons"),
    ("contents", "Contents"),
    ("length", "Length, cm"),
    ("width", "Width, cm"),
    ("height", "Height, cm"),
    ("net_weight", "Net weight of each, kg"),
    ("gross_weight", "Gross weight of each, kg"),
)
_CONTAINER = (
    ("number", "Container number"),
    ("size", "Size"),
    ("seal", "Seal"),
    ("tare", "Tare, kg"),
    ("vgm", "Verified gross mass, kg"),
)
SINGLE: tuple[tuple[str, frozenset[Kind], tuple[tuple[str, str], ...]], ...] = (
    (
        "Invoice",
        frozenset(Kind),
        (
            ("references.invoice_number", "Invoice number"),
            ("references.invoice_date", "Invoice date"),
            ("references.order_number", "Buyer's order"),
            ("references.order_date", "Order date"),
            ("terms.currency", "Currency, three letters"),
            ("terms.exchange_rate", "Rupees for one unit"),
            ("terms.exchange_rate_date", "Rate of the day"),
            ("terms.payment", "Payment"),
            ("terms.payment_days", "Days to pay"),
            ("terms.tax_route", "Tax"),
            ("references.lut_arn", "ARN of the LUT"),
            ("references.lut_year", "LUT for the year, such as 2026-27"),
            ("remarks", "Remarks"),
        ),
    ),
    ("Buyer", frozenset(Kind), tuple((f"buyer.{name}", label) for name, label in _PARTY)),
    ("Consignee", frozenset({Kind.GOODS}), tuple((f"consignee.{name}", label) for name, label in _PARTY)),
    ("Notify party", frozenset({Kind.GOODS}), tuple((f"notify.{name}", label) for name, label in _PARTY)),
    (
        "Delivery and transport",
        frozenset({Kind.GOODS}),
        (
            ("terms.incoterm", "Incoterms 2020"),
            ("terms.place", "Named place"),
            ("transport.mode", "Transport by"),
            ("transport.pre_carriage", "Pre-carriage by"),
            ("transport.place_of_receipt", "Place of receipt"),
            ("transport.port_of_loading", "Port of loading"),
            ("transport.port_of_loading_code", "Its code (UN/LOCODE)"),
            ("transport.customs_code", "Its code with customs"),
            ("transport.port_of_discharge", "Port of discharge"),
            ("transport.port_of_discharge_code", "Its code (UN/LOCODE)"),
            ("transport.final_destination", "Final destination"),
            ("transport.destination_country", "Country of destination"),
            ("transport.vessel", "Vessel or flight"),
            ("transport.voyage", "Voyage"),
            ("transport.vessel_imo", "IMO number of the ship"),
            ("references.shipping_bill_number", "Shipping bill number"),
            ("references.shipping_bill_date", "Shipping bill date"),
            ("references.transport_document_number", "Number of the B/L or air waybill"),
            ("references.transport_document_date", "On board on"),
        ),
    ),
    (
        "Charges and insurance",
        frozenset({Kind.GOODS}),
        (
            ("charges.packing", "Packing and carriage to the port"),
            ("charges.freight", "Freight"),
            ("charges.insurance", "Insurance"),
            ("charges.delivery", "Carriage and duties at the destination"),
            ("insurance.insurer", "Insurer"),
            ("insurance.policy_number", "Policy"),
            ("insurance.policy_date", "Policy date"),
            ("insurance.sum_insured", "Sum insured"),
            ("insurance.currency", "Currency of the cover"),
            ("insurance.clauses", "Clauses"),
        ),
    ),
    (
        "Letter of credit",
        frozenset({Kind.GOODS}),
        (
            ("credit.number", "Number"),
            ("credit.bank", "Issuing bank"),
            ("credit.issued_on", "Issued on"),
            ("credit.expires_on", "Expires on"),
            ("credit.latest_shipment", "Latest shipment"),
            ("credit.presentation_days", "Days to present"),
            ("credit.presented_on", "Presented on"),
            ("credit.currency", "Currency"),
            ("credit.amount", "Amount"),
            ("credit.tolerance", "Tolerance, per cent"),
            ("credit.applicant", "Applicant"),
            ("credit.beneficiary", "Beneficiary"),
            ("credit.description", "Goods as the credit describes them"),
            ("credit.port_of_loading", "Port of loading"),
            ("credit.port_of_discharge", "Port of discharge"),
            ("credit.partial_shipments", "Partial shipments are allowed"),
        ),
    ),
    (
        "Contract and SOFTEX",
        frozenset({Kind.SERVICES}),
        (
            ("software.contract_number", "Contract"),
            ("software.contract_date", "Contract date"),
            ("software.kind", "Type of software or service"),
            ("software.period_from", "Period from"),
            ("software.period_to", "Period to"),
            ("software.unit", "Unit (STP, EHTP, SEZ, DTA)"),
            ("software.authority", "Certified by"),
            ("software.registration", "Registration"),
            ("software.softex_number", "SOFTEX number"),
            ("software.softex_date", "SOFTEX date"),
            ("software.link", "Sent over"),
            ("software.royalty", "A royalty is agreed"),
        ),
    ),
    (
        "Totals",
        frozenset(Kind),
        (
            ("totals.goods", "Lines together"),
            ("totals.fob", "FOB value"),
            ("totals.invoice", "Invoice total"),
            ("totals.invoice_inr", "Invoice total, INR"),
            ("totals.taxable_value", "Taxable value, INR"),
            ("totals.igst", "IGST, INR"),
            ("totals.net_weight", "Net weight, kg"),
            ("totals.gross_weight", "Gross weight, kg"),
            ("totals.packages", "Packages"),
            ("totals.volume", "Volume, m³"),
        ),
    ),
    (
        "Exporter and bank",
        frozenset(Kind),
        (
            ("exporter.name", "Name"),
            ("exporter.street", "Street"),
            ("exporter.city", "City"),
            ("exporter.state_code", "State"),
            ("exporter.pin", "PIN code"),
            ("exporter.phone", "Phone"),
            ("exporter.email", "E-mail"),
            ("exporter.iec", "IEC"),
            ("exporter.gstin", "GSTIN"),
            ("exporter.pan", "PAN"),
            ("exporter.lei", "LEI"),
            ("exporter.signatory", "Who signs"),
            ("exporter.designation", "As what"),
            ("exporter.bank.name", "Bank"),
            ("exporter.bank.branch", "Branch"),
            ("exporter.bank.account", "Account number"),
            ("exporter.bank.ifsc", "IFSC"),
            ("exporter.bank.swift", "SWIFT code"),
            ("exporter.bank.ad_code", "AD code"),
        ),
    ),
)
MANY = {
    Many.LINES: ("Line", _LINE),
    Many.PACKAGES: ("Packages", _PACKAGE),
    Many.CONTAINERS: ("Container", _CONTAINER),
}
GOODS_LINE = frozenset({"rodtep", "net_weight", "gross_weight", "origin_district", "licence"})
GOODS_TOTALS = frozenset({"totals.net_weight", "totals.gross_weight", "totals.packages", "totals.volume"})
NUMBER_NAMES = frozenset(
    (
        *(
            "quantity",
            "unit_price",
            "amount",
            "taxable_value",
            "igst_rate",
            "igst",
            "net_weight",
            "gross_weight",
        ),
        *(
            "first",
            "last",
            "count",
            "length",
            "width",
            "height",
            "tare",
            "vgm",
            "exchange_rate",
            "payment_days",
        ),
        *("presentation_days", "tolerance", "sum_insured", "packing", "freight", "delivery", "goods", "fob"),
        *("invoice", "invoice_inr", "packages", "volume"),
    )
)
NUMBERS = frozenset({"charges.insurance"})
"""Fields that take a number: by their last name, or by their whole path."""
