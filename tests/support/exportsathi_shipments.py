"""Three shipments without a fault: lamps to the United States, turmeric to Germany, software to Singapore.

Names, addresses and numbers are made up; check digits are right.
"""

from assay.apps.exportsathi.documents.samples import DAY, lamps, software, turmeric

__all__ = ["DAY", "lamps", "software", "turmeric"]
