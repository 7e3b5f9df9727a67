"""`assay db lint`: the live catalog against what each table's class promises.

Every table of ours declares in its model that it is `sharded(root)`, `reference()` or `local()`. Sharded
tables are held to what a distributed PostgreSQL (Citus 14) accepts, so that growing past one machine stays a
matter of operation. Every table with `org_id`, of whatever class, is held to row-level security.

A table may opt out of a rule, with its reason:
`"info": {**local(), "allow": {"index-lead": "found by token, across organisations"}}`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import AsyncConnection

from assay.kernel.db.lint_catalog import ForeignKey, TableFacts, read_catalog
from assay.kernel.db.migrate import SCHEMAS, include_object

CLASSES = {"sharded", "reference", "local"}
ORG = "org_id"
# As PostgreSQL writes it back. With `current_setting(..., true)` an unset organisation would be no error.
ORG_POLICY = "(org_id = (current_setting('assay.org_id'::text))::uuid)"
CROSSES_ORGANISATIONS = {"assay_system"}


@dataclass(frozen=True, order=True)
class Finding:
    """A table ("schema.name") that breaks a rule, and how."""

    table: str
    rule: str
    message: str


@dataclass(frozen=True)
class Declared:
    """What the model of a table says about it."""

    table_class: str
    root: str | None
    allow: Mapping[str, str]


Breaches = Iterator[tuple[str, str]]
Rule = Callable[[TableFacts, Declared, Mapping[str, Declared]], Breaches]


async def lint(
    connection: AsyncConnection, metadata: MetaData, schemas: Sequence[str] = SCHEMAS
) -> list[Finding]:
    """Every breach, sorted by table and rule; an empty list is a pass. `metadata`: see `migrate.metadata`."""
    return judge(await read_catalog(connection, schemas), declarations(metadata), schemas)


def declarations(metadata: MetaData) -> dict[str, Declared]:
    """Table class, root and opt-outs by "schema.name". Raises ValueError for an opt-out without a reason."""
    declared = {}
    for table in metadata.tables.values():
        info: Mapping[str, Any] = table.info
        allow: Mapping[str, str] = info.get("allow", {})
        if not all(reason.strip() for reason in allow.values()):
            raise ValueError(f"{table.fullname} opts out of a rule without a reason.")
        declared[table.fullname] = Declared(info.get("table_class", ""), info.get("root"), allow)
    return declared


def judge(
    catalog: Mapping[str, TableFacts], declared: Mapping[str, Declared], schemas: Sequence[str] = SCHEMAS
) -> list[Finding]:
    """The rules applied to `catalog`; pure."""
    found = []
    for name, facts in catalog.items():
        if facts.parent is not None:
            found += [Finding(name, *breach) for breach in partition_granted(facts)]
            continue
        if not include_object(None, name.partition(".")[2], "table", True, None):
            continue
        own = declared.get(name, Declared("", None, {}))
        for rule in RULES if own.table_class in CLASSES else (undeclared,):
            breaches = rule(facts, own, declared)
            found += [Finding(name, key, message) for key, message in breaches if key not in own.allow]
    for name in declared:
        if name.partition(".")[0] in schemas and name not in catalog:
            found.append(Finding(name, "missing", "Declared in a model, and not in the database."))
    return sorted(found)


def partition_granted(facts: TableFacts) -> Breaches:
    if facts.granted_to:
        roles = ", ".join(facts.granted_to)
        yield "partition-granted", f"Granted to {roles}: reading a partition bypasses its parent's policies."


def undeclared(_facts: TableFacts, _own: Declared, _all: Mapping[str, Declared]) -> Breaches:
    yield "undeclared", "Its model must say sharded(root), reference() or local()."


def root_column(facts: TableFacts, own: Declared, _all: Mapping[str, Declared]) -> Breaches:
    if own.root is None:
        return
    if own.root not in facts.columns:
        yield "root-missing", f"There is no column {own.root}."
    elif not facts.columns[own.root]:
        yield "root-nullable", f"{own.root} must be NOT NULL: it decides where the row lives."


def root_in_keys(facts: TableFacts, own: Declared, _all: Mapping[str, Declared]) -> Breaches:
    if own.root is None:
        return
    if not any(index.primary for index in facts.indexes):
        yield "root-in-primary-key", f"It needs a primary key with {own.root} in it."
    for index in facts.indexes:
        if (index.unique or index.exclusion) and own.root not in index.columns:
            rule = "root-in-primary-key" if index.primary else "root-in-unique"
            rule = "root-in-exclude" if index.exclusion else rule
            yield rule, f"{index.name} lacks {own.root}: no server could check it alone."


def foreign_keys(facts: TableFacts, own: Declared, declared: Mapping[str, Declared]) -> Breaches:
    for key in facts.foreign_keys:
        target = declared.get(key.target, Declared("", None, {}))
        if own.table_class == "sharded":
            yield from _sharded_foreign_key(key, own.root, target)
        elif target.table_class == "sharded":
            yield "foreign-key-into-sharded", f"{key.name} points from one place at rows spread over servers."


def _sharded_foreign_key(key: ForeignKey, root: str | None, target: Declared) -> Breaches:
    if target.table_class == "sharded" and (root, target.root) not in key.pairs:
        yield "root-in-foreign-key", f"{key.name} must pair {root} with {key.target}.{target.root}."
    if target.table_class == "local":
        yield "foreign-key-to-local", f"{key.name} points at {key.target}, which other servers do not have."
    if root in key.cleared:
        yield "set-null-on-root", f"{key.name} would clear {root}: a row would lose its place."
    if key.follows_updates and any(column == root for column, _ in key.pairs):
        yield "root-updated", f"{key.name} would change {root}: a row would change its place."


def no_triggers(facts: TableFacts, own: Declared, _all: Mapping[str, Declared]) -> Breaches:
    if own.table_class == "sharded":
        for name in facts.triggers:
            yield "trigger", f"Trigger {name}: hold the rule by privilege and in the model instead."


def bigint_sequences(facts: TableFacts, own: Declared, _all: Mapping[str, Declared]) -> Breaches:
    if own.table_class == "sharded":
        for sequence in facts.sequences:
            if sequence.type != "bigint":
                yield (
                    "sequence-type",
                    f"{sequence.name} is {sequence.type}: only bigint is shared out by server.",
                )


def plain_policies(facts: TableFacts, _own: Declared, _all: Mapping[str, Declared]) -> Breaches:
    for policy in facts.policies:
        if policy.subquery:
            yield (
                "policy-subquery",
                f"Policy {policy.name} has a subquery: run for every row, thirty times slower.",
            )


def row_security(facts: TableFacts, _own: Declared, _all: Mapping[str, Declared]) -> Breaches:
    if ORG not in facts.columns:
        return
    if not (facts.secured and facts.forced):
        yield "row-security", "Row-level security must be enabled and forced: `rls.enable_rls`."
    if not any(ORG_POLICY in policy.expression for policy in facts.policies):
        yield "org-policy", f"No policy says {ORG_POLICY}."
    for policy in facts.policies:
        if policy.expression in {"true", "true AND true"} and not set(policy.roles) <= CROSSES_ORGANISATIONS:
            yield (
                "open-policy",
                f"Policy {policy.name} shows every organisation to {', '.join(policy.roles)}.",
            )


def index_lead(facts: TableFacts, own: Declared, _all: Mapping[str, Declared]) -> Breaches:
    """Every query names its organisation or its root, so an index that starts otherwise is read across them.

    Left out: primary keys, and on tables that are not sharded the one-column indexes (a look-up by token).
    """
    leads = {column for column in (ORG, own.root) if column in facts.columns}
    if not leads:
        return
    for index in facts.indexes:
        single = own.table_class != "sharded" and len(index.columns) == 1
        if index.primary or single or index.method != "btree" or index.columns[0] in leads:
            continue
        yield "index-lead", f"{index.name} must lead with {' or '.join(sorted(leads))}."


RULES: tuple[Rule, ...] = (
    root_column,
    root_in_keys,
    foreign_keys,
    no_triggers,
    bigint_sequences,
    plain_policies,
    row_security,
    index_lead,
)
