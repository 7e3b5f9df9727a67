"""Which tasks a report's plan has."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.apps.exportsathi.facts import packs
from assay.apps.exportsathi.facts.rules import CertificateFact
from assay.apps.exportsathi.models.profiles import BusinessType, CompanySize, Profile
from assay.apps.exportsathi.plan.inputs import PlanInputs
from assay.apps.exportsathi.plan.letter import BLANK, letter_of
from assay.apps.exportsathi.plan.rules import lay
from assay.apps.exportsathi.plan.tasks import tasks_for
from assay.apps.exportsathi.sources.rules import SourceRef, Standing
from assay.kernel.ids import uuid7
from tests.support.exportsathi import PROFILE

calm = settings(deadline=None, suppress_health_check=list(HealthCheck))
"""A busy machine is no failure."""

SOURCE = SourceRef("spices-board-act", "Spices Board Act", "Spices Board India")


def certificate(name: str, days: int, *needs: str, blocking: bool = True) -> CertificateFact:
    return CertificateFact(
        certificate_id=name,
        name=name,
        authority="an authority",
        because="HS 0910",
        legal_basis="an act",
        cost_low=Decimal(0),
        cost_high=Decimal(1000),
        days_low=1,
        days_high=days,
        blocking=blocking,
        source=SOURCE,
        standing=Standing.CURRENT,
        steps=("Apply.",),
        needs=needs,
    )


inputs = st.builds(
    PlanInputs,
    services=st.booleans(),
    stopped=st.sampled_from(["", "It may not go."]),
    licence=st.booleans(),
    trader=st.booleans(),
    code_open=st.booleans(),
    missing=st.lists(st.sampled_from(["pan", "gstin", "iec", "ad_code"]), unique=True).map(tuple),
    certificates=st.lists(
        st.sampled_from(
            [
                certificate("iec", 3),
                certificate("lut", 2, "gst-registration"),
                certificate("icegate", 3, "iec", "dsc"),
                certificate("dsc", 2),
                certificate("spices-crs", 15, "iec"),
            ]
        ),
        unique_by=lambda one: one.certificate_id,
    ).map(tuple),
    held=st.sampled_from([frozenset(), frozenset({"iec"}), frozenset({"iec", "gst-registration"})]),
    port=st.sampled_from(["", "INNSA1"]),
    incoterm=st.sampled_from(["", "FOB", "CIF", "CIP", "DDP"]),
)


@calm
@given(inputs)
def test_every_plan_can_be_laid_and_names_sources_for_every_task(given_one: PlanInputs) -> None:
    tasks = tasks_for(given_one)
    lay(tasks)
    names = [one.task_id for one in tasks]
    assert len(set(names)) == len(names)
    known = {row["source_id"] for row in packs.sources()} | {"method", "exporter"}
    for one in tasks:
        assert set(one.needs) <= set(names)
        assert set(one.sources) <= known
        assert one.sources or given_one.stopped


def test_the_ad_code_is_asked_for_on_day_one_with_a_letter() -> None:
    plan = lay(tasks_for(PlanInputs(missing=("pan", "gstin", "iec", "ad_code"), port="INNSA1")))
    first = {one.task.task_id: one for one in plan.on(1)}
    assert first["ad-letter"].task.letter
    assert "INNSA1" in first["ad-letter"].task.title


def test_a_fact_says_how_long_a_registration_takes_and_a_held_one_is_no_task() -> None:
    known = PlanInputs(missing=("iec",), certificates=(certificate("iec", 9),))
    task = next(one for one in tasks_for(known) if one.task_id == "iec")
    assert (task.days, task.sources) == (9, (SOURCE.source_id,))
    held = replace(known, missing=(), held=frozenset({"iec"}))
    assert "iec" not in {one.task_id for one in tasks_for(held)}


def test_the_shipping_bill_waits_for_what_stops_goods_and_for_nothing_else() -> None:
    made = tasks_for(
        PlanInputs(certificates=(certificate("needed", 20), certificate("wise", 30, blocking=False)))
    )
    bill = next(one for one in made if one.task_id == "shipping-bill")
    assert "needed" in bill.needs
    assert "wise" not in bill.needs


def test_a_stop_leaves_nothing_of_the_shipment_in_the_plan() -> None:
    names = {one.task_id for one in tasks_for(PlanInputs(stopped="It may not go."))}
    assert names == {"hold", "ask-dgft"}


def test_a_restricted_line_waits_for_its_licence() -> None:
    made = {one.task_id: one for one in tasks_for(PlanInputs(licence=True, policy_sources=("a",)))}
    assert "export-authorisation" in made["shipping-bill"].needs
    assert "export-authorisation" not in {one.task_id for one in tasks_for(PlanInputs())}


def test_services_have_neither_shipment_nor_ad_code() -> None:
    names = {one.task_id for one in tasks_for(PlanInputs(services=True))}
    assert names.isdisjoint({"shipping-bill", "ad-letter", "ad-code", "booking"})
    assert {"softex", "lut", "bank"} <= names


def test_the_letter_names_what_is_blank_in_it() -> None:
    profile = Profile(
        exporter_id=uuid7(),
        company="Sharma Spices",
        business_type=BusinessType.MANUFACTURING,
        company_size=CompanySize.MICRO,
        iec=PROFILE["iec"],
        gstin="",
        pan="",
        address=PROFILE["address"],
        bank={"name": "State Bank of India"},
    )
    letter = letter_of(profile, "INNSA1", date(2026, 12, 1))
    assert "INNSA1" in letter.subject
    assert "Maharashtra" in letter.text()
    assert letter.open == ("PAN", "GSTIN", "Account number", "IFSC", "AD code of the branch")
    assert f"GSTIN: {BLANK}" in letter.text()
