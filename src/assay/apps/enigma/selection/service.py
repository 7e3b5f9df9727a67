"""Phase 7: commit to the scores, apply the rule, keep the outcome."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.cycles import service as cycle_service
from assay.apps.enigma.events import Event
from assay.apps.enigma.models.cycles import AdmissionCycle
from assay.apps.enigma.models.selection import SelectionLog
from assay.apps.enigma.permissions import sees_outcome
from assay.apps.enigma.phases import Action, ApplicationStatus
from assay.apps.enigma.policy import UNITS, Policy
from assay.apps.enigma.selection import bundle, queries, rules
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, Forbidden, NotFound
from assay.kernel.jobs import JobContext
from assay.kernel.settings import get_settings
from assay.kernel.web.i18n import gettext as _


async def select_top_k(ctx: JobContext, cycle_id: UUID) -> None:
    """Run the selection of a cycle as a job. Killed at any point and run again, it ends the same."""
    org_id = org_of(ctx.actor)
    async with ctx.transaction() as db:
        cycle = await cycles.cycle(db, org_id, cycle_id)
        if missing := await queries.unscored(db, org_id, cycle_id):
            raise Conflict(f"{missing:,} applications have no score yet; selection waits for them.")
        names, candidates = await queries.inputs(db, org_id, cycle_id)
    policy = Policy.model_validate(cycle.policy)
    if policy.digest() != cycle.policy_hash:
        raise Conflict("The policy is not the one that was frozen. Nothing was selected.")
    seed = rules.seed_of(str(cycle.policy_hash), str(cycle.applications_hash))
    inputs_hash = await asyncio.to_thread(rules.inputs_hash, candidates)
    async with ctx.transaction() as db:
        committed = await _commit_to(db, ctx.actor, cycle, inputs_hash)
    if committed["inputs_hash"] != inputs_hash:
        raise Conflict("The scores changed after they were committed to. Nothing was selected.")
    outcome = await asyncio.to_thread(rules.select, candidates, policy, seats=cycle.max_seats, seed=seed)
    count = len(names)
    for start in range(0, count, queries.CHUNK):
        async with ctx.transaction() as db:
            await queries.write_scores(
                db, org_id, cycle_id, names, candidates, outcome, start=start, stop=start + queries.CHUNK
            )
        await ctx.progress(min(start + queries.CHUNK, count), count, "places")
    async with ctx.transaction() as db:
        await _settle(db, ctx.actor, cycle, policy, seed, candidates, outcome, committed)


async def _commit_to(db: Session, actor: Actor, cycle: AdmissionCycle, inputs_hash: str) -> dict[str, Any]:
    """Commit to the scores in the log, once a cycle: whatever happens to the job, the first word stands."""
    _count, digest = await cycles.applications_digest(db, cycle.org_id, cycle.cycle_id)
    if digest != cycle.applications_hash:
        raise Conflict("The applications are not the ones that were frozen. Nothing was selected.")
    step = (await cycles.steps(db, cycle.org_id, cycle.cycle_id))[Action.SELECT_TOP_K]
    if step.result is None:
        entry = await audit.record(
            db,
            actor,
            Event.SCORES_COMMITTED,
            entity="cycle",
            entity_id=cycle.cycle_id,
            details={"inputs_hash": inputs_hash},
        )
        step.result = {"committed": str(entry), "inputs_hash": inputs_hash}
        await db.flush()
    return dict(step.result)


async def _settle(
    db: Session,
    actor: Actor,
    cycle: AdmissionCycle,
    policy: Policy,
    seed: str,
    candidates: rules.Candidates,
    outcome: rules.Outcome,
    committed: dict[str, Any],
) -> None:
    await queries.settle_applications(db, cycle.org_id, cycle.cycle_id)
    outcome_hash = rules.outcome_hash(candidates, outcome)
    placed = Counter(outcome.status(index) for index in range(len(outcome.seats)))
    counts = {
        status.value: placed[status]
        for status in (
            ApplicationStatus.SELECTED,
            ApplicationStatus.WAITLISTED,
            ApplicationStatus.NOT_SELECTED,
        )
    }
    facts = {
        "inputs_hash": committed["inputs_hash"],
        "outcome_hash": outcome_hash,
        "seats": cycle.max_seats,
        "seed": seed,
        "cut_off": outcome.cut_off,
        "counts": counts,
    }
    entry = await audit.record(
        db, actor, Event.SELECTION_MADE, entity="cycle", entity_id=cycle.cycle_id, details=facts
    )
    await queries.log_selection(
        db,
        {
            "org_id": cycle.org_id,
            "cycle_id": cycle.cycle_id,
            "rule": policy.document(),
            "seed": seed,
            "inputs_hash": committed["inputs_hash"],
            "outcome_hash": outcome_hash,
            "cut_off": None if outcome.cut_off is None else outcome.cut_off / UNITS,
            "counts": counts,
            "made_at": clock.now(),
            "made_by": actor.label,
        },
    )
    await cycle_service.finish(
        db,
        actor,
        cycle.cycle_id,
        Action.SELECT_TOP_K,
        {**facts, "entries": {"committed": committed["committed"], "selected": str(entry)}},
    )


async def outcome(db: Session, actor: Actor, cycle_id: UUID) -> tuple[AdmissionCycle, SelectionLog]:
    """The cycle and its selection, to read the list or the bundle: both tell declared categories.

    Raises NotFound; Forbidden while the results are not published, unless the actor selects or audits.
    """
    cycle = await cycles.cycle(db, org_of(actor), cycle_id)
    if not sees_outcome(actor, cycle.phase):
        raise Forbidden(_("The list and its bundle open to reviewers once the results are published."))
    return cycle, await selection_of(db, cycle.org_id, cycle_id)


async def selection_of(db: Session, org_id: UUID, cycle_id: UUID) -> SelectionLog:
    found = await queries.last_selection(db, org_id, cycle_id)
    if found is None:
        raise NotFound("No selection has been made in this cycle yet.")
    return found


async def bundle_header(db: Session, cycle: AdmissionCycle) -> dict[str, Any]:
    """The first line of the bundle, with the receipts of the three log entries it rests on."""
    made = await selection_of(db, cycle.org_id, cycle.cycle_id)
    steps = await cycles.steps(db, cycle.org_id, cycle.cycle_id)
    frozen = (steps[Action.FREEZE].result or {})["entry"]
    entries = (steps[Action.SELECT_TOP_K].result or {})["entries"]
    return {
        "schema": bundle.SCHEMA,
        "cycle_id": str(cycle.cycle_id),
        "cycle": cycle.name,
        "policy": cycle.policy,
        "policy_hash": cycle.policy_hash,
        "applications_hash": cycle.applications_hash,
        "seats": cycle.max_seats,
        "seed": made.seed,
        "inputs_hash": made.inputs_hash,
        "outcome_hash": made.outcome_hash,
        "cut_off": None if made.cut_off is None else int(made.cut_off * UNITS),
        "counts": made.counts,
        "engines": await queries.engines(db, cycle.org_id, cycle.cycle_id),
        "receipts": {
            "frozen": await audit.receipt_for(db, UUID(frozen)),
            "committed": await audit.receipt_for(db, UUID(entries["committed"])),
            "selected": await audit.receipt_for(db, UUID(entries["selected"])),
        },
        "log": get_settings().log_name,
    }


async def bundle_lines(db: Session, cycle: AdmissionCycle, header: dict[str, Any]) -> AsyncIterator[bytes]:
    """The whole bundle, streamed, after a header made by `bundle_header`."""
    yield json.dumps(header).encode() + b"\n"
    async for row in queries.bundle_rows(db, cycle.org_id, cycle.cycle_id):
        yield json.dumps(row, separators=(",", ":")).encode() + b"\n"
