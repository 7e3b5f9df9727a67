"""The law and practice that finance goes by: each source once, and the figures taken from it.

None of it has been compared with the original, so each is shown as not verified. Where the organisation
has a source of the same id, that one is cited: it is what a curator corrects.
"""

from datetime import date
from decimal import Decimal

from assay.apps.exportsathi.sources.rules import SourceRef

CBIC = "Central Board of Indirect Taxes and Customs"
RBI = "Reserve Bank of India"
DGFT = "Directorate General of Foreign Trade"

RODTEP_VALUE = SourceRef(
    "rodtep-guidelines",
    "RoDTEP: how duty credit is issued and on which value",
    CBIC,
    reference="Notification 76/2021-Customs (N.T.)",
    published=date(2021, 9, 23),
    valid_from=date(2021, 9, 23),
)
RULE_89_4 = SourceRef(
    "cgst-rules-89",
    "CGST Rules 2017: refund of unused credit on supplies without payment of tax",
    CBIC,
    reference="Rule 89(4), turnover limited by Notification 16/2020-Central Tax",
    valid_from=date(2020, 3, 23),
)
CIRCULAR_147 = SourceRef(
    "cbic-gst-circular-147",
    "The limited value of exports counts in the adjusted total turnover too",
    CBIC,
    reference="Circular 147/03/2021-GST",
    published=date(2021, 3, 12),
)
RULE_91 = SourceRef(
    "cbic-refund-2025",
    "CGST Rules 2017: 90 % of a low-risk refund is granted provisionally",
    CBIC,
    reference="Rule 91(2), Notification 13/2025-Central Tax; Instruction 06/2025-GST",
    published=date(2025, 9, 17),
    valid_from=date(2025, 10, 1),
)
SECTION_54 = SourceRef(
    "cgst-act-54",
    "CGST Act 2017: a refund is decided within sixty days of a complete application",
    CBIC,
    reference="Section 54(7)",
    valid_from=date(2017, 7, 1),
)
RULE_96 = SourceRef(
    "cgst-rules-96",
    "CGST Rules 2017: the shipping bill is the application for refund of integrated tax",
    CBIC,
    reference="Rule 96",
    valid_from=date(2017, 7, 1),
)
SB_CODES = SourceRef(
    "customs-igst-refund-codes",
    "Response codes of the matching of shipping bills and GST returns",
    "Mumbai Customs Zone III",
    reference="IGST refunds, discussion on error codes",
    url="http://mumbaicustomszone3.gov.in/information.aspx?PageID=21",
)
REALISATION_2025 = SourceRef(
    "fema-23r-7-2025",
    "Export proceeds are realised within fifteen months",
    RBI,
    reference="Notification FEMA 23(R)/(7)/2025-RB",
    published=date(2025, 11, 13),
    valid_from=date(2025, 11, 13),
    valid_to=date(2026, 9, 30),
)
REALISATION_2026 = SourceRef(
    "fema-23r-2026",
    "Export and import of goods and services: realisation within fifteen months, eighteen in rupees",
    RBI,
    reference="Notification FEMA 23(R)/2026-RB, regulation 5",
    published=date(2026, 1, 13),
    valid_from=date(2026, 10, 1),
)
TURNOVER_METHOD = SourceRef(
    "rbi-msme-turnover-method",
    "Working capital of micro and small enterprises: at least 20 % of projected turnover, limits to ₹5 crore",
    RBI,
    reference="Master Direction, Lending to the MSME Sector; Nayak Committee",
    published=date(2017, 7, 24),
)
SUBVENTION = SourceRef(
    "export-promotion-mission",
    "Interest subvention on rupee export credit for micro, small and medium exporters",
    DGFT,
    reference="Trade Notice 20/2025-26; cap of 2025-26, rates reviewed each March and September",
    published=date(2026, 1, 2),
    valid_from=date(2026, 1, 2),
    valid_to=date(2026, 3, 31),
)
ECGC = SourceRef(
    "ecgc-ecib-2022",
    "Cover for banks on packing credit and post-shipment credit of small manufacturer-exporters",
    "ECGC Limited",
    reference="ECIB WTPC & PS, announcement of 26 July 2022",
    published=date(2022, 7, 26),
)
INCOTERMS = SourceRef(
    "icc-incoterms-2020",
    "Incoterms 2020: who pays for what, and insurance of 110 % under CIF and CIP",
    "International Chamber of Commerce",
    reference="Rules A5, A9 and B9",
    valid_from=date(2020, 1, 1),
)

SOURCES = {
    one.source_id: one
    for one in (
        RODTEP_VALUE,
        RULE_89_4,
        CIRCULAR_147,
        RULE_91,
        SECTION_54,
        RULE_96,
        SB_CODES,
        REALISATION_2025,
        REALISATION_2026,
        TURNOVER_METHOD,
        SUBVENTION,
        ECGC,
        INCOTERMS,
    )
}

VALUE_LIMIT = Decimal("1.5")
"""FOB counts for RoDTEP up to this multiple of the market value; exports for Rule 89(4) up to this multiple
of the value of like goods at home."""
PROVISIONAL_SHARE = Decimal(90)
"""Per cent of a low-risk refund claim filed from `RULE_91.valid_from`."""
SUBVENTION_RATE = Decimal("2.75")
SUBVENTION_CAP = Decimal(5_000_000)
TURNOVER_NEED, TURNOVER_LIMIT = Decimal(25), Decimal(20)
"""Per cent of projected turnover: working capital needed, and what the bank lends of it."""
TURNOVER_CEILING = Decimal(50_000_000)
ECGC_SHARE, ECGC_CEILING = Decimal(90), Decimal(200_000_000)
INSURED_SHARE = Decimal(110)


def realisation(shipped: date, currency: str) -> tuple[int, SourceRef]:
    """Months within which the proceeds must come in, and by which regulation."""
    if REALISATION_2026.valid_from and shipped >= REALISATION_2026.valid_from:
        return (18 if currency == "INR" else 15), REALISATION_2026
    return 15, REALISATION_2025
