"""Three shipments without a fault, for the demo and to try the rules on.

Names, addresses and numbers are made up; check digits are right. All days count from the day of the invoice.
"""

from assay.apps.exportsathi.documents.record import Exporter, Shipment
from assay.apps.exportsathi.documents.samples.lamps import lamps
from assay.apps.exportsathi.documents.samples.seller import DAY
from assay.apps.exportsathi.documents.samples.software import software
from assay.apps.exportsathi.documents.samples.turmeric import turmeric

__all__ = ["DAY", "lamps", "software", "sold_by", "turmeric"]


def sold_by(record: Shipment, exporter: Exporter) -> Shipment:
    """The same shipment of another seller: beneficiary of the credit and state of the undertaking follow."""
    credit, references = record.credit, record.references
    if credit.beneficiary:
        credit = credit.model_copy(update={"beneficiary": exporter.name})
    if references.lut_arn and exporter.gstin:
        arn = references.lut_arn[:2] + exporter.gstin[:2] + references.lut_arn[4:]
        references = references.model_copy(update={"lut_arn": arn})
    return record.model_copy(update={"exporter": exporter, "credit": credit, "references": references})
