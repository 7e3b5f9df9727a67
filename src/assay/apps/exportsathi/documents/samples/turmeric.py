"""Turmeric in a full container, with tax paid."""

from datetime import date, timedelta

from assay.apps.exportsathi.documents.record import Shipment
from assay.apps.exportsathi.documents.samples.seller import DAY, exporter


def turmeric(day: date = DAY) -> Shipment:
    """Turmeric powder to Hamburg, FOB, a full container, with IGST paid, on documents against payment."""

    def after(days: int) -> str:
        return (day + timedelta(days)).isoformat()

    buyer = {
        "name": "Elbe Gewürze GmbH",
        "street": "Speicherweg 12",
        "city": "Hamburg",
        "postcode": "20457",
        "country": "DE",
        "tax_id": "DE136695976",
        "phone": "+49 40 5550123",
        "email": "einkauf@elbegewuerze.example",
    }
    return Shipment.model_validate(
        {
            "kind": "goods",
            "exporter": exporter(
                name="Sangli Spice Company",
                street="7 Market Yard",
                city="Sangli",
                state_code="27",
                pin="416416",
                phone="+91 233 2330000",
                email="export@sanglispice.example",
                iec="AAPFS2211Q",
                gstin="27AAPFS2211Q1ZP",
                pan="AAPFS2211Q",
                lei="",
                signatory="Rohan Patil",
                bank={
                    "name": "Example Bank of India",
                    "branch": "Sangli",
                    "account": "660012345678",
                    "ifsc": "EXBK0004321",
                    "swift": "EXBKINBBSAN",
                    "ad_code": "0510123",
                },
            ),
            "buyer": buyer,
            "consignee": buyer,
            "references": {
                "invoice_number": "SSC/EXP/118",
                "invoice_date": after(0),
                "order_number": "EG-2026-311",
                "order_date": after(-25),
                "shipping_bill_number": "7711223",
                "shipping_bill_date": after(2),
                "transport_document_number": "EXLU26119077",
                "transport_document_date": after(6),
            },
            "terms": {
                "incoterm": "FOB",
                "place": "Nhava Sheva",
                "payment": "documents against payment",
                "payment_days": 0,
                "currency": "EUR",
                "exchange_rate": "98.2",
                "exchange_rate_date": after(0),
                "tax_route": "EXPWP",
            },
            "transport": {
                "mode": "sea",
                "pre_carriage": "Road",
                "place_of_receipt": "Sangli",
                "port_of_loading": "Nhava Sheva",
                "port_of_loading_code": "INNSA",
                "customs_code": "INNSA1",
                "port_of_discharge": "Hamburg",
                "port_of_discharge_code": "DEHAM",
                "final_destination": "Hamburg",
                "destination_country": "DE",
                "vessel": "Example Elbe",
                "voyage": "118E",
                "containers": [
                    {
                        "number": "TGHU7123452",
                        "size": "20",
                        "seal": "IN0077310",
                        "tare": "2200",
                        "vgm": "14440",
                    }
                ],
            },
            "lines": [
                {
                    "description": "Turmeric powder, 3% curcumin, in 25 kg bags",
                    "code": "09103030",
                    "quantity": "12000",
                    "unit": "KGS",
                    "unit_price": "1.65",
                    "amount": "19800",
                    "taxable_value": "1944360",
                    "igst_rate": "5",
                    "igst": "97218",
                    "rodtep": True,
                    "origin_country": "IN",
                    "origin_district": "Sangli",
                    "net_weight": "12000",
                    "gross_weight": "12240",
                }
            ],
            "packages": [
                {
                    "marks": "EG-2026-311 HAMBURG",
                    "first": 1,
                    "last": 480,
                    "count": 480,
                    "kind": "Bags",
                    "contents": "Turmeric powder",
                    "length": "60",
                    "width": "40",
                    "height": "18",
                    "net_weight": "25",
                    "gross_weight": "25.5",
                }
            ],
            "totals": {
                "goods": "19800",
                "fob": "19800",
                "invoice": "19800",
                "invoice_inr": "1944360",
                "taxable_value": "1944360",
                "igst": "97218",
                "net_weight": "12000",
                "gross_weight": "12240",
                "packages": 480,
                "volume": "20.736",
            },
        }
    )
