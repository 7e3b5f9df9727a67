"""Group commit: what waits goes together, nothing is acknowledged early, a full queue refuses."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import DataError

from assay.kernel.errors import AssayError, Conflict, TooMany, Unavailable
from assay.kernel.ids import uuid7
from assay.kernel.ingest import Ingest

ORG, OTHER = uuid7(), uuid7()


class Store:
    """A stand-in for the database: writes when let, and keeps what was committed."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.groups: list[tuple[UUID, list[str]]] = []
        self.bad: set[str] = set()
        self.down = False

    async def write(self, org_id: UUID, items: Sequence[tuple[UUID, str]]) -> Sequence[str | AssayError]:
        await self.open.wait()
        if self.down:
            raise OSError("the database is away")
        names = [name for _org, name in items]
        if self.bad & set(names):
            raise DataError("insert", {}, Exception("bad"))
        self.groups.append((org_id, names))
        return [Conflict("taken") if name == "taken" else name.upper() for name in names]


def make(store: Store, **options: Any) -> Ingest[tuple[UUID, str], str]:
    return Ingest("test", store.write, org_of=lambda item: item[0], **options)


async def test_result_comes_only_after_the_write() -> None:
    store = Store()
    store.open.clear()
    put = asyncio.create_task(make(store).put((ORG, "a")))
    await asyncio.sleep(0.02)
    assert not put.done()
    assert not store.groups
    store.open.set()
    assert await put == "A"
    assert store.groups == [(ORG, ["a"])]


async def test_what_waits_goes_in_one_group() -> None:
    store = Store()
    store.open.clear()
    ingest = make(store, lanes=1)
    first = asyncio.create_task(ingest.put((ORG, "a")))
    await asyncio.sleep(0.01)
    rest = [asyncio.create_task(ingest.put((ORG, name))) for name in "bcd"]
    await asyncio.sleep(0.01)
    store.open.set()
    assert await asyncio.gather(first, *rest) == ["A", "B", "C", "D"]
    assert store.groups == [(ORG, ["a"]), (ORG, ["b", "c", "d"])]


async def test_organisations_never_share_a_transaction_and_take_turns() -> None:
    store = Store()
    store.open.clear()
    ingest = make(store, lanes=1, most=1)
    puts = [asyncio.create_task(ingest.put((org, "x"))) for org in (ORG, ORG, OTHER)]
    await asyncio.sleep(0.01)
    store.open.set()
    await asyncio.gather(*puts)
    assert [org for org, _names in store.groups] == [ORG, OTHER, ORG]


async def test_full_queue_refuses_with_a_time_to_wait() -> None:
    store = Store()
    store.open.clear()
    ingest = make(store, capacity=2)
    waiting = [asyncio.create_task(ingest.put((ORG, name))) for name in "ab"]
    await asyncio.sleep(0.01)
    with pytest.raises(TooMany) as refused:
        await ingest.put((ORG, "c"))
    assert refused.value.retry_after >= 1
    store.open.set()
    await asyncio.gather(*waiting)
    assert await ingest.put((ORG, "c")) == "C"
    assert ingest.waiting == 0


async def test_refusal_of_one_leaves_the_others() -> None:
    store = Store()
    ingest = make(store)
    outcomes = await asyncio.gather(
        *(ingest.put((ORG, n)) for n in ("a", "taken", "b")), return_exceptions=True
    )
    assert outcomes[0] == "A"
    assert outcomes[2] == "B"
    assert isinstance(outcomes[1], Conflict)


async def test_a_poisonous_item_fails_alone() -> None:
    store = Store()
    store.bad = {"poison"}
    ingest = make(store)
    outcomes = await asyncio.gather(
        *(ingest.put((ORG, n)) for n in ("a", "poison", "b")), return_exceptions=True
    )
    assert outcomes[0] == "A"
    assert outcomes[2] == "B"
    assert isinstance(outcomes[1], Unavailable)


async def test_database_away_is_told_and_the_queue_goes_on_when_it_is_back() -> None:
    store = Store()
    store.down = True
    ingest = make(store)
    with pytest.raises(Unavailable):
        await ingest.put((ORG, "a"))
    store.down = False
    assert await ingest.put((ORG, "a")) == "A"


async def test_closing_writes_what_waits_and_takes_nothing_more() -> None:
    store = Store()
    store.open.clear()
    ingest = make(store, lanes=1)
    puts = [asyncio.create_task(ingest.put((ORG, name))) for name in "ab"]
    await asyncio.sleep(0.01)
    closing = asyncio.create_task(ingest.close())
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await ingest.put((ORG, "late"))
    store.open.set()
    await closing
    assert await asyncio.gather(*puts) == ["A", "B"]


async def test_a_sender_that_went_away_harms_nobody() -> None:
    store = Store()
    store.open.clear()
    ingest = make(store, lanes=1)
    gone, stays = (asyncio.create_task(ingest.put((ORG, name))) for name in "ab")
    await asyncio.sleep(0.01)
    gone.cancel()
    store.open.set()
    assert await stays == "B"
    assert sorted(name for _org, names in store.groups for name in names) == ["a", "b"]
