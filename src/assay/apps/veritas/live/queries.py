"""SQL of the live board: who sits, what changed since, and one statement for many clocks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    Integer,
    Select,
    any_,
    bindparam,
    func,
    select,
    text,
    update,
)

from assay.apps.veritas.live.rules import Action, Clock, Row
from assay.apps.veritas.models.attempts import LIVE, AttemptStatus, ExamAttempt, ExamNotice
from assay.apps.veritas.models.people import StudentProfile
from assay.kernel.db.session import Session

CHUNK = 1_000


def _rows(org_id: UUID, exam_id: UUID) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = (
        select(
            ExamAttempt.attempt,
            ExamAttempt.attempt_id,
            func.coalesce(StudentProfile.name, ""),
            ExamAttempt.status,
            ExamAttempt.deadline_at,
            ExamAttempt.answered,
            func.coalesce(func.jsonb_array_length(ExamAttempt.form["questions"]), 0),
            ExamAttempt.last_saved_at,
            ExamAttempt.last_seen_at,
            ExamAttempt.incidents,
            ExamAttempt.paused_at,
            StudentProfile.groups,
            ExamAttempt.changed_at,
        )
        .outerjoin(
            StudentProfile,
            (StudentProfile.student_id == ExamAttempt.student_id) & (StudentProfile.org_id == org_id),
        )
        .where(ExamAttempt.org_id == org_id, ExamAttempt.exam_id == exam_id)
    )
    return statement


async def _fetched(db: Session, statement: Select[*tuple[Any, ...]]) -> list[tuple[int, Row]]:
    found = []
    for key, *columns in (await db.execute(statement)).all():
        columns[10] = tuple(columns[10] or ())
        found.append((key, Row(*columns)))
    return found


async def live_rows(
    db: Session, org_id: UUID, exam_id: UUID, *, after: int = -1, limit: int = CHUNK
) -> tuple[list[Row], int | None]:
    """Those who sit, in the order of their keys after `after`; and the key to go on from, if any."""
    found = await _fetched(
        db,
        _rows(org_id, exam_id)
        .where(ExamAttempt.status.in_(LIVE), ExamAttempt.attempt > after)
        .order_by(ExamAttempt.attempt)
        .limit(limit),
    )
    return [row for _key, row in found], found[-1][0] if len(found) == limit else None


async def changed_rows(db: Session, org_id: UUID, exam_id: UUID, since: datetime) -> list[Row]:
    """Every attempt of which the board shows something that changed after `since`, ended ones among them."""
    found = await _fetched(
        db,
        _rows(org_id, exam_id)
        .where(ExamAttempt.changed_at > since)
        .order_by(ExamAttempt.changed_at)
        .limit(20 * CHUNK),
    )
    return [row for _key, row in found]


async def groups_of_exam(db: Session, org_id: UUID, exam_id: UUID) -> list[str]:
    """The groups that those who sit belong to."""
    group = func.unnest(StudentProfile.groups).label("name")
    found = await db.scalars(
        select(group)
        .join(ExamAttempt, ExamAttempt.student_id == StudentProfile.student_id)
        .where(
            StudentProfile.org_id == org_id,
            ExamAttempt.org_id == org_id,
            ExamAttempt.exam_id == exam_id,
            ExamAttempt.status.in_(LIVE),
        )
        .distinct()
        .order_by(group)
    )
    return list(found.all())


async def lock_clocks(
    db: Session, org_id: UUID, exam_id: UUID, *, group: str | None, attempt: int | None
) -> list[Clock]:
    """The clocks of those who sit (of one group, or one attempt), locked in the order of their keys."""
    statement = (
        select(
            ExamAttempt.attempt,
            ExamAttempt.student_id,
            ExamAttempt.status,
            ExamAttempt.started_at,
            ExamAttempt.deadline_at,
            ExamAttempt.extra_seconds,
            ExamAttempt.paused_seconds,
            ExamAttempt.paused_at,
        )
        .where(ExamAttempt.org_id == org_id, ExamAttempt.exam_id == exam_id, ExamAttempt.status.in_(LIVE))
        .order_by(ExamAttempt.attempt)
        .with_for_update(of=ExamAttempt)
    )
    if attempt is not None:
        statement = statement.where(ExamAttempt.attempt == attempt)
    if group is not None:
        statement = statement.join(StudentProfile, StudentProfile.student_id == ExamAttempt.student_id).where(
            StudentProfile.org_id == org_id, any_(StudentProfile.groups) == group
        )
    return [Clock(*row) for row in (await db.execute(statement)).all()]


_CLOCKS = text(
    """
    UPDATE veritas.exam_attempts AS a
       SET status = :status, paused_at = :paused_at, extra_seconds = q.extra, paused_seconds = q.paused,
           deadline_at = q.deadline, changed_at = :now, updated_at = :now
      FROM unnest(:attempts, :extras, :pauses, :deadlines) AS q(attempt, extra, paused, deadline)
     WHERE a.org_id = :org_id AND a.attempt = q.attempt
    """
).bindparams(
    bindparam("attempts", type_=ARRAY(BigInteger)),
    *(bindparam(name, type_=ARRAY(Integer)) for name in ("extras", "pauses")),
    bindparam("deadlines", type_=ARRAY(DateTime(timezone=True))),
    *(bindparam(name, type_=DateTime(timezone=True)) for name in ("now", "paused_at")),
)


async def set_clocks(db: Session, org_id: UUID, clocks: Sequence[Clock], now: datetime) -> None:
    """Store clocks, those of one status and pause in one statement."""
    alike: dict[tuple[AttemptStatus, datetime | None], list[Clock]] = {}
    for clock in clocks:
        alike.setdefault((clock.status, clock.paused_at), []).append(clock)
    for (status, paused_at), group in alike.items():
        await db.execute(
            _CLOCKS,
            {
                "org_id": org_id,
                "now": now,
                "status": status.value,
                "paused_at": paused_at,
                "attempts": [clock.attempt for clock in group],
                "extras": [clock.extra_seconds for clock in group],
                "pauses": [clock.paused_seconds for clock in group],
                "deadlines": [clock.deadline_at for clock in group],
            },
        )


async def touch(db: Session, org_id: UUID, attempt: int, now: datetime) -> None:
    """The board shows this attempt anew."""
    await db.execute(
        update(ExamAttempt)
        .where(ExamAttempt.org_id == org_id, ExamAttempt.attempt == attempt)
        .values(changed_at=now)
        .execution_options(synchronize_session=False)
    )


async def add_notice(
    db: Session,
    org_id: UUID,
    exam_id: UUID,
    action: Action,
    *,
    attempt: int | None,
    group: str | None,
    body: str,
    by: str,
    now: datetime,
) -> int:
    """Tell one, a group or everyone; the number of the notice."""
    notice = ExamNotice(
        org_id=org_id,
        exam_id=exam_id,
        attempt=attempt,
        group_name=group,
        kind=action.value,
        body=body,
        made_by=by,
        made_at=now,
    )
    db.add(notice)
    await db.flush()
    return notice.notice_no


async def groups_of_student(db: Session, org_id: UUID, student_id: UUID) -> list[str]:
    found = await db.scalar(
        select(StudentProfile.groups).where(
            StudentProfile.org_id == org_id, StudentProfile.student_id == student_id
        )
    )
    return list(found or ())
