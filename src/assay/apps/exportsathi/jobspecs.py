"""The background jobs of ExportSathi."""

from uuid import UUID

from pydantic import BaseModel

from assay.kernel.jobs import JobSpec


class ReportArgs(BaseModel):
    exporter_id: UUID
    report_id: UUID


MAKE_REPORT = JobSpec("exportsathi.make-report", ReportArgs)
"""One report, section by section."""
