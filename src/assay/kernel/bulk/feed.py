"""Chunks from either kind of iterable, one at a time, so that memory stays flat however many there are."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable
from typing import TypeVar

T = TypeVar("T")


async def feed(chunks: AsyncIterable[T] | Iterable[T]) -> AsyncIterator[T]:
    """The items of `chunks`, asked for only as they are needed."""
    if isinstance(chunks, AsyncIterable):
        async for chunk in chunks:
            yield chunk
    else:
        for chunk in chunks:
            yield chunk
