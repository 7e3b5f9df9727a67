"""SQL of analytics: a student's results, and how forecasts of everybody's papers turned out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.models.analytics import Forecast, ForecastCheck, UnitMastery
from assay.apps.mathvidya.models.exams import ExamInstance, ExamStatus, ExamTemplate, TemplateKind
from assay.apps.mathvidya.models.people import StudentProfile

MOST_EXAMS = 200
"""Of one student; older ones say little about what is mastered now."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked exam: its outcome document, its percentage, and whether it was a full paper."""

    exam_id: UUID
    title: str
    result: dict[str, Any]
    percent: float
    full: bool
    marked_at: datetime
    minutes_used: float | None


async def marked(db: AsyncSession, org_id: UUID, student_id: UUID) -> list[Marked]:
    """A student's marked exams, oldest first."""
    rows = await db.execute(
        select(
            ExamInstance.exam_id,
            ExamInstance.title,
            ExamInstance.result,
            ExamInstance.score / ExamInstance.max_score * 100,
            ExamTemplate.kind,
            ExamInstance.marked_at,
            func.extract("epoch", ExamInstance.submitted_at - ExamInstance.started_at) / 60,
        )
        .join(
            ExamTemplate,
            (ExamTemplate.org_id == ExamInstance.org_id)
            & (ExamTemplate.template_id == ExamInstance.template_id)
            & (ExamTemplate.version == ExamInstance.template_version),
        )
        .where(
            ExamInstance.org_id == org_id,
            ExamInstance.student_id == student_id,
            ExamInstance.status == ExamStatus.MARKED,
        )
        .order_by(ExamInstance.generated_at.desc(), ExamInstance.exam_id)
        .limit(MOST_EXAMS)
    )
    found = [
        Marked(row[0], row[1], row[2], float(row[3]), row[4] is TemplateKind.FULL, row[5], _minutes(row[6]))
        for row in rows.all()
        if row[3] is not None and row[5] is not None  # a marked exam has both
    ]
    return found[::-1]


def _minutes(value: Any) -> float | None:
    return None if value is None else float(value)


async def class_of(db: AsyncSession, org_id: UUID, student_id: UUID) -> ClassLevel | None:
    found: ClassLevel | None = await db.scalar(
        select(StudentProfile.class_level).where(
            StudentProfile.org_id == org_id, StudentProfile.student_id == student_id
        )
    )
    return found


# Each full paper beside the mean of the three before it by the same student: the forecast it would have had.
_CHECK = """
    WITH papers AS (
        SELECT e.marked_at, e.score / e.max_score * 100 AS percent,
               avg(e.score / e.max_score * 100) OVER before AS forecast,
               lag(e.score / e.max_score * 100)
                   OVER (PARTITION BY e.student_id ORDER BY e.generated_at) AS previous,
               count(*) OVER before AS earlier
        FROM mathvidya.exam_instances e JOIN mathvidya.exam_templates t
          ON t.org_id = e.org_id AND t.template_id = e.template_id AND t.version = e.template_version
        WHERE e.org_id = :org_id AND e.class_level = :class_level AND e.status = 'marked'
          AND t.kind = 'full'
        WINDOW before AS (PARTITION BY e.student_id ORDER BY e.generated_at
                          ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING)
    ), errors AS (
        SELECT abs(percent - forecast) AS error, abs(percent - previous) AS naive,
               row_number() OVER (ORDER BY marked_at) AS place, count(*) OVER () AS n
        FROM papers WHERE earlier >= 2
    ), width AS (
        SELECT percentile_disc(:coverage) WITHIN GROUP (ORDER BY error) AS first_half
        FROM errors WHERE place * 2 <= n
    )
    SELECT count(*), avg(error), avg(naive), percentile_disc(:coverage) WITHIN GROUP (ORDER BY error),
           count(*) FILTER (WHERE place * 2 > n),
           count(*) FILTER (WHERE place * 2 > n AND error <= width.first_half)
    FROM errors CROSS JOIN width
"""


@dataclass(frozen=True, slots=True)
class Check:
    """How forecasts turned out. `width` covers the wanted share of all `forecasts`; of the later half of
    them (`tested`), `held` lay within the width that the earlier half gave. Errors are mean percentage
    points, `naive_error` of simply expecting the last paper again."""

    forecasts: int
    error: float | None
    naive_error: float | None
    width: float | None
    tested: int
    held: int


async def check(db: AsyncSession, org_id: UUID, class_level: ClassLevel, coverage: float) -> Check:
    """Forecasts of every student's full papers, put to the test."""
    row = (
        await db.execute(
            text(_CHECK), {"org_id": org_id, "class_level": class_level.value, "coverage": coverage}
        )
    ).one()
    figures = [None if value is None else float(value) for value in row[1:4]]
    return Check(int(row[0]), figures[0], figures[1], figures[2], int(row[4]), int(row[5]))


async def keep_check(
    db: AsyncSession, org_id: UUID, class_level: ClassLevel, values: Mapping[str, Any]
) -> None:
    key = {"org_id": org_id, "class_level": class_level.value}
    statement = insert(ForecastCheck).values({**key, **values})
    await db.execute(
        statement.on_conflict_do_update(index_elements=["org_id", "class_level"], set_=dict(values))
    )


async def kept_check(db: AsyncSession, org_id: UUID, class_level: ClassLevel) -> ForecastCheck | None:
    return await db.scalar(
        select(ForecastCheck).where(
            ForecastCheck.org_id == org_id, ForecastCheck.class_level == class_level.value
        )
    )


async def replace(
    db: AsyncSession,
    org_id: UUID,
    student_id: UUID,
    units: Sequence[Mapping[str, Any]],
    forecast: Mapping[str, Any],
) -> None:
    """Put a student's figures in place of the old ones."""
    await db.execute(
        delete(UnitMastery).where(UnitMastery.org_id == org_id, UnitMastery.student_id == student_id)
    )
    if units:
        await db.execute(insert(UnitMastery), [dict(one) for one in units])
    statement = insert(Forecast).values(dict(forecast))
    changed = {name: value for name, value in forecast.items() if name not in ("org_id", "student_id")}
    await db.execute(statement.on_conflict_do_update(index_elements=["student_id"], set_=changed))


async def units(db: AsyncSession, org_id: UUID, student_id: UUID) -> Sequence[UnitMastery]:
    """Weakest first."""
    rows = await db.scalars(
        select(UnitMastery)
        .where(UnitMastery.org_id == org_id, UnitMastery.student_id == student_id)
        .order_by(UnitMastery.mastery, UnitMastery.unit)
    )
    return rows.all()


async def forecast(db: AsyncSession, org_id: UUID, student_id: UUID) -> Forecast | None:
    return await db.scalar(
        select(Forecast).where(Forecast.org_id == org_id, Forecast.student_id == student_id)
    )


async def board_weights(db: AsyncSession, org_id: UUID, class_level: ClassLevel) -> dict[str, Any] | None:
    """The blueprint of the class's full paper."""
    found: dict[str, Any] | None = await db.scalar(
        select(ExamTemplate.blueprint)
        .where(
            ExamTemplate.org_id == org_id,
            ExamTemplate.class_level == class_level,
            ExamTemplate.kind == TemplateKind.FULL,
            ExamTemplate.is_current,
        )
        .order_by(ExamTemplate.code)
        .limit(1)
    )
    return found


async def outdated(db: AsyncSession, org_id: UUID, after: UUID, limit: int) -> Sequence[UUID]:
    """Students with results newer than their figures, in the order of their ids."""
    rows = await db.scalars(
        select(ExamInstance.student_id)
        .outerjoin(Forecast, Forecast.student_id == ExamInstance.student_id)
        .where(
            ExamInstance.org_id == org_id,
            ExamInstance.status == ExamStatus.MARKED,
            ExamInstance.student_id > after,
            or_(Forecast.computed_at.is_(None), Forecast.computed_at < ExamInstance.marked_at),
        )
        .distinct()
        .order_by(ExamInstance.student_id)
        .limit(limit)
    )
    return rows.all()


async def organisations(db: AsyncSession) -> list[UUID]:
    """Crosses organisations: those with a marked exam."""
    rows = await db.scalars(
        select(ExamInstance.org_id).where(ExamInstance.status == ExamStatus.MARKED).distinct()
    )
    return list(rows.all())
