"""SQL of facts. Of rows that say the same thing for different days, the one in force on the day is taken.

Where none is in force, the one that ended last is taken, then the one that begins first; how it stands is
told with it.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, ColumnExpressionArgument, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.facts.rules import ANYWHERE, Scheme
from assay.apps.exportsathi.models.facts import (
    BenefitOverlay,
    CertificationRule,
    DutyBenefit,
    ExportPolicy,
    Fact,
    ReferenceFact,
)
from assay.apps.exportsathi.models.sources import Source

F = TypeVar("F", bound=Fact)


def in_force(model: type[Fact], on: date) -> ColumnElement[bool]:
    return and_(
        or_(model.valid_from.is_(None), model.valid_from <= on),
        or_(model.valid_to.is_(None), model.valid_to >= on),
    )


async def _best(
    db: AsyncSession,
    org_id: UUID,
    model: type[F],
    same: Sequence[ColumnElement[Any]],
    on: date,
    *where: ColumnExpressionArgument[bool],
) -> list[tuple[F, Source]]:
    """One row for each value of `same`, as the module says, with its source; ordered by `same`."""
    past = and_(model.valid_to.is_not(None), model.valid_to < on)
    statement = (
        select(model, Source)
        .join(Source, and_(Source.org_id == model.org_id, Source.source_id == model.source_id))
        .where(model.org_id == org_id, model.withdrawn_at.is_(None), *where)
        .distinct(*same)
        .order_by(
            *same,
            in_force(model, on).desc(),
            past.desc(),
            model.valid_to.desc().nulls_last(),
            model.valid_from.asc().nulls_first(),
        )
    )
    return [(row, source) for row, source in (await db.execute(statement)).tuples()]


async def policies(
    db: AsyncSession, org_id: UUID, prefix: str, on: date
) -> list[tuple[ExportPolicy, Source]]:
    """The lines that begin with `prefix`."""
    line = ExportPolicy.line
    within = line == prefix if len(prefix) == 8 else and_(line >= prefix, line < f"{prefix}:")
    return await _best(db, org_id, ExportPolicy, [ExportPolicy.__table__.c.line], on, within)


async def benefits(db: AsyncSession, org_id: UUID, line: str, on: date) -> list[tuple[DutyBenefit, Source]]:
    """RoDTEP of the line itself, and the drawback entries of its heading."""
    table = DutyBenefit.__table__.c
    wanted = or_(
        and_(DutyBenefit.scheme == Scheme.RODTEP, DutyBenefit.entry == line),
        and_(DutyBenefit.scheme == Scheme.DRAWBACK, func.left(DutyBenefit.entry, 4) == line[:4]),
    )
    return await _best(db, org_id, DutyBenefit, [table.scheme, table.entry], on, wanted)


async def overlays(
    db: AsyncSession, org_id: UUID, chapter: int, on: date
) -> Sequence[tuple[BenefitOverlay, Source]]:
    """Those of the chapter that hold on the day."""
    found = await db.execute(
        select(BenefitOverlay, Source)
        .join(
            Source, and_(Source.org_id == BenefitOverlay.org_id, Source.source_id == BenefitOverlay.source_id)
        )
        .where(
            BenefitOverlay.org_id == org_id,
            BenefitOverlay.withdrawn_at.is_(None),
            BenefitOverlay.first_chapter <= chapter,
            BenefitOverlay.last_chapter >= chapter,
            in_force(BenefitOverlay, on),
        )
        .order_by(BenefitOverlay.scheme, BenefitOverlay.valid_from)
    )
    return found.tuples().all()


async def rules_for(
    db: AsyncSession,
    org_id: UUID,
    prefixes: Collection[str],
    attributes: Collection[str],
    places: Collection[str],
    on: date,
) -> list[tuple[CertificationRule, Source]]:
    """The rules about products whose code begins like this or with one of these attributes, sent there."""
    rule = CertificationRule
    return await _best(
        db,
        org_id,
        rule,
        [rule.__table__.c.rule_id],
        on,
        rule.destinations.overlap([*places, ANYWHERE]),
        or_(
            and_(func.cardinality(rule.prefixes) == 0, func.cardinality(rule.attributes) == 0),
            rule.prefixes.overlap(list(prefixes)),
            rule.attributes.overlap(list(attributes)),
        ),
        rule.requires.contained_by(list(attributes)),
        ~rule.excludes.overlap(list(prefixes)),
    )


async def small(
    db: AsyncSession, org_id: UUID, kind: str, on: date, keys: Collection[str] | None = None
) -> list[tuple[ReferenceFact, Source]]:
    """The facts of a kind, of all keys or of these."""
    table = ReferenceFact.__table__.c
    where = [ReferenceFact.kind == kind]
    if keys is not None:
        where.append(ReferenceFact.key.in_(keys))
    return await _best(db, org_id, ReferenceFact, [table.key], on, *where)
