"""Pace and money."""

import asyncio
import time
from decimal import Decimal

import pytest

from assay.kernel.llm import Budget, CostCapReached, Limiter, Prices
from tests.kernel.llm.conftest import question


async def starts(limiter: Limiter, count: int) -> list[float]:
    began = time.monotonic()
    times: list[float] = []

    async def one() -> None:
        async with limiter.slot():
            times.append(time.monotonic() - began)

    await asyncio.gather(*[one() for _ in range(count)])
    return sorted(times)


async def test_starts_are_spread_after_a_burst() -> None:
    times = await starts(Limiter(2, 1200), 6)  # one every 50 ms, two at once to begin with
    assert times[1] < 0.03
    assert times[5] >= 0.2


async def test_a_pause_holds_everyone_back() -> None:
    limiter = Limiter(4, 60_000)
    limiter.pause(0.15)
    limiter.pause(0.01)  # a shorter one does not shorten it
    assert min(await starts(limiter, 3)) >= 0.15


async def test_no_more_run_at_once_than_allowed() -> None:
    limiter = Limiter(3, 60_000)
    running, most = 0, 0

    async def one() -> None:
        nonlocal running, most
        async with limiter.slot():
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.01)
            running -= 1

    await asyncio.gather(*[one() for _ in range(12)])
    assert most == 3


def test_calls_under_way_count_towards_the_cap() -> None:
    budget = Budget(Decimal(1), spent=Decimal("0.5"))
    budget.reserve(Decimal("0.3"))
    with pytest.raises(CostCapReached, match=r"0\.50 of 1\.00"):
        budget.reserve(Decimal("0.3"))
    budget.settle(Decimal("0.3"), Decimal("0.1"))
    budget.reserve(Decimal("0.3"))
    assert budget.spent == Decimal("0.6")


def test_the_ceiling_is_above_what_the_answer_can_cost() -> None:
    prices = Prices(Decimal(2), Decimal(10))
    assert prices.cost(1_000_000, 100_000) == Decimal(3)
    body = question(max_tokens=500).body("m")
    assert prices.ceiling(body) > prices.cost(len(str(body)) // 4, 500)
