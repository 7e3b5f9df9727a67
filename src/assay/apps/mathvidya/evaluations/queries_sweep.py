"""SQL of the sweep and of due times computed anew. Across organisations only where a function says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.evaluations.rules import Promise
from assay.apps.mathvidya.models.evaluations import EvaluationState, SlaState

_PASSED = """state IN ('waiting', 'assigned', 'started') AND (
        sla_state <> 'breached' AND due_at <= :now
        OR sla_state IN ('on_time', 'half') AND risk_at <= :now
        OR sla_state = 'on_time' AND half_at <= :now)"""
_INSTITUTIONS = """
    SELECT org_id, bool_or(state = 'waiting'
                           OR state = 'assigned' AND (sla_state IN ('at_risk', 'breached')
                                                      OR risk_at <= :now))
    FROM mathvidya.evaluations
    WHERE {passed} OR state = 'waiting'
       OR state = 'assigned' AND sla_state IN ('at_risk', 'breached')
    GROUP BY org_id ORDER BY org_id
"""
_MOVE_ON = """
    UPDATE mathvidya.evaluations e
    SET sla_state = CASE WHEN due_at <= :now THEN 'breached' WHEN risk_at <= :now THEN 'at_risk'
                         ELSE 'half' END,
        breached_at = CASE WHEN due_at <= :now THEN due_at END, updated_at = :now
    FROM (SELECT student_id AS student, evaluation_id AS evaluation FROM mathvidya.evaluations
          WHERE org_id = :org_id AND {passed}
          ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED) AS due
    WHERE e.org_id = :org_id AND e.student_id = due.student AND e.evaluation_id = due.evaluation
    RETURNING e.student_id, e.evaluation_id, e.purpose, e.teacher_id, e.sla_state, e.due_at
"""


@dataclass(frozen=True, slots=True)
class Passed:
    """An evaluation of which another share of the promised time has passed."""

    student_id: UUID
    evaluation_id: UUID
    purpose: str
    teacher_id: UUID | None
    sla_state: SlaState
    due_at: datetime


async def institutions(db: AsyncSession, now: datetime) -> Sequence[tuple[UUID, bool]]:
    """Of all organisations, those with something to do: True where scripts need a teacher.

    Under the system role.
    """
    rows = await db.execute(
        text(_INSTITUTIONS.format(passed=_PASSED)),
        {"now": now},
    )
    return [(row[0], bool(row[1])) for row in rows.all()]


async def pass_on(db: AsyncSession, org_id: UUID, now: datetime, limit: int) -> Sequence[Passed]:
    """Note how far the time of the next evaluations has run; what changed. Each change is told by one caller.

    What another transaction has locked is passed over: the next sweep finds it.
    """
    rows = await db.execute(
        text(_MOVE_ON.format(passed=_PASSED)),
        {"org_id": org_id, "now": now, "limit": limit},
    )
    return sorted(
        (Passed(row[0], row[1], row[2], row[3], SlaState(row[4]), row[5]) for row in rows.all()),
        key=lambda one: one.due_at,
    )


async def accounts(
    db: AsyncSession, org_id: UUID, teacher_ids: Sequence[UUID], student_ids: Sequence[UUID]
) -> dict[UUID, UUID]:
    """Accounts of teachers and students."""
    rows = await db.execute(
        text(
            """
            SELECT teacher_id, account_id FROM mathvidya.teacher_profiles
            WHERE org_id = :org_id AND teacher_id = ANY(:teachers)
            UNION ALL
            SELECT student_id, account_id FROM mathvidya.student_profiles
            WHERE org_id = :org_id AND student_id = ANY(:students)
            """
        ),
        {"org_id": org_id, "teachers": list(teacher_ids), "students": list(student_ids)},
    )
    return {row[0]: row[1] for row in rows.all()}


@dataclass(frozen=True, slots=True)
class Running:
    """What a promise is computed from, and as it is now."""

    student_id: UUID
    evaluation_id: UUID
    state: EvaluationState
    sla_state: SlaState
    clock_from: datetime
    sla_hours: int
    paused_seconds: int
    paused_at: datetime | None
    promised: Promise


async def running(db: AsyncSession, org_id: UUID, *, after: UUID, limit: int) -> Sequence[Running]:
    """Open evaluations in the order of `evaluation_id`, locked."""
    rows = await db.execute(
        text(
            """
            SELECT student_id, evaluation_id, state, sla_state, clock_from, sla_hours, paused_seconds,
                   paused_at, half_at, risk_at, due_at
            FROM mathvidya.evaluations
            WHERE org_id = :org_id AND evaluation_id > :after
              AND state IN ('waiting', 'assigned', 'started', 'paused')
            ORDER BY evaluation_id LIMIT :limit FOR UPDATE
            """
        ),
        {"org_id": org_id, "after": after, "limit": limit},
    )
    return [
        Running(
            student_id=row.student_id,
            evaluation_id=row.evaluation_id,
            state=EvaluationState(row.state),
            sla_state=SlaState(row.sla_state),
            clock_from=row.clock_from,
            sla_hours=row.sla_hours,
            paused_seconds=row.paused_seconds,
            paused_at=row.paused_at,
            promised=Promise(row.half_at, row.risk_at, row.due_at),
        )
        for row in rows.all()
    ]


async def set_promises(
    db: AsyncSession, org_id: UUID, changed: Sequence[tuple[Running, Promise, SlaState]], now: datetime
) -> None:
    """Write new promises of locked evaluations; one that is not late any more was never breached."""
    values: dict[str, Any] = {
        "students": [row.student_id for row, _promised, _state in changed],
        "evaluations": [row.evaluation_id for row, _promised, _state in changed],
        "states": [state.value for _row, _promised, state in changed],
        "halves": [promised.half_at for _row, promised, _state in changed],
        "risks": [promised.risk_at for _row, promised, _state in changed],
        "dues": [promised.due_at for _row, promised, _state in changed],
    }
    await db.execute(
        text(
            """
            UPDATE mathvidya.evaluations e
            SET half_at = n.half_at, risk_at = n.risk_at, due_at = n.due_at, sla_state = n.sla_state,
                breached_at = CASE WHEN n.sla_state = 'breached' THEN n.due_at END, updated_at = :now
            FROM unnest(cast(:students AS uuid[]), cast(:evaluations AS uuid[]), cast(:states AS text[]),
                        cast(:halves AS timestamptz[]), cast(:risks AS timestamptz[]),
                        cast(:dues AS timestamptz[]))
                AS n(student_id, evaluation_id, sla_state, half_at, risk_at, due_at)
            WHERE e.org_id = :org_id AND e.student_id = n.student_id AND e.evaluation_id = n.evaluation_id
            """
        ),
        {"org_id": org_id, "now": now, **values},
    )
