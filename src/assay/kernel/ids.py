"""Identifiers: UUIDv7 for what merely needs a name, UUIDv5 for what must be unique by its content."""

import os
import time
import uuid
from uuid import UUID


def uuid7() -> UUID:
    """A time-ordered UUID (RFC 9562, version 7): 48 bits of Unix milliseconds, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76 | (random >> 62 & 0xFFF) << 64
    value |= 0b10 << 62 | random & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=value)


def uuid5_of(namespace: UUID, *parts: object) -> UUID:
    """The UUIDv5 of `parts` under `namespace`; parts are joined by a character none of them may hold."""
    return uuid.uuid5(namespace, "\x1f".join(str(part) for part in parts))
