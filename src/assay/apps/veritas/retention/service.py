"""Dropping months of events: proof first, then the drop, in one transaction."""

from datetime import date

from assay.apps.veritas.events import Event
from assay.apps.veritas.exams.policies import MonitoringPolicy
from assay.apps.veritas.monitoring import queries as monitoring
from assay.apps.veritas.retention import queries, rules
from assay.kernel import audit, clock
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Session

LABEL = "veritas.retention"


async def old_months(db: Session) -> list[date]:
    """Months that have a partition and are over, oldest first. Needs the system role."""
    today = clock.now().date()
    return [month for month in await monitoring.partition_months(db) if rules.month_after(month) <= today]


async def drop_month(db: Session, month: date) -> bool:
    """Drop the events of `month` if every exam's time is over; whether it was done. Needs the system role.

    Each organisation first gets its row of `dropped_events` and an entry in the log: how many attempts and
    events, and the digest over their roots. Attempts, receipts and roots stay. Proof and drop live or die
    together.
    """
    orgs = await queries.organisations_of(db, month)
    found = {}
    default_days = int(MonitoringPolicy.model_fields["retention_days"].default)
    for org_id in orgs:
        await queries.bind(db, org_id)
        found[org_id] = await queries.holding(db, org_id, month, default_days)
    if not rules.may_go(month, found.values(), clock.now()):
        await queries.bind(db, None)
        return False
    for org_id, holding in found.items():
        await queries.bind(db, org_id)
        digest = rules.digest(await queries.roots(db, org_id, month))
        await queries.add_proof(db, org_id, month, holding, digest)
        await audit.record(
            db,
            system_actor(org_id, LABEL),
            Event.EVENTS_DROPPED,
            entity="month",
            entity_id=month.isoformat(),
            details={
                "attempts": holding.attempts,
                "events": int(holding.events),
                "roots_digest": digest.hex(),
                "retention_days": holding.retention_days,
            },
        )
    await queries.bind(db, None)
    return await queries.drop_partition(db, month)
