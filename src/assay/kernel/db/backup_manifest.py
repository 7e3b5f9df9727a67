"""What a backup says of itself: its tables and their content's digest, the roles and extensions it needs."""

from typing import Literal

import asyncpg
from pydantic import BaseModel

from assay.kernel import clock
from assay.kernel.db.backup_tools import BackupError

FORMAT: Literal[1] = 1
NOT_RESTORED = {"plpgsql", "pg_stat_statements"}
"""Extensions that hold nothing of ours: in every database, or only for measuring."""

# What the database's objects are granted to or policed by, except their owner.
_ROLES = """
WITH named AS (
    SELECT DISTINCT r.oid, r.rolname, r.rolinherit
      FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid JOIN pg_database b ON b.oid = d.dbid
     WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype IN ('a', 'r', 'i')
       AND b.datname = current_database() AND r.oid <> b.datdba AND r.rolname NOT LIKE 'pg\\_%')
SELECT n.rolname::text AS name, n.rolinherit AS inherit,
       ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN named g ON g.oid = m.roleid
              WHERE m.member = n.oid ORDER BY 1) AS member_of
  FROM named n ORDER BY 1
"""

# What a dump without owners and with row-level security off cannot bring back by itself.
_RELATIONS = r"""
SELECT format('%I.%I', n.nspname, c.relname) AS name, format('%I', n.nspname) AS schema_name,
       CASE WHEN c.relowner <> b.datdba THEN r.rolname::text END AS owner,
       c.relkind = 'm' AS materialized, c.relispopulated AS filled
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
  JOIN pg_database b ON b.datname = current_database()
 WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
   AND (c.relkind = 'm' OR c.relkind IN ('r', 'p', 'v', 'S') AND c.relowner <> b.datdba AND NOT r.rolsuper)
 ORDER BY c.oid
"""


class Table(BaseModel):
    """`digest` is the sum of the 64-bit hashes of all rows as text: equal for equal content in any order."""

    rows: int
    digest: str


class RoleEntry(BaseModel):
    """A role of the server that the database's grants or policies name; `member_of` other such roles."""

    name: str
    inherit: bool
    member_of: list[str]


class Relation(BaseModel):
    """A materialised view, or what another role than the database's owner (`owner` None) owns."""

    name: str
    schema_name: str
    owner: str | None
    materialized: bool
    filled: bool


class Manifest(BaseModel):
    """What a backup holds. `tables` by "schema.name", partitions each by itself."""

    format: Literal[1]
    made_at: str
    server_version: int
    revision: str | None
    roles: list[RoleEntry]
    extensions: dict[str, str]
    tables: dict[str, Table]
    relations: list[Relation] = []
    dump_bytes: int = 0
    dump_sha256: str = ""


async def tables_of(connection: "asyncpg.Connection") -> list[str]:
    """Tables and partitions of ours, as quoted "schema.name"; none of an extension."""
    rows = await connection.fetch(
        """
        SELECT format('%I.%I', n.nspname, c.relname) AS name
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
           AND NOT EXISTS (SELECT FROM pg_depend d
                            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
         ORDER BY 1
        """
    )
    return [row["name"] for row in rows]


async def describe(connection: "asyncpg.Connection") -> Manifest:
    """The manifest of the connected database as the running transaction sees it, the dump still to come."""
    # The digest hashes rows as text, so whatever shapes text must be the same on both sides.
    for name, value in (("timezone", "UTC"), ("datestyle", "ISO"), ("intervalstyle", "iso_8601")):
        await connection.execute(f"SET {name} = '{value}'")
    tables = {}
    for name in await tables_of(connection):
        digest = "coalesce(sum(hashtextextended(t::text, 0)), 0)::text"
        # The name was quoted by the server.
        row = await connection.fetchrow(f"SELECT count(*) AS rows, {digest} AS digest FROM {name} t")  # noqa: S608
        tables[name] = Table(rows=row["rows"], digest=row["digest"])
    roles = await connection.fetch(_ROLES)
    relations = await connection.fetch(_RELATIONS)
    extensions = await connection.fetch(
        "SELECT extname::text AS name, nspname::text AS schema "
        "FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace ORDER BY 1"
    )
    revision = None
    if await connection.fetchval("SELECT to_regclass('public.alembic_version') IS NOT NULL"):
        revision = await connection.fetchval("SELECT version_num FROM public.alembic_version")
    return Manifest(
        format=FORMAT,
        made_at=clock.now().isoformat(),
        server_version=connection.get_server_version().major,
        revision=revision,
        roles=[RoleEntry.model_validate(dict(row)) for row in roles],
        extensions={row["name"]: row["schema"] for row in extensions if row["name"] not in NOT_RESTORED},
        tables=tables,
        relations=[Relation.model_validate(dict(row)) for row in relations],
    )


def compare(expected: Manifest, found: Manifest) -> None:
    """Raise BackupError, with the names, when tables of `expected` are not the same in `found`."""
    differing = [name for name, table in expected.tables.items() if found.tables.get(name) != table]
    if differing:
        raise BackupError(
            f"Not everything came back: {', '.join(differing[:5])} differ from the backup. "
            "Drop this database and restore into a new one."
        )
