"""Bulk compute: one function over many chunks, in this process, on its cores, or on a Ray cluster.

    async for chunk_id, scored in map_chunks(score_chunk, chunks, engine=settings.bulk_engine):
        async with ctx.transaction() as db:
            await queries.write_scores(db, scored)      # INSERT ... ON CONFLICT DO NOTHING, by (run, item)
            await ctx.save_cursor(...)

A chunk may be computed more than once (its worker was killed), and yields once. Whoever writes results does
so idempotently, keyed by the job and the chunk or the items in it; then a killed worker changes nothing.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Iterable

from assay.kernel.bulk.errors import ChunkFailed
from assay.kernel.bulk.feed import feed, read_ahead
from assay.kernel.bulk.pool import map_in_pool
from assay.kernel.bulk.ray import map_on_ray
from assay.kernel.bulk.types import Chunk, Engine, Id, P, R

__all__ = ["Chunk", "ChunkFailed", "Engine", "map_chunks", "map_in_order", "read_ahead"]


async def map_chunks(
    function: Callable[[P], R],
    chunks: AsyncIterable[Chunk[Id, P]] | Iterable[Chunk[Id, P]],
    *,
    engine: Engine,
    workers: int = 0,
    ray_address: str = "",
) -> AsyncGenerator[tuple[Id, R], None]:
    """`(chunk id, function(payload))` for each `(chunk id, payload)`, in the order they are done.

    `function` is a plain function of a module (it is pickled, its payload and result too), without side
    effects. `chunks` is read only as far as there is room, so memory does not grow with their number.
    `workers`: processes of the pool, or chunks under way on Ray; 0 chooses by the cores. Raises ChunkFailed,
    from what `function` raised; chunks under way are then given up. Raises MisconfiguredError when Ray is
    chosen and not installed. Hold no transaction open between the results.
    """
    if engine == "pool":
        results = map_in_pool(function, chunks, workers=workers)
    elif engine == "ray":
        results = map_on_ray(function, chunks, workers=workers, address=ray_address)
    else:
        results = _in_process(function, chunks)
    try:
        async for result in results:
            yield result
    finally:
        await results.aclose()  # type: ignore[attr-defined]


async def map_in_order(
    function: Callable[[P], R],
    chunks: AsyncIterable[Chunk[Id, P]] | Iterable[Chunk[Id, P]],
    *,
    engine: Engine,
    workers: int = 0,
    ray_address: str = "",
) -> AsyncGenerator[tuple[Id, R], None]:
    """`map_chunks`, with the results in the order of `chunks`: a job's cursor can follow them.

    Results that come before their turn are kept; a slow chunk lets them pile up for as long as it takes.
    """
    turns: deque[Id] = deque()
    kept: dict[Id, R] = {}

    async def numbered() -> AsyncIterator[Chunk[Id, P]]:
        async for chunk in feed(chunks):
            turns.append(chunk[0])
            yield chunk

    results = map_chunks(function, numbered(), engine=engine, workers=workers, ray_address=ray_address)
    try:
        async for chunk_id, result in results:
            kept[chunk_id] = result
            while turns and turns[0] in kept:
                yield turns[0], kept.pop(turns[0])
                turns.popleft()
    finally:
        await results.aclose()


async def _in_process(
    function: Callable[[P], R], chunks: AsyncIterable[Chunk[Id, P]] | Iterable[Chunk[Id, P]]
) -> AsyncIterator[tuple[Id, R]]:
    async for chunk_id, payload in feed(chunks):
        try:
            result = await asyncio.to_thread(function, payload)  # the event loop goes on meanwhile
        except Exception as error:
            raise ChunkFailed(chunk_id, repr(error)) from error
        yield chunk_id, result
