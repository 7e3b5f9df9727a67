"""What administrators look at, and what they do by hand: give a script to a teacher, stop one, start one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.desk import queries
from assay.apps.mathvidya.desk.lines import Line, Load
from assay.apps.mathvidya.evaluations import assigning, teachers
from assay.apps.mathvidya.evaluations import service as evaluations
from assay.apps.mathvidya.models.evaluations import EvaluationState, SlaState
from assay.apps.mathvidya.models.people import TeacherProfile
from assay.apps.mathvidya.people import service as people
from assay.kernel import clock
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.clock import IST
from assay.kernel.db.paging import Page
from assay.kernel.db.session import Session

LOOKED_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Board:
    """How the institution stands with its promises. `in_time` and `late`: finished in the last 30 days."""

    counts: dict[tuple[str, str], int]
    due: Sequence[tuple[date, int]]
    in_time: int
    late: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def kept(self) -> float | None:
        """Share of promises kept; None where nothing was finished."""
        done = self.in_time + self.late
        return self.in_time / done if done else None

    def of_state(self, state: EvaluationState) -> int:
        return sum(count for (one, _sla), count in self.counts.items() if one == state.value)

    def of_time(self, sla_state: SlaState) -> int:
        return sum(count for (_state, one), count in self.counts.items() if one == sla_state.value)


async def board(db: Session, actor: Actor) -> Board:
    org_id = org_of(actor)
    in_time, late = await queries.kept(db, org_id, clock.now() - LOOKED_BACK)
    return Board(await queries.counts(db, org_id), await queries.due_by_day(db, org_id), in_time, late)


async def lines(
    db: Session,
    actor: Actor,
    *,
    sla_state: SlaState | None = None,
    state: EvaluationState | None = None,
    teacher_id: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[Line]:
    """Open scripts, what is due first."""
    return await queries.board(
        db, org_of(actor), sla_state=sla_state, state=state, teacher_id=teacher_id, after=after, limit=limit
    )


async def workload(db: Session, actor: Actor) -> Sequence[Load]:
    """Every teacher with what there is to do."""
    org_id, now = org_of(actor), clock.now()
    await people.enrol_teachers(db, org_id)
    settings = await config.get(db, org_id)
    return await queries.workload(
        db,
        org_id,
        today=now.astimezone(IST).date(),
        capacity=settings.teacher_capacity,
        since=now - LOOKED_BACK,
    )


async def script(db: Session, actor: Actor, evaluation_id: UUID) -> tuple[Line, Sequence[Load]]:
    """A script, and the teachers who may mark it, who has least to do first. Raises NotFound."""
    org_id = org_of(actor)
    found = await queries.line(db, org_id, evaluation_id)
    may = await queries.may_mark(db, org_id, evaluation_id)
    able = [one for one in await workload(db, actor) if one.teacher_id in may]
    return found, sorted(able, key=lambda one: (one.is_away, one.at_work, one.name))


async def assign(db: Session, actor: Actor, evaluation_id: UUID, teacher_id: UUID) -> Line:
    """Give a script to a teacher by hand. Raises NotFound, Conflict."""
    await evaluations.assign_to(db, actor, evaluation_id, teacher_id)
    return await queries.line(db, org_of(actor), evaluation_id)


async def assign_waiting(db: Session, actor: Actor) -> None:
    """Have everything that waits looked at now."""
    await assigning.request(db, actor)


async def stop(db: Session, actor: Actor, teacher_id: UUID, reason: str) -> TeacherProfile:
    return await teachers.stop(db, actor, teacher_id, reason)


async def resume(db: Session, actor: Actor, teacher_id: UUID) -> TeacherProfile:
    return await teachers.resume(db, actor, teacher_id)
