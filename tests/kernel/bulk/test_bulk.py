"""One function over many chunks, on every engine that is installed."""

import asyncio
import importlib.util
import os
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from assay.kernel.bulk import ChunkFailed, Engine, map_chunks, map_in_order, read_ahead
from assay.kernel.bulk import ray as ray_module
from assay.kernel.errors import MisconfiguredError
from tests.kernel.bulk import work

HAS_RAY = importlib.util.find_spec("ray") is not None
needs_ray = pytest.mark.skipif(not HAS_RAY, reason="Ray is not installed: pip install 'assay[ray]'")
ENGINES = ["inprocess", "pool", pytest.param("ray", marks=needs_ray)]
PROCESSES = ["pool", pytest.param("ray", marks=needs_ray)]


@pytest.mark.parametrize("engine", ENGINES)
async def test_every_chunk_comes_back_once_with_its_id(engine: Engine) -> None:
    chunks = [(f"c{n}", n) for n in range(50)]
    results = [result async for result in map_chunks(work.square, chunks, engine=engine, workers=2)]
    assert sorted(results) == sorted((f"c{n}", n * n) for n in range(50))


@pytest.mark.parametrize("engine", ENGINES)
async def test_chunks_may_come_as_a_stream(engine: Engine) -> None:
    async def stream() -> AsyncIterator[tuple[int, int]]:
        for n in range(10):
            await asyncio.sleep(0)
            yield n, n

    results = dict([result async for result in map_chunks(work.square, stream(), engine=engine, workers=2)])
    assert results == {n: n * n for n in range(10)}


@pytest.mark.parametrize("engine", ENGINES)
async def test_no_chunks_give_no_results(engine: Engine) -> None:
    nothing: list[tuple[int, int]] = []
    assert [result async for result in map_chunks(work.square, nothing, engine=engine, workers=1)] == []


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_chunk_that_cannot_be_done_is_named(engine: Engine) -> None:
    with pytest.raises(ChunkFailed, match="three is refused") as raised:
        async for _ in map_chunks(
            work.fail_on_three, [(f"c{n}", n) for n in range(9)], engine=engine, workers=1
        ):
            pass
    assert raised.value.chunk_id == "c3"


async def test_the_pool_works_in_other_processes_and_more_than_one() -> None:
    seen = {
        pid
        async for _, pid in map_chunks(
            work.which_process, [(n, n) for n in range(12)], engine="pool", workers=2
        )
    }
    assert len(seen) == 2
    assert os.getpid() not in seen


@pytest.mark.parametrize("engine", PROCESSES)
async def test_a_killed_worker_loses_no_chunk_and_yields_none_twice(engine: Engine, tmp_path: Path) -> None:
    marker = str(tmp_path / "died")
    chunks = ((n, (n, marker)) for n in range(30))
    results = [result async for result in map_chunks(work.die_once, chunks, engine=engine, workers=2)]
    assert Path(marker).exists()
    assert sorted(results) == [(n, n) for n in range(30)]


async def test_a_chunk_that_kills_every_worker_is_named_and_stops_the_rest() -> None:
    with pytest.raises(ChunkFailed, match="ends every process") as raised:
        async for _ in map_chunks(work.die_on_five, [(n, n) for n in range(9)], engine="pool", workers=2):
            pass
    assert raised.value.chunk_id == 5


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_slow_chunk_does_not_change_the_order(engine: Engine) -> None:
    chunks = [(n, n) for n in range(12)]
    found = [result async for result in map_in_order(work.slow_on_three, chunks, engine=engine, workers=2)]
    assert found == chunks


@pytest.mark.parametrize("engine", ENGINES)
async def test_chunks_are_read_only_as_far_as_there_is_room(engine: Engine) -> None:
    read = 0

    def chunks() -> Iterator[tuple[int, int]]:
        nonlocal read
        for n in range(1000):
            read = n + 1
            yield n, n

    done = 0
    async with aclosing(map_chunks(work.square, chunks(), engine=engine, workers=2)) as results:
        async for _ in results:
            done += 1
            assert read <= done + 4
            if done == 20:
                break


async def test_a_lambda_is_refused_at_once() -> None:
    with pytest.raises(Exception, match=r"pickle|lambda"):
        async for _ in map_chunks(lambda n: n, [(1, 1)], engine="pool"):
            pass


@pytest.mark.skipif(HAS_RAY, reason="Ray is installed here")
async def test_without_the_extra_the_message_names_it() -> None:
    with pytest.raises(MisconfiguredError, match=r"assay\[ray\]"):
        async for _ in map_chunks(work.square, [(1, 1)], engine="ray"):
            pass


@needs_ray
async def test_a_cluster_of_our_own_listens_on_loopback_under_a_token() -> None:
    ray = ray_module.connect("")
    assert os.environ["RAY_AUTH_MODE"] == "token"
    assert {node["NodeManagerAddress"] for node in ray.nodes()} == {"127.0.0.1"}


async def numbers(made: list[int], upto: int) -> AsyncIterator[int]:
    for number in range(upto):
        await asyncio.sleep(0)
        made.append(number)
        yield number


async def test_the_next_item_is_made_while_this_one_is_worked_on() -> None:
    made: list[int] = []
    seen = []
    async with aclosing(read_ahead(numbers(made, 4))) as items:
        async for item in items:
            await asyncio.sleep(0.01)
            seen.append((item, made[-1]))
    assert seen == [(0, 1), (1, 2), (2, 3), (3, 3)]


async def test_reading_ahead_stops_with_whoever_reads() -> None:
    made: list[int] = []
    async with aclosing(read_ahead(numbers(made, 100))) as items:
        assert await anext(items) == 0
    await asyncio.sleep(0.01)
    assert made in ([0], [0, 1])


async def test_what_is_read_from_is_closed_with_whoever_reads() -> None:
    closed: list[str] = []

    async def numbered(name: str) -> AsyncIterator[int]:
        try:
            for number in range(100):
                await asyncio.sleep(0)
                yield number
        finally:
            closed.append(name)

    async def doubled(numbers: AsyncIterator[int]) -> AsyncGenerator[int]:
        async with aclosing(read_ahead(numbers)) as ahead:
            async for number in ahead:
                yield number * 2

    async with aclosing(read_ahead(doubled(numbered("inner")))) as items:
        assert [await anext(items), await anext(items)] == [0, 2]
    assert closed == ["inner"]


async def test_what_goes_wrong_ahead_is_raised_in_its_turn() -> None:
    async def broken() -> AsyncIterator[int]:
        yield 1
        raise ValueError("two")

    items = read_ahead(broken())
    assert await anext(items) == 1
    with pytest.raises(ValueError, match="two"):
        await anext(items)
