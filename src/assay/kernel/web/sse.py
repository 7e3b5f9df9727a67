"""Server-sent events: numbered messages, heartbeats, an end when the right to see them ends.

    return EventStream(messages(...), permitted=still_may(request, Permission.EXAM_READ))

A stream holds no database session: what it looks up, it looks up in transactions of its own. It ends by
itself after `LONGEST` seconds; browsers come back by themselves and say with `Last-Event-ID` where they were.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fastapi import Request
from starlette.responses import StreamingResponse

from assay.kernel.access.actor import Actor

HEARTBEAT = 15.0
RECHECK = 30.0
LONGEST = 900.0
RETRY_MS = 2_000


@dataclass(frozen=True, slots=True)
class Message:
    """One event: its name, a JSON document, and the id that a returning browser names."""

    event: str
    data: Mapping[str, Any]
    id: str = ""

    def encode(self) -> bytes:
        head = f"id: {self.id}\n" if self.id else ""
        # JSON has no raw line breaks, so one data line is enough.
        body = json.dumps(self.data, separators=(",", ":"), default=str)
        return f"{head}event: {self.event}\ndata: {body}\n\n".encode()


Permitted = Callable[[], Awaitable[bool]]


def still_may(request: Request, permission: StrEnum) -> Permitted:
    """Asks anew who sent `request` (signed out since? role taken away?) and whether they may."""
    before: Actor | None = getattr(request.state, "actor", None)

    async def ask() -> bool:
        # found once per request: a stream outlives that
        request.state.actor = None
        now: Actor = await request.app.state.identify(request)
        same = before is None or (now.account_id, now.org_id) == (before.account_id, before.org_id)
        return same and now.may(permission)

    return ask


def last_event_number(request: Request) -> int | None:
    """The number in `Last-Event-ID`; None without one, or with one that we never gave."""
    given = request.headers.get("last-event-id", "")
    return int(given) if given.isdecimal() and len(given) <= 18 else None


class EventStream(StreamingResponse):
    """An answer that stays open and tells `messages` as they come."""

    media_type = "text/event-stream"

    def __init__(self, messages: AsyncIterator[Message], *, permitted: Permitted | None = None) -> None:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(_told(messages, permitted), headers=headers)


async def _told(messages: AsyncIterator[Message], permitted: Permitted | None) -> AsyncIterator[bytes]:
    yield f"retry: {RETRY_MS}\n\n".encode()
    started = checked = time.monotonic()
    upcoming = asyncio.ensure_future(anext(messages, None))
    try:
        while time.monotonic() - started < LONGEST:
            await asyncio.wait({upcoming}, timeout=HEARTBEAT)
            if permitted and time.monotonic() - checked >= RECHECK:
                checked = time.monotonic()
                if not await permitted():
                    yield Message("ended", {"reason": "permission"}).encode()
                    return
            if not upcoming.done():
                yield b": still here\n\n"
                continue
            message = upcoming.result()
            if message is None:
                return
            yield message.encode()
            upcoming = asyncio.ensure_future(anext(messages, None))
    finally:
        upcoming.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await upcoming
        if hasattr(messages, "aclose"):
            await messages.aclose()
