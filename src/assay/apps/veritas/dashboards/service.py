"""Dashboards of students and teachers, and the figures behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assay.apps.veritas.analysis import queries_cases
from assay.apps.veritas.analysis.queries_cases import Tally
from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.dashboards import queries, queries_figures, rules
from assay.apps.veritas.exams import queries as exams
from assay.apps.veritas.exams.policies import MonitoringPolicy, ReviewPolicy, Shown
from assay.apps.veritas.models.analysis import PerformanceMetrics
from assay.apps.veritas.models.attempts import ExamAttempt
from assay.apps.veritas.models.exams import Exam
from assay.apps.veritas.models.monitoring import MonitoringEvent
from assay.apps.veritas.models.people import StudentProfile
from assay.apps.veritas.monitoring import queries as monitoring
from assay.apps.veritas.people import queries as people
from assay.apps.veritas.people import service as people_service
from assay.apps.veritas.review import rules as review
from assay.apps.veritas.sitting.available import Available, get_available_exams_for_student
from assay.kernel import clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.paging import Page
from assay.kernel.db.session import Session
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

CHUNK = 500
"""Students brought up to date in one step."""


@dataclass(frozen=True, slots=True)
class Result:
    """A closed attempt as its student sees it: `percent` is None where the exam does not show marks yet."""

    sitting: queries.Sitting
    shows_mark: bool
    percent: float | None
    passed: bool | None
    shows_events: bool


@dataclass(frozen=True, slots=True)
class StudentDashboard:
    student: StudentProfile
    running: Sequence[Available]
    upcoming: Sequence[Available]
    results: Sequence[Result]
    trend: Sequence[tuple[float, float]]
    """(number of the exam in time, percentage): only results the student may see."""


async def get_student_dashboard_data(db: Session, actor: Actor) -> StudentDashboard:
    """What a student has to sit, is sitting, and has sat. A fixed number of statements."""
    page = await get_available_exams_for_student(db, actor)
    org_id, student_id = org_of(actor), person_of(actor)
    rows = await queries.sittings(db, org_id, student_id)
    results = [result_of(row, clock.now()) for row in rows]
    seen = [one for one in reversed(results) if one.percent is not None]
    return StudentDashboard(
        student=await people.student(db, org_id, student_id),
        running=[one for one in page.items if one.state == "running"],
        upcoming=sorted(
            (one for one in page.items if one.state in ("open", "upcoming")), key=lambda one: one.opens_at
        ),
        results=results,
        trend=rules.ordered([(place, one.percent or 0.0) for place, one in enumerate(seen, 1)]),
    )


def result_of(row: queries.Sitting, now: datetime) -> Result:
    """What the exam's review policy lets the student see of a closed attempt at `now`."""
    policy = ReviewPolicy.model_validate(row.review_policy)
    times = review.Times(row.started_at, row.submitted_at, row.closed_at, row.sits_again)
    shows = row.status == "graded" and review.visible(policy, Shown.MARK, times, now)
    percent = row.percent if shows else None
    return Result(
        row,
        shows,
        percent,
        None if percent is None else percent >= float(row.pass_percent),
        MonitoringPolicy.model_validate(row.monitoring_policy).students_see_events,
    )


async def own_events(
    db: Session, actor: Actor, attempt_id: UUID, *, after: str | None = None
) -> tuple[ExamAttempt, Page[MonitoringEvent]]:
    """The events of the student's own attempt, if the exam shows them. Raises NotFound."""
    org_id = org_of(actor)
    attempt = await attempts.own(db, org_id, person_of(actor), attempt_id)
    row = next(
        one for one in await queries.exam_policies(db, org_id, [attempt.exam_id]) if one[0] == attempt.exam_id
    )
    if not MonitoringPolicy.model_validate(row[1]).students_see_events:
        raise NotFound(_("This exam does not show its events to students."))
    return attempt, await monitoring.events_of(db, attempt, after=after)


@dataclass(frozen=True, slots=True)
class TeacherDashboard:
    exams: Sequence[queries.Taught]
    tally: Tally
    at_risk: Sequence[StudentProfile]

    @property
    def live(self) -> int:
        return sum(one.live for one in self.exams)

    @property
    def to_mark(self) -> int:
        return sum(one.to_mark for one in self.exams)


async def get_teacher_dashboard_data(db: Session, actor: Actor) -> TeacherDashboard:
    """A teacher's exams with their state and figures, what waits, and whom to look after."""
    teacher = await people_service.ensure_teacher(db, actor)
    return TeacherDashboard(
        await queries.taught(db, teacher.org_id, teacher.teacher_id),
        await queries_cases.tally(db, teacher.org_id, teacher.teacher_id),
        await queries.at_risk(db, teacher.org_id, teacher.teacher_id),
    )


@dataclass(frozen=True, slots=True)
class ExamAnalytics:
    """`bins`: graded attempts by tenths of the score; `tenths`: attempts by tenths of the time used."""

    exam: Exam
    metrics: PerformanceMetrics | None
    bins: Sequence[int]
    tenths: Sequence[int]
    questions: Sequence[queries.QuestionFigures]
    tally: Tally

    @property
    def pass_share(self) -> float | None:
        return rules.pass_share(self.metrics.attempts, self.metrics.passed) if self.metrics else None


async def get_teacher_exam_analytics(db: Session, actor: Actor, exam_id: UUID) -> ExamAnalytics:
    """Distribution, difficulty of each question, time use and pass share of an exam. Raises NotFound.

    Read from kept figures and materialised views: the cost does not grow with the number of events.
    """
    org_id, teacher_id = org_of(actor), person_of(actor)
    exam = await exams.exam(db, org_id, teacher_id, exam_id)
    metrics = await queries.metrics(db, org_id, exam_id)
    tenths = await queries.time_use(db, org_id, exam_id)
    return ExamAnalytics(
        exam,
        metrics,
        rules.counts(metrics.figures if metrics else {}, "bins"),
        [tenths.get(place, 0) for place in range(10)],
        await queries.question_figures(db, org_id, exam_id),
        await queries_cases.tally(db, org_id, teacher_id, exam_id),
    )


@dataclass(frozen=True, slots=True)
class StudentForTeacher:
    """A student as far as the teacher's own exams go; the dropout risk is over all exams."""

    student: StudentProfile
    sittings: Sequence[queries.Sitting]
    trend: Sequence[tuple[float, float]]

    @property
    def mean_percent(self) -> float | None:
        known = [one.percent for one in self.sittings if one.percent is not None and one.status == "graded"]
        return sum(known) / len(known) if known else None


async def student_for_teacher(db: Session, actor: Actor, student_id: UUID) -> StudentForTeacher:
    """A student of one of the teacher's exams. Raises NotFound."""
    org_id, teacher_id = org_of(actor), person_of(actor)
    student = await queries.student_of_teacher(db, org_id, teacher_id, student_id)
    rows = await queries.sittings_for_teacher(db, org_id, teacher_id, student_id)
    graded = [one.percent for one in reversed(rows) if one.status == "graded" and one.percent is not None]
    return StudentForTeacher(student, rows, rules.ordered(list(enumerate(graded, 1))))


async def update_performance_metrics(db: Session, org_id: UUID, exam_id: UUID) -> None:
    """Bring an exam's figures up to date."""
    await queries_figures.refresh_exam(db, org_id, exam_id)


async def update_student_profile_stats(db: Session, org_id: UUID, student_ids: Sequence[UUID]) -> None:
    """Bring students' figures, cumulative scores and dropout risks up to date."""
    await queries_figures.refresh_students(db, org_id, student_ids)
    found = await queries_figures.records(db, org_id, student_ids)
    await queries_figures.save_dropout(
        db, org_id, {student: rules.dropout(record) for student, record in found.items()}
    )
