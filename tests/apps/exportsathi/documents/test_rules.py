"""Each rule on the fault it is for, with nothing but the record: no paper has been made yet."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.apps.exportsathi.documents import checking
from assay.apps.exportsathi.documents.record import Shipment, document_of
from assay.apps.exportsathi.documents.rules import Case, Facts, Severity
from assay.apps.exportsathi.documents.rules_days import months_after
from assay.apps.exportsathi.documents.rules_tax import year_of
from assay.apps.exportsathi.documents.rules_trade import unit_code
from assay.apps.exportsathi.documents.wording import in_words
from assay.apps.exportsathi.facts.rules import DestinationFact, Policy, PolicyFact
from assay.apps.exportsathi.sources.rules import SourceRef, Standing
from tests.support.exportsathi_shipments import DAY, lamps, software, turmeric

GOOD = {"lamps": lamps(), "turmeric": turmeric(), "software": software()}
SOURCE = SourceRef("schedule", "ITC(HS) Schedule 2", "DGFT", is_verified=True)


def with_values(name: str, values: Mapping[str, Any]) -> Shipment:
    document = document_of(GOOD[name])
    for path, value in values.items():
        *steps, last = path.split(".")
        inside: Any = document
        for step in steps:
            inside = inside[int(step)] if isinstance(inside, list) else inside[step]
        inside[int(last) if isinstance(inside, list) else last] = value
    return Shipment.model_validate(document)


def ids_of(record: Shipment, facts: Facts = Facts(today=DAY)) -> dict[str, set[str]]:
    """Rule → places it names."""
    found: dict[str, set[str]] = {}
    for one in checking.check(Case(record, {}, facts)):
        found.setdefault(one.rule_id, set()).update(one.paths)
    return found


FAULTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("I01", "lamps", {"exporter.gstin": "09AAPFM4321K1ZX"}),
    ("I02", "lamps", {"exporter.pan": "AAPF44321K"}),
    ("I03", "lamps", {"exporter.pan": "AAPFM4322K", "exporter.iec": "AAPFM4322K"}),
    ("I04", "lamps", {"exporter.iec": "12345"}),
    ("I05", "lamps", {"exporter.iec": "AAPFM4322K"}),
    ("I06", "lamps", {"exporter.bank.ifsc": "EXBK1001234"}),
    ("I07", "lamps", {"exporter.state_code": "27"}),
    ("I08", "lamps", {"exporter.state_code": "99"}),
    ("I09", "lamps", {"exporter.pin": "044001"}),
    ("I10", "lamps", {"exporter.bank.ad_code": "12345"}),
    ("I11", "lamps", {"exporter.bank.swift": "EXBK1NBB"}),
    ("I12", "lamps", {"exporter.bank.account": "1234"}),
    ("I13", "lamps", {"exporter.lei": "335800QH8N6RZ1JX4T64"}),
    ("I14", "lamps", {"transport.containers.0.number": "CSQU3054384"}),
    ("I15", "lamps", {"transport.vessel_imo": "9074728"}),
    ("I16", "turmeric", {"references.transport_document_number": "12512345676", "transport.mode": "air"}),
    ("I17", "lamps", {"references.lut_arn": "AD270426001234Q"}),
    ("I18", "lamps", {"buyer.country": "QQ"}),
    ("I19", "turmeric", {"terms.currency": "QQQ"}),
    ("I20", "lamps", {"buyer.email": "hudson"}),
    ("I21", "lamps", {"consignee.name": "哈德逊"}),
    ("S01", "lamps", {"lines.0.amount": "7400.01"}),
    ("S01", "lamps", {"lines.0.quantity": "401"}),
    ("S02", "lamps", {"totals.goods": "9861"}),
    ("S03", "lamps", {"totals.fob": "10000.01"}),
    ("S04", "lamps", {"totals.invoice": "10458.51"}),
    ("S05", "lamps", {"lines.1.taxable_value": "207870.01"}),
    ("S06", "lamps", {"totals.invoice_inr": "883743.26"}),
    ("S07", "lamps", {"totals.taxable_value": "833170.01"}),
    ("S08", "turmeric", {"lines.0.igst": "97218.01"}),
    ("S09", "turmeric", {"totals.igst": "97218.01"}),
    ("S10", "turmeric", {"terms.currency": "INR"}),
    ("S11", "turmeric", {"lines.0.quantity": "0"}),
    ("W01", "lamps", {"lines.0.net_weight": "1181"}),
    ("W02", "lamps", {"lines.0.net_weight": "1001"}),
    ("W03", "lamps", {"lines.0.gross_weight": "1181"}),
    ("W04", "lamps", {"packages.0.net_weight": "20.1"}),
    ("W05", "lamps", {"packages.1.gross_weight": "30.1"}),
    ("W06", "lamps", {"totals.packages": 66}),
    ("W07", "lamps", {"packages.1.first": 52}),
    ("W07", "lamps", {"packages.0.last": 49}),
    ("W08", "lamps", {"totals.volume": "7.201"}),
    ("W09", "lamps", {"totals.gross_weight": "28101"}),
    ("W09", "lamps", {"totals.volume": "34"}),
    ("W10", "lamps", {"transport.containers.0.vgm": "3881"}),
    ("T01", "lamps", {"lines.0.code": "940529"}),
    ("T03", "lamps", {"lines.0.unit": "PIECE"}),
    ("T04", "turmeric", {"transport.mode": "air"}),
    ("T05", "turmeric", {"charges.freight": "10"}),
    ("T06", "turmeric", {"charges.insurance": "10"}),
    ("T07", "lamps", {"charges.delivery": "10"}),
    ("T08", "lamps", {"charges.freight": None}),
    ("T09", "lamps", {"charges.insurance": "0"}),
    ("T10", "lamps", {"terms.place": "Newark"}),
    ("T11", "lamps", {"insurance.sum_insured": "11504.34"}),
    ("T11", "lamps", {"insurance.sum_insured": "20000"}),
    ("T12", "lamps", {"insurance.currency": "EUR"}),
    ("T13", "lamps", {"transport.port_of_discharge_code": "US1"}),
    ("T14", "lamps", {"transport.port_of_loading_code": "LKCMB"}),
    ("T15", "lamps", {"transport.customs_code": "INMAA1"}),
    ("T15", "lamps", {"transport.customs_code": "NSA"}),
    ("T16", "lamps", {"transport.port_of_discharge_code": "CAMTR"}),
    ("T17", "lamps", {"consignee.country": "CA"}),
    ("T18", "software", {"buyer.country": "IN"}),
    ("T19", "lamps", {"lines.1.origin_country": "CN"}),
    ("T19", "software", {"lines.0.rodtep": True}),
    ("T20", "lamps", {"transport.containers.0.seal": ""}),
    ("T22", "lamps", {"transport.vessel": ""}),
    ("T23", "turmeric", {"terms.incoterm": "EXW"}),
    ("G01", "turmeric", {"lines.0.igst": "0"}),
    ("G02", "lamps", {"lines.0.igst": "1"}),
    ("G03", "software", {"references.lut_arn": ""}),
    ("G04", "lamps", {"references.lut_year": "2025-26"}),
    ("G05", "lamps", {"terms.tax_route": None}),
    ("G06", "turmeric", {"references.lut_arn": "AD270426001234Q"}),
    ("G07", "lamps", {"lines.0.igst_rate": "17"}),
    ("G08", "lamps", {"references.invoice_number": "0MBW/26"}),
    ("G08", "lamps", {"references.invoice_number": "MBW/2026-27/EXPORT/041"}),
    ("G09", "turmeric", {"lines.0.taxable_value": "1945350"}),
    ("V01", "software", {"lines.0.code": "84714190"}),
    ("V02", "software", {"terms.currency": "INR", "terms.exchange_rate": "1"}),
    ("V03", "software", {"references.shipping_bill_number": "1"}),
    ("V04", "lamps", {"software.softex_number": "1"}),
    ("V05", "software", {"software.authority": ""}),
    ("D01", "lamps", {"references.order_date": "2026-11-03"}),
    ("D02", "lamps", {"references.shipping_bill_date": "2026-11-01"}),
    ("D03", "lamps", {"references.transport_document_date": "2026-11-04"}),
    ("D04", "lamps", {"references.transport_document_date": "2026-11-01"}),
    ("D05", "lamps", {"references.transport_document_date": "2026-11-23"}),
    ("D06", "lamps", {"credit.expires_on": "2026-11-10"}),
    ("D07", "lamps", {"credit.presented_on": "2026-12-18"}),
    ("D08", "lamps", {"credit.presented_on": "2026-12-03"}),
    ("D08", "lamps", {"credit.presentation_days": 4}),
    ("D09", "lamps", {"credit.presented_on": "2026-11-10"}),
    ("D10", "lamps", {"credit.latest_shipment": "2026-12-18"}),
    ("D11", "lamps", {"credit.issued_on": "2026-11-12"}),
    ("D12", "lamps", {"insurance.policy_date": "2026-11-12"}),
    ("D13", "lamps", {"terms.exchange_rate_date": "2026-11-06"}),
    ("D14", "lamps", {"references.invoice_date": "2026-11-03"}),
    ("D15", "lamps", {"references.transport_document_date": "2027-02-03"}),
    ("D16", "software", {"references.invoice_date": "2025-08-01"}),
    ("D17", "software", {"software.period_from": "2026-11-01"}),
    ("D18", "software", {"software.contract_date": "2026-10-10"}),
    ("D19", "software", {"software.period_to": "2026-11-03"}),
    ("D20", "software", {"software.softex_date": "2026-12-03"}),
    ("L01", "lamps", {"credit.amount": "9960"}),
    ("L01", "lamps", {"credit.amount": "11010"}),
    ("L02", "lamps", {"credit.currency": "EUR"}),
    ("L03", "lamps", {"credit.description": "Brass floor lamps"}),
    ("L04", "lamps", {"credit.applicant": "Hudson House Inc."}),
    ("L05", "lamps", {"credit.beneficiary": "Meera Brass"}),
    ("L06", "lamps", {"credit.port_of_loading": "Mundra"}),
    ("L07", "lamps", {"credit.port_of_discharge": "Boston"}),
    ("L08", "lamps", {"credit.number": ""}),
    ("L08", "turmeric", {"credit.number": "1"}),
    ("L09", "lamps", {"credit.tolerance": "12"}),
    ("N01", "lamps", {"exporter.signatory": ""}),
    ("N02", "lamps", {"packages": []}),
    ("N03", "lamps", {"transport.customs_code": ""}),
    ("N04", "lamps", {"lines.1.origin_country": ""}),
    ("N05", "lamps", {"references.lut_year": ""}),
    ("N06", "lamps", {"buyer.city": ""}),
    ("N07", "software", {"software.link": ""}),
    ("N08", "lamps", {"totals.volume": None}),
    ("N09", "lamps", {"transport.voyage": ""}),
    ("N10", "lamps", {"insurance.clauses": ""}),
    ("N11", "lamps", {"exporter.bank.swift": ""}),
    ("N12", "lamps", {"exporter.bank.branch": ""}),
    ("N13", "software", {"exporter.bank.swift": ""}),
)


@pytest.mark.parametrize(
    ("rule_id", "name", "values"), FAULTS, ids=[f"{one[0]}-{','.join(one[2])}" for one in FAULTS]
)
def test_rule_catches_its_fault(rule_id: str, name: str, values: dict[str, Any]) -> None:
    found = ids_of(with_values(name, values))
    assert rule_id in found, found
    first = next(iter(values))
    assert first in found[rule_id] or any(path.startswith(f"{first}.") for path in found[rule_id])


def test_every_rule_of_the_record_has_its_fault_here() -> None:
    elsewhere = {"T02", "T21", "P01", "P02", "P03", "P04", "P05", "P06"}
    tested = {one[0] for one in FAULTS} | elsewhere
    assert {rule.rule_id for rule in checking.RULES if not rule.rule_id.startswith("X")} == tested


def policy(kind: Policy | None, standing: Standing = Standing.CURRENT, *, scomet: bool = False) -> Facts:
    fact = PolicyFact("94052900", kind, "Only with a letter.", SOURCE, standing, scomet)
    return Facts(policies={"94052900": fact})


@pytest.mark.parametrize(
    ("facts", "rule_id"),
    [
        (policy(Policy.PROHIBITED), "P01"),
        (policy(Policy.RESTRICTED), "P02"),
        (policy(Policy.STE), "P03"),
        (policy(Policy.FREE, scomet=True), "P04"),
        (policy(Policy.FREE, Standing.EXPIRED), "P06"),
        (policy(None), "P06"),
        (Facts(lines=frozenset({"94055000"})), "T02"),
        (
            Facts(
                destination=DestinationFact(
                    "US", "United States", "", "an embargo.", (), "USD", SOURCE, Standing.CURRENT
                )
            ),
            "P05",
        ),
    ],
)
def test_policy_and_destination_come_from_facts(facts: Facts, rule_id: str) -> None:
    found = ids_of(GOOD["lamps"], facts)
    assert set(found) == {rule_id}


def test_licence_answers_a_restriction_and_no_prohibition() -> None:
    record = with_values("lamps", {"lines.0.licence": "0111001234"})
    assert ids_of(record, policy(Policy.RESTRICTED)) == {}
    assert "P01" in ids_of(record, policy(Policy.PROHIBITED))


def test_container_twice_is_told_with_both_places() -> None:
    document = document_of(GOOD["lamps"])
    document["transport"]["containers"] *= 2
    found = ids_of(Shipment.model_validate(document))
    assert "transport.containers.1.number" in found["T21"]


def test_empty_shipment_lacks_what_papers_need_and_breaks_on_nothing() -> None:
    found = checking.check(Case(Shipment(), {}, Facts(today=DAY)))
    assert {one.rule_id[0] for one in found} == {"N", "G"}
    assert found[0].severity is Severity.ERROR


def test_part_of_a_credit_may_be_shipped_where_parts_are_allowed() -> None:
    values = {"credit.amount": "50000", "credit.partial_shipments": True}
    assert "L01" not in ids_of(with_values("lamps", values))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 8, 31), 15, date(2027, 11, 30)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 9, 5), 3, date(2026, 12, 5)),
    ],
)
def test_months_end_with_the_month(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


def test_financial_year_begins_in_april() -> None:
    assert (year_of(date(2027, 3, 31)), year_of(date(2027, 4, 1))) == ("2026-27", "2027-28")
    assert year_of(date(2099, 5, 1)) == "2099-00"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "zero and 00/100"),
        ("21.05", "twenty-one and 05/100"),
        ("10458.50", "ten thousand four hundred fifty-eight and 50/100"),
        ("1000000", "one million and 00/100"),
    ],
)
def test_amount_in_words(amount: str, words: str) -> None:
    assert in_words(Decimal(amount)) == words


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_amounts_that_fit_never_fault_and_those_a_paisa_off_always_do(quantity: int, price: int) -> None:
    units, each = Decimal(quantity) / 1000, Decimal(price) / 100
    amount = (units * each).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    line = {"quantity": str(units), "unit_price": str(each)}
    right = Shipment.model_validate({"lines": [{**line, "amount": str(amount)}]})
    wrong = Shipment.model_validate({"lines": [{**line, "amount": str(amount + Decimal("0.01"))}]})
    assert "S01" not in ids_of(right)
    assert "S01" in ids_of(wrong)


@pytest.mark.parametrize(
    ("named", "code"),
    [("kg", "KGS"), (" Pieces ", "PCS"), ("nos", "NOS"), ("box", "BOX"), ("litre", "LTR"), ("heap", "heap")],
)
def test_a_unit_of_everyday_begins_as_its_code(named: str, code: str) -> None:
    assert unit_code(named) == code
