"""SQL of the assignment: who has room, what waits, who may not mark what; in sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.evaluations.rules import LONG_AGO, Free


@dataclass(frozen=True, slots=True)
class Waiting:
    """An evaluation that needs a teacher, with everyone who may not have it."""

    student_id: UUID
    evaluation_id: UUID
    class_level: str
    due_at: datetime
    holder: UUID | None
    barred: frozenset[UUID]


async def free_teachers(db: AsyncSession, org_id: UUID, today: date, capacity: int) -> list[Free]:
    """Teachers who are neither stopped nor on leave on `today`, locked: one assignment goes on at a time.

    `capacity` is that of whoever's profile says nothing.
    """
    locked = await db.execute(
        text(
            """
            SELECT t.teacher_id, t.classes, coalesce(t.capacity, :capacity)
            FROM mathvidya.teacher_profiles t
            WHERE t.org_id = :org_id AND t.stopped_at IS NULL AND NOT EXISTS (
                SELECT FROM mathvidya.teacher_leave l WHERE l.org_id = :org_id
                AND l.teacher_id = t.teacher_id AND :today BETWEEN l.first_day AND l.last_day)
            ORDER BY t.teacher_id FOR NO KEY UPDATE OF t
            """
        ),
        {"org_id": org_id, "today": today, "capacity": capacity},
    )
    teachers = locked.all()
    # After the lock: what another assignment has just written is seen.
    loads = await db.execute(
        text(
            """
            SELECT teacher_id, count(*), max(assigned_at) FROM mathvidya.evaluations
            WHERE org_id = :org_id AND state IN ('assigned', 'started') GROUP BY teacher_id
            """
        ),
        {"org_id": org_id},
    )
    load = {row[0]: (int(row[1]), row[2]) for row in loads.all()}
    out = []
    for teacher_id, classes, most in teachers:
        count, last = load.get(teacher_id, (0, LONG_AGO))
        out.append(Free(teacher_id, frozenset(classes), count, int(most), last or LONG_AGO))
    return out


_WAITING = """
    WITH wanted AS (
        SELECT student_id, exam_id, evaluation_id, class_level, due_at, teacher_id, declined_by
        FROM mathvidya.evaluations
        WHERE org_id = :org_id AND {which} AND (due_at, evaluation_id) > (:due_at, :evaluation_id)
        ORDER BY due_at, evaluation_id LIMIT :limit FOR UPDATE SKIP LOCKED),
    conflicts AS (
        SELECT student_id, array_agg(teacher_id) AS teachers FROM mathvidya.teacher_conflicts
        WHERE org_id = :org_id AND student_id IN (SELECT student_id FROM wanted) GROUP BY student_id)
    SELECT w.student_id, w.evaluation_id, w.class_level, w.due_at, w.teacher_id,
           ARRAY(SELECT jsonb_object_keys(w.declined_by))::uuid[]
           || coalesce(c.teachers, '{{}}')
           || array_remove(ARRAY(
                SELECT e.teacher_id FROM mathvidya.evaluations e
                WHERE e.org_id = :org_id AND e.student_id = w.student_id AND e.exam_id = w.exam_id
                  AND e.evaluation_id <> w.evaluation_id), NULL)
    FROM wanted w LEFT JOIN conflicts c USING (student_id) ORDER BY w.due_at, w.evaluation_id
"""
_UNASSIGNED = "state = 'waiting'"
_AT_RISK = """state = 'assigned' AND sla_state IN ('at_risk', 'breached')
    AND NOT jsonb_path_exists(declined_by, '$.*.why ? (@ == "at_risk")')"""
BEGINNING = (LONG_AGO, UUID(int=0))


async def waiting(
    db: AsyncSession, org_id: UUID, *, at_risk: bool, after: tuple[datetime, UUID], limit: int
) -> Sequence[Waiting]:
    """The next that wait for a teacher, most urgent first, locked; what others have locked is passed over.

    `at_risk`: instead those whose teacher has not begun though the time runs out, and who were not yet given
    to another for that.
    """
    rows = await db.execute(
        text(_WAITING.format(which=_AT_RISK if at_risk else _UNASSIGNED)),
        {"org_id": org_id, "due_at": after[0], "evaluation_id": after[1], "limit": limit},
    )
    return [
        Waiting(row[0], row[1], row[2], row[3], row[4], barred=frozenset({*row[5], row[0]}))
        for row in rows.all()
    ]


async def give(
    db: AsyncSession, org_id: UUID, given: Sequence[tuple[UUID, UUID, UUID]], now: datetime
) -> None:
    """Write down who marks what: (student, evaluation, teacher) of locked evaluations."""
    await db.execute(
        text(
            """
            UPDATE mathvidya.evaluations e
            SET teacher_id = n.teacher_id, state = 'assigned', assigned_at = :now, updated_at = :now,
                declined_by = CASE WHEN e.teacher_id IS NULL THEN e.declined_by
                    ELSE e.declined_by || jsonb_build_object(e.teacher_id::text,
                        jsonb_build_object('why', 'at_risk', 'at', cast(:said AS text))) END
            FROM unnest(cast(:students AS uuid[]), cast(:evaluations AS uuid[]), cast(:teachers AS uuid[]))
                AS n(student_id, evaluation_id, teacher_id)
            WHERE e.org_id = :org_id AND e.student_id = n.student_id AND e.evaluation_id = n.evaluation_id
              AND e.state IN ('waiting', 'assigned')
            """
        ),
        {
            "org_id": org_id,
            "now": now,
            "said": now.isoformat(),
            "students": [one[0] for one in given],
            "evaluations": [one[1] for one in given],
            "teachers": [one[2] for one in given],
        },
    )


async def waiting_left(db: AsyncSession, org_id: UUID) -> int:
    """How many wait for a teacher."""
    found = await db.execute(
        text("SELECT count(*) FROM mathvidya.evaluations WHERE org_id = :org_id AND state = 'waiting'"),
        {"org_id": org_id},
    )
    return int(found.scalar_one())
