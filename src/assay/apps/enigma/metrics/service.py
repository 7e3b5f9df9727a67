"""Phase 3: the deterministic metrics of a cycle."""

from typing import Any
from uuid import UUID

from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.cycles import service as cycle_service
from assay.apps.enigma.metrics import queries
from assay.apps.enigma.phases import Action, ApplicationStatus
from assay.apps.enigma.policy import Component, Policy
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Session


async def preprocess(db: Session, actor: Actor, cycle_id: UUID) -> dict[str, Any]:
    """Compute everything in one transaction, move the applications on, and close the step."""
    org_id = cycle_service.org_of(actor)
    cycle = await cycles.cycle(db, org_id, cycle_id)
    weights = Policy.model_validate(cycle.policy).weights
    computed = await queries.compute(
        db,
        org_id,
        cycle_id,
        academic_weight=weights[Component.ACADEMIC],
        tests_weight=weights[Component.TESTS],
    )
    await cycles.move_applications(
        db, org_id, cycle_id, ApplicationStatus.FINALIZED, ApplicationStatus.PREPROCESSING
    )
    result = {"applications": computed, **await queries.summary(db, org_id, cycle_id)}
    await cycle_service.finish(db, actor, cycle_id, Action.PREPROCESS, result)
    return result
