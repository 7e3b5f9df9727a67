"""Hashing passwords: Argon2id (RFC 9106) at 19 MiB, two passes, one lane; bcrypt is read, never written.

A hash takes about 20 ms of one core and is computed in a thread, as many at once as there are cores; more
than a short queue of them is refused, so that a flood of sign-ins cannot starve everything else.
"""

import asyncio
import functools
import os
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from assay.kernel.errors import Unavailable
from assay.kernel.settings import Settings
from assay.kernel.web.i18n import gettext as _

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
QUEUE = 400
"""Hashes that may wait: about four seconds of work on two cores."""
BCRYPT_BYTES = 72
"""bcrypt ignored what came after; its library now raises instead."""

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a password fits, and the hash to store instead when the old one is of an older kind."""

    ok: bool
    upgraded: str | None = None


def normalise(password: str) -> str:
    """NFKC, so that the same keys pressed on another system give the same password."""
    return unicodedata.normalize("NFKC", password)


class Hasher:
    """Hashes and verifies; `weak` takes the test parameters (8 KiB) instead of the real ones."""

    def __init__(self, *, weak: bool = False) -> None:
        argon = Argon2Hasher(time_cost=1 if weak else 2, memory_cost=8 if weak else 19_456, parallelism=1)
        self._hash = PasswordHash((argon, BcryptHasher()))
        self._threads = ThreadPoolExecutor(CORES, thread_name_prefix="password")
        self._waiting = 0
        self._dummy = self._hash.hash(os.urandom(16).hex())

    async def hash(self, password: str) -> str:
        """The hash to store for `password`."""
        return await self._run(lambda: self._hash.hash(normalise(password)))

    async def verify(self, password: str, stored: str | None) -> Verdict:
        """Whether `password` fits `stored`; None (no such account) takes as long and never fits."""
        return await self._run(lambda: self._verify(password, stored))

    def _verify(self, password: str, stored: str | None) -> Verdict:
        if stored is None:
            self._hash.verify(normalise(password), self._dummy)
            return Verdict(ok=False)
        if stored.startswith("$2"):
            fits = self._hash.verify(password.encode("utf-8", "surrogatepass")[:BCRYPT_BYTES], stored)
            return Verdict(fits, self._hash.hash(normalise(password)) if fits else None)
        return Verdict(*self._hash.verify_and_update(normalise(password), stored))

    async def _run(self, work: Callable[[], R]) -> R:
        if self._waiting >= QUEUE:
            raise Unavailable(_("Too many people are signing in at once. Try again in a few seconds."))
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1


@functools.cache
def _hasher(weak: bool) -> Hasher:
    return Hasher(weak=weak)


def hasher_for(settings: Settings) -> Hasher:
    """The hasher of this process. Only tests (`ASSAY_ENV=test`) get the fast parameters."""
    return _hasher(settings.env == "test")
