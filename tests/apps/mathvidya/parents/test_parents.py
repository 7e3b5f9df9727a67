"""What a parent sees: their own confirmed children, in plain words, by a fixed number of statements."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from assay.apps.mathvidya.models.analytics import Forecast, UnitMastery
from assay.apps.mathvidya.models.evaluations import Evaluation, EvaluationState, Purpose
from assay.apps.mathvidya.models.exams import ExamStatus
from assay.apps.mathvidya.models.people import MappingState
from assay.apps.mathvidya.parents import rules, service
from assay.kernel import clock
from assay.kernel.db.session import Database
from assay.kernel.errors import NotFound
from assay.kernel.ids import uuid7
from tests.apps.mathvidya.sat import make_parent, make_student, make_template, sit
from tests.support import mathvidya
from tests.support.school import School

DUE = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
def statements(savepoint: Database) -> Iterator[list[str]]:
    """Every statement sent on the test's connection from here on."""
    assert isinstance(savepoint.bind, AsyncConnection)
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    connection = savepoint.bind.sync_connection
    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


async def being_marked(db: AsyncSession, org: UUID, student: UUID, exam: UUID) -> None:
    db.add(
        Evaluation(
            org_id=org,
            student_id=student,
            exam_id=exam,
            round=1,
            purpose=Purpose.FIRST,
            state=EvaluationState.WAITING,
            class_level="X",
            sla_hours=48,
            clock_from=DUE - timedelta(days=6),
            due_at=DUE,
            half_at=DUE - timedelta(days=3),
            risk_at=DUE - timedelta(days=1),
        )
    )
    await db.flush()


async def test_only_confirmed_children_are_seen(db: AsyncSession, org: UUID) -> None:
    template = await make_template(db, org)
    own, asked, stranger = [(await make_student(db, org, name))[1] for name in ("Own", "Asked", "Stranger")]
    for student in (own, asked, stranger):
        await sit(db, org, student, template, 40)
    parent = await make_parent(db, org, own)
    waiting = await make_parent(db, org, asked, state=MappingState.REQUESTED)
    former = await make_parent(db, org, own, state=MappingState.ENDED)
    assert [one.student.name for one in await service.children(db, parent)] == ["Own"]
    assert await service.children(db, waiting) == []
    assert await service.children(db, former) == []
    for actor, student in ((parent, stranger), (parent, asked), (waiting, asked), (former, own)):
        with pytest.raises(NotFound):
            await service.child(db, actor, student)


async def test_exams_marks_and_promised_time_in_plain_words(db: AsyncSession, org: UUID) -> None:
    template = await make_template(db, org)
    _actor, student = await make_student(db, org)
    for score in (40, 44.5, 60):
        await sit(db, org, student, template, score)
    await being_marked(db, org, student, await sit(db, org, student, template))
    never = {"started_at": None, "deadline_at": None, "submitted_at": None}
    await sit(db, org, student, template, status=ExamStatus.GENERATED, **never)
    child = (await service.children(db, await make_parent(db, org, student)))[0]
    assert (child.done, child.marked, child.in_words) == (4, 3, "4 exams, 3 marked")
    assert [one.words for one in child.results] == [
        "Paper made, not begun",
        "Being marked, promised by Wed 04 Mar 2026, 15:00 IST",
        "60 of 80 marks",
        "44.5 of 80 marks",
        "40 of 80 marks",
    ]
    assert child.trend == [50.0, 55.625, 75.0]
    assert child.trend_in_words.startswith("Rising: the last two results are 15 points above")


async def test_what_analytics_computed_is_told_and_is_not_needed(db: AsyncSession, org: UUID) -> None:
    _actor, student = await make_student(db, org)
    parent = await make_parent(db, org, student)
    before = (await service.children(db, parent))[0].progress
    assert (list(before.units), list(before.practise), before.expected) == ([], [], "")
    for unit, share in (("algebra", "0.90"), ("trigonometry", "0.30"), ("geometry", "0.55")):
        db.add(
            UnitMastery(
                org_id=org,
                student_id=student,
                unit=unit,
                exams=3,
                earned=Decimal(10),
                possible=Decimal(20),
                mastery=Decimal(share),
                low=Decimal(share) - Decimal("0.1"),
                high=Decimal(share) + Decimal("0.1"),
                computed_at=clock.now(),
            )
        )
    forecast = Forecast(
        org_id=org,
        student_id=student,
        exams=3,
        low=Decimal(52),
        middle=Decimal(60),
        high=Decimal(68),
        computed_at=clock.now(),
    )
    db.add(forecast)
    await db.flush()
    told = (await service.children(db, parent))[0].progress
    assert {one.name: one.words for one in told.units} == {
        "Algebra": "strong",
        "Trigonometry": "begin here",
        "Geometry": "needs practice",
    }
    assert list(told.practise) == ["Trigonometry", "Geometry"]
    assert told.expected == "The next full paper is expected between 52 and 68 percent."


async def test_number_of_statements_does_not_grow_with_children_or_exams(
    db: AsyncSession, org: UUID, statements: list[str]
) -> None:
    template = await make_template(db, org)
    students = [(await make_student(db, org, f"Child {number}"))[1] for number in range(5)]
    for student in students:
        for score in (30, 40, None):
            exam = await sit(db, org, student, template, score)
        await being_marked(db, org, student, exam)
    one, many = await make_parent(db, org, students[0]), await make_parent(db, org, *students)
    await service.children(db, one)  # a transaction reads the settings once
    counted = []
    for actor in (one, many):
        db.expire_all()
        statements.clear()
        await service.children(db, actor)
        counted.append(len(statements))
    assert counted[0] == counted[1]
    assert counted[1] <= 8


async def test_all_results_of_a_child_come_in_pages(db: AsyncSession, org: UUID) -> None:
    template = await make_template(db, org)
    _actor, student = await make_student(db, org)
    sat = [await sit(db, org, student, template, number) for number in range(35)]
    parent = await make_parent(db, org, student)
    _child, first, following = await service.child(db, parent, student)
    _child, second, last = await service.child(db, parent, student, after=following)
    assert [one.exam_id for one in (*first, *second)] == sat[::-1]
    assert last is None


@pytest.mark.parametrize(
    ("mastery", "low", "high", "words"),
    [
        ("0.8", "0.7", "0.9", "strong"),
        ("0.6", "0.5", "0.7", "good"),
        ("0.4", "0.3", "0.5", "needs practice"),
        ("0.1", "0", "0.3", "begin here"),
        ("0.9", "0.3", "1", "too early to tell"),
    ],
)
def test_mastery_in_words(mastery: str, low: str, high: str, words: str) -> None:
    assert rules.mastery_in_words(Decimal(mastery), Decimal(low), Decimal(high)) == words


@pytest.mark.parametrize(
    ("percents", "begins"),
    [
        ([50.0, 60.0], "Three marked exams"),
        ([50.0, 52.0, 51.0], "Steady"),
        ([50.0, 60.0, 60.0], "Rising"),
        ([70.0, 50.0, 60.0], "Falling"),
    ],
)
def test_trend_in_words(percents: list[float], begins: str) -> None:
    assert rules.trend_in_words(percents).startswith(begins)


async def test_parents_over_http(school: School) -> None:
    student = await mathvidya.make_student(school)
    other = await mathvidya.make_student(school, "Ravi Das")
    parent = await mathvidya.make_parent(school, student)
    async with school.database.transaction(org_id=school.org_id) as db:
        template = await make_template(db, school.org_id)
        await sit(db, school.org_id, student.person_id, template, 64)
    listed = (await parent.get("/parent/children")).json()["items"]
    assert [(one["name"], one["summary"]) for one in listed] == [("Asha Rao", "1 exam, 1 marked")]
    told = (await parent.get(f"/parent/children/{student.person_id}")).json()
    assert [(one["words"], one["percent"]) for one in told["results"]] == [("64 of 80 marks", 80.0)]
    for nobody in (other.person_id, uuid7()):
        assert (await parent.get(f"/parent/children/{nobody}")).status_code == 404
    assert (await student.get("/parent/children")).status_code == 403
