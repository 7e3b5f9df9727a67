"""Phase 3: the deterministic metrics of a cycle."""

from uuid import UUID

from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.cycles import service as cycle_service
from assay.apps.enigma.metrics import queries
from assay.apps.enigma.phases import Action, ApplicationStatus
from assay.apps.enigma.policy import Component, Policy
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Session

PART = 20_000
"""Applications moved on in one transaction."""


async def compute(db: Session, actor: Actor, cycle_id: UUID) -> None:
    """Metrics of every application, in one statement."""
    org_id = org_of(actor)
    cycle = await cycles.cycle(db, org_id, cycle_id)
    weights = Policy.model_validate(cycle.policy).weights
    await queries.compute(
        db,
        org_id,
        cycle_id,
        academic_weight=weights[Component.ACADEMIC],
        tests_weight=weights[Component.TESTS],
    )


async def move_on(db: Session, actor: Actor, cycle_id: UUID, after: UUID | None) -> UUID | None:
    """The next frozen applications `after` one are being preprocessed now; whom to go on after, or None.

    A part at a time: beside it metrics are written, and each of their rows locks its application a moment.
    Where that was moved and is not committed yet, the lock becomes a shared one, at twice the cost.
    """
    return await cycles.move_applications(
        db,
        org_of(actor),
        cycle_id,
        ApplicationStatus.FINALIZED,
        ApplicationStatus.PREPROCESSING,
        after=after,
        most=PART,
    )


async def finish(db: Session, actor: Actor, cycle_id: UUID) -> None:
    """Close the step with what came out."""
    result = await queries.summary(db, org_of(actor), cycle_id)
    await cycle_service.finish(db, actor, cycle_id, Action.PREPROCESS, result)
