"""SQL of settings and holidays."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.mathvidya.models.config import Holiday, SystemConfig


async def lock(db: AsyncSession, org_id: UUID) -> None:
    """One change of settings at a time: what must fit together is not changed apart."""
    await db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{org_id}:config", 0))))


async def stored(db: AsyncSession, org_id: UUID) -> Sequence[SystemConfig]:
    """The settings that differ from their defaults."""
    statement = select(SystemConfig).where(SystemConfig.org_id == org_id).order_by(SystemConfig.key)
    return (await db.scalars(statement)).all()


async def store(db: AsyncSession, row: Mapping[str, Any]) -> None:
    statement = insert(SystemConfig).values(dict(row))
    new = {name: statement.excluded[name] for name in ("value", "changed_by", "changed_at")}
    await db.execute(statement.on_conflict_do_update(index_elements=["org_id", "key"], set_=new))


async def forget(db: AsyncSession, org_id: UUID, key: str) -> None:
    await db.execute(delete(SystemConfig).where(SystemConfig.org_id == org_id, SystemConfig.key == key))


async def holidays(
    db: AsyncSession, org_id: UUID, *, first: date | None = None, last: date | None = None
) -> Sequence[Holiday]:
    """Holidays in order, from `first` to `last` where they are given."""
    statement = select(Holiday).where(Holiday.org_id == org_id).order_by(Holiday.day)
    if first is not None:
        statement = statement.where(Holiday.day >= first)
    if last is not None:
        statement = statement.where(Holiday.day <= last)
    return (await db.scalars(statement)).all()


async def days_off(db: AsyncSession, org_id: UUID) -> Sequence[date]:
    return (await db.scalars(select(Holiday.day).where(Holiday.org_id == org_id))).all()


async def holiday_for_update(db: AsyncSession, org_id: UUID, day: date) -> Holiday | None:
    return await db.scalar(
        select(Holiday).where(Holiday.org_id == org_id, Holiday.day == day).with_for_update()
    )


async def add_holidays(db: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> Sequence[date]:
    """Add the days that are no holidays yet; which were new."""
    if not rows:
        return []
    added = await db.scalars(
        insert(Holiday)
        .values([dict(row) for row in rows])
        .on_conflict_do_nothing(index_elements=["org_id", "day"])
        .returning(Holiday.day)
    )
    return added.all()


async def remove_holiday(db: AsyncSession, org_id: UUID, day: date) -> bool:
    removed = await db.scalars(
        delete(Holiday).where(Holiday.org_id == org_id, Holiday.day == day).returning(Holiday.day)
    )
    return removed.first() is not None
