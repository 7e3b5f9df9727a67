"""What a curator does with facts: look, add, follow one by another, withdraw, import and export files."""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from assay.apps.exportsathi.curator import files, queries, rules
from assay.apps.exportsathi.curator.forms import (
    FORMS,
    MODELS,
    AnyForm,
    ImportForm,
    ImportOut,
    form_of,
    table_of,
)
from assay.apps.exportsathi.curator.queries import Listed, SourceCount
from assay.apps.exportsathi.curator.rules import Plan, Step, Stored
from assay.apps.exportsathi.events import Event
from assay.apps.exportsathi.facts import queries_write
from assay.apps.exportsathi.facts.service import today
from assay.apps.exportsathi.models.facts import Fact
from assay.apps.exportsathi.models.sources import Source
from assay.apps.exportsathi.sources import queries as source_queries
from assay.apps.exportsathi.sources import service as sources
from assay.apps.exportsathi.sources.forms import CheckForm
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, Invalid, NotFound
from assay.kernel.ids import uuid7
from assay.kernel.web.etag import check_version
from assay.kernel.web.i18n import gettext as _

EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class Staleness:
    """What needs a look. `ends`: facts in force and the day on which they end; `expired`: those that ended
    with nothing in their place; `by_source`: each source with what stands on it.
    """

    on: date
    ends: Sequence[tuple[Listed, date]]
    expired: Sequence[tuple[Listed, date]]
    by_source: Sequence[SourceCount]

    def within(self, days: int) -> int:
        return sum((end - self.on).days <= days for _fact, end in self.ends)

    @property
    def unverified(self) -> int:
        return sum(one.unverified for one in self.by_source)

    @property
    def facts(self) -> int:
        return sum(one.facts for one in self.by_source)


async def staleness(db: Session, actor: Actor) -> Staleness:
    org_id, on = org_of(actor), today()
    return Staleness(
        on,
        await queries.ending(db, org_id, on, limit=200),
        await queries.expired(db, org_id, on, limit=200),
        await queries.by_source(db, org_id, on),
    )


async def add(db: Session, actor: Actor, form: AnyForm) -> Fact:
    """A fact that was not there. Raises Conflict where there is one about the same thing: follow that."""
    org_id = org_of(actor)
    await _check_source(db, org_id, form.source_id)
    if await _stored(db, org_id, form.MODEL, {form.key()}):
        raise Conflict(_("There is such a fact already. Change it, so that its history is kept."))
    return await _put(db, actor, form.MODEL, Step(form.columns()))


async def change(db: Session, actor: Actor, fact_id: UUID, form: AnyForm, *, version: int) -> Fact:
    """A row that follows a fact; what was in force stays as it was until the day before.

    One that begins on the same day corrects it: the old row is withdrawn and kept. Raises Invalid for another
    table, another key or an earlier day, Conflict for a row that was followed already.
    """
    org_id = org_of(actor)
    row = await queries.fact(db, org_id, fact_id, lock=True)
    check_version(row.version, version)
    if row.withdrawn_at is not None or row.replaced_by is not None:
        raise Conflict(_("This row is history: change the one that follows it."))
    if form.MODEL is not type(row):
        raise Invalid(fields={"table": _("This fact belongs to another table.")})
    await _check_source(db, org_id, form.source_id)
    before = stored(row)
    if form.key() != before.key:
        raise Invalid(fields={form.KEY[0].strip("_"): _("What names the fact cannot change. Add another.")})
    return await _put(db, actor, form.MODEL, rules.follow(before, form.columns()))


async def withdraw(db: Session, actor: Actor, fact_id: UUID, *, version: int) -> Fact:
    """Use it no longer, for no day: it was wrong. It is kept as history."""
    row = await queries.fact(db, org_of(actor), fact_id, lock=True)
    check_version(row.version, version)
    if row.withdrawn_at is not None:
        raise Conflict(_("It is withdrawn already."))
    row.withdrawn_at, row.version = clock.now(), row.version + 1
    await db.flush()
    await _record(db, actor, row, "withdrawn")
    return row


async def check_source(
    db: Session, actor: Actor, source_id: str, form: CheckForm, *, version: int
) -> tuple[Source, int]:
    """Write down that a source was compared with the original, and its facts with it if so said."""
    row = await sources.check(db, actor, source_id, form.checked_on, version=version)
    facts = 0
    if form.facts_too:
        facts = await queries_write.check(db, org_of(actor), list(MODELS.values()), source_id)
        await audit.record(
            db,
            actor,
            Event.FACT_CHANGED,
            entity="source",
            entity_id=source_id,
            details={"what": "checked", "facts": facts, "checked_on": str(form.checked_on)},
        )
    return row, facts


async def take_in(db: Session, actor: Actor, form: ImportForm, data: bytes) -> ImportOut:
    """What a file brings, and, unless it is a dry run, all of it or nothing.

    Raises Invalid where the file cannot be read or is not the one that was announced.
    """
    org_id = org_of(actor)
    source = await _check_source(db, org_id, form.source_id)
    found = files.read(form.table, data, source_id=source.source_id, valid_from=source.valid_from)
    sha256, number = hashlib.sha256(data).hexdigest(), len(found.rows) + len(found.errors)
    _check_pin(form, sha256, number)
    wanted = [(line, row.key(), row.columns()) for line, row in found.rows]
    plan = rules.plan(wanted, await _stored(db, org_id, MODELS[form.table], {key for _l, key, _c in wanted}))
    errors = sorted([*found.errors, *plan.errors])
    out = ImportOut(
        table=form.table,
        dry_run=form.dry_run,
        rows=number,
        sha256=sha256,
        new=plan.new,
        changed=plan.changed,
        same=plan.same,
        stored=False,
        errors=[{"line": str(line), "what": what} for line, what in errors],
        examples=[_told(step) for step in plan.steps if step.before][:EXAMPLES],
    )
    if form.dry_run or errors:
        return out
    await _store(db, org_id, form.table, plan)
    source = await source_queries.source(db, org_id, source.source_id, lock=True)
    source.sha256, source.rows, source.version = sha256, number, source.version + 1
    await db.flush()
    await audit.record(
        db,
        actor,
        Event.FACTS_IMPORTED,
        entity="facts",
        entity_id=form.table,
        details={
            "source": source.source_id,
            "sha256": sha256,
            "rows": number,
            "new": plan.new,
            "changed": plan.changed,
        },
    )
    return out.model_copy(update={"stored": True})


async def export(db: Session, actor: Actor, table: str) -> AsyncIterator[str]:
    """The lines of a CSV file with what a table holds. Raises NotFound for a table that is none."""
    if table not in MODELS:
        raise NotFound(_("There is no such table of facts."))
    rows = await queries.whole(db, org_of(actor), MODELS[table])
    return _each(files.write(table, [form_of(row) for row in rows]))


async def _each(lines: Any) -> AsyncIterator[str]:
    for line in lines:
        yield line


def stored(row: Fact) -> Stored:
    form = form_of(row)
    return Stored(row.fact_id, form.key(), form.columns(), row.valid_from, row.valid_to)


async def _stored(db: Session, org_id: UUID, model: type[Fact], keys: set[tuple[str, ...]]) -> list[Stored]:
    rows = [stored(row) for row in await queries.whole(db, org_id, model)]
    return [one for one in rows if one.key in keys]


async def _check_source(db: Session, org_id: UUID, source_id: str) -> Source:
    """Raises Invalid for a source that is not there, has no date, or has ended."""
    (row,) = await source_queries.by_ids(db, org_id, [source_id]) or (None,)
    if row is None:
        raise Invalid(fields={"source_id": _("There is no such source. Add it first.")})
    if row.valid_from is None and row.published is None:
        raise Invalid(fields={"source_id": _("Give the source a date first: from when it holds.")})
    if row.valid_to is not None and row.valid_to < today():
        raise Invalid(fields={"source_id": _("This source has ended. Name one that holds.")})
    return row


def _check_pin(form: ImportForm, sha256: str, rows: int) -> None:
    if form.sha256 and form.sha256.lower() != sha256:
        said = _("The file is not the one that was announced: its SHA-256 is %(found)s.")
        raise Invalid(fields={"sha256": said % {"found": sha256}})
    if form.rows is not None and form.rows != rows:
        said = _("%(wanted)s rows were announced, the file holds %(found)s.")
        raise Invalid(fields={"rows": said % {"wanted": form.rows, "found": rows}})


async def _store(db: Session, org_id: UUID, table: str, plan: Plan) -> None:
    rows = [{**step.columns, "fact_id": uuid7(), "pack": ""} for step in plan.steps]
    ended = [
        (step.before.fact_id, cast(UUID, row["fact_id"]), step.ends)
        for step, row in zip(plan.steps, rows, strict=True)
        if step.before is not None
    ]
    if not await queries_write.follow(db, org_id, MODELS[table], rows, ended, clock.now()):
        raise Conflict(_("Two facts about the same thing would hold on one day. Nothing was stored."))


async def _put(db: Session, actor: Actor, model: type[Fact], step: Step) -> Fact:
    org_id, fact_id = org_of(actor), uuid7()
    row = {**step.columns, "fact_id": fact_id, "pack": ""}
    ended = [(step.before.fact_id, fact_id, step.ends)] if step.before else []
    if not await queries_write.follow(db, org_id, model, [row], ended, clock.now()):
        raise Conflict(_("Another fact about the same thing holds on one of these days."))
    made = await queries.fact(db, org_id, fact_id)
    await _record(db, actor, made, "followed" if step.before else "added")
    return made


async def _record(db: Session, actor: Actor, row: Fact, what: str) -> None:
    await audit.record(
        db,
        actor,
        Event.FACT_CHANGED,
        entity="fact",
        entity_id=row.fact_id,
        details={
            "what": what,
            "table": table_of(row),
            "key": " ".join(form_of(row).key()),
            "source": row.source_id,
            "valid_from": str(row.valid_from or ""),
            "valid_to": str(row.valid_to or ""),
        },
    )


def _told(step: Step) -> dict[str, str]:
    before: Mapping[str, Any] = step.before.columns if step.before else {}
    differ = [name for name, value in rules.says(step.columns).items() if before.get(name) != value]
    return {
        "key": " ".join(step.before.key) if step.before else "",
        "was": "; ".join(f"{name}: {before.get(name)}" for name in differ),
        "becomes": "; ".join(f"{name}: {step.columns[name]}" for name in differ),
    }


def tables() -> list[str]:
    return list(FORMS)
