"""The process pool: every core of this machine, and no chunk lost when a process is killed."""

import asyncio
import os
import pickle
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from assay.kernel.bulk.errors import ChunkFailed
from assay.kernel.bulk.feed import feed
from assay.kernel.bulk.types import Chunk, Id, P, R

AHEAD = 2
"""Chunks handed out per process: one at work, one waiting, so that no process waits for the next."""
ATTEMPTS_ALONE = 2


async def map_in_pool(
    function: Callable[[P], R],
    chunks: AsyncIterable[Chunk[Id, P]] | Iterable[Chunk[Id, P]],
    *,
    workers: int = 0,
) -> AsyncIterator[tuple[Id, R]]:
    """See `map_chunks`. When a process dies, the pool cannot say which chunk it had, so all under way are
    suspects: each is tried alone, in a fresh process, and one that kills those too raises ChunkFailed."""
    pickle.dumps(function)  # a lambda would fail in the pool, later and less clearly
    count = workers or os.cpu_count() or 1
    source = feed(chunks)
    running: dict[asyncio.Future[R], Chunk[Id, P]] = {}
    suspects: deque[Chunk[Id, P]] = deque()
    executor = _executor(count)
    try:
        exhausted = False
        while running or not exhausted:
            while not exhausted and len(running) < count * AHEAD:
                try:
                    chunk = await anext(source)
                except StopAsyncIteration:
                    exhausted = True
                    break
                try:
                    running[asyncio.wrap_future(executor.submit(function, chunk[1]))] = chunk
                except BrokenProcessPool:
                    suspects.append(chunk)
                    break
            done, _ = (
                await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED) if running else ((), ())
            )
            for future in done:
                chunk = running.pop(future)
                try:
                    yield chunk[0], future.result()
                except BrokenProcessPool:
                    suspects.append(chunk)
                except Exception as error:
                    raise ChunkFailed(chunk[0], repr(error)) from error
            if suspects:
                # The pool is broken for all: let every future under way come back before it is replaced.
                await asyncio.wait(running) if running else None
                for future, chunk in running.items():
                    try:
                        yield chunk[0], future.result()
                    except BrokenProcessPool:
                        suspects.append(chunk)
                    except Exception as error:
                        raise ChunkFailed(chunk[0], repr(error)) from error
                running.clear()
                executor.shutdown(wait=False, cancel_futures=True)
                while suspects:
                    chunk = suspects.popleft()
                    yield chunk[0], await _alone(function, chunk)
                executor = _executor(count)
    finally:
        for future in running:
            future.cancel()
        executor.shutdown(wait=False, cancel_futures=True)


async def _alone(function: Callable[[P], R], chunk: Chunk[Id, P]) -> R:
    for _ in range(ATTEMPTS_ALONE):
        executor = _executor(1)
        try:
            return await asyncio.wrap_future(executor.submit(function, chunk[1]))
        except BrokenProcessPool:
            continue
        except Exception as error:
            raise ChunkFailed(chunk[0], repr(error)) from error
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
    raise ChunkFailed(chunk[0], "it ends every process it is given to (memory?).")


def _executor(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: this process has threads and an event loop, which a fork would copy half-way.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
