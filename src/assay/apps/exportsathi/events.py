"""What ExportSathi writes to the audit log."""

from enum import StrEnum


class Event(StrEnum):
    PROFILE_CHANGED = "exportsathi.profile.changed"
    PROFILE_REMOVED = "exportsathi.profile.removed"
    REPORT_ASKED = "exportsathi.report.asked"
    REPORT_MADE = "exportsathi.report.made"
    REPORT_FAILED = "exportsathi.report.failed"
    REPORT_DELETED = "exportsathi.report.deleted"
    CODE_OVERRIDDEN = "exportsathi.report.code-overridden"
    CERTIFICATE_MOVED = "exportsathi.certificate.moved"
    DOCUMENT_MADE = "exportsathi.document.made"
    SOURCE_CHANGED = "exportsathi.source.changed"
    FACTS_IMPORTED = "exportsathi.facts.imported"
    FACT_CHANGED = "exportsathi.fact.changed"
    KNOWLEDGE_IMPORTED = "exportsathi.knowledge.imported"
    KNOWLEDGE_WITHDRAWN = "exportsathi.knowledge.withdrawn"
