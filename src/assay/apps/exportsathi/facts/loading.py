"""Putting the facts that come with ExportSathi into an organisation. Twice is once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assay.apps.exportsathi.events import Event
from assay.apps.exportsathi.facts import packs, queries_write
from assay.apps.exportsathi.facts.packs import PACKS, Row
from assay.apps.exportsathi.sources import queries as sources
from assay.kernel import audit
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Session


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rows that were put in: sources, and facts by pack. What was there already is not counted."""

    sources: int
    facts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.facts.values())


async def load(
    db: Session, actor: Actor, wanted: Collection[str] | None = None, *, lines: Collection[str] | None = None
) -> Loaded:
    """Put in the packs of these names (None: all), as far as they are not there.

    `lines`: of policies and benefits only those whose code begins so. What a curator changed stays: a fact
    with a row for its days is left as it is. Raises `packs.Altered` where a file is not what was pinned.
    """
    org_id = org_of(actor)
    names = [name for name in PACKS if wanted is None or name in wanted]
    read = {name: _within(packs.read(name), lines) for name in names}
    made = await sources.add_missing(db, [{"org_id": org_id, **_source(row)} for row in packs.sources()])
    facts = {
        name: await queries_write.add_missing(db, org_id, PACKS[name].table, rows)
        for name, rows in read.items()
    }
    loaded = Loaded(made, facts)
    if made or loaded.total:
        added = {name: number for name, number in facts.items() if number}
        await audit.record(
            db,
            actor,
            Event.FACTS_IMPORTED,
            entity="facts",
            entity_id="packs",
            details={"sources": made, "facts": added},
        )
    return loaded


def _within(rows: list[Row], lines: Collection[str] | None) -> list[Row]:
    if lines is None:
        return rows
    begin = tuple(lines)
    return [row for row in rows if str(row.get("line") or row.get("entry") or begin[0]).startswith(begin)]


SOURCE_DEFAULTS: Row = {
    "reference": "",
    "url": "",
    "licence": "",
    "published": None,
    "checked_on": None,
    "valid_from": None,
    "valid_to": None,
    "is_verified": False,
    "sha256": "",
    "rows": None,
    "note": "",
    "version": 1,
}


def _source(row: Row) -> Row:
    pinned = packs.pins().get(str(row.get("file", "")))
    pin = {"sha256": pinned.sha256, "rows": pinned.rows} if pinned else {}
    return {**SOURCE_DEFAULTS, **{name: value for name, value in row.items() if name != "file"}, **pin}
