"""The gateway against a service over real HTTP."""

import asyncio
import json
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from assay.kernel.llm import (
    Budget,
    Completion,
    ContentFilter,
    CostCapReached,
    CutOff,
    Gateway,
    LlmError,
    MemoryLedger,
    Message,
    Outcome,
    ParseFailure,
    Prices,
    Provider,
    RateLimited,
    Refusal,
    Rejected,
    Unavailable,
)
from assay.kernel.llm import gateway as gateway_module
from tests.kernel.llm.conftest import GOOD, question
from tests.kernel.llm.server import Script, answer, completion


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway_module, "FIRST_WAIT", 0.01)


async def test_an_answer_comes_back_validated_and_recorded(
    script: Script, gateway: Gateway, ledger: MemoryLedger
) -> None:
    script.say(answer(**GOOD))
    result = await gateway.complete(question())
    assert result.value == GOOD
    assert (result.engine, result.model) == ("openai", "fake-2026")
    [call] = ledger.calls
    assert call == result.call
    assert (call.outcome, call.attempts, call.input_tokens, call.output_tokens) == (Outcome.OK, 1, 1000, 100)
    assert call.cost == Decimal("0.002")
    assert gateway.budget.spent == Decimal("0.002")
    assert "essay" not in repr(call).lower()


async def test_the_request_is_strict_and_complete(script: Script, gateway: Gateway) -> None:
    script.say(answer(**GOOD))
    await gateway.complete(question())
    [sent] = script.requests
    assert sent == question().body("worker-model")
    assert sent["response_format"]["json_schema"]["strict"] is True
    assert (sent["seed"], sent["max_completion_tokens"], sent["temperature"]) == (7, 100, 0.0)


async def test_a_body_of_a_batch_file_asks_the_same_question() -> None:
    body = question().body("m")
    assert Completion.of_body(body, prompt_version="p-1") == question()
    assert Completion.of_body(body, prompt_version="p-1").body("m") == body


async def test_the_judge_has_a_model_of_its_own(script: Script, gateway: Gateway) -> None:
    script.say(answer(**GOOD))
    await gateway.complete(question(purpose="judge"))
    assert script.requests[0]["model"] == "judge-model"


@pytest.mark.parametrize(
    ("body", "failure", "outcome"),
    [
        (completion(None, refusal="I would rather not."), Refusal, Outcome.REFUSAL),
        (completion('{"score": 2', finish="length"), CutOff, Outcome.CUT_OFF),
        (completion(json.dumps(GOOD), finish="length"), CutOff, Outcome.CUT_OFF),
        (completion("", finish="content_filter"), ContentFilter, Outcome.CONTENT_FILTER),
        (completion("Sure! Here you go"), ParseFailure, Outcome.PARSE_FAILURE),
        (completion('{"score": 9, "quote": null}'), ParseFailure, Outcome.PARSE_FAILURE),
        (completion('{"score": NaN, "quote": null}'), ParseFailure, Outcome.PARSE_FAILURE),
        (completion(None), ParseFailure, Outcome.PARSE_FAILURE),
        (completion("{}", finish="tool_calls"), ParseFailure, Outcome.PARSE_FAILURE),
        (
            {"choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 100}},
            ParseFailure,
            "parse_failure",
        ),
    ],
)
async def test_a_failure_is_typed_paid_for_and_never_an_answer(
    script: Script,
    gateway: Gateway,
    ledger: MemoryLedger,
    body: Any,
    failure: type[LlmError],
    outcome: Outcome,
) -> None:
    script.say(body)
    with pytest.raises(failure) as raised:
        await gateway.complete(question())
    assert raised.value.call == ledger.calls[0]
    assert ledger.calls[0].outcome == outcome
    assert ledger.calls[0].cost == Decimal("0.002")  # the service bills what it generated
    assert len(script.requests) == 1  # asking again with the same seed would fail the same way


async def test_a_busy_service_is_asked_again(script: Script, gateway: Gateway) -> None:
    script.say({"error": {"message": "overloaded"}}, status=503)
    script.say("<html>bad gateway</html>", status=502)
    script.say(answer(**GOOD))
    result = await gateway.complete(question())
    assert result.call.attempts == 3


async def test_a_rate_limit_waits_as_long_as_the_service_says(script: Script, gateway: Gateway) -> None:
    script.say({"error": {"message": "slow down"}}, status=429, retry_after="0.3")
    script.say(answer(**GOOD))
    began = time.monotonic()
    await gateway.complete(question())
    assert time.monotonic() - began >= 0.3


async def test_a_rate_limit_holds_back_the_other_calls_too(script: Script, gateway: Gateway) -> None:
    script.say({"error": {"message": "slow down"}}, status=429, retry_after="0.3")
    script.say(answer(**GOOD))
    first = asyncio.create_task(gateway.complete(question()))
    while not script.requests:
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)
    began = time.monotonic()
    await gateway.complete(question(seed=8))
    assert time.monotonic() - began >= 0.15
    await first


@pytest.mark.parametrize(
    ("status", "failure"), [(429, RateLimited), (500, Unavailable), (503, Unavailable), (408, Unavailable)]
)
async def test_when_it_stays_so_the_failure_is_typed(
    script: Script, gateway: Gateway, ledger: MemoryLedger, status: int, failure: type[LlmError]
) -> None:
    script.say({"error": {"message": "no"}}, status=status)
    with pytest.raises(failure) as raised:
        await gateway.complete(question())
    assert raised.value.permanent is False
    assert ledger.calls[0].attempts == len(script.requests) == 3
    assert gateway.budget.spent == 0


@pytest.mark.parametrize(
    ("status", "code", "failure"),
    [
        (400, "context_length_exceeded", Rejected),
        (401, "invalid_api_key", Rejected),
        (400, "content_filter", ContentFilter),
    ],
)
async def test_a_request_that_is_refused_is_not_repeated(
    script: Script, gateway: Gateway, status: int, code: str, failure: type[LlmError]
) -> None:
    script.say({"error": {"message": "no", "code": code}}, status=status)
    with pytest.raises(failure):
        await gateway.complete(question())
    assert len(script.requests) == 1


async def test_an_answer_that_is_no_json_is_asked_for_again(script: Script, gateway: Gateway) -> None:
    script.say("<html>a proxy says hello</html>")
    script.say(answer(**GOOD))
    assert (await gateway.complete(question())).call.attempts == 2


async def test_a_service_that_hangs_is_given_up(
    script: Script, provider_of: Callable[..., Provider], ledger: MemoryLedger
) -> None:
    script.delay = 5
    script.say(answer(**GOOD))
    gateway = Gateway(provider_of(timeout=0.1, retries=1), ledger)
    with pytest.raises(Unavailable, match="in time"):
        await gateway.complete(question())
    assert len(script.requests) == 2


async def test_a_service_that_is_gone_is_unavailable(
    provider_of: Callable[..., Provider], script: Script
) -> None:
    script.url = "http://127.0.0.1:9/v1"
    with pytest.raises(Unavailable, match="reached"):
        await Gateway(provider_of(retries=0), MemoryLedger()).complete(question())


async def test_no_more_calls_run_at_once_than_allowed(
    script: Script, provider_of: Callable[..., Provider], ledger: MemoryLedger
) -> None:
    script.delay = 0.02
    script.say(answer(**GOOD))
    gateway = Gateway(provider_of(concurrency=3), ledger)
    await asyncio.gather(*[gateway.complete(question(seed=n)) for n in range(12)])
    assert script.most_busy == 3


async def test_the_cost_cap_stops_before_the_call_that_could_pass_it(
    script: Script, provider_of: Callable[..., Provider], ledger: MemoryLedger
) -> None:
    script.delay = 0.02
    script.say(answer(**GOOD))
    gateway = Gateway(provider_of(), ledger, budget=Budget(Decimal("0.01")))
    long = (Message("user", "word " * 800),)  # the service counts 1,000 tokens
    results = await asyncio.gather(
        *[gateway.complete(question(seed=n, messages=long)) for n in range(20)], return_exceptions=True
    )
    capped = [result for result in results if isinstance(result, CostCapReached)]
    assert len(capped) == 20 - len(script.requests)
    assert capped
    assert gateway.budget.spent <= Decimal("0.01")
    assert sum(call.cost for call in ledger.calls) == gateway.budget.spent
    assert {call.outcome for call in ledger.calls} == {Outcome.OK, Outcome.COST_CAP}


async def test_a_schema_outside_the_subset_is_a_mistake_of_ours(script: Script, gateway: Gateway) -> None:
    with pytest.raises(ValueError, match="additionalProperties"):
        await gateway.complete(question(schema={"type": "object", "properties": {}, "required": []}))
    assert script.requests == []


def baseline_gateway(ledger: MemoryLedger, provider_of: Callable[..., Provider]) -> Gateway:
    limiter = provider_of().limiter
    return Gateway(Provider(None, "", "", limiter, Prices()), ledger)


async def test_a_baseline_answers_under_its_own_name(
    ledger: MemoryLedger, provider_of: Callable[..., Provider], script: Script
) -> None:
    gateway = baseline_gateway(ledger, provider_of)
    result = await gateway.complete(question(baseline=lambda: GOOD))
    assert (result.value, result.engine, result.model) == (GOOD, "baseline", "baseline")
    assert result.call.cost == 0
    assert script.requests == []


async def test_a_baseline_is_held_to_the_schema_like_any_model(
    ledger: MemoryLedger, provider_of: Callable[..., Provider]
) -> None:
    gateway = baseline_gateway(ledger, provider_of)
    with pytest.raises(ParseFailure):
        await gateway.complete(question(baseline=lambda: {"score": 9}))
    with pytest.raises(Rejected, match="ASSAY_LLM_ENGINE"):
        await gateway.complete(question())
    assert [call.outcome for call in ledger.calls] == [Outcome.PARSE_FAILURE, Outcome.REJECTED]
