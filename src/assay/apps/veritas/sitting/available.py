"""What is there for a student: the exams assigned, each with the student's own window and time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.attempts import rules as clocks
from assay.apps.veritas.attempts import service as attempt_service
from assay.apps.veritas.models.attempts import LIVE, ExamAttempt
from assay.apps.veritas.models.exams import Exam, ExamStatus
from assay.apps.veritas.models.people import StudentProfile
from assay.apps.veritas.people import queries as people
from assay.apps.veritas.people import service as people_service
from assay.apps.veritas.people.accommodations import Measures
from assay.apps.veritas.sitting import queries
from assay.kernel import clock
from assay.kernel.access.actor import Actor
from assay.kernel.db.paging import Page
from assay.kernel.db.session import Session


@dataclass(frozen=True, slots=True)
class Available:
    """An exam as its student sees it."""

    exam: Exam
    state: str
    opens_at: datetime
    closes_at: datetime
    allowance: timedelta
    used: int
    attempt: ExamAttempt | None
    measures: Measures


async def get_available_exams_for_student(
    db: Session, actor: Actor, *, after: str | None = None, limit: int = 50
) -> Page[Available]:
    """The exams assigned to the student, newest first, each with the student's own window and time."""
    student = await people_service.ensure_student(db, actor)
    page = await queries.assigned_exams(db, student.org_id, student.student_id, after=after, limit=limit)
    ids = [exam.exam_id for exam in page.items]
    now = clock.now()
    measures = await people.measures_in(db, student.org_id, student.student_id, ids, since=now)
    mine = await attempts.of_student(db, student.org_id, student.student_id, ids)
    return Page(
        [
            _available(exam, measures[exam.exam_id], [a for a in mine if a.exam_id == exam.exam_id], now)
            for exam in page.items
        ],
        page.next,
    )


async def one(db: Session, actor: Actor, exam_id: UUID) -> tuple[Available, StudentProfile]:
    """One exam as its student sees it, for the page before the start. Raises NotFound."""
    student = await people_service.ensure_student(db, actor)
    exam = await queries.assigned_exam(db, student.org_id, student.student_id, exam_id)
    now = clock.now()
    measures = await people.measures(db, student.org_id, exam_id, student.student_id, since=now)
    mine = await attempts.of_student(db, student.org_id, student.student_id, [exam_id])
    return _available(exam, measures, mine, now), student


def _available(exam: Exam, measures: Measures, mine: Sequence[ExamAttempt], now: datetime) -> Available:
    opens_at, closes_at = clocks.window(attempt_service.timing(exam), measures)
    going = next((one for one in mine if one.status in LIVE), None)
    if going is not None:
        state = "running"
    elif now >= closes_at or exam.status is not ExamStatus.PUBLISHED:
        state = "done" if mine else "missed"
    elif len(mine) >= exam.attempts_allowed:
        state = "done"
    else:
        state = "open" if now >= opens_at else "upcoming"
    allowance = min(clocks.allowance(attempt_service.timing(exam), measures), closes_at - opens_at)
    latest = going or (mine[-1] if mine else None)
    return Available(exam, state, opens_at, closes_at, allowance, len(mine), latest, measures)
