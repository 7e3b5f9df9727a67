"""What a parent sees of their children: exams, marks, progress and what to practise, in plain words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.models.analytics import Forecast, UnitMastery
from assay.apps.mathvidya.models.exams import ExamStatus
from assay.apps.mathvidya.models.people import StudentProfile
from assay.apps.mathvidya.parents import queries, rules
from assay.apps.mathvidya.parents.queries import Sat
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.clock import day_in_india
from assay.kernel.db.session import Session
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

LATEST = 12


@dataclass(frozen=True, slots=True)
class Result:
    """An exam in plain words. `percent` is None until it is marked."""

    exam_id: UUID
    title: str
    status: ExamStatus
    words: str
    percent: float | None
    when: datetime | None
    due_at: datetime | None

    @property
    def day(self) -> date | None:
        """The day in India."""
        return day_in_india(self.when) if self.when else None


@dataclass(frozen=True, slots=True)
class Unit:
    """How well a unit is known: shares of 1, with the interval."""

    name: str
    mastery: Decimal
    low: Decimal
    high: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What analytics has to say; empty before it has computed anything."""

    units: Sequence[Unit]
    practise: Sequence[str]
    expected: str


@dataclass(frozen=True, slots=True)
class Child:
    """`results` are the latest, the latest first; `trend` their percentages, oldest first."""

    student: StudentProfile
    done: int
    marked: int
    results: Sequence[Result]
    trend: Sequence[float]
    progress: Progress

    @property
    def in_words(self) -> str:
        return rules.exams_in_words(self.done, self.marked)

    @property
    def trend_in_words(self) -> str:
        return rules.trend_in_words(self.trend)


async def children(db: Session, actor: Actor) -> list[Child]:
    """The actor's confirmed children. The number of statements does not depend on how many they are."""
    org_id = org_of(actor)
    return await _told(db, org_id, await queries.children(db, org_id, person_of(actor)))


async def child(
    db: Session, actor: Actor, student_id: UUID, *, after: str | None = None
) -> tuple[Child, Sequence[Result], str | None]:
    """A confirmed child, a page of all results, and the cursor of the next. Raises NotFound for others."""
    org_id = org_of(actor)
    own = await queries.children(db, org_id, person_of(actor))
    found = [one for one in own if one.student_id == student_id]
    if not found:
        raise NotFound(_("There is no such child of yours."))
    told = (await _told(db, org_id, found))[0]
    page = await queries.exams_of(db, org_id, student_id, after=after)
    promised = await queries.promised(db, org_id, page.items)
    return told, [_result(one, promised) for one in page.items], page.next


async def _told(db: Session, org_id: UUID, students: Sequence[StudentProfile]) -> list[Child]:
    ids = [one.student_id for one in students]
    if not ids:
        return []
    exams = await queries.latest_exams(db, org_id, ids, LATEST)
    promised = await queries.promised(db, org_id, exams)
    counts = await queries.counts(db, org_id, ids)
    progress = await progress_of(db, org_id, ids)
    results: dict[UUID, list[Result]] = defaultdict(list)
    for one in sorted(exams, key=lambda sat: sat.generated_at, reverse=True):
        results[one.student_id].append(_result(one, promised))
    return [
        Child(
            student=student,
            done=counts.get(student.student_id, (0, 0))[0],
            marked=counts.get(student.student_id, (0, 0))[1],
            results=results[student.student_id],
            trend=[r.percent for r in reversed(results[student.student_id]) if r.percent is not None],
            progress=progress[student.student_id],
        )
        for student in students
    ]


async def progress_of(db: Session, org_id: UUID, student_ids: Sequence[UUID]) -> dict[UUID, Progress]:
    """What analytics computed of each student, in plain words: its tables are read here and nowhere else."""
    by_student: dict[UUID, list[UnitMastery]] = defaultdict(list)
    for row in await queries.mastery(db, org_id, student_ids):
        by_student[row.student_id].append(row)
    forecasts = await queries.forecasts(db, org_id, student_ids)
    names = (await config.get(db, org_id)).unit_names
    return {one: _progress(names, by_student[one], forecasts.get(one)) for one in student_ids}


def _progress(names: Mapping[str, str], rows: Sequence[UnitMastery], forecast: Forecast | None) -> Progress:
    units = [
        Unit(
            names.get(row.unit, row.unit),
            row.mastery,
            row.low,
            row.high,
            rules.mastery_in_words(row.mastery, row.low, row.high),
        )
        for row in rows
    ]
    practise = rules.units_to_practise(
        forecast.practice if forecast else {}, {row.unit: row.mastery for row in rows}
    )
    expected = rules.expected_in_words(forecast.low, forecast.high) if forecast else ""
    return Progress(units, [names.get(unit, unit) for unit in practise], expected)


def _result(one: Sat, promised: Mapping[UUID, datetime]) -> Result:
    due_at = promised.get(one.exam_id)
    marked = one.status is ExamStatus.MARKED and one.score is not None
    return Result(
        exam_id=one.exam_id,
        title=one.title,
        status=one.status,
        words=rules.state_in_words(one.status, score=one.score, of=one.max_score, due_at=due_at),
        percent=float(one.score / one.max_score * 100) if marked and one.score is not None else None,
        when=one.submitted_at or one.started_at,
        due_at=due_at,
    )
