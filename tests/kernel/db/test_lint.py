"""The catalog linter: planted breaches, each found by its name and nothing else with it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from assay.kernel.db.base import local, reference, sharded
from assay.kernel.db.lint import Finding, declarations, lint
from assay.kernel.db.session import Database

ROOT = sharded("root_id")
SECURE = """
ALTER TABLE planted.{0} ENABLE ROW LEVEL SECURITY;
ALTER TABLE planted.{0} FORCE ROW LEVEL SECURITY;
CREATE POLICY by_org ON planted.{0} TO assay_app USING (org_id = current_setting('assay.org_id')::uuid);
CREATE POLICY all_orgs ON planted.{0} TO assay_system USING (true) WITH CHECK (true);
"""
GOOD = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE planted.places (id int PRIMARY KEY);
CREATE TABLE planted.notes (id int PRIMARY KEY);
CREATE TABLE planted.roots (root_id uuid PRIMARY KEY, org_id uuid NOT NULL);
CREATE TABLE planted.items (
    root_id uuid NOT NULL REFERENCES planted.roots ON DELETE CASCADE, org_id uuid NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY, place int REFERENCES planted.places ON DELETE SET NULL,
    span int4range,
    PRIMARY KEY (root_id, number), UNIQUE (root_id, place),
    EXCLUDE USING gist (root_id WITH =, span WITH &&));
CREATE INDEX by_org_and_place ON planted.items (org_id, place);
CREATE TABLE planted.events (root_id uuid NOT NULL, org_id uuid NOT NULL, month int NOT NULL,
    PRIMARY KEY (root_id, month)) PARTITION BY LIST (month);
CREATE TABLE planted.events_1 PARTITION OF planted.events FOR VALUES IN (1);
GRANT SELECT, INSERT ON planted.events TO assay_app;
"""
DECLARED: dict[str, dict[str, Any]] = {
    "places": reference(),
    "notes": local(),
    "roots": ROOT,
    "items": ROOT,
    "events": ROOT,
}
BREACHES = {
    "undeclared": ("CREATE TABLE planted.stray (id int PRIMARY KEY)", "stray"),
    "root-missing": (
        "ALTER TABLE planted.roots RENAME root_id TO id",
        "roots",
    ),
    "root-nullable": (
        "CREATE TABLE planted.more (root_id uuid, org_id uuid, CHECK (root_id IS NOT NULL))",
        "more",
    ),
    "root-in-primary-key": (
        "CREATE TABLE planted.more (id bigint PRIMARY KEY, root_id uuid NOT NULL, org_id uuid)",
        "more",
    ),
    "root-in-unique": ("CREATE UNIQUE INDEX planted_unique ON planted.items (org_id, place)", "items"),
    "root-in-exclude": (
        "ALTER TABLE planted.items ADD EXCLUDE USING gist (org_id WITH =, span WITH &&)",
        "items",
    ),
    "root-in-foreign-key": (
        "ALTER TABLE planted.items ADD COLUMN other uuid REFERENCES planted.roots",
        "items",
    ),
    "foreign-key-to-local": ("ALTER TABLE planted.items ADD note int REFERENCES planted.notes", "items"),
    "foreign-key-into-sharded": ("ALTER TABLE planted.notes ADD root uuid REFERENCES planted.roots", "notes"),
    "set-null-on-root": (
        "ALTER TABLE planted.items ADD CONSTRAINT again FOREIGN KEY (root_id) REFERENCES planted.roots "
        "ON DELETE SET NULL",
        "items",
    ),
    "root-updated": (
        "ALTER TABLE planted.items ADD CONSTRAINT again FOREIGN KEY (root_id) REFERENCES planted.roots "
        "ON UPDATE CASCADE",
        "items",
    ),
    "trigger": (
        "CREATE TRIGGER planted_trigger BEFORE UPDATE ON planted.items "
        "FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse_change()",
        "items",
    ),
    "sequence-type": (
        "ALTER TABLE planted.items ADD small int GENERATED ALWAYS AS IDENTITY",
        "items",
    ),
    "policy-subquery": (
        "CREATE POLICY slow ON planted.items TO assay_app USING (place IN (SELECT id FROM planted.places))",
        "items",
    ),
    "row-security": ("ALTER TABLE planted.items NO FORCE ROW LEVEL SECURITY", "items"),
    "org-policy": (
        "ALTER POLICY by_org ON planted.items USING (org_id = current_setting('assay.org_id', true)::uuid)",
        "items",
    ),
    "open-policy": ("CREATE POLICY open ON planted.items TO assay_app USING (true)", "items"),
    "index-lead": ("CREATE INDEX planted_index ON planted.items (place)", "items"),
    "partition-granted": ("GRANT SELECT (month) ON planted.events_1 TO assay_app", "events_1"),
    "missing": ("DROP TABLE planted.notes", "notes"),
}


@pytest.fixture
async def connection(shared_database: Database) -> AsyncIterator[AsyncConnection]:
    """A schema `planted` without a fault, gone after the test."""
    async with shared_database.bind.connect() as opened:  # type: ignore[union-attr]
        outer = await opened.begin()
        await execute(opened, "CREATE SCHEMA planted;" + GOOD)
        for name in ("roots", "items", "events"):
            await execute(opened, SECURE.format(name))
        yield opened
        await outer.rollback()


async def execute(connection: AsyncConnection, statements: str) -> None:
    for statement in statements.split(";"):
        if statement.strip():
            await connection.execute(text(statement))


def metadata(**changes: dict[str, Any]) -> MetaData:
    made = MetaData()
    for name, info in (DECLARED | changes).items():
        Table(name, made, schema="planted", info=info)
    return made


async def test_tables_that_keep_their_promises_pass(connection: AsyncConnection) -> None:
    assert await lint(connection, metadata(), ["planted"]) == []


@pytest.mark.parametrize("rule", BREACHES)
async def test_planted_breach_is_named(connection: AsyncConnection, rule: str) -> None:
    statement, table = BREACHES[rule]
    await execute(connection, statement)
    declared = metadata()
    if table == "more":
        await execute(connection, SECURE.format("more"))
        declared = metadata(more=ROOT)
    found = await lint(connection, declared, ["planted"])
    assert rule in {finding.rule for finding in found if finding.table == f"planted.{table}"}
    # What one mistake brings with it: without its column, a root is in no key.
    also = {
        "root-missing": {"root-in-primary-key", "root-in-foreign-key"},
        "root-nullable": {"root-in-primary-key"},
    }
    assert {finding.rule for finding in found} <= {rule} | also.get(rule, set())


async def test_class_must_be_one_of_the_three(connection: AsyncConnection) -> None:
    found = await lint(connection, metadata(notes={"table_class": "spread"}), ["planted"])
    assert [(finding.table, finding.rule) for finding in found] == [("planted.notes", "undeclared")]


async def test_opt_out_with_a_reason_silences_one_rule_on_one_table(connection: AsyncConnection) -> None:
    await execute(connection, "CREATE INDEX planted_index ON planted.items (place)")
    await execute(connection, "ALTER TABLE planted.items NO FORCE ROW LEVEL SECURITY")
    allowed = metadata(items=ROOT | {"allow": {"index-lead": "read by the sequencer across organisations"}})
    found = await lint(connection, allowed, ["planted"])
    assert [finding.rule for finding in found] == ["row-security"]


def test_opt_out_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match=r"planted\.items"):
        declarations(metadata(items=ROOT | {"allow": {"index-lead": " "}}))


async def test_finding_says_what_to_change(connection: AsyncConnection) -> None:
    await execute(connection, BREACHES["index-lead"][0])
    message = "planted_index must lead with org_id or root_id."
    assert await lint(connection, metadata(), ["planted"]) == [
        Finding("planted.items", "index-lead", message)
    ]
