"""What the live catalog says about our tables, as plain values for the rules in `lint`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True)
class Index:
    """`columns` are its keys in order; "(expression)" stands for a key that is no column."""

    name: str
    columns: tuple[str, ...]
    method: str
    unique: bool
    primary: bool
    exclusion: bool


@dataclass(frozen=True)
class ForeignKey:
    """`pairs` of (own column, column of `target`). `cleared`: what a delete sets to NULL or its default."""

    name: str
    target: str
    pairs: tuple[tuple[str, str], ...]
    cleared: tuple[str, ...]
    follows_updates: bool


@dataclass(frozen=True)
class Policy:
    name: str
    roles: tuple[str, ...]
    expression: str
    subquery: bool


@dataclass(frozen=True)
class ColumnSequence:
    """A sequence that feeds a column."""

    name: str
    type: str


@dataclass
class TableFacts:
    """One table or partition; `parent` is the partitioned table it belongs to."""

    name: str
    parent: str | None
    secured: bool
    forced: bool
    granted_to: tuple[str, ...]
    columns: dict[str, bool] = field(default_factory=dict)
    """Column to whether it is NOT NULL."""
    indexes: list[Index] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    triggers: list[str] = field(default_factory=list)
    sequences: list[ColumnSequence] = field(default_factory=list)


_TABLES = """
SELECT c.oid, format('%s.%s', n.nspname, c.relname) AS name, c.relrowsecurity AS secured,
       c.relforcerowsecurity AS forced,
       (SELECT format('%s.%s', pn.nspname, p.relname) FROM pg_inherits i
          JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
         WHERE i.inhrelid = c.oid AND c.relispartition) AS parent,
       ARRAY(SELECT DISTINCT coalesce(r.rolname::text, 'PUBLIC')
               FROM (SELECT c.relacl AS acl UNION ALL
                     SELECT a.attacl FROM pg_attribute a WHERE a.attrelid = c.oid) AS given,
                    aclexplode(given.acl) AS g LEFT JOIN pg_roles r ON r.oid = g.grantee
              WHERE g.grantee <> c.relowner) AS granted_to
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY(:schemas)
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY name
"""
_COLUMNS = """
SELECT attrelid AS oid, attname::text AS name, attnotnull AS not_null
  FROM pg_attribute WHERE attrelid = ANY(:oids) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_INDEXES = """
SELECT x.indrelid AS oid, c.relname::text AS name, m.amname::text AS method, x.indisunique AS is_unique,
       x.indisprimary AS is_primary, x.indisexclusion AS is_exclusion,
       ARRAY(SELECT coalesce(a.attname::text, '(expression)')
               FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k(number, place)
               LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.number
              WHERE k.place <= x.indnkeyatts ORDER BY k.place) AS columns
  FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_am m ON m.oid = c.relam
 WHERE x.indrelid = ANY(:oids) ORDER BY c.relname
"""
_FOREIGN_KEYS = """
SELECT f.conrelid AS oid, f.conname::text AS name, format('%s.%s', n.nspname, t.relname) AS target,
       f.confupdtype <> 'a' AND f.confupdtype <> 'r' AS follows_updates,
       ARRAY(SELECT a.attname::text FROM unnest(f.conkey) WITH ORDINALITY AS k(number, place)
               JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.number
              ORDER BY k.place) AS own,
       ARRAY(SELECT a.attname::text FROM unnest(f.confkey) WITH ORDINALITY AS k(number, place)
               JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.number
              ORDER BY k.place) AS theirs,
       ARRAY(SELECT a.attname::text FROM unnest(coalesce(f.confdelsetcols, f.conkey)) AS k(number)
               JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.number
              WHERE f.confdeltype IN ('n', 'd')) AS cleared
  FROM pg_constraint f JOIN pg_class t ON t.oid = f.confrelid JOIN pg_namespace n ON n.oid = t.relnamespace
 WHERE f.contype = 'f' AND f.conparentid = 0 AND f.conrelid = ANY(:oids) ORDER BY f.conname
"""
_POLICIES = """
SELECT p.polrelid AS oid, p.polname::text AS name,
       ARRAY(SELECT CASE WHEN role = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(role)::text END
               FROM unnest(p.polroles) AS role ORDER BY 1) AS roles,
       concat_ws(' AND ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
         AS expression,
       concat(p.polqual::text, p.polwithcheck::text) LIKE '%{SUBLINK %' AS subquery
  FROM pg_policy p WHERE p.polrelid = ANY(:oids) AND p.polpermissive ORDER BY p.polname
"""
_TRIGGERS = """
SELECT tgrelid AS oid, tgname::text AS name
  FROM pg_trigger WHERE tgrelid = ANY(:oids) AND NOT tgisinternal ORDER BY tgname
"""
# Fed by ownership (identity, serial) or by a default that names it.
_SEQUENCES = """
SELECT DISTINCT linked.oid, s.seqrelid::regclass::text AS name, format_type(s.seqtypid, NULL) AS type
  FROM pg_sequence s JOIN (
       SELECT refobjid AS oid, objid AS sequence FROM pg_depend
        WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i')
       UNION ALL
       SELECT a.adrelid, d.refobjid FROM pg_attrdef a
         JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = a.oid
                         AND d.refclassid = 'pg_class'::regclass) AS linked ON linked.sequence = s.seqrelid
 WHERE linked.oid = ANY(:oids) ORDER BY name
"""


async def read_catalog(connection: AsyncConnection, schemas: Sequence[str]) -> dict[str, TableFacts]:
    """Every table and partition of `schemas` by "schema.name"; tables of extensions are left out."""
    found: dict[int, TableFacts] = {}
    for row in (await connection.execute(text(_TABLES), {"schemas": list(schemas)})).mappings():
        found[row["oid"]] = TableFacts(
            row["name"], row["parent"], row["secured"], row["forced"], tuple(sorted(row["granted_to"]))
        )

    async def rows(statement: str) -> Sequence[Any]:
        return (await connection.execute(text(statement), {"oids": list(found)})).mappings().all()

    for row in await rows(_COLUMNS):
        found[row["oid"]].columns[row["name"]] = row["not_null"]
    for row in await rows(_INDEXES):
        kinds = (row["is_unique"], row["is_primary"], row["is_exclusion"])
        found[row["oid"]].indexes.append(Index(row["name"], tuple(row["columns"]), row["method"], *kinds))
    for row in await rows(_FOREIGN_KEYS):
        pairs = tuple(zip(row["own"], row["theirs"], strict=True))
        key = ForeignKey(row["name"], row["target"], pairs, tuple(row["cleared"]), row["follows_updates"])
        found[row["oid"]].foreign_keys.append(key)
    for row in await rows(_POLICIES):
        policy = Policy(row["name"], tuple(row["roles"]), row["expression"], row["subquery"])
        found[row["oid"]].policies.append(policy)
    for row in await rows(_TRIGGERS):
        found[row["oid"]].triggers.append(row["name"])
    for row in await rows(_SEQUENCES):
        found[row["oid"]].sequences.append(ColumnSequence(row["name"], row["type"]))
    return {facts.name: facts for facts in found.values()}
