"""Sources: what facts and texts of the knowledge stand on."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from assay.apps.exportsathi.events import Event
from assay.apps.exportsathi.models.sources import Source
from assay.apps.exportsathi.sources import queries
from assay.apps.exportsathi.sources.forms import EndForm, NewSourceForm, SourceForm
from assay.apps.exportsathi.sources.rules import SourceRef
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.clock import day_in_india
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, Invalid
from assay.kernel.web.etag import check_version
from assay.kernel.web.i18n import gettext as _


def ref(row: Source) -> SourceRef:
    """A source as it is cited."""
    return SourceRef(
        source_id=row.source_id,
        title=row.title,
        publisher=row.publisher,
        reference=row.reference,
        url=row.url,
        published=row.published,
        checked_on=row.checked_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        is_verified=row.is_verified,
    )


async def refs(db: Session, org_id: UUID, ids: Collection[str]) -> dict[str, SourceRef]:
    """The sources with these ids, by id; one that is not there is left out."""
    if not ids:
        return {}
    return {row.source_id: ref(row) for row in await queries.by_ids(db, org_id, set(ids))}


class SourceMissing(Conflict):
    """What would be said stands on a source that the organisation has not."""

    slug, title = "source-missing", "A source that this stands on is missing"


def absent(ids: Collection[str]) -> str:
    """What a curator must add, in words."""
    words = _(
        "What this stands on is not among the sources here: %(ids)s. A curator puts it in under Knowledge, "
        "with what comes with ExportSathi, or under Sources."
    )
    return words % {"ids": ", ".join(ids)}


async def cited(db: Session, org_id: UUID, source_id: str) -> SourceRef:
    """One source. Raises SourceMissing, which says what a curator must add."""
    found = (await refs(db, org_id, [source_id])).get(source_id)
    if found is None:
        raise SourceMissing(absent([source_id]))
    return found


async def make(db: Session, actor: Actor, form: NewSourceForm) -> Source:
    """Raises Conflict where the id is taken."""
    row = {**form.model_dump(), "org_id": org_of(actor), "is_verified": False, "sha256": "", "version": 1}
    if not await queries.add_missing(db, [row]):
        raise Conflict(_("There is a source with this id already."))
    made = await queries.source(db, org_of(actor), form.source_id)
    await _record(db, actor, made, "made")
    return made


async def change(db: Session, actor: Actor, source_id: str, form: SourceForm, *, version: int) -> Source:
    """Correct how a source is described. Whether it was checked stays as it is."""
    row = await queries.source(db, org_of(actor), source_id, lock=True)
    check_version(row.version, version)
    for name, value in form.model_dump().items():
        setattr(row, name, value)
    return await _changed(db, actor, row, "described")


async def check(db: Session, actor: Actor, source_id: str, checked_on: date, *, version: int) -> Source:
    """Write down that somebody compared it with the original. Raises Invalid for a day that lies ahead."""
    if checked_on > day_in_india(clock.now()):
        raise Invalid(fields={"checked_on": _("This day lies ahead.")})
    row = await queries.source(db, org_of(actor), source_id, lock=True)
    check_version(row.version, version)
    row.checked_on, row.is_verified = checked_on, True
    return await _changed(db, actor, row, "checked")


async def end(db: Session, actor: Actor, source_id: str, form: EndForm, *, version: int) -> Source:
    """Let it end. Raises Invalid for a last day before its first."""
    row = await queries.source(db, org_of(actor), source_id, lock=True)
    check_version(row.version, version)
    if row.valid_from and form.valid_to < row.valid_from:
        raise Invalid(fields={"valid_to": _("The last day lies before the first.")})
    row.valid_to = form.valid_to
    return await _changed(db, actor, row, "ended")


async def _changed(db: Session, actor: Actor, row: Source, what: str) -> Source:
    row.version += 1
    await db.flush()
    await _record(db, actor, row, what)
    return row


async def _record(db: Session, actor: Actor, row: Source, what: str) -> None:
    await audit.record(
        db,
        actor,
        Event.SOURCE_CHANGED,
        entity="source",
        entity_id=row.source_id,
        details={
            "what": what,
            "version": row.version,
            "valid_from": str(row.valid_from or ""),
            "valid_to": str(row.valid_to or ""),
            "checked_on": str(row.checked_on or ""),
        },
    )
