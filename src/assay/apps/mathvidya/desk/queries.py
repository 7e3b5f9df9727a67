"""SQL of the desk: open scripts on the board, and what each teacher has to do."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.desk.lines import Line, Load
from assay.apps.mathvidya.models.evaluations import OPEN, Evaluation, EvaluationState, SlaState
from assay.apps.mathvidya.models.exams import ExamInstance
from assay.apps.mathvidya.models.people import TeacherProfile
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

_LINE = (
    select(
        Evaluation.evaluation_id,
        ExamInstance.title,
        Evaluation.class_level,
        Evaluation.purpose,
        Evaluation.state,
        Evaluation.sla_state,
        Evaluation.teacher_id,
        TeacherProfile.name,
        Evaluation.assigned_at,
        Evaluation.due_at,
        Evaluation.paused_at,
        Evaluation.declined_by,
    )
    .join(
        ExamInstance,
        (ExamInstance.student_id == Evaluation.student_id) & (ExamInstance.exam_id == Evaluation.exam_id),
    )
    .outerjoin(TeacherProfile, TeacherProfile.teacher_id == Evaluation.teacher_id)
)


async def board(
    db: AsyncSession,
    org_id: UUID,
    *,
    sla_state: SlaState | None = None,
    state: EvaluationState | None = None,
    teacher_id: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[Line]:
    """Open scripts, what is due first."""
    statement = _LINE.where(Evaluation.org_id == org_id, ExamInstance.org_id == org_id)
    statement = statement.where(Evaluation.state == state if state else Evaluation.state.in_(OPEN))
    if sla_state is not None:
        statement = statement.where(Evaluation.sla_state == sla_state)
    if teacher_id is not None:
        statement = statement.where(Evaluation.teacher_id == teacher_id)
    page = await keyset(
        db,
        statement,
        [Evaluation.due_at, Evaluation.evaluation_id],
        [datetime.fromisoformat, UUID],
        after=after,
        limit=limit,
        key=lambda row: [row.due_at.isoformat(), row.evaluation_id],
        scalars=False,
    )
    return Page([Line(*row) for row in page.items], page.next)


async def line(db: AsyncSession, org_id: UUID, evaluation_id: UUID) -> Line:
    """One script, open or not. Raises NotFound."""
    found = await db.execute(
        _LINE.where(
            Evaluation.org_id == org_id,
            ExamInstance.org_id == org_id,
            Evaluation.evaluation_id == evaluation_id,
        )
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound(_("There is no such script."))
    return Line(*tuple(row))


async def counts(db: AsyncSession, org_id: UUID) -> dict[tuple[str, str], int]:
    """How many open scripts there are by (state, state of the promised time)."""
    rows = await db.execute(
        text(
            """
            SELECT state, sla_state, count(*) FROM mathvidya.evaluations
            WHERE org_id = :org_id AND state IN ('waiting', 'assigned', 'started', 'paused')
            GROUP BY state, sla_state
            """
        ),
        {"org_id": org_id},
    )
    return {(row[0], row[1]): int(row[2]) for row in rows.all()}


async def due_by_day(db: AsyncSession, org_id: UUID) -> list[tuple[date, int]]:
    """How many open scripts are due on each day in India; those that stand still are left out."""
    rows = await db.execute(
        text(
            """
            SELECT (due_at AT TIME ZONE 'Asia/Kolkata')::date AS day, count(*) FROM mathvidya.evaluations
            WHERE org_id = :org_id AND state IN ('waiting', 'assigned', 'started')
            GROUP BY day ORDER BY day LIMIT 30
            """
        ),
        {"org_id": org_id},
    )
    return [(row[0], int(row[1])) for row in rows.all()]


async def kept(db: AsyncSession, org_id: UUID, since: datetime) -> tuple[int, int]:
    """Of the scripts finished since then: how many in time, and how many late."""
    row = (
        await db.execute(
            text(
                """
                SELECT count(*) FILTER (WHERE breached_at IS NULL),
                       count(*) FILTER (WHERE breached_at IS NOT NULL)
                FROM mathvidya.evaluations
                WHERE org_id = :org_id AND state = 'submitted' AND submitted_at >= :since
                """
            ),
            {"org_id": org_id, "since": since},
        )
    ).one()
    return int(row[0]), int(row[1])


async def workload(
    db: AsyncSession, org_id: UUID, *, today: date, capacity: int, since: datetime
) -> Sequence[Load]:
    """Every teacher, who has most to do first. `capacity` is that of whoever's profile says nothing."""
    rows = await db.execute(
        text(
            """
            WITH done AS (
                SELECT teacher_id,
                       count(*) FILTER (WHERE state IN ('assigned', 'started')) AS at_work,
                       count(*) FILTER (WHERE state = 'paused') AS waiting_for,
                       count(*) FILTER (WHERE state IN ('assigned', 'started')
                                        AND sla_state = 'at_risk') AS at_risk,
                       count(*) FILTER (WHERE state IN ('assigned', 'started')
                                        AND sla_state = 'breached') AS late,
                       count(*) FILTER (WHERE state = 'submitted' AND submitted_at >= :since) AS finished,
                       count(*) FILTER (WHERE state = 'submitted' AND submitted_at >= :since
                                        AND breached_at IS NOT NULL) AS finished_late
                FROM mathvidya.evaluations
                WHERE org_id = :org_id AND teacher_id IS NOT NULL GROUP BY teacher_id)
            SELECT t.teacher_id, t.name, t.classes, coalesce(t.capacity, :capacity), t.stopped_at,
                   t.stopped_reason,
                   EXISTS (SELECT FROM mathvidya.teacher_leave l WHERE l.org_id = :org_id
                           AND l.teacher_id = t.teacher_id AND :today BETWEEN l.first_day AND l.last_day),
                   coalesce(d.at_work, 0), coalesce(d.waiting_for, 0), coalesce(d.at_risk, 0),
                   coalesce(d.late, 0), coalesce(d.finished, 0), coalesce(d.finished_late, 0)
            FROM mathvidya.teacher_profiles t LEFT JOIN done d USING (teacher_id)
            WHERE t.org_id = :org_id
            ORDER BY coalesce(d.at_work, 0) DESC, t.name, t.teacher_id
            """
        ),
        {"org_id": org_id, "today": today, "capacity": capacity, "since": since},
    )
    return [Load(*row) for row in rows.all()]


async def may_mark(db: AsyncSession, org_id: UUID, evaluation_id: UUID) -> set[UUID]:
    """Teachers of the script's class who are not stopped, have no conflict, and had neither it nor another
    round of its exam."""
    rows = await db.execute(
        text(
            """
            SELECT t.teacher_id
            FROM mathvidya.evaluations e JOIN mathvidya.teacher_profiles t ON e.class_level = ANY(t.classes)
            WHERE e.org_id = :org_id AND t.org_id = :org_id AND e.evaluation_id = :evaluation_id
              AND t.stopped_at IS NULL AND t.teacher_id <> e.student_id
              AND t.teacher_id IS DISTINCT FROM e.teacher_id
              AND NOT jsonb_exists(e.declined_by, t.teacher_id::text)
              AND NOT EXISTS (SELECT FROM mathvidya.teacher_conflicts c WHERE c.org_id = :org_id
                              AND c.teacher_id = t.teacher_id AND c.student_id = e.student_id)
              AND NOT EXISTS (SELECT FROM mathvidya.evaluations o WHERE o.org_id = :org_id
                              AND o.student_id = e.student_id AND o.exam_id = e.exam_id
                              AND o.evaluation_id <> e.evaluation_id AND o.teacher_id = t.teacher_id)
            """
        ),
        {"org_id": org_id, "evaluation_id": evaluation_id},
    )
    return {row[0] for row in rows.all()}
