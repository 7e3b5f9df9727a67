"""Chunks from either kind of iterable, one at a time, so that memory stays flat however many there are."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable
from contextlib import suppress
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


async def read_ahead(items: AsyncIterator[T]) -> AsyncGenerator[T]:
    """The items of `items`, the next one being made while the caller works on this one.

    Close it: then what it reads from is closed too.
    """
    coming = asyncio.ensure_future(anext(items, _END))
    try:
        while (item := await coming) is not _END:
            coming = asyncio.ensure_future(anext(items, _END))
            yield item  # type: ignore[misc]
    finally:
        coming.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await coming
        if isinstance(items, AsyncGenerator):
            await items.aclose()


_END = object()
