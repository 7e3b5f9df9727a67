"""The gateway's SQL."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import cast
from uuid import UUID

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.llm.models import LlmCache, LlmCall
from assay.kernel.llm.types import Answer, CallRecord


async def cached_answer(db: AsyncSession, org_id: UUID, request_hash: str) -> Answer | None:
    found = await db.execute(
        select(LlmCache.value, LlmCache.model, LlmCache.input_tokens, LlmCache.output_tokens).where(
            LlmCache.org_id == org_id, LlmCache.request_hash == request_hash
        )
    )
    row = found.one_or_none()
    return Answer(row.value, row.model, row.input_tokens, row.output_tokens) if row else None


async def remember(db: AsyncSession, org_id: UUID, request_hash: str, answer: Answer) -> None:
    """The first answer to a request stays: whoever asks again sees what was seen before."""
    row = {"org_id": org_id, "request_hash": request_hash, **asdict(answer)}
    await db.execute(insert(LlmCache).values(row).on_conflict_do_nothing())


async def insert_calls(db: AsyncSession, org_id: UUID, calls: Sequence[CallRecord]) -> None:
    if calls:
        rows = [{"org_id": org_id, **asdict(call)} for call in calls]
        await db.execute(insert(LlmCall).on_conflict_do_nothing(), rows)


async def spent(db: AsyncSession, org_id: UUID, run_id: UUID) -> Decimal:
    total = func.coalesce(func.sum(LlmCall.cost), 0)
    found = await db.execute(select(total).where(LlmCall.org_id == org_id, LlmCall.run_id == run_id))
    return Decimal(found.scalar_one())


async def forget_runs(db: AsyncSession, org_id: UUID, run_ids: Sequence[UUID]) -> int:
    asked = select(LlmCall.request_hash).where(LlmCall.org_id == org_id, LlmCall.run_id.in_(run_ids))
    done = await db.execute(
        delete(LlmCache).where(LlmCache.org_id == org_id, LlmCache.request_hash.in_(asked))
    )
    return cast(CursorResult[tuple[()]], done).rowcount


async def forget_answers(db: AsyncSession, org_id: UUID, before: datetime) -> int:
    done = await db.execute(delete(LlmCache).where(LlmCache.org_id == org_id, LlmCache.created_at < before))
    return cast(CursorResult[tuple[()]], done).rowcount
