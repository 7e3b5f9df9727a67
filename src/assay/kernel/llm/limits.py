"""How fast and for how much: the rate limiter and the budget of a run."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import rfc8785

from assay.kernel.llm.errors import CostCapReached

MILLION = Decimal(1_000_000)


class Limiter:
    """At most `concurrency` calls at once and `per_minute` starts a minute, after a burst of `concurrency`.

    It limits this process. Several workers share a service's own limit by its 429 answers: `pause` holds
    back every call of the process, not only the one that was told off.
    """

    def __init__(self, concurrency: int, per_minute: int) -> None:
        self._slots = asyncio.Semaphore(concurrency)
        self._interval = 60 / per_minute
        self._slack = (concurrency - 1) * self._interval
        self._next = 0.0  # theoretical time of the next start (generic cell rate algorithm)
        self._paused_until = 0.0

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Hold one of the slots, entered when it is this call's turn."""
        async with self._slots:
            await self._turn()
            yield

    def pause(self, seconds: float) -> None:
        """Start no call for `seconds`."""
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    async def _turn(self) -> None:
        while True:
            now = time.monotonic()
            earliest = max(self._next - self._slack, self._paused_until)
            if now >= earliest:
                self._next = max(self._next, now) + self._interval
                return
            await asyncio.sleep(earliest - now)


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars per million tokens."""

    input: Decimal = Decimal(0)
    output: Decimal = Decimal(0)

    def cost(self, input_tokens: int, output_tokens: int) -> Decimal:
        return (self.input * input_tokens + self.output * output_tokens) / MILLION

    def ceiling(self, body: Mapping[str, Any]) -> Decimal:
        """What a request can cost at most, to go by before it is made.

        A token is taken as three bytes of the request, fewer than any common tokenizer needs for prose.
        """
        return self.cost(len(rfc8785.dumps(dict(body))) // 3 + 1, body["max_completion_tokens"])


class Budget:
    """What a run may spend, in US dollars. Calls under way count at their ceiling, so the cap holds for
    any number of concurrent calls of this process; `cap` None means no cap."""

    def __init__(self, cap: Decimal | None, spent: Decimal = Decimal(0)) -> None:
        self.cap = cap
        self.spent = spent
        self._reserved = Decimal(0)

    def reserve(self, ceiling: Decimal) -> None:
        """Set `ceiling` aside. Raises CostCapReached when it does not fit under the cap."""
        if self.cap is not None and self.spent + self._reserved + ceiling > self.cap:
            raise CostCapReached(
                f"This run has spent {self.spent:.2f} of {self.cap:.2f} US dollars; raise the cap to go on."
            )
        self._reserved += ceiling

    def settle(self, ceiling: Decimal, cost: Decimal) -> None:
        """Replace what was set aside by what the call did cost."""
        self._reserved -= ceiling
        self.spent += cost
