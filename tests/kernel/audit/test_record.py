"""What an entry holds, who may write and see it, and what stays unsaid."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, ActorKind
from assay.kernel.audit import queries, rules
from assay.kernel.audit.queries import Filters
from assay.kernel.db.session import Database, Role
from assay.kernel.ids import uuid7
from tests.kernel.audit.conftest import Event, body_of

EMAIL = "asha.rao@example.org"


async def entries(db: AsyncSession, org: UUID | None, **filters: object) -> list[queries.Entry]:
    page = await queries.entries(db, org_id=org, filters=Filters(**filters))  # type: ignore[arg-type]
    return list(page.items)


async def test_entry_says_who_did_what_to_which(db: AsyncSession, org: UUID) -> None:
    account, cycle = uuid7(), uuid7()
    actor = Actor(ActorKind.ACCOUNT, account, org, request_id="r-1", address="192.0.2.7", label="Asha Rao")
    with clock.frozen(datetime(2026, 3, 1, 12, tzinfo=UTC)):
        entry_id = await audit.record(
            db, actor, Event.OPENED, entity="cycle", entity_id=cycle, details={"seats": 3}
        )
    (entry,) = await entries(db, org)
    address = entry.body["actor"].pop("address")
    assert entry.body == {
        "v": 1,
        "id": str(entry_id),
        "at": "2026-03-01T12:00:00.000000Z",
        "org": str(org),
        "app": "kernel",
        "actor": {"kind": "account", "id": str(account)},
        "event": "test.opened",
        "entity": "cycle",
        "entity_id": str(cycle),
        "request": "r-1",
        "details": {"seats": 3},
    }
    assert address.startswith("hmac-sha256:")
    assert (entry.index, entry.actor_id, entry.event) == (None, account, "test.opened")


async def test_before_after_and_slips_appear_only_as_digests(db: AsyncSession, actor: Actor) -> None:
    await audit.record(
        db,
        actor,
        Event.OPENED,
        entity="account",
        entity_id="1",
        before={"email": "old@example.org"},
        after={"email": EMAIL},
        details={"email": EMAIL, "note": f"sent to {EMAIL}", "more": [{"phone": 98_450}], "n": 1},
    )
    data = str(await db.scalar(text("SELECT data FROM kernel.audit_entries")))
    assert "example.org" not in data
    assert "98450" not in data
    assert json.loads(data)["details"]["n"] == 1


async def test_a_digest_matches_its_value_until_it_is_forgotten(database: Database, actor: Actor) -> None:
    async with database.transaction(role=Role.APP, org_id=actor.org_id) as db:
        entry_id = await audit.record(
            db, actor, Event.OPENED, entity="application", entity_id="7", after={"name": "Asha"}
        )
    before = await body_of(database, entry_id)
    recorded = str(before["after"])
    async with database.transaction(role=Role.VAULT, org_id=actor.org_id) as db:
        assert await audit.matches(db, entry_id, recorded, {"name": "Asha"})
        assert not await audit.matches(db, entry_id, recorded, {"name": "Usha"})
        assert actor.org_id is not None
        assert await audit.forget(db, actor.org_id, "application", "7") == 1
        assert not await audit.matches(db, entry_id, recorded, {"name": "Asha"})
    assert await body_of(database, entry_id) == before


async def test_equal_values_have_unlike_digests_in_two_entries(db: AsyncSession, actor: Actor) -> None:
    for _ in range(2):
        await audit.record(db, actor, Event.OPENED, entity="a", entity_id="1", after={"name": "Asha"})
    one, other = await entries(db, actor.org_id)
    assert one.body["after"] != other.body["after"]


async def test_the_label_of_an_account_is_left_out(db: AsyncSession, org: UUID) -> None:
    actor = Actor(ActorKind.ACCOUNT, uuid7(), org, label="Asha Rao")
    await audit.record(db, actor, Event.OPENED, entity="a", entity_id="1")
    await audit.record(
        db, replace(actor, kind=ActorKind.SYSTEM, label="job:x"), Event.OPENED, entity="a", entity_id="1"
    )
    system, account = await entries(db, org)
    assert system.body["actor"]["label"] == "job:x"
    assert "label" not in account.body["actor"]


async def test_an_anonymous_entry_belongs_to_the_organisation_of_the_transaction(
    db: AsyncSession, org: UUID
) -> None:
    await audit.record(db, Actor(), Event.OPENED, entity="application", entity_id="1")
    (entry,) = await entries(db, org)
    assert entry.body["org"] == str(org)


async def test_entry_dies_with_its_transaction(database: Database, actor: Actor) -> None:
    async def fail_after_recording() -> None:
        async with database.transaction(role=Role.APP, org_id=actor.org_id) as db:
            await audit.record(db, actor, Event.OPENED, entity="a", entity_id="1")
            raise RuntimeError("changed my mind")

    with pytest.raises(RuntimeError, match="changed my mind"):
        await fail_after_recording()
    async with database.transaction(role=Role.SYSTEM) as db:
        assert await db.scalar(text("SELECT count(*) FROM kernel.audit_entries")) == 0
        assert await db.scalar(text("SELECT count(*) FROM kernel.audit_pending")) == 0


async def test_no_organisation_sees_or_writes_for_another(database: Database, actor: Actor) -> None:
    async with database.transaction(role=Role.APP, org_id=actor.org_id) as db:
        await audit.record(db, actor, Event.OPENED, entity="a", entity_id="1")
    async with database.transaction(role=Role.SYSTEM) as db:
        await audit.record(db, Actor(ActorKind.SYSTEM), Event.CLOSED, entity="sign-in", entity_id="x")
        assert len(await entries(db, None)) == 1
    async with database.transaction(role=Role.APP, org_id=uuid7()) as db:
        assert await db.scalar(text("SELECT count(*) FROM kernel.audit_entries")) == 0
        with pytest.raises(DBAPIError, match="row-level security"):
            await audit.record(db, actor, Event.OPENED, entity="a", entity_id="1")


@pytest.mark.parametrize("table", ["entries", "leaves", "nodes", "checkpoints"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
async def test_the_log_refuses_change_even_from_its_owner(
    shared_database: Database, table: str, statement: str
) -> None:
    column = {"entries": "data", "leaves": "idx", "nodes": "hash", "checkpoints": "note"}[table]
    assert isinstance(shared_database.bind, AsyncEngine)
    async with shared_database.bind.connect() as connection:
        with pytest.raises(DBAPIError, match="append-only"):
            await connection.execute(text(statement.format(f"kernel.audit_{table}", column, column)))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("privilege", ["UPDATE", "DELETE", "TRUNCATE"])
async def test_no_role_holds_the_privilege_to_change_the_log(
    shared_database: Database, role: Role, privilege: str
) -> None:
    async with shared_database.transaction(role=Role.SYSTEM) as db:
        for table in ("entries", "leaves", "nodes", "checkpoints"):
            query = text("SELECT has_table_privilege(:role, :table, :privilege)")
            values = {"role": role.value, "table": f"kernel.audit_{table}", "privilege": privilege}
            assert await db.scalar(query, values) is False


async def test_entries_are_paged_newest_first_and_filtered(db: AsyncSession, actor: Actor) -> None:
    for n in range(5):
        event = Event.CLOSED if n == 2 else Event.OPENED
        await audit.record(db, actor, event, entity="door", entity_id=str(n))
    first = await queries.entries(db, org_id=actor.org_id, limit=3)
    rest = await queries.entries(db, org_id=actor.org_id, limit=3, after=first.next)
    assert [entry.entity_id for entry in [*first.items, *rest.items]] == ["4", "3", "2", "1", "0"]
    assert rest.next is None
    assert [e.entity_id for e in await entries(db, actor.org_id, event="test.closed")] == ["2"]
    assert [e.entity_id for e in await entries(db, actor.org_id, entity="door", entity_id="4")] == ["4"]
    assert await entries(db, actor.org_id, app="enigma") == []
    assert await entries(db, actor.org_id, until=datetime(2020, 1, 1, tzinfo=UTC)) == []


async def test_one_round_trip_an_entry(db: AsyncSession, actor: Actor, statements: list[str]) -> None:
    await audit.record(db, actor, Event.OPENED, entity="a", entity_id="1", after={"name": "Asha"})
    assert len([s for s in statements if not s.startswith(("SAVEPOINT", "RELEASE"))]) == 1


def test_values_take_their_one_json_form() -> None:
    entry_id = UUID(int=1)
    value = {
        "when": datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
        "id": entry_id,
        "big": 2**60,
        "exact": Decimal("1.10"),
        "set": {"b", "a"},
        "event": Event.OPENED,
        "nan": float("nan"),
        "raw": b"\x01",
        "flag": True,
    }
    assert rules.jsonable(value) == {
        "when": "2026-01-02T03:04:05.000006Z",
        "id": str(entry_id),
        "big": str(2**60),
        "exact": "1.10",
        "set": ["a", "b"],
        "event": "test.opened",
        "nan": "nan",
        "raw": "01",
        "flag": True,
    }
    with pytest.raises(TypeError, match="object"):
        rules.jsonable({"x": object()})


def test_events_name_the_application_that_declares_them() -> None:
    class Foreign(StrEnum):
        THING = "thing"

    Foreign.__module__ = "assay.apps.enigma.events"
    assert rules.app_of(Foreign.THING) == "enigma"
    assert rules.app_of(Event.OPENED) == "kernel"
