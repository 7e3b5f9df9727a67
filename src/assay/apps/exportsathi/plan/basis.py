"""What the plan's lead times stand on. Never compared with the originals, so shown as not verified."""

from assay.apps.exportsathi.sources.rules import SourceRef

SOURCES: dict[str, SourceRef] = {
    one.source_id: one
    for one in (
        SourceRef(
            "cgst-rules-2017",
            "Central Goods and Services Tax Rules, 2017",
            "Central Board of Indirect Taxes and Customs",
            "Rule 9 (registration), rule 96A (export under bond or undertaking)",
        ),
        SourceRef(
            "ftp-2023",
            "Foreign Trade Policy 2023",
            "Directorate General of Foreign Trade",
            "Paragraph 2.05 (importer-exporter code), chapter 10 (SCOMET)",
        ),
        SourceRef(
            "hbp-2023",
            "Handbook of Procedures 2023",
            "Directorate General of Foreign Trade",
            "Chapter 2 (registration-cum-membership certificate, licences for restricted goods)",
        ),
        SourceRef(
            "customs-act-1962",
            "Customs Act, 1962",
            "Parliament of India",
            "Section 50 (entry of goods for exportation)",
        ),
        SourceRef(
            "fema-export-regulations",
            "Foreign Exchange Management (Export of Goods and Services) Regulations",
            "Reserve Bank of India",
            "Declaration of exports, SOFTEX form, realisation of proceeds",
        ),
    )
}
