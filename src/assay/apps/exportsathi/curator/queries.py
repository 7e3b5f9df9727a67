"""SQL of the curator's boards: facts of all tables as one list, how they stand, and what of them ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    SQLColumnExpression,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy import String as Text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.exportsathi.models.facts import (
    BenefitOverlay,
    CertificationRule,
    DutyBenefit,
    ExportPolicy,
    Fact,
    ReferenceFact,
)
from assay.apps.exportsathi.models.sources import Source
from assay.apps.exportsathi.sources.rules import Standing
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _

SOON = (30, 90)
TABLES: tuple[type[Fact], ...] = (
    ExportPolicy,
    DutyBenefit,
    BenefitOverlay,
    CertificationRule,
    ReferenceFact,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A fact in the list of all. `kind`: its table, for the small ones their kind."""

    kind: str
    key: str
    fact_id: UUID
    title: str
    source_id: str
    valid_from: date | None
    valid_to: date | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What stands on a source. `soon`: facts that end within 90 days, with it or by themselves."""

    source_id: str
    title: str
    checked_on: date | None
    valid_to: date | None
    is_verified: bool
    facts: int
    unverified: int
    soon: int
    expired: int
    """In use no longer, and nothing in force in their place."""


def _columns(
    model: type[Fact],
    kind: SQLColumnExpression[str],
    key: SQLColumnExpression[str],
    title: SQLColumnExpression[str],
) -> Select[*tuple[Any, ...]]:
    return select(
        kind.label("kind"),
        key.label("key"),
        title.label("title"),
        model.org_id.label("org_id"),
        model.fact_id.label("fact_id"),
        model.source_id.label("source_id"),
        model.valid_from.label("valid_from"),
        model.valid_to.label("valid_to"),
        model.is_verified.label("is_verified"),
    ).where(model.withdrawn_at.is_(None))


def _all() -> Select[*tuple[Any, ...]]:
    """Facts of all tables that were not withdrawn, each with how its source holds."""
    rate, overlay, small = DutyBenefit, BenefitOverlay, ReferenceFact
    chapters = cast(overlay.first_chapter, Text) + "-" + cast(overlay.last_chapter, Text)
    parts = union_all(
        _columns(
            ExportPolicy,
            literal("policy"),
            ExportPolicy.line,
            func.coalesce(cast(ExportPolicy.policy, Text), "?"),
        ),
        _columns(
            rate,
            literal("rates"),
            cast(rate.scheme, Text) + " " + rate.entry,
            func.trim_scale(rate.rate).cast(Text) + " % " + rate.description,
        ),
        _columns(
            overlay,
            literal("overlays"),
            cast(overlay.scheme, Text) + " " + chapters,
            "× " + func.trim_scale(overlay.factor).cast(Text),
        ),
        _columns(CertificationRule, literal("rules"), CertificationRule.rule_id, CertificationRule.name),
        _columns(small, small.kind, small.key, func.coalesce(small.value["name"].astext, small.key)),
    ).subquery("facts")
    return select(
        *parts.c,
        Source.title.label("source_title"),
        Source.valid_from.label("source_from"),
        func.least(parts.c.valid_to, Source.valid_to).label("ends"),
    ).join(Source, and_(Source.org_id == parts.c.org_id, Source.source_id == parts.c.source_id))


def _standing(facts: FromClause, on: date) -> ColumnElement[str]:
    begins = func.greatest(facts.c.valid_from, facts.c.source_from)
    return case(
        (facts.c.ends < on, Standing.EXPIRED.value),
        (begins > on, Standing.NOT_YET.value),
        (facts.c.is_verified, Standing.CURRENT.value),
        else_=Standing.UNVERIFIED.value,
    )


async def listed(
    db: AsyncSession,
    org_id: UUID,
    on: date,
    *,
    kind: str = "",
    standing: str = "",
    words: str = "",
    source_id: str = "",
    after: str | None = None,
    limit: int = 50,
) -> Page[Listed]:
    """Facts by kind and key; `words` occur in key, title or source."""
    facts = _all().subquery("listed")
    stands = _standing(facts, on)
    wanted = [facts.c.org_id == org_id]
    if kind:
        wanted.append(facts.c.kind == kind)
    if standing:
        wanted.append(stands == standing)
    if source_id:
        wanted.append(facts.c.source_id == source_id)
    text = facts.c.key + " " + facts.c.title + " " + facts.c.source_id
    wanted += [text.icontains(word, autoescape=True) for word in words.split()]
    order = [facts.c.kind, facts.c.key, facts.c.fact_id]
    columns = [facts.c[name] for name in ("title", "source_id", "valid_from", "valid_to")]
    page = await keyset(
        db,
        select(*order, *columns, stands.label("standing")).where(*wanted),
        order,
        [str, str, UUID],
        after=after,
        limit=limit,
        key=lambda row: [row.kind, row.key, row.fact_id],
        scalars=False,
    )
    return Page([_of(row) for row in page.items], page.next)


async def kinds(db: AsyncSession, org_id: UUID) -> dict[str, int]:
    """How many facts there are of each kind."""
    facts = _all().subquery("listed")
    found = await db.execute(
        select(facts.c.kind, func.count())
        .where(facts.c.org_id == org_id)
        .group_by(facts.c.kind)
        .order_by(facts.c.kind)
    )
    return dict(list(found.tuples()))


async def by_source(db: AsyncSession, org_id: UUID, on: date) -> list[SourceCount]:
    """Every source with what stands on it; those that need a look first."""
    facts = _all().where(Source.org_id == org_id).subquery("listed")
    stands = _standing(facts, on)
    usable = stands.in_([Standing.CURRENT.value, Standing.UNVERIFIED.value])
    in_place = func.bool_or(usable).over(partition_by=(facts.c.kind, facts.c.key))
    each = select(
        facts.c.source_id,
        facts.c.is_verified,
        facts.c.ends,
        usable.label("usable"),
        and_(stands == Standing.EXPIRED.value, ~in_place, _missed(facts)).label("orphan"),
    ).subquery("each")
    soon = and_(each.c.usable, each.c.ends <= on + timedelta(days=SOON[-1]))

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(cast(condition, Integer)), 0)

    expired = count(each.c.orphan)
    soon_number = count(soon)
    statement = (
        select(
            Source.source_id,
            Source.title,
            Source.checked_on,
            Source.valid_to,
            Source.is_verified,
            func.count(each.c.source_id),
            count(and_(each.c.usable, ~each.c.is_verified)),
            soon_number,
            expired,
        )
        .outerjoin(each, each.c.source_id == Source.source_id)
        .where(Source.org_id == org_id)
        .group_by(Source.org_id, Source.source_id)
        .order_by(expired.desc(), soon_number.desc(), func.count(each.c.source_id).desc(), Source.source_id)
    )
    return [SourceCount(*row) for row in (await db.execute(statement)).tuples()]


async def ending(
    db: AsyncSession, org_id: UUID, on: date, *, days: int = SOON[-1], limit: int = 50
) -> list[tuple[Listed, date]]:
    """Facts in force that end within `days`, with the day; the first to end first."""
    facts = _all().where(Source.org_id == org_id).subquery("listed")
    stands = _standing(facts, on)
    rows = await db.execute(
        select(facts, stands.label("standing"))
        .where(facts.c.ends.between(on, on + timedelta(days=days)), stands != Standing.NOT_YET.value)
        .order_by(facts.c.ends, facts.c.kind, facts.c.key)
        .limit(limit)
    )
    return [(_of(row), row.ends) for row in rows]


async def expired(db: AsyncSession, org_id: UUID, on: date, *, limit: int = 50) -> list[tuple[Listed, date]]:
    """Facts that ended with nothing in force in their place: they are answered as expired."""
    facts = _all().where(Source.org_id == org_id).subquery("listed")
    stands = _standing(facts, on)
    usable = stands.in_([Standing.CURRENT.value, Standing.UNVERIFIED.value])
    each = select(
        facts,
        stands.label("standing"),
        func.bool_or(usable).over(partition_by=(facts.c.kind, facts.c.key)).label("in_place"),
    ).subquery("each")
    rows = await db.execute(
        select(each)
        .where(each.c.standing == Standing.EXPIRED.value, ~each.c.in_place, _missed(each))
        .order_by(each.c.ends.desc(), each.c.kind, each.c.key)
        .limit(limit)
    )
    return [(_of(row), row.ends) for row in rows]


def _missed(facts: FromClause) -> ColumnElement[bool]:
    """Whether something is wanting once the fact has ended: a change over rates simply stops."""
    return facts.c.kind != "overlays"


def _of(row: Any) -> Listed:
    return Listed(
        row.kind,
        row.key,
        row.fact_id,
        row.title,
        row.source_id,
        row.valid_from,
        row.valid_to,
        Standing(row.standing),
    )


async def fact(db: AsyncSession, org_id: UUID, fact_id: UUID, *, lock: bool = False) -> Fact:
    """A fact of any table, withdrawn ones too. Raises NotFound."""
    for model in TABLES:
        statement = select(model).where(model.org_id == org_id, model.fact_id == fact_id)
        found = await db.scalar(statement.with_for_update() if lock else statement)
        if found is not None:
            return found
    raise NotFound(_("There is no such fact."))


async def rows_of(
    db: AsyncSession, org_id: UUID, model: type[Fact], *, after: str | None = None, limit: int = 50
) -> Page[Fact]:
    """Rows of one table that were not withdrawn, in the order in which they came."""
    statement = select(model).where(model.org_id == org_id, model.withdrawn_at.is_(None))
    return await keyset(
        db, statement, [model.fact_id], [UUID], after=after, limit=limit, key=lambda one: [one.fact_id]
    )


async def whole(db: AsyncSession, org_id: UUID, model: type[Fact]) -> Sequence[Fact]:
    """Every row of a table that was not withdrawn."""
    rows = await db.scalars(
        select(model)
        .where(model.org_id == org_id, model.withdrawn_at.is_(None))
        .order_by(model.valid_from.nulls_first(), model.fact_id)
    )
    return rows.all()


async def versions(db: AsyncSession, org_id: UUID, row: Fact, same: Sequence[str]) -> Sequence[Fact]:
    """All rows with the same in the columns `same`, withdrawn ones too, the latest first."""
    model = type(row)
    alike = [getattr(model, name) == getattr(row, name) for name in same]
    rows = await db.scalars(
        select(model)
        .where(model.org_id == org_id, *alike)
        .order_by(model.valid_from.desc().nulls_last(), model.created_at.desc())
    )
    return rows.all()
