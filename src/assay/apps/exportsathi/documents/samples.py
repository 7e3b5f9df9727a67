"""Three shipments without a fault, for the demo and to try the rules on.

Lamps to the United States by sea on an irrevocable credit, turmeric to Germany in a full container with tax
paid, software to Singapore. Names, addresses and numbers are made up; check digits are right. All days count
from the day of the invoice.
"""

from datetime import date, timedelta
from typing import Any

from assay.apps.exportsathi.documents.record import Shipment

DAY = date(2026, 11, 2)
"""The day of the invoice, where none is given."""


def _exporter(**more: Any) -> dict[str, Any]:
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


def lamps(day: date = DAY) -> Shipment:
    """Brass lamps to New York, CIF, on a letter of credit, under a letter of undertaking."""

    def after(days: int) -> str:
        return (day + timedelta(days)).isoformat()

    first = day.year if day.month > 3 else day.year - 1
    return Shipment.model_validate(
        {
            "kind": "goods",
            "exporter": _exporter(),
            "buyer": {
                "name": "Hudson Home Inc.",
                "street": "220 Water Street",
                "city": "New York",
                "region": "NY",
                "postcode": "10038",
                "country": "US",
                "tax_id": "13-1234567",
                "phone": "+1 212 555 0142",
                "email": "buying@hudsonhome.example",
            },
            "consignee": {
                "name": "Hudson Home Distribution LLC",
                "street": "18 Harbor Road",
                "city": "Elizabeth",
                "region": "NJ",
                "postcode": "07201",
                "country": "US",
                "tax_id": "22-7654321",
                "phone": "+1 908 555 0177",
                "email": "dock@hudsonhome.example",
            },
            "notify": {
                "name": "Battery Park Customs Brokers",
                "street": "1 Broadway",
                "city": "New York",
                "region": "NY",
                "postcode": "10004",
                "country": "US",
                "tax_id": "13-7777777",
                "phone": "+1 212 555 0199",
                "email": "entries@batterypark.example",
            },
            "references": {
                "invoice_number": "MBW/26-27/041",
                "invoice_date": after(0),
                "order_number": "HH-5512",
                "order_date": after(-40),
                "lut_arn": "AD090426001234Q",
                "lut_year": f"{first}-{(first + 1) % 100:02d}",
                "shipping_bill_number": "7654321",
                "shipping_bill_date": after(3),
                "transport_document_number": "EXLU26110042",
                "transport_document_date": after(9),
            },
            "terms": {
                "incoterm": "CIF",
                "place": "New York",
                "payment": "letter of credit",
                "payment_days": 30,
                "currency": "USD",
                "exchange_rate": "84.5",
                "exchange_rate_date": after(-1),
                "tax_route": "EXPWOP",
            },
            "credit": {
                "number": "ILC-2026-88213",
                "bank": "First Example Bank, New York",
                "issued_on": after(-30),
                "expires_on": after(45),
                "latest_shipment": after(20),
                "presentation_days": 21,
                "presented_on": after(14),
                "currency": "USD",
                "amount": "10500",
                "tolerance": "5",
                "applicant": "Hudson Home Inc.",
                "beneficiary": "Meera Brass Works",
                "description": "Brass table lamps and brass candle holders",
                "port_of_loading": "Nhava Sheva",
                "port_of_discharge": "New York",
                "partial_shipments": False,
            },
            "transport": {
                "mode": "sea",
                "pre_carriage": "Road",
                "place_of_receipt": "Moradabad",
                "port_of_loading": "Nhava Sheva",
                "port_of_loading_code": "INNSA",
                "customs_code": "INNSA1",
                "port_of_discharge": "New York",
                "port_of_discharge_code": "USNYC",
                "final_destination": "Elizabeth, NJ",
                "destination_country": "US",
                "vessel": "Example Fortune",
                "voyage": "026W",
                "vessel_imo": "9074729",
                "containers": [
                    {
                        "number": "CSQU3054383",
                        "size": "20",
                        "seal": "IN0042871",
                        "tare": "2250",
                        "vgm": "3880",
                    }
                ],
            },
            "lines": [
                {
                    "description": "Brass table lamps, electric, without shade",
                    "code": "94052900",
                    "quantity": "400",
                    "unit": "NOS",
                    "unit_price": "18.5",
                    "amount": "7400",
                    "taxable_value": "625300",
                    "igst_rate": "18",
                    "igst": "0",
                    "rodtep": True,
                    "origin_country": "IN",
                    "origin_district": "Moradabad",
                    "net_weight": "1000",
                    "gross_weight": "1180",
                },
                {
                    "description": "Brass candle holders",
                    "code": "83062190",
                    "quantity": "300",
                    "unit": "NOS",
                    "unit_price": "8.2",
                    "amount": "2460",
                    "taxable_value": "207870",
                    "igst_rate": "5",
                    "igst": "0",
                    "rodtep": True,
                    "origin_country": "IN",
                    "origin_district": "Moradabad",
                    "net_weight": "390",
                    "gross_weight": "450",
                },
            ],
            "packages": [
                {
                    "marks": "HUDSON HH-5512",
                    "first": 1,
                    "last": 50,
                    "count": 50,
                    "kind": "Cartons",
                    "contents": "Brass table lamps, 8 each",
                    "length": "60",
                    "width": "40",
                    "height": "50",
                    "net_weight": "20",
                    "gross_weight": "23.6",
                },
                {
                    "marks": "HUDSON HH-5512",
                    "first": 51,
                    "last": 65,
                    "count": 15,
                    "kind": "Cartons",
                    "contents": "Brass candle holders, 20 each",
                    "length": "50",
                    "width": "40",
                    "height": "40",
                    "net_weight": "26",
                    "gross_weight": "30",
                },
            ],
            "charges": {"packing": "140", "freight": "420", "insurance": "38.5"},
            "insurance": {
                "insurer": "Example General Insurance",
                "policy_number": "MAR/2026/5531",
                "policy_date": after(2),
                "sum_insured": "11505",
                "currency": "USD",
                "clauses": "Institute Cargo Clauses (A)",
            },
            "totals": {
                "goods": "9860",
                "fob": "10000",
                "invoice": "10458.5",
                "invoice_inr": "883743.25",
                "taxable_value": "833170",
                "igst": "0",
                "net_weight": "1390",
                "gross_weight": "1630",
                "packages": 65,
                "volume": "7.2",
            },
            "remarks": "Handle with care. Keep dry.",
        }
    )


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
            "exporter": _exporter(
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
                "exchange_rate": "98.25",
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
                        "vgm": "14445",
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
                    "taxable_value": "1945350",
                    "igst_rate": "5",
                    "igst": "97267.5",
                    "rodtep": True,
                    "origin_country": "IN",
                    "origin_district": "Sangli",
                    "net_weight": "12000",
                    "gross_weight": "12245",
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
                    "gross_weight": "25.51",
                }
            ],
            "totals": {
                "goods": "19800",
                "fob": "19800",
                "invoice": "19800",
                "invoice_inr": "1945350",
                "taxable_value": "1945350",
                "igst": "97267.5",
                "net_weight": "12000",
                "gross_weight": "12245",
                "packages": 480,
                "volume": "20.736",
            },
        }
    )


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
            "exporter": _exporter(
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
