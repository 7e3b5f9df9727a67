"""The facts that come with ExportSathi: pinned, put in once, each with a source."""

import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.facts import packs, service
from assay.apps.exportsathi.facts.packs import CONTENT, PACKS, Altered
from assay.apps.exportsathi.models.facts import ExportPolicy, ReferenceFact
from assay.kernel.access.actor import system_actor
from assay.kernel.ids import uuid7


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the content that a test may alter."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


async def test_loading_twice_changes_nothing(db: AsyncSession, org: UUID) -> None:
    actor = system_actor(org, "test")
    first = await service.load(db, actor, lines=["1105", "0904"])
    before = await contents(db)
    again = await service.load(db, actor, lines=["1105", "0904"])
    assert first.total > 200
    assert (again.sources, again.total) == (0, 0)
    assert await contents(db) == before


async def test_whole_policy_is_put_in_by_one_statement(db: AsyncSession, org: UUID) -> None:
    loaded = await service.load(db, system_actor(org, "test"), ["policy"])
    assert loaded.facts == {"policy": 12_476}
    unread = select(func.count()).where(ExportPolicy.org_id == org, ExportPolicy.policy.is_(None))
    noted = unread.where(ExportPolicy.note != "")
    assert await db.scalar(unread) == await db.scalar(noted) == 134


async def test_only_packs_that_were_asked_for_are_put_in(db: AsyncSession, org: UUID) -> None:
    await service.load(db, system_actor(org, "test"), ["containers"])
    kinds = await db.scalars(select(ReferenceFact.kind).distinct())
    assert list(kinds) == ["container"]


@pytest.mark.parametrize("name", PACKS)
def test_every_pack_is_the_one_that_was_pinned_and_its_sources_exist(name: str) -> None:
    known = {row["source_id"] for row in packs.sources()}
    rows = packs.read(name)
    assert rows
    assert {row["source_id"] for row in rows} <= known


@pytest.mark.parametrize("name", ["policy", "benefits", "rules-food", "ports"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: data.rindex(b"\n", 0, -1) + 1],
        lambda data: data.replace(b"1", b"2", 1),
        lambda data: data + data[data.rindex(b"\n", 0, -1) + 1 :],
    ],
    ids=["cut short", "altered", "a row twice"],
)
def test_partial_or_altered_pack_is_refused(copy: Path, name: str, spoil: Callable[[bytes], bytes]) -> None:
    file = copy / PACKS[name].file
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(Exception, match=r"SHA-256|validation|value") as caught:
        packs.read(name, copy)
    assert isinstance(caught.value, Altered | ValueError)


def test_pack_that_was_never_pinned_is_refused(copy: Path) -> None:
    (copy / packs.PINS).write_text("file,rows,sha256\n")
    with pytest.raises(Altered):
        packs.read("containers", copy)


async def test_no_fact_without_a_source(db: AsyncSession, org: UUID) -> None:
    with pytest.raises(IntegrityError, match="fk_export_policy_source"):
        async with db.begin_nested():
            await db.execute(
                text(
                    "INSERT INTO exportsathi.export_policy (org_id, fact_id, line, condition, scomet,"
                    " source_id, is_verified, note, pack, version)"
                    " VALUES (:org, :fact, '01012100', '', false, 'hearsay', false, '', '', 1)"
                ),
                {"org": org, "fact": uuid7()},
            )


async def test_two_rows_of_one_fact_never_hold_on_one_day(db: AsyncSession, org: UUID) -> None:
    await service.load(db, system_actor(org, "test"), ["parameters"])
    with pytest.raises(IntegrityError, match="ex_reference_facts_in_force_once"):
        async with db.begin_nested():
            await db.execute(
                text(
                    "UPDATE exportsathi.reference_facts SET valid_to = '2026-01-01'"
                    " WHERE key = 'realisation-period' AND valid_to = '2025-11-12'"
                )
            )


async def contents(db: AsyncSession) -> list[object]:
    found = await db.execute(
        text("SELECT fact_id, version, updated_at FROM exportsathi.reference_facts ORDER BY fact_id")
    )
    return list(found.all())


async def test_another_organisation_sees_nothing(db: AsyncSession, org: UUID) -> None:
    await service.load(db, system_actor(org, "test"), ["containers", "policy"], lines=["1105"])
    await db.execute(text("SELECT set_config('assay.org_id', :other, true)"), {"other": str(uuid7())})
    assert await db.scalar(text("SELECT count(*) FROM exportsathi.export_policy")) == 0
    assert await db.scalar(text("SELECT count(*) FROM exportsathi.reference_facts")) == 0
    assert await service.containers(db, org) == []
