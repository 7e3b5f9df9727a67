"""What an exporter tells about freight: quotes of forwarders, and whether customs examined a shipment."""

from uuid import UUID

from assay.apps.exportsathi.finance.queries import check_has_profile
from assay.apps.exportsathi.logistics import queries
from assay.apps.exportsathi.logistics.forms import OutcomeForm, QuoteForm
from assay.apps.exportsathi.models.money import ExaminationOutcome, FreightQuote
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.web.etag import check_version


async def add_quote(db: Session, actor: Actor, form: QuoteForm) -> FreightQuote:
    """Raises Conflict for an exporter without a profile."""
    await check_has_profile(db, org_of(actor), person_of(actor))
    row = FreightQuote(org_id=org_of(actor), exporter_id=person_of(actor), **form.model_dump())
    db.add(row)
    await db.flush()
    return row


async def change_quote(
    db: Session, actor: Actor, quote_id: UUID, form: QuoteForm, *, version: int
) -> FreightQuote:
    """Raises NotFound for others', PreconditionFailed where it was changed meanwhile."""
    row = await queries.quote(db, org_of(actor), person_of(actor), quote_id, lock=True)
    check_version(row.version, version)
    for name, value in form.model_dump().items():
        setattr(row, name, value)
    row.version += 1
    await db.flush()
    return row


async def delete_quote(db: Session, actor: Actor, quote_id: UUID) -> None:
    """Raises NotFound for others'."""
    await db.delete(await queries.quote(db, org_of(actor), person_of(actor), quote_id))
    await db.flush()


async def tell_outcome(db: Session, actor: Actor, form: OutcomeForm) -> ExaminationOutcome:
    """Raises Conflict for an exporter without a profile."""
    await check_has_profile(db, org_of(actor), person_of(actor))
    row = ExaminationOutcome(org_id=org_of(actor), exporter_id=person_of(actor), **form.model_dump())
    db.add(row)
    await db.flush()
    return row


async def delete_outcome(db: Session, actor: Actor, outcome_id: UUID) -> None:
    """Raises NotFound for others'."""
    await db.delete(await queries.outcome(db, org_of(actor), person_of(actor), outcome_id))
    await db.flush()
