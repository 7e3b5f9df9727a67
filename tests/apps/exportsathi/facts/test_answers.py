"""What is answered for a day: in force, expired, unverified; and which rule speaks for a certificate."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.facts import service
from assay.apps.exportsathi.facts.rules import BenefitFact, CertificateFact, Scheme, usable
from assay.apps.exportsathi.models.facts import CertificationRule, DutyBenefit, ExportPolicy
from assay.apps.exportsathi.models.sources import Source
from assay.apps.exportsathi.sources.rules import Standing
from assay.apps.exportsathi.sources.service import refs
from assay.kernel.access.actor import system_actor

DAY = date(2026, 11, 30)


@pytest.fixture
async def loaded(db: AsyncSession, org: UUID) -> AsyncSession:
    lines = ["1105", "0904", "7418", "2812", "1006", "3901"]
    await service.load(db, system_actor(org, "test"), lines=lines)
    return db


async def benefit(db: AsyncSession, org: UUID, line: str, on: date) -> BenefitFact:
    (found,) = [one for one in await service.benefits(db, org, line, on) if one.scheme is Scheme.RODTEP]
    return found


async def test_example_of_potato_flour(loaded: AsyncSession, org: UUID) -> None:
    found = await benefit(loaded, org, "11051000", DAY)
    assert (found.rate, found.cap, found.unit) == (Decimal("3.9"), Decimal("4.70"), "kg")
    assert min(found.rate / 100 * 200_000, (found.cap or Decimal(0)) * 1_000) == 4_700


async def test_unlisted_line_earns_nothing(loaded: AsyncSession, org: UUID) -> None:
    assert await service.benefits(loaded, org, "39012000", DAY) == []


@pytest.mark.parametrize(
    ("line", "on", "factors"),
    [
        ("74181021", date(2026, 2, 22), []),
        ("74181021", date(2026, 2, 23), ["0.5"]),
        ("74181021", date(2026, 3, 22), ["0.5"]),
        ("74181021", date(2026, 3, 23), []),
        ("74181021", date(2026, 4, 30), []),
        ("74181021", date(2026, 5, 1), ["1"]),
        ("11051000", date(2026, 2, 23), []),
    ],
)
async def test_overlay_holds_on_its_days_and_chapters(
    loaded: AsyncSession, org: UUID, line: str, on: date, factors: list[str]
) -> None:
    found = await benefit(loaded, org, line, on)
    assert [str(one.factor) for one in found.overlays] == factors


async def test_what_is_not_verified_after_may_says_so(loaded: AsyncSession, org: UUID) -> None:
    (overlay,) = (await benefit(loaded, org, "74181021", date(2026, 5, 1))).overlays
    assert overlay.standing is Standing.UNVERIFIED
    assert "not verified" in overlay.note


async def test_rate_ends_on_its_last_day_and_is_then_answered_as_expired(
    loaded: AsyncSession, org: UUID
) -> None:
    last = DAY + timedelta(days=3)
    loaded.add(rate(org, "39012000", valid_from=DAY, valid_to=last))
    await loaded.flush()
    stands = [
        (await benefit(loaded, org, "39012000", DAY + timedelta(days=days))).standing
        for days in (-1, 0, 3, 4)
    ]
    assert stands == [Standing.NOT_YET, Standing.UNVERIFIED, Standing.UNVERIFIED, Standing.EXPIRED]
    assert not usable(Standing.EXPIRED)


async def test_rate_in_force_goes_before_one_that_ended(loaded: AsyncSession, org: UUID) -> None:
    loaded.add(rate(org, "39012000", valid_to=DAY - timedelta(days=1), value="9"))
    loaded.add(rate(org, "39012000", valid_from=DAY, value="2"))
    await loaded.flush()
    assert (await benefit(loaded, org, "39012000", DAY)).rate == 2
    assert (await benefit(loaded, org, "39012000", DAY - timedelta(days=1))).rate == 9


async def test_fact_ends_with_its_source(loaded: AsyncSession, org: UUID) -> None:
    source = await loaded.get_one(Source, (org, "dgft-rodtep-4r"))
    source.valid_to = DAY
    await loaded.flush()
    assert (await benefit(loaded, org, "11051000", DAY)).standing is Standing.UNVERIFIED
    after = await benefit(loaded, org, "11051000", DAY + timedelta(days=1))
    assert after.standing is Standing.EXPIRED


async def test_policy_that_could_not_be_read_is_none_and_noted(db: AsyncSession, org: UUID) -> None:
    await service.load(db, system_actor(org, "test"), ["policy"], lines=["29031921"])
    found = await service.policy(db, org, "29031921", DAY)
    assert found is not None
    assert (found.policy, found.note) == (None, "The policy of this line could not be read.")
    assert await service.policy(db, org, "99999999", DAY) is None


async def test_policies_of_a_subheading_are_its_lines(loaded: AsyncSession, org: UUID) -> None:
    found = await service.policies(loaded, org, "100630", DAY)
    assert found
    assert all(one.line.startswith("100630") for one in found)
    assert [one.line for one in found] == sorted(one.line for one in found)


async def test_withdrawn_policy_is_not_answered(loaded: AsyncSession, org: UUID) -> None:
    row = await loaded.get_one(ExportPolicy, (org, UUID(await fact_id(loaded, org))))
    row.withdrawn_at = row.created_at
    await loaded.flush()
    assert await service.policy(loaded, org, "11051000", DAY) is None


async def fact_id(db: AsyncSession, org: UUID) -> str:
    found = await service.policy(db, org, "11051000", DAY)
    assert found is not None
    return found.fact_id


async def ids(db: AsyncSession, org: UUID, hs: str, country: str, *attributes: str) -> set[str]:
    return {one.certificate_id for one in await service.certificates(db, org, hs, country, attributes, DAY)}


async def test_certificate_for_a_group_is_asked_of_its_members_only(loaded: AsyncSession, org: UUID) -> None:
    assert "rohs" in await ids(loaded, org, "851660", "DE")
    assert "rohs" not in await ids(loaded, org, "851660", "AE")
    assert "g-mark" in await ids(loaded, org, "851660", "AE")


async def test_longest_prefix_and_nearest_destination_speak_for_a_certificate(
    loaded: AsyncSession, org: UUID
) -> None:
    async def testing(hs: str, country: str) -> str:
        found = await service.certificates(loaded, org, hs, country, (), DAY)
        return next(one.name for one in found if one.certificate_id == "spices-testing")

    assert "Sudan" in await testing("09042110", "US")
    assert "Sudan" not in await testing("09041100", "US")
    assert "ethylene oxide" in await testing("09041100", "DE")


async def test_every_different_certificate_applies(loaded: AsyncSession, org: UUID) -> None:
    found = await ids(loaded, org, "091030", "US", "organic")
    assert {
        "iec",
        "fssai-licence",
        "spices-cres",
        "fda-facility",
        "fda-prior-notice",
        "npop-organic",
    } <= found
    assert "npop-organic" not in await ids(loaded, org, "091030", "US")


async def test_attribute_without_a_code_brings_its_certificates(loaded: AsyncSession, org: UUID) -> None:
    found = await ids(loaded, org, "", "US", "software", "service")
    assert "softex-registration" in found
    assert not {"origin-nonpreferential", "ad-code", "fssai-licence", "cargo-insurance"} & found


async def test_rule_with_all_of_its_requirements_only(loaded: AsyncSession, org: UUID) -> None:
    assert "vriksh" not in await ids(loaded, org, "940360", "DE", "wood")
    assert "vriksh" in await ids(loaded, org, "940360", "DE", "wood", "shisham")


async def test_expired_rule_gives_way_to_one_in_force_and_is_told_where_none_is(
    loaded: AsyncSession, org: UUID
) -> None:
    ended = DAY - timedelta(days=1)
    loaded.add(rule(org, "old-close", "made-up", prefixes=["11051000"], valid_to=ended))
    await loaded.flush()
    (only,) = [one for one in await certs(loaded, org) if one.certificate_id == "made-up"]
    assert only.standing is Standing.EXPIRED
    loaded.add(rule(org, "new-wide", "made-up", prefixes=["11"]))
    await loaded.flush()
    (newer,) = [one for one in await certs(loaded, org) if one.certificate_id == "made-up"]
    assert (newer.name, newer.standing) == ("new-wide", Standing.UNVERIFIED)


async def certs(db: AsyncSession, org: UUID) -> list[CertificateFact]:
    return await service.certificates(db, org, "11051000", "DE", (), DAY)


async def test_every_need_of_a_rule_is_a_certificate_that_exists(loaded: AsyncSession, org: UUID) -> None:
    rows = (await loaded.scalars(select(CertificationRule))).all()
    known = {row.certificate_id for row in rows}
    assert {need for row in rows for need in row.needs} <= known
    assert len(rows) > 120


async def test_sanctioned_destination_is_a_stop(loaded: AsyncSession, org: UUID) -> None:
    korea, germany = (
        await service.destination(loaded, org, "KP"),
        await service.destination(loaded, org, "de"),
    )
    assert korea is not None
    assert germany is not None
    assert (bool(korea.stop), germany.stop, germany.groups) == (True, "", ("EU", "EUROPE"))
    assert await service.destination(loaded, org, "XX") is None


async def test_papers_go_by_mode_and_destination(loaded: AsyncSession, org: UUID) -> None:
    async def names(mode: str, country: str) -> set[str]:
        return {one.document_id for one in await service.papers(loaded, org, "11051000", country, mode, DAY)}

    assert {"bill-of-lading", "isf", "commercial-invoice"} <= await names("sea", "US")
    assert "isf" not in await names("sea", "DE")
    assert "air-waybill" in await names("air", "US")
    assert "softex" in await names("service", "US")
    assert "packing-list" not in await names("service", "US")


async def test_figures_set_by_law_go_by_the_day(loaded: AsyncSession, org: UUID) -> None:
    async def months(on: date) -> int:
        found = await service.parameter(loaded, org, "realisation-period", on)
        assert found is not None
        return int(found.value.value)

    assert await months(date(2025, 11, 12)) == 9
    assert await months(date(2025, 11, 13)) == 15
    share = await service.parameter(loaded, org, "provisional-refund-share", date(2025, 9, 30))
    assert share is not None
    assert share.standing is Standing.NOT_YET
    old = await service.parameter(loaded, org, "interest-equalisation", DAY)
    assert old is not None
    assert old.standing is Standing.EXPIRED


async def test_small_facts_are_read_by_their_types(loaded: AsyncSession, org: UUID) -> None:
    boxes = {one.key: one.value for one in await service.containers(loaded, org)}
    assert (boxes["40HC"].cbm, boxes["40HC"].tonnes, boxes["40HC"].loose_cbm) == (
        Decimal("76.3"),
        Decimal("26.5"),
        Decimal(64),
    )
    assert [one.key for one in await service.routes(loaded, org)] == ["igst", "lut"]
    assert len(await service.incoterms(loaded, org)) == 11
    home = await service.ports(loaded, org, country="IN", types=["sea"])
    assert {"INNSA1", "INMUN1", "INMAA1"} <= {one.key for one in home}
    dollar = (await service.exchange_rates(loaded, org))["USD"]
    assert dollar.value.sample


async def test_sources_are_cited_by_id(loaded: AsyncSession, org: UUID) -> None:
    found = await refs(loaded, org, ["dgft-rodtep-4r", "hearsay"])
    assert set(found) == {"dgft-rodtep-4r"}
    assert found["dgft-rodtep-4r"].publisher == "DGFT"


def rate(
    org: UUID, entry: str, *, valid_from: date | None = None, valid_to: date | None = None, value: str = "1"
) -> DutyBenefit:
    return DutyBenefit(
        org_id=org,
        scheme="rodtep",
        entry=entry,
        description="made up",
        rate=Decimal(value),
        unit="kg",
        source_id="dgft-rodtep-4r",
        valid_from=valid_from,
        valid_to=valid_to,
    )


def rule(
    org: UUID, rule_id: str, certificate_id: str, *, prefixes: list[str], valid_to: date | None = None
) -> CertificationRule:
    return CertificationRule(
        org_id=org,
        rule_id=rule_id,
        certificate_id=certificate_id,
        name=rule_id,
        authority="made up",
        legal_basis="none",
        prefixes=prefixes,
        destinations=["*"],
        cost_low=Decimal(0),
        cost_high=Decimal(1),
        days_low=0,
        days_high=1,
        blocking=False,
        source_id="ftp-2023",
        valid_to=valid_to,
    )
