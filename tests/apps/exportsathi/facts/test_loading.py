"""The facts that come with ExportSathi: pinned, put in once, and answered as they stand on a day."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.facts import packs, service
from assay.apps.exportsathi.facts.packs import PACKS
from assay.kernel.access.actor import system_actor


async def test_every_pack_is_put_in_once(db: AsyncSession, org: UUID) -> None:
    actor = system_actor(org, "test")
    first = await service.load(db, actor)
    assert {name: len(packs.read(name)) for name in PACKS} == dict(first.facts)
    again = await service.load(db, actor)
    assert (again.sources, again.total) == (0, 0)


async def test_spec_example(db: AsyncSession, org: UUID) -> None:
    await service.load(db, system_actor(org, "test"), ["policy", "benefits", "overlays"], lines=["1105"])
    (found,) = await service.benefits(db, org, "11051000", date(2026, 3, 1))
    assert (found.rate, found.cap, found.unit, found.overlays) == (Decimal("3.9"), Decimal("4.70"), "kg", ())
    policy = await service.policy(db, org, "11051000", date(2026, 3, 1))
    assert policy is not None
    assert policy.policy == "Free"
