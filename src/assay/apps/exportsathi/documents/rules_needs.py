"""What a paper cannot do without, one rule for each type."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from assay.apps.exportsathi.documents import catalogue
from assay.apps.exportsathi.documents.paper import PaperType
from assay.apps.exportsathi.documents.record import Kind
from assay.apps.exportsathi.documents.rules import Basis, Case, Fault, Rule, Severity
from assay.apps.exportsathi.documents.rules_making import places

_SELLER = ("exporter.name", "exporter.street", "exporter.city", "exporter.pin", "exporter.gstin")
_BUYER = ("buyer.name", "buyer.street", "buyer.city", "buyer.country")
_CONSIGNEE = ("consignee.name", "consignee.street", "consignee.city", "consignee.country")
_INVOICE = ("references.invoice_number", "references.invoice_date")
_ROUTE = ("transport.port_of_loading", "transport.port_of_discharge", "transport.destination_country")

NEEDS: Mapping[PaperType, tuple[str, tuple[str, ...]]] = {
    PaperType.COMMERCIAL_INVOICE: (
        "CGST Rules 2017, rule 46",
        (
            *_SELLER,
            *_BUYER,
            *_INVOICE,
            "exporter.iec",
            "terms.currency",
            "totals.invoice",
            "exporter.signatory",
            "lines.*.description",
            "lines.*.code",
            "lines.*.quantity",
            "lines.*.unit",
            "lines.*.unit_price",
            "lines.*.amount",
        ),
    ),
    PaperType.PACKING_LIST: (
        "Customs Act 1962, section 50: supporting documents",
        (
            *_INVOICE,
            *_CONSIGNEE,
            "packages.*.count",
            "packages.*.kind",
            "packages.*.gross_weight",
            "packages.*.net_weight",
            "totals.gross_weight",
            "totals.net_weight",
            "totals.packages",
        ),
    ),
    PaperType.SHIPPING_BILL: (
        "Customs Act 1962, section 50",
        (
            *_INVOICE,
            *_ROUTE,
            *_CONSIGNEE,
            "exporter.iec",
            "exporter.gstin",
            "exporter.bank.ad_code",
            "exporter.bank.account",
            "exporter.bank.ifsc",
            "transport.mode",
            "transport.customs_code",
            "terms.incoterm",
            "terms.place",
            "terms.payment",
            "terms.currency",
            "terms.exchange_rate",
            "terms.tax_route",
            "totals.fob",
            "totals.invoice_inr",
            "totals.taxable_value",
            "lines.*.taxable_value",
            "lines.*.origin_country",
            "lines.*.origin_district",
            "totals.packages",
            "totals.gross_weight",
            "totals.net_weight",
        ),
    ),
    PaperType.CERTIFICATE_OF_ORIGIN: (
        "Foreign Trade Policy 2023, chapter 2: certificates of origin",
        (
            *_CONSIGNEE,
            *_INVOICE,
            "exporter.iec",
            "transport.mode",
            "transport.destination_country",
            "lines.*.code",
            "lines.*.origin_country",
            "lines.*.gross_weight",
        ),
    ),
    PaperType.LETTER_OF_UNDERTAKING: (
        "CGST Rules 2017, rule 96A",
        ("exporter.name", "exporter.gstin", "exporter.signatory", "references.lut_year"),
    ),
    PaperType.E_INVOICE: (
        "GST e-invoice schema INV-01, mandatory fields",
        (
            *_SELLER,
            *_INVOICE,
            "exporter.state_code",
            "buyer.name",
            "buyer.street",
            "buyer.city",
            "buyer.country",
            "terms.tax_route",
            "terms.currency",
            "lines.*.code",
            "lines.*.quantity",
            "lines.*.unit",
            "lines.*.taxable_value",
            "lines.*.igst_rate",
            "totals.taxable_value",
        ),
    ),
    PaperType.SOFTEX: (
        "Form SOFTEX",
        (
            *_BUYER,
            *_INVOICE,
            "exporter.iec",
            "exporter.bank.ad_code",
            "exporter.bank.name",
            "software.contract_number",
            "software.contract_date",
            "software.kind",
            "software.period_from",
            "software.period_to",
            "software.unit",
            "software.registration",
            "software.link",
            "terms.payment",
            "terms.payment_days",
            "terms.currency",
            "terms.exchange_rate",
            "totals.invoice_inr",
        ),
    ),
    PaperType.LETTER_OF_INSTRUCTION: (
        "Practice of forwarders",
        (
            *_CONSIGNEE,
            *_ROUTE,
            "terms.incoterm",
            "terms.place",
            "totals.packages",
            "totals.gross_weight",
            "totals.volume",
        ),
    ),
    PaperType.VGM: (
        "SOLAS, chapter VI, regulation 2",
        (
            "exporter.signatory",
            "transport.vessel",
            "transport.voyage",
            "transport.containers.*.number",
            "transport.containers.*.size",
            "transport.containers.*.vgm",
            "transport.containers.*.tare",
        ),
    ),
    PaperType.INSURANCE_DECLARATION: (
        "Marine Insurance Act 1963",
        (
            "insurance.insurer",
            "insurance.policy_number",
            "insurance.policy_date",
            "insurance.sum_insured",
            "insurance.currency",
            "insurance.clauses",
            "transport.mode",
            "transport.port_of_loading",
            "transport.port_of_discharge",
            "totals.packages",
        ),
    ),
    PaperType.BANK_REALISATION: (
        "FEMA: export bills are handed to the bank",
        (
            *_INVOICE,
            *_BUYER,
            "exporter.bank.name",
            "exporter.bank.account",
            "exporter.bank.swift",
            "terms.payment",
            "totals.invoice",
        ),
    ),
    PaperType.AD_CODE_LETTER: (
        "Customs: registration of the AD code on ICEGATE",
        (
            "exporter.bank.name",
            "exporter.bank.branch",
            "exporter.bank.account",
            "exporter.iec",
            "transport.port_of_loading",
            "transport.customs_code",
        ),
    ),
    PaperType.PROFORMA_INVOICE: (
        "Practice of banks that open credits",
        (
            *_BUYER,
            "terms.currency",
            "exporter.bank.name",
            "exporter.bank.swift",
            "totals.invoice",
            "lines.*.description",
            "lines.*.amount",
        ),
    ),
}
_SURE = frozenset(
    {PaperType.COMMERCIAL_INVOICE, PaperType.SHIPPING_BILL, PaperType.LETTER_OF_UNDERTAKING, PaperType.VGM}
)
_OF_GOODS_ONLY = ("lines.*.origin_district", "lines.*.gross_weight", "packages.*")


def _missing(kind: PaperType, case: Case) -> Iterator[Fault]:
    if kind not in case.papers and kind not in catalogue.wanted_by(case.record):
        return
    needs = NEEDS[kind][1]
    if case.record.kind is Kind.SERVICES:
        needs = tuple(one for one in needs if one not in _OF_GOODS_ONLY)
    there = places(case)
    for pattern in needs:
        paths = [pattern] if "*" not in pattern else [one for one in there if fnmatchcase(one, pattern)]
        if not paths:
            yield Fault("None is there yet.", (pattern.replace("*", "0"),))
        for path in paths:
            if there[path] in ("", None):
                yield Fault("This is not filled in.", (path,))


def _rule(number: int, kind: PaperType) -> Rule:
    name = catalogue.KINDS[kind].name
    return Rule(
        rule_id=f"N{number:02d}",
        severity=Severity.ERROR if kind in _SURE else Severity.WARNING,
        title=f"{name}: what it needs",
        fix="Fill it in; without it the paper is not taken.",
        basis=Basis(NEEDS[kind][0], kind in _SURE),
        check=lambda case: _missing(kind, case),
    )


RULES: tuple[Rule, ...] = tuple(_rule(number, kind) for number, kind in enumerate(NEEDS, start=1))
