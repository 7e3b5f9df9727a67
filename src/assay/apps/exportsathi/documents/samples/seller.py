"""The seller of the made-up shipments, and the days they count from."""

from datetime import date
from typing import Any

DAY = date(2026, 11, 2)
"""The day of the invoice, where none is given."""


def exporter(**more: Any) -> dict[str, Any]:
    """A seller as the record has it; `more` replaces fields."""
    return {
        "name": "Meera Brass Works",
        "street": "14 Civil Lines",
        "city": "Moradabad",
        "state_code": "09",
        "pin": "244001",
        "phone": "+91 591 2410000",
        "email": "export@meerabrass.example",
        "iec": "AAPFM4321K",
        "gstin": "09AAPFM4321K1ZY",
        "pan": "AAPFM4321K",
        "lei": "335800QH8N6RZ1JX4T63",
        "signatory": "Meera Agarwal",
        "designation": "Partner",
        "bank": {
            "name": "Example Bank of India",
            "branch": "Moradabad, Station Road",
            "account": "010203040506",
            "ifsc": "EXBK0001234",
            "swift": "EXBKINBBMOR",
            "ad_code": "0510005",
        },
    } | more
