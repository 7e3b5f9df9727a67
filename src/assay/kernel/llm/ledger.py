"""Where calls are recorded and answers remembered: in short transactions of their own, or in memory."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.db.session import Database, Role
from assay.kernel.llm import queries
from assay.kernel.llm.types import Answer, CallRecord


class Ledger(Protocol):
    """What the gateway tells about each call, before and after it; never inside the caller's transaction."""

    async def find(self, request_hash: str) -> Answer | None: ...

    async def record(self, call: CallRecord, answer: Answer | None) -> None:
        """Keep `call`; remember `answer` (None: not to be remembered) under its request hash."""
        ...


class DatabaseLedger:
    """`kernel.llm_calls` and `kernel.llm_cache`, one short transaction for each look and each record."""

    def __init__(self, database: Database, org_id: UUID) -> None:
        self._database = database
        self._org_id = org_id

    async def find(self, request_hash: str) -> Answer | None:
        async with self._database.transaction(role=Role.APP, org_id=self._org_id) as db:
            return await queries.cached_answer(db, self._org_id, request_hash)

    async def record(self, call: CallRecord, answer: Answer | None) -> None:
        async with self._database.transaction(role=Role.APP, org_id=self._org_id) as db:
            await queries.insert_calls(db, self._org_id, [call])
            if answer is not None:
                await queries.remember(db, self._org_id, call.request_hash, answer)


class MemoryLedger:
    """Collects records for the caller to write in bulk with `write_calls`; remembers no answer.

    For engines that cost nothing and run by the hundred thousand, where a transaction a call would dominate.
    """

    def __init__(self) -> None:
        self.calls: list[CallRecord] = []

    async def find(self, request_hash: str) -> Answer | None:  # noqa: ARG002
        return None

    async def record(self, call: CallRecord, answer: Answer | None) -> None:  # noqa: ARG002
        self.calls.append(call)

    def take(self) -> list[CallRecord]:
        """The records so far, which are then forgotten here."""
        calls, self.calls = self.calls, []
        return calls


async def write_calls(db: AsyncSession, org_id: UUID, calls: Iterable[CallRecord]) -> None:
    """Write `calls` in the caller's transaction, one statement for all; a call already written is skipped."""
    await queries.insert_calls(db, org_id, list(calls))


async def spent(db: AsyncSession, org_id: UUID, run_id: UUID) -> Decimal:
    """US dollars that the calls of a run have cost so far."""
    return await queries.spent(db, org_id, run_id)


async def forget_answers(db: AsyncSession, org_id: UUID, *, before: datetime) -> int:
    """Forget answers remembered before that instant; returns how many."""
    return await queries.forget_answers(db, org_id, before)


async def forget_runs(db: AsyncSession, org_id: UUID, run_ids: Sequence[UUID]) -> int:
    """Forget the answers remembered for these runs, as once what they were asked about is erased."""
    return await queries.forget_runs(db, org_id, run_ids)
