"""How fast the audit log seals, proves and verifies: `python -m bench.audit [--entries N] [--database URL]`.

Side by side in one run: entries sealed each second (taken from the queue, hashed, chained, put into the tree,
signed, committed) and entries verified each second, both against hashing the same bytes once with SHA-256
and nothing else; and the time of one inclusion proof and of one whole receipt, over random places.

Without `--database` a server is started in a temporary folder with the settings of the embedded one.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from statistics import median, quantiles
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import DateTime

from assay.kernel import audit
from assay.kernel.access.actor import Actor, ActorKind
from assay.kernel.audit import queries, rules, tree
from assay.kernel.audit.chain import Frontier, canonical
from assay.kernel.audit.note import Signer
from assay.kernel.audit.sequencer import sequence
from assay.kernel.audit.verify import verify_log
from assay.kernel.db import migrate
from assay.kernel.db.embedded import EmbeddedServer
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database, Role

CHUNK = 100_000
PROOFS = 2_000
AT = datetime(2026, 1, 1, tzinfo=UTC)
PLACEHOLDER = UUID(int=0)


class Event(StrEnum):
    MADE = "bench.entry.made"


@dataclass(frozen=True, slots=True)
class Result:
    """Rates in entries a second, times in seconds."""

    entries: int
    entry_bytes: int
    bare: float
    sealed: float
    verified: float
    proof_median: float
    proof_p99: float
    receipt_median: float
    receipt_p99: float

    def __str__(self) -> str:
        return (
            f"audit log, {self.entries:,} entries of {self.entry_bytes} bytes (ratios are to bare SHA-256)\n"
            f"  bare SHA-256      {self.bare:12,.0f} entries/s\n"
            f"  sealed            {self.sealed:12,.0f} entries/s   {self.sealed / self.bare:.3f}\n"
            f"  verified          {self.verified:12,.0f} entries/s   {self.verified / self.bare:.3f}\n"
            f"  inclusion proof   {self.proof_median * 1e3:12.3f} ms median, "
            f"{self.proof_p99 * 1e3:.3f} ms p99\n"
            f"  receipt           {self.receipt_median * 1e3:12.3f} ms median, "
            f"{self.receipt_p99 * 1e3:.3f} ms p99"
        )


def sample() -> str:
    """The canonical JSON of a typical entry, under an id that stands for the real one."""
    actor = Actor(ActorKind.ACCOUNT, UUID(int=1), request_id="018f2f6e-7c1a", address="192.0.2.1")
    entry, _ = rules.body(
        entry_id=PLACEHOLDER,
        at=AT,
        org_id=None,
        actor=actor,
        event=Event.MADE,
        entity="application",
        entity_id="a5a2c1de-0000-4000-8000-000000000000",
        before=None,
        after={"status": "SUBMITTED"},
        details={"phase": "SUBMISSION", "count": 17},
        salt=bytes(32),
    )
    return canonical(entry).decode()


_FILL = text(
    """
    WITH made AS (
        SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid AS id
        FROM generate_series(CAST(:low AS bigint), CAST(:high AS bigint)) AS n
    ), entries AS (
        INSERT INTO kernel.audit_entries
            (id, recorded_at, app, event, entity, entity_id, actor_kind, actor_id, data)
        SELECT id, :at, 'kernel', :event, 'application', 'a5a2c1de-0000-4000-8000-000000000000', 'account',
            '00000000-0000-0000-0000-000000000001', replace(:sample, :placeholder, id::text)
        FROM made
    )
    INSERT INTO kernel.audit_pending (entry_id) SELECT id FROM made
    """
).bindparams(bindparam("at", type_=DateTime(timezone=True)))


async def fill(database: Database, entries: int) -> None:
    """Queue `entries` entries without going through Python one by one."""
    for low in range(1, entries + 1, CHUNK):
        async with database.transaction(role=Role.SYSTEM) as db:
            values = {
                "low": low,
                "high": min(low + CHUNK - 1, entries),
                "at": AT,
                "event": Event.MADE.value,
                "sample": sample(),
                "placeholder": str(PLACEHOLDER),
            }
            await db.execute(_FILL, values)


def bare_rate(number: int = 200_000) -> float:
    """Entries a second that one core hashes when it does nothing else."""
    data = sample().encode()
    started = time.perf_counter()
    for _ in range(number):
        sha256(data).digest()
    return number / (time.perf_counter() - started)


async def timed(step: Callable[[int], Awaitable[object]], places: Sequence[int]) -> tuple[float, float]:
    """Median and 99th percentile of `step` over `places`, after a warm-up."""
    for place in places[:50]:
        await step(place)
    times = []
    for place in places:
        started = time.perf_counter()
        await step(place)
        times.append(time.perf_counter() - started)
    return median(times), quantiles(times, n=100)[-1]


async def time_proofs(db: AsyncSession, entries: int) -> tuple[tuple[float, float], tuple[float, float]]:
    head = await queries.checkpoint(db)
    assert head is not None
    frontier = Frontier.from_bytes(head.size, head.frontier)
    places = [random.randrange(entries) for _ in range(PROOFS)]

    async def prove(place: int) -> object:
        return await tree.inclusion_proof(db, place, frontier)

    async def give_receipt(place: int) -> object:
        return await audit.receipt_for(db, UUID(f"00000000-0000-7000-8000-{place + 1:012x}"))

    return await timed(prove, places), await timed(give_receipt, places)


async def run(entries: int, database: Database) -> Result:
    """Fill the empty log of `database` with `entries` entries and measure."""
    signer = Signer("bench.example/log", bytes(range(32)))
    await fill(database, entries)
    started = time.perf_counter()
    await sequence(database, signer)
    sealed = entries / (time.perf_counter() - started)
    async with database.transaction(role=Role.SYSTEM) as db:
        proof, receipt = await time_proofs(db, entries)
    started = time.perf_counter()
    report = await verify_log(database, [signer.public])
    verified = entries / (time.perf_counter() - started)
    assert report.ok, report.broken
    return Result(entries, len(sample()), bare_rate(), sealed, verified, *proof, *receipt)


async def main(entries: int, url: str) -> None:
    engine = make_engine(url)
    await migrate.upgrade(engine)
    database = Database(engine)
    try:
        print(await run(entries, database))
    finally:
        await database.dispose()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--database", help="URL of an empty database; default: a temporary server")
    options = parser.parse_args()
    if options.database:
        asyncio.run(main(options.entries, options.database))
    else:
        with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
            server = EmbeddedServer(Path(folder) / "postgres")
            try:
                asyncio.run(main(options.entries, server.start()))
            finally:
                server.stop()
