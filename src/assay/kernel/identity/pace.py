"""Answers that take the same time whatever they found."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

FLOOR_SECONDS = 0.25
"""Well above what a request for a reset link takes when it does find an account."""


@asynccontextmanager
async def steady(floor: float = FLOOR_SECONDS) -> AsyncIterator[None]:
    """Leave the block no sooner than `floor` seconds after entering it, also when it raises."""
    loop = asyncio.get_running_loop()
    until = loop.time() + floor
    try:
        yield
    finally:
        await asyncio.sleep(max(0.0, until - loop.time()))
