"""Giving waiting scripts to teachers, a chunk in a transaction."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.evaluations import queries, queries_assign
from assay.apps.mathvidya.evaluations.queries_assign import BEGINNING, Waiting
from assay.apps.mathvidya.evaluations.rules import Wanted, assign
from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.jobspecs import ASSIGN
from assay.apps.mathvidya.notices import service as notices
from assay.apps.mathvidya.notices.kinds import Kind
from assay.apps.mathvidya.notices.service import Notice
from assay.apps.mathvidya.sla.wording import moment
from assay.kernel import audit, clock, jobs
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.clock import IST
from assay.kernel.db.session import Session
from assay.kernel.ids import uuid7
from assay.kernel.jobs import NoArgs
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.i18n import ngettext

CHUNK = 5000
"""Large, because each teacher is told once of what a chunk gave."""
QUEUE = "/mathvidya/teacher"


@dataclass(frozen=True, slots=True)
class Step:
    """What a chunk came to: how many got a teacher, and where the next one begins (None: all were seen)."""

    given: int
    after: tuple[datetime, UUID] | None


async def request(db: Session, actor: Actor) -> None:
    """Have waiting scripts assigned after this transaction. Nobody is missed: the sweep asks again."""
    await jobs.defer(db, actor, ASSIGN, NoArgs(), key="waiting")


async def assign_some(
    db: Session, actor: Actor, *, at_risk: bool = False, after: tuple[datetime, UUID] | None = None
) -> Step:
    """Give the next waiting scripts to the least loaded teachers who may have them, most urgent first.

    `at_risk`: instead take those that nobody has begun, though their time runs out, to somebody with room.
    Locks the teachers, so that two workers at once give neither one script to two nor too many to one.
    """
    org_id, now = org_of(actor), clock.now()
    settings = await config.get(db, org_id)
    today = now.astimezone(IST).date()
    teachers = await queries_assign.free_teachers(db, org_id, today, settings.teacher_capacity)
    if not any(one.open < one.capacity for one in teachers):
        return Step(0, None)
    rows = await queries_assign.waiting(db, org_id, at_risk=at_risk, after=after or BEGINNING, limit=CHUNK)
    chosen = assign([_wanted(row) for row in rows], teachers, now)
    given = [
        (row.student_id, row.evaluation_id, chosen[row.evaluation_id])
        for row in rows
        if row.evaluation_id in chosen
    ]
    if given:
        await queries_assign.give(db, org_id, given, now)
        await _record(db, actor, given, at_risk=at_risk)
        await _tell(db, org_id, rows, chosen)
    last = rows[-1] if len(rows) == CHUNK else None
    return Step(len(given), (last.due_at, last.evaluation_id) if last else None)


def _wanted(row: Waiting) -> Wanted:
    return Wanted(row.evaluation_id, row.class_level, row.barred, row.holder)


async def _record(db: Session, actor: Actor, given: list[tuple[UUID, UUID, UUID]], *, at_risk: bool) -> None:
    """One entry for a chunk: which scripts each teacher got."""
    by_teacher: dict[str, list[str]] = defaultdict(list)
    for _student, evaluation_id, teacher_id in given:
        by_teacher[str(teacher_id)].append(str(evaluation_id))
    await audit.record(
        db,
        actor,
        Event.EVALUATION_ASSIGNED,
        entity="evaluations",
        entity_id=uuid7(),
        details={"given": by_teacher, "count": len(given), "at_risk": at_risk},
    )


async def _tell(db: Session, org_id: UUID, rows: Sequence[Waiting], chosen: dict[UUID, UUID]) -> None:
    """One notice for each teacher, however many scripts it is about."""
    by_teacher: dict[UUID, list[Waiting]] = defaultdict(list)
    for row in rows:
        if row.evaluation_id in chosen:
            by_teacher[chosen[row.evaluation_id]].append(row)
    accounts = await queries.accounts_of_teachers(db, org_id, list(by_teacher))
    told = []
    for teacher_id, scripts in by_teacher.items():
        count = len(scripts)
        title = ngettext("You have a new script to mark", "You have %(n)s new scripts to mark", count)
        told.append(
            Notice(
                accounts[teacher_id],
                Kind.ASSIGNED,
                f"assigned:{scripts[0].evaluation_id}",
                title % {"n": count},
                _("The first is due %(when)s.") % {"when": moment(scripts[0].due_at)},
                QUEUE,
            )
        )
    await notices.tell_all(db, org_id, told)
