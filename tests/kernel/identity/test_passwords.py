"""Hashing: the parameters, old hashes, other keyboards, and no more at once than there are cores."""

import asyncio
import threading

import bcrypt
import pytest

from assay.kernel.errors import Unavailable
from assay.kernel.identity import passwords
from assay.kernel.identity.passwords import Hasher

PASSWORD = "mango lantern quiet bicycle"


async def test_parameters_are_those_of_the_decision() -> None:
    stored = await Hasher().hash(PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_same_password_gets_another_hash_each_time() -> None:
    hasher = Hasher(weak=True)
    assert await hasher.hash(PASSWORD) != await hasher.hash(PASSWORD)


async def test_composed_and_decomposed_letters_are_the_same_password() -> None:
    hasher = Hasher(weak=True)
    stored = await hasher.hash("caf\u00e9 on the corner")
    assert (await hasher.verify("cafe\u0301 on the corner", stored)).ok


async def test_weaker_argon2_hash_is_upgraded() -> None:
    stored = await Hasher(weak=True).hash(PASSWORD)
    verdict = await Hasher().verify(PASSWORD, stored)
    assert verdict.ok
    assert verdict.upgraded is not None
    assert "m=19456" in verdict.upgraded


@pytest.mark.parametrize("password", [PASSWORD, "x" * 100, "é" * 60])
async def test_bcrypt_is_read_also_beyond_72_bytes(password: str) -> None:
    hasher = Hasher(weak=True)
    old = bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(4)).decode()
    verdict = await hasher.verify(password, old)
    assert verdict.ok
    assert verdict.upgraded is not None
    assert verdict.upgraded.startswith("$argon2id$")
    assert (await hasher.verify(password, verdict.upgraded)).ok
    assert not (await hasher.verify("another password", old)).ok


async def test_no_more_hashes_at_once_than_cores() -> None:
    hasher = Hasher(weak=True)
    running, most, lock = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.02)
        with lock:
            running -= 1

    await asyncio.gather(*(hasher._run(work) for _ in range(12)))
    assert 1 <= most <= passwords.CORES


async def test_flood_is_refused_instead_of_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "QUEUE", 3)
    hasher = Hasher(weak=True)
    results = await asyncio.gather(
        *(hasher._run(lambda: threading.Event().wait(0.05)) for _ in range(8)), return_exceptions=True
    )
    assert sum(isinstance(result, Unavailable) for result in results) == 5
    await hasher.hash(PASSWORD)  # and the queue empties again
