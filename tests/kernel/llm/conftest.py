"""A question, a service that answers it, a gateway to it."""

from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from typing import Any

import pytest

from assay.kernel.llm import Budget, Completion, Gateway, Limiter, MemoryLedger, Message, Prices, Provider
from assay.kernel.llm.engine import OpenAiEngine
from tests.kernel.llm.server import Script, serving

SCHEMA = {
    "type": "object",
    "properties": {
        "score": {"type": "integer", "enum": [1, 2, 3]},
        "quote": {"type": ["string", "null"], "maxLength": 20},
    },
    "required": ["score", "quote"],
    "additionalProperties": False,
}
GOOD = {"score": 2, "quote": "a line"}


def question(**changes: Any) -> Completion:
    values: dict[str, Any] = {
        "messages": (Message("system", "Score."), Message("user", "An essay.")),
        "schema": SCHEMA,
        "schema_name": "score",
        "prompt_version": "p-1",
        "seed": 7,
        "max_tokens": 100,
    }
    return Completion(**{**values, **changes})


@pytest.fixture
async def script() -> AsyncIterator[Script]:
    async with serving(Script()) as running:
        yield running


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
async def provider_of(script: Script) -> AsyncIterator[Callable[..., Provider]]:
    """Makes providers on the scripted service; prices are 1 and 10 dollars a million tokens."""
    made: list[Provider] = []

    def make(
        *, concurrency: int = 4, timeout: float = 5.0, retries: int = 2, per_minute: int = 60_000
    ) -> Provider:
        provider = Provider(
            engine=OpenAiEngine(script.url, "key", timeout=timeout),
            model="worker-model",
            judge_model="judge-model",
            limiter=Limiter(concurrency, per_minute),
            prices=Prices(Decimal(1), Decimal(10)),
            retries=retries,
        )
        made.append(provider)
        return provider

    yield make
    for provider in made:
        await provider.close()


@pytest.fixture
def gateway(provider_of: Callable[..., Provider], ledger: MemoryLedger) -> Gateway:
    return Gateway(provider_of(), ledger, budget=Budget(None))
