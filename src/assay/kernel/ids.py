"""Identifiers: UUIDv7 for what merely needs a name, UUIDv5 for what must be unique by its content."""

import os
import time
import uuid
from uuid import UUID


def uuid7() -> UUID:
    """A time-ordered UUID (RFC 9562, version 7, method 3): Unix time to a quarter of a microsecond
    (48 bits of milliseconds, 12 bits of their fraction), 62 random bits."""
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76 | (rest * 4096 // 1_000_000) << 64
    value |= 0b10 << 62 | int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=value)


def uuid5_of(namespace: UUID, *parts: object) -> UUID:
    """The UUIDv5 of `parts` under `namespace`; parts are joined by a character none of them may hold."""
    return uuid.uuid5(namespace, "\x1f".join(str(part) for part in parts))
