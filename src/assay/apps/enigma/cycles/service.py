"""Use cases of a cycle: make it, change it, and take it through its steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assay.apps.enigma.cycles import queries, rules
from assay.apps.enigma.cycles.forms import CycleForm
from assay.apps.enigma.events import Event
from assay.apps.enigma.jobspecs import STEP_JOBS, CycleArgs
from assay.apps.enigma.models.cycles import AdmissionCycle, CycleStep
from assay.apps.enigma.phases import TRANSITIONS, Action, ApplicationStatus, Phase, check
from assay.apps.enigma.policy import Policy
from assay.kernel import audit, clock, jobs
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, Invalid, PreconditionFailed


@dataclass(frozen=True, slots=True)
class Step:
    """Where one step stands. `total` is None while it is not known."""

    action: Action
    phase: Phase
    finished: bool
    job_id: UUID | None = None
    done: int = 0
    total: int | None = None
    note: str = ""
    error: str = ""
    live: bool = False
    """A job is at work on it, or queued."""
    result: Mapping[str, Any] | None = None

    @property
    def state(self) -> str:
        """`finished`, `failed`, `running`, or `waiting` for people before it can go on."""
        if self.finished:
            return "finished"
        if self.error:
            return "failed"
        return "running" if self.live else "waiting"


async def create(db: Session, actor: Actor, form: CycleForm) -> AdmissionCycle:
    cycle = AdmissionCycle(org_id=org_of(actor), **form.values())
    db.add(cycle)
    await db.flush()
    await audit.record(
        db, actor, Event.CYCLE_CREATED, entity="cycle", entity_id=cycle.cycle_id, after=_facts(cycle)
    )
    return cycle


async def change(
    db: Session, actor: Actor, cycle_id: UUID, form: CycleForm, *, version: int
) -> AdmissionCycle:
    """Replace the settings of a cycle that is not frozen. Raises PreconditionFailed on another version."""
    cycle = await queries.cycle(db, org_of(actor), cycle_id, lock=True)
    rules.check_changeable(cycle.phase)
    if cycle.version != version:
        raise PreconditionFailed("Somebody else changed this cycle. Reload it and make your change again.")
    before = _facts(cycle)
    for column, value in form.values().items():
        setattr(cycle, column, value)
    cycle.version += 1
    cycle.policy_version += before["policy"] != cycle.policy
    cycle.updated_at = clock.now()
    await db.flush()
    await audit.record(
        db,
        actor,
        Event.CYCLE_CHANGED,
        entity="cycle",
        entity_id=cycle_id,
        before=before,
        after=_facts(cycle),
    )
    return cycle


async def open_submissions(db: Session, actor: Actor, cycle_id: UUID) -> Step:
    cycle, begin = await _next(db, actor, cycle_id, Action.OPEN)
    if begin:
        if cycle.ends_at <= clock.now():
            raise Invalid(
                "The last day for applications has passed. Move it before you open the cycle.",
                fields={"ends_at": "This date lies in the past."},
            )
        if not await queries.open_cycle(db, cycle):
            raise Conflict(
                "Another cycle of your organisation is open. Freeze it first, or make this one not exclusive."
            )
        await audit.record(
            db, actor, Event.CYCLE_OPENED, entity="cycle", entity_id=cycle_id, after=_facts(cycle)
        )
        await _finish_now(db, actor, cycle, Action.OPEN, {"opened_at": clock.now().isoformat()})
    return await step(db, actor, cycle_id, Action.OPEN)


async def freeze(db: Session, actor: Actor, cycle_id: UUID) -> Step:
    """Close, finalise, and commit to policy and applications in the log. After this neither can change."""
    cycle, begin = await _next(db, actor, cycle_id, Action.FREEZE)
    if begin:
        cycle.is_open = False
        sealed, digest = await queries.seal_applications(db, cycle.org_id, cycle_id)
        if sealed == 0:
            raise Conflict("There is no application yet, so there is nothing to freeze.")
        policy = Policy.model_validate(cycle.policy)
        cycle.phase = Phase.FROZEN
        cycle.policy_hash = policy.digest()
        cycle.applications_hash = digest
        committed = {
            "policy_hash": cycle.policy_hash,
            "applications_hash": digest,
            "applications": sealed,
            "seats": cycle.max_seats,
        }
        entry = await audit.record(
            db, actor, Event.CYCLE_FROZEN, entity="cycle", entity_id=cycle_id, details=committed
        )
        await _finish_now(db, actor, cycle, Action.FREEZE, {**committed, "entry": str(entry)})
    return await step(db, actor, cycle_id, Action.FREEZE)


async def begin(db: Session, actor: Actor, cycle_id: UUID, action: Action) -> Step:
    """Start a step that runs as a job. Asked again, it answers with that step; a failed job is tried anew.

    Raises OutOfOrder naming the phase the cycle is in and the one needed.
    """
    cycle, first = await _next(db, actor, cycle_id, action)
    steps = await queries.steps(db, cycle.org_id, cycle_id)
    known = steps.get(action)
    if known is None or known.finished_at is None:
        job_id = await jobs.defer(
            db,
            actor,
            STEP_JOBS[action],
            CycleArgs(cycle_id=cycle_id),
            key=f"{action.value}:{cycle_id}",
        )
        if first:
            if TRANSITIONS[action].at_start:
                cycle.phase = TRANSITIONS[action].target
            await queries.start_step(db, _step_values(cycle, actor, action, job_id))
            await audit.record(
                db,
                actor,
                Event.STEP_STARTED,
                entity="cycle",
                entity_id=cycle_id,
                details={"action": action.value},
            )
        elif known is not None:
            known.job_id = job_id
        await db.flush()
    return await step(db, actor, cycle_id, action)


async def finish(
    db: Session, actor: Actor, cycle_id: UUID, action: Action, result: Mapping[str, Any]
) -> None:
    """Close a step begun by `begin`, with what it did. Called by the step's job, once."""
    cycle = await queries.cycle(db, org_of(actor), cycle_id, lock=True)
    known = (await queries.steps(db, cycle.org_id, cycle_id))[action]
    if known.finished_at is not None:
        return
    known.finished_at = clock.now()
    known.result = dict(result)
    cycle.phase = TRANSITIONS[action].target
    await audit.record(
        db,
        actor,
        Event.STEP_FINISHED,
        entity="cycle",
        entity_id=cycle_id,
        details={"action": action.value, "result": dict(result)},
    )
    await db.flush()


async def step(db: Session, actor: Actor, cycle_id: UUID, action: Action) -> Step:
    """Where `action` stands, with the figures of its job."""
    cycle = await queries.cycle(db, org_of(actor), cycle_id)
    known = (await queries.steps(db, cycle.org_id, cycle_id)).get(action)
    return await _step(db, cycle, action, known)


async def all_steps(db: Session, cycle: AdmissionCycle) -> dict[Action, Step]:
    """Every step that has begun, in order."""
    known = await queries.steps(db, cycle.org_id, cycle.cycle_id)
    return {action: await _step(db, cycle, action, known[action]) for action in Action if action in known}


async def dashboard(db: Session, actor: Actor, cycle_id: UUID) -> dict[str, Any]:
    """What an administrator wants to see at a glance."""
    cycle = await queries.cycle(db, org_of(actor), cycle_id)
    steps = await all_steps(db, cycle)
    counts = await queries.counts_by_status(db, cycle.org_id, cycle_id)
    finished = frozenset(action for action, one in steps.items() if one.finished)
    return {
        "cycle": cycle,
        "steps": steps,
        "counts": {status.value: counts.get(status.value, 0) for status in ApplicationStatus},
        "total": sum(counts.values()),
        "next": rules.next_action(finished),
        "days": await queries.submissions_by_day(db, cycle.org_id, cycle_id),
        "bins": await queries.scores_by_bin(db, cycle.org_id, cycle_id),
    }


async def _next(db: Session, actor: Actor, cycle_id: UUID, action: Action) -> tuple[AdmissionCycle, bool]:
    cycle = await queries.cycle(db, org_of(actor), cycle_id, lock=True)
    steps = await queries.steps(db, cycle.org_id, cycle_id)
    finished = {name for name, known in steps.items() if known.finished_at is not None}
    return cycle, check(action, cycle.phase, finished, set(steps))


async def _finish_now(
    db: Session, actor: Actor, cycle: AdmissionCycle, action: Action, result: Mapping[str, Any]
) -> None:
    values = _step_values(cycle, actor, action, None)
    await queries.start_step(db, {**values, "finished_at": clock.now(), "result": dict(result)})
    await db.flush()


async def _step(db: Session, cycle: AdmissionCycle, action: Action, known: CycleStep | None) -> Step:
    if known is None:
        return Step(action, cycle.phase, finished=False)
    if known.finished_at is not None or known.job_id is None:
        return Step(action, cycle.phase, True, known.job_id, result=known.result)
    job = await jobs.status(db, known.job_id)
    return Step(
        action,
        cycle.phase,
        finished=False,
        job_id=known.job_id,
        done=job.done or 0,
        total=job.total,
        note=job.note or "",
        error=str((job.error or {}).get("message", "")) if not job.live else "",
        live=job.live,
    )


def _step_values(cycle: AdmissionCycle, actor: Actor, action: Action, job_id: UUID | None) -> dict[str, Any]:
    return {
        "org_id": cycle.org_id,
        "cycle_id": cycle.cycle_id,
        "action": action,
        "job_id": job_id,
        "started_at": clock.now(),
        "started_by": actor.label,
    }


def _facts(cycle: AdmissionCycle) -> dict[str, Any]:
    return {
        "name": cycle.name,
        "max_seats": cycle.max_seats,
        "starts_at": cycle.starts_at.isoformat(),
        "ends_at": cycle.ends_at.isoformat(),
        "results_at": cycle.results_at.isoformat(),
        "exclusive": cycle.exclusive,
        "is_open": cycle.is_open,
        "policy": cycle.policy,
    }
