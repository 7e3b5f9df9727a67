"""Use cases of analytics: bring a student's figures up to date, and look at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.apps.mathvidya.analytics import queries, rules
from assay.apps.mathvidya.analytics.queries import Check
from assay.apps.mathvidya.bank.document import ClassLevel, Unit
from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.exams.outcome import Outcome
from assay.apps.mathvidya.models.analytics import Forecast, ForecastCheck, UnitMastery
from assay.kernel import clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session

SHOWN = 20
"""Exams in the chart of the trend."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A student's figures; `forecast` is None before the first result, `check` before the first night."""

    class_level: ClassLevel
    units: Sequence[UnitMastery]
    forecast: Forecast | None
    check: ForecastCheck | None

    @property
    def results(self) -> list[Mapping[str, Any]]:
        return list(self.forecast.trend.get("results", [])) if self.forecast else []

    @property
    def slope(self) -> float | None:
        return self.forecast.trend.get("slope") if self.forecast else None

    @property
    def practice(self) -> list[Mapping[str, Any]]:
        return list(self.forecast.practice.get("units", [])) if self.forecast else []

    def losses(self) -> dict[rules.Loss, float]:
        """Marks lost in all units, by where."""
        found = dict.fromkeys(rules.Loss, 0.0)
        for row in self.units:
            for name, marks in row.details.get("lost", {}).items():
                found[rules.Loss(name)] += marks
        return {loss: marks for loss, marks in found.items() if marks}


async def refresh(db: Session, org_id: UUID, student_id: UUID) -> None:
    """Compute a student's figures anew from all results: asked twice, they are the same."""
    class_level = await queries.class_of(db, org_id, student_id)
    if class_level is None:
        return
    marked = await queries.marked(db, org_id, student_id)
    outcomes = [Outcome.model_validate(one.result) for one in marked]
    found, lost = rules.mastery(outcomes), rules.losses(outcomes)
    percents = [one.percent for one in marked if one.full]
    kept = await queries.kept_check(db, org_id, class_level)
    width = float(kept.width) if kept and kept.width is not None else None
    if kept is not None and kept.forecasts < rules.FEWEST_ERRORS:
        width = None
    expected = rules.expected(percents, width)
    weights = _weights(await queries.board_weights(db, org_id, class_level))
    now = clock.now()
    key = {"org_id": org_id, "student_id": student_id, "computed_at": now}
    rows = [
        {
            **key,
            "unit": one.unit.value,
            "exams": one.exams,
            "earned": _round(one.earned, 1),
            "possible": _round(one.possible, 1),
            "mastery": _round(one.share),
            "low": min(_round(one.low), _round(one.share)),
            "high": max(_round(one.high), _round(one.share)),
            "details": {
                "questions": one.questions,
                "lost": {loss.value: marks for loss, marks in lost.get(one.unit, {}).items()},
            },
        }
        for one in found
    ]
    results = [
        {
            "exam_id": str(one.exam_id),
            "title": one.title,
            "percent": round(one.percent, 2),
            "full": one.full,
            "at": one.marked_at.isoformat(),
            "minutes": one.minutes_used and round(one.minutes_used),
        }
        for one in marked[-SHOWN:]
    ]
    forecast = {
        **key,
        "exams": len(marked),
        "low": expected and _round(expected.low, 2),
        "middle": expected and _round(expected.middle, 2),
        "high": expected and _round(expected.high, 2),
        "trend": {"results": results, "slope": rules.trend(percents), "full": len(percents)},
        "practice": {
            "units": [
                {
                    "unit": one.unit.value,
                    "mastery": None if one.mastery is None else round(one.mastery, 4),
                    "gain": round(one.gain, 1),
                }
                for one in rules.proposals(found, weights)
            ]
            if marked
            else []
        },
    }
    await queries.replace(db, org_id, student_id, rows, forecast)


async def check_forecasts(db: Session, org_id: UUID) -> dict[ClassLevel, Check]:
    """Put the forecasts of each class to the test, and keep how they turned out."""
    found = {}
    for level in ClassLevel:
        found[level] = check = await queries.check(db, org_id, level, rules.COVERAGE)
        await queries.keep_check(
            db,
            org_id,
            level,
            {
                "forecasts": check.forecasts,
                "error": _decimal(check.error),
                "naive_error": _decimal(check.naive_error),
                "width": _decimal(check.width),
                "tested": check.tested,
                "held": check.held,
                "computed_at": clock.now(),
            },
        )
    return found


async def is_due(db: Session, org_id: UUID) -> bool:
    """Whether the institution's hour for computing everyone's figures has come."""
    settings = await config.get(db, org_id)
    kept = [await queries.kept_check(db, org_id, level) for level in ClassLevel]
    last = min((one.computed_at for one in kept if one is not None), default=None)
    return rules.is_due(settings.analytics_at, last if None not in kept else None, clock.now())


async def progress(db: Session, actor: Actor) -> Progress:
    """The actor's own figures. Raises NotFound without a profile."""
    return await progress_of(db, org_of(actor), person_of(actor))


async def progress_of(db: Session, org_id: UUID, student_id: UUID) -> Progress:
    level = await queries.class_of(db, org_id, student_id) or ClassLevel.X
    return Progress(
        level,
        await queries.units(db, org_id, student_id),
        await queries.forecast(db, org_id, student_id),
        await queries.kept_check(db, org_id, level),
    )


def _weights(blueprint: Mapping[str, Any] | None) -> dict[Unit, float]:
    return {Unit(unit): float(marks) for unit, marks in (blueprint or {}).get("units", {}).items()}


def _round(value: float, digits: int = 4) -> Decimal:
    return Decimal(str(round(value, digits)))


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else _round(value, 3)
