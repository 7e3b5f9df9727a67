"""Software, over a data link."""

from datetime import date, timedelta

from assay.apps.exportsathi.documents.record import Shipment
from assay.apps.exportsathi.documents.samples.seller import DAY, exporter


def software(day: date = DAY) -> Shipment:
    """Software development for a client in Singapore, on open account, under a letter of undertaking."""

    def after(days: int) -> str:
        return (day + timedelta(days)).isoformat()

    first = day.year if day.month > 3 else day.year - 1
    client = {
        "name": "Straits Logistics Pte. Ltd.",
        "street": "9 Example Quay",
        "city": "Singapore",
        "postcode": "049145",
        "country": "SG",
        "tax_id": "200312345K",
        "email": "accounts@straitslogistics.example",
    }
    return Shipment.model_validate(
        {
            "kind": "services",
            "exporter": exporter(
                name="Nandi Code Private Limited",
                street="3 Residency Road",
                city="Bengaluru",
                state_code="29",
                pin="560025",
                phone="+91 80 25550000",
                email="billing@nandicode.example",
                iec="AAFCN7788R",
                gstin="29AAFCN7788R1Z4",
                pan="AAFCN7788R",
                lei="",
                signatory="Kavya Rao",
                designation="Director",
                bank={
                    "name": "Example Bank of India",
                    "branch": "Bengaluru, Residency Road",
                    "account": "770011223344",
                    "ifsc": "EXBK0007788",
                    "swift": "EXBKINBBBLR",
                    "ad_code": "0510777",
                },
            ),
            "buyer": client,
            "references": {
                "invoice_number": "NC-2026-077",
                "invoice_date": after(0),
                "order_number": "SOW-14",
                "order_date": after(-90),
                "lut_arn": "AD290426004321K",
                "lut_year": f"{first}-{(first + 1) % 100:02d}",
            },
            "terms": {
                "payment": "open account",
                "payment_days": 30,
                "currency": "SGD",
                "exchange_rate": "64.1",
                "exchange_rate_date": after(0),
                "tax_route": "EXPWOP",
            },
            "lines": [
                {
                    "description": "Development of a dispatch system, October",
                    "code": "998314",
                    "quantity": "160",
                    "unit": "OTH",
                    "unit_price": "75",
                    "amount": "12000",
                    "taxable_value": "769200",
                    "igst_rate": "18",
                    "igst": "0",
                    "origin_country": "IN",
                }
            ],
            "totals": {
                "goods": "12000",
                "fob": "12000",
                "invoice": "12000",
                "invoice_inr": "769200",
                "taxable_value": "769200",
                "igst": "0",
            },
            "software": {
                "contract_number": "MSA-2025-03",
                "contract_date": after(-400),
                "kind": "Software development",
                "period_from": after(-32),
                "period_to": after(-2),
                "unit": "STP unit",
                "authority": "STPI Bengaluru",
                "registration": "STPI/BLR/2024/1188",
                "link": "Internet",
            },
        }
    )
