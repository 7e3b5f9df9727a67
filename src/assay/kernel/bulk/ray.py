"""The Ray cluster (extra `assay[ray]`): many machines, imported only when chosen.

Without `address` a cluster of this machine alone is started, on loopback and under a token of its own.
"""

import asyncio
import os
import secrets
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable
from types import ModuleType
from typing import Any

from assay.kernel.bulk.errors import ChunkFailed
from assay.kernel.bulk.feed import feed
from assay.kernel.bulk.types import Chunk, Id, P, R
from assay.kernel.errors import MisconfiguredError

AHEAD = 2
RETRIES = 3


async def map_on_ray(
    function: Callable[[P], R],
    chunks: AsyncIterable[Chunk[Id, P]] | Iterable[Chunk[Id, P]],
    *,
    workers: int = 0,
    address: str = "",
) -> AsyncIterator[tuple[Id, R]]:
    """See `map_chunks`. Ray itself repeats a chunk whose worker died, three times, then ChunkFailed.

    `workers` bounds the chunks under way (0: two a core of the cluster).
    """
    ray = connect(address)
    remote = ray.remote(function).options(max_retries=RETRIES, num_cpus=1)
    limit = workers or int(ray.cluster_resources().get("CPU", 1)) * AHEAD
    running: dict[asyncio.Future[Any], Chunk[Id, P]] = {}
    refs: dict[asyncio.Future[Any], Any] = {}
    source = feed(chunks)
    try:
        exhausted = False
        while running or not exhausted:
            while not exhausted and len(running) < limit:
                try:
                    chunk = await anext(source)
                except StopAsyncIteration:
                    exhausted = True
                    break
                ref = remote.remote(chunk[1])
                future = asyncio.wrap_future(ref.future())
                running[future], refs[future] = chunk, ref
            if not running:
                break
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for future in done:
                chunk = running.pop(future)
                del refs[future]
                try:
                    yield chunk[0], future.result()
                except Exception as error:
                    raise ChunkFailed(chunk[0], _reason(error)) from error
    finally:
        for ref in refs.values():
            ray.cancel(ref, force=True)


def connect(address: str) -> ModuleType:
    """The `ray` module, connected. Raises MisconfiguredError, naming the extra, when it is not installed."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to anyone
    os.environ.setdefault("RAY_AUTH_MODE", "token")
    os.environ.setdefault("RAY_raylet_start_wait_time_s", "120")  # a busy machine needs more than its 30 s
    if not address:
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
        # By this switch a node takes 127.0.0.1 for its address, and listens there alone.
        os.environ.setdefault("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
    try:
        import ray
    except ModuleNotFoundError:
        raise MisconfiguredError(
            "The bulk engine `ray` is not installed. Run `pip install 'assay[ray]'`."
        ) from None
    if not ray.is_initialized():
        if address:
            ray.init(address=address, log_to_driver=False)
        else:
            ray.init(include_dashboard=False, log_to_driver=False)
    module: ModuleType = ray
    return module


def _reason(error: Exception) -> str:
    cause = getattr(error, "cause", None) or error
    return f"{type(cause).__name__}: {str(cause).splitlines()[0] if str(cause) else ''}"
