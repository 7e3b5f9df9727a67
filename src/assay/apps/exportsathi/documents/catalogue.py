"""The papers that can be made, and for what kind of shipment each is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assay.apps.exportsathi.documents import einvoice
from assay.apps.exportsathi.documents import papers_bank as bank
from assay.apps.exportsathi.documents import papers_customs as customs
from assay.apps.exportsathi.documents import papers_trade as trade
from assay.apps.exportsathi.documents.paper import Paper, PaperType
from assay.apps.exportsathi.documents.record import Kind, Mode, Shipment, TaxRoute


@dataclass(frozen=True, slots=True)
class PaperKind:
    """`issuer`: who signs it or makes it official. `wanted` says whether a shipment needs it."""

    type: PaperType
    name: str
    issuer: str
    purpose: str
    make: Callable[[Shipment], Paper]
    wanted: Callable[[Shipment], bool]
    kinds: frozenset[Kind]


GOODS, SERVICES = frozenset({Kind.GOODS}), frozenset({Kind.SERVICES})
BOTH = GOODS | SERVICES


def _goods(record: Shipment) -> bool:
    return record.kind is Kind.GOODS


def _always(_record: Shipment) -> bool:
    return True


def _by_sea(record: Shipment) -> bool:
    return _goods(record) and record.transport.mode is Mode.SEA and bool(record.transport.containers)


def _under_lut(record: Shipment) -> bool:
    return record.terms.tax_route is TaxRoute.WITHOUT_PAYMENT


KINDS: Mapping[PaperType, PaperKind] = {
    one.type: one
    for one in (
        PaperKind(
            PaperType.COMMERCIAL_INVOICE,
            "Commercial invoice",
            "Exporter",
            "What was sold, to whom, on what terms. Customs, banks and the buyer go by it.",
            trade.commercial_invoice,
            _always,
            BOTH,
        ),
        PaperKind(
            PaperType.PACKING_LIST,
            "Packing list",
            "Exporter",
            "Which package holds what, with weights and sizes.",
            trade.packing_list,
            _goods,
            GOODS,
        ),
        PaperKind(
            PaperType.SHIPPING_BILL,
            "Shipping bill: data sheet",
            "Customs, through ICEGATE",
            "What is typed into the shipping bill.",
            customs.shipping_bill,
            _goods,
            GOODS,
        ),
        PaperKind(
            PaperType.CERTIFICATE_OF_ORIGIN,
            "Certificate of origin: application",
            "Chamber of commerce or an agency named by DGFT",
            "Where the goods were made.",
            customs.certificate_of_origin,
            _goods,
            GOODS,
        ),
        PaperKind(
            PaperType.LETTER_OF_UNDERTAKING,
            "Letter of undertaking (GST RFD-11)",
            "GST portal",
            "Export without paying integrated tax first.",
            bank.letter_of_undertaking,
            _under_lut,
            BOTH,
        ),
        PaperKind(
            PaperType.E_INVOICE,
            "E-invoice (INV-01)",
            "Invoice registration portal",
            "The invoice as data, for exporters above the turnover limit.",
            einvoice.paper,
            _always,
            BOTH,
        ),
        PaperKind(
            PaperType.SOFTEX,
            "SOFTEX: data sheet",
            "STPI centre or development commissioner",
            "Declares an export over a data link.",
            bank.softex,
            lambda record: record.kind is Kind.SERVICES,
            SERVICES,
        ),
        PaperKind(
            PaperType.LETTER_OF_INSTRUCTION,
            "Shipper's letter of instruction",
            "Exporter",
            "What the forwarder has to do.",
            customs.letter_of_instruction,
            _goods,
            GOODS,
        ),
        PaperKind(
            PaperType.VGM,
            "Verified gross mass: declaration",
            "Exporter",
            "The weight of each packed container; without it none is loaded.",
            customs.vgm_declaration,
            _by_sea,
            GOODS,
        ),
        PaperKind(
            PaperType.INSURANCE_DECLARATION,
            "Insurance: declaration of a shipment",
            "Insurer",
            "Cover for this voyage.",
            customs.insurance_declaration,
            lambda record: _goods(record) and bool(record.insurance.policy_number),
            GOODS,
        ),
        PaperKind(
            PaperType.BANK_REALISATION,
            "Export bill: request to collect and certify",
            "Exporter, to the bank",
            "Collects the money and has its arrival certified.",
            bank.bank_realisation,
            _always,
            BOTH,
        ),
        PaperKind(
            PaperType.AD_CODE_LETTER,
            "Request for the AD code letter",
            "Exporter, to the bank",
            "For each port, before the first shipping bill there.",
            bank.ad_code_letter,
            _goods,
            GOODS,
        ),
        PaperKind(
            PaperType.PROFORMA_INVOICE,
            "Proforma invoice",
            "Exporter",
            "An offer the buyer can open a credit on.",
            trade.proforma_invoice,
            _always,
            BOTH,
        ),
    )
}


def wanted_by(record: Shipment) -> tuple[PaperType, ...]:
    """The papers of a whole set for this shipment."""
    return tuple(kind.type for kind in KINDS.values() if kind.wanted(record))


def make(kind: PaperType, record: Shipment) -> Paper:
    return KINDS[kind].make(record)
