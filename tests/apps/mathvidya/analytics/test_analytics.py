"""Figures of students as they are computed and shown: after a result, at night, and again."""

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.analytics import service
from assay.apps.mathvidya.analytics.routes import told
from assay.apps.mathvidya.bank.document import ClassLevel, Cognitive, Kind, Unit
from assay.apps.mathvidya.exams.outcome import How, Outcome, QuestionOutcome
from assay.kernel import clock
from assay.kernel.clock import IST
from tests.apps.mathvidya.sat import make_student, make_template, sit

MARKS = [40, 48, 44, 52, 60, 56, 50, 58, 64, 62]


def outcome(algebra: int, geometry: int) -> dict[str, object]:
    """Of 40 marks each, as teachers gave them."""
    return Outcome(
        questions=tuple(
            QuestionOutcome(
                number=number,
                section="D",
                kind=Kind.LA,
                unit=unit,
                topic="A topic",
                cognitive=Cognitive.APPLY,
                how=How.TEACHER,
                marks=Decimal(marks),
                out_of=Decimal(40),
            )
            for number, (unit, marks) in enumerate(
                ((Unit.ALGEBRA, algebra), (Unit.GEOMETRY, geometry)), start=1
            )
        )
    ).document()


async def sits(db: AsyncSession, org: UUID, student: UUID, template: UUID, marks: list[int]) -> None:
    """One full paper a week, the last today."""
    now = clock.now()
    for place, one in enumerate(marks):
        at = now - timedelta(weeks=len(marks) - place)
        result = outcome(one // 2, one - one // 2)
        await sit(db, org, student, template, one, result=result, generated_at=at, marked_at=at)


async def test_figures_of_a_student_are_those_of_the_results(db: AsyncSession, org: UUID) -> None:
    actor, student = await make_student(db, org)
    template = await make_template(db, org)
    await sits(db, org, student, template, [40, 60])
    await service.refresh(db, org, student)
    first = told(await service.progress(db, actor))
    await service.refresh(db, org, student)
    again = told(await service.progress(db, actor))
    assert {**first, "computed_at": None} == {**again, "computed_at": None}
    algebra = next(one for one in first["units"] if one["unit"] == "algebra")
    assert (algebra["earned"], algebra["possible"], algebra["mastery"]) == (50, 80, Decimal("0.625"))
    assert algebra["low"] < Decimal("0.625") < algebra["high"]
    assert [one["percent"] for one in first["results"]] == [50, 75]
    assert first["forecast"] is None
    assert first["backtest"] is None


async def test_range_is_told_after_a_night_that_tested_enough_forecasts(db: AsyncSession, org: UUID) -> None:
    template = await make_template(db, org)
    actor, student = await make_student(db, org)
    await sits(db, org, student, template, MARKS)
    for number in range(3):
        _other, one = await make_student(db, org, f"Student {number}")
        await sits(db, org, one, template, [mark + number for mark in MARKS])
    checks = await service.check_forecasts(db, org)
    # Each paper but a student's first two has a forecast.
    assert checks[ClassLevel.X].forecasts == 4 * (len(MARKS) - 2)
    assert checks[ClassLevel.XII].forecasts == 0
    await service.refresh(db, org, student)
    shown = told(await service.progress(db, actor))
    expected = sum(MARKS[-3:]) / 3 / 80 * 100
    assert abs(float(shown["forecast"]["middle"]) - expected) < 0.01
    assert shown["forecast"]["low"] < shown["forecast"]["middle"] < shown["forecast"]["high"]
    assert shown["backtest"]["forecasts"] == 32
    assert 0 < shown["backtest"]["held"] <= shown["backtest"]["tested"] == 16
    assert shown["backtest"]["mean_error"] > 0 < shown["backtest"]["mean_error_of_last_paper"]


async def test_night_comes_once_at_two_in_india(db: AsyncSession, org: UUID) -> None:
    def at(hour: int, minute: int = 0) -> datetime:
        return datetime(2027, 1, 12, hour, minute, tzinfo=IST)

    with clock.frozen(at(1)):
        await service.check_forecasts(db, org)
        assert not await service.is_due(db, org)
    with clock.frozen(at(1, 59)):
        assert not await service.is_due(db, org)
    with clock.frozen(at(2)):
        assert await service.is_due(db, org)
        await service.check_forecasts(db, org)
        assert not await service.is_due(db, org)
