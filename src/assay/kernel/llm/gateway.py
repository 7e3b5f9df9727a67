"""The one way to ask a model: limited, budgeted, retried, validated, recorded."""

import asyncio
import random
import time
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.kernel.llm.engine import Engine
from assay.kernel.llm.errors import LlmError, ParseFailure, RateLimited, Rejected, Unavailable
from assay.kernel.llm.ledger import Ledger
from assay.kernel.llm.limits import Budget, Limiter, Prices
from assay.kernel.llm.reply import read_answer
from assay.kernel.llm.schema import check_strict, violations
from assay.kernel.llm.types import Answer, CallRecord, Completion, Outcome, Result

BASELINE = "baseline"
FIRST_WAIT = 1.0
LAST_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Provider:
    """What every run of a process shares: the engine, its models by purpose, limits and prices.

    `engine` None means that baselines answer. `retries` counts further attempts after the first.
    """

    engine: Engine | None
    model: str
    judge_model: str
    limiter: Limiter
    prices: Prices
    retries: int = 5

    @property
    def engine_name(self) -> str:
        return self.engine.name if self.engine else BASELINE

    def model_for(self, purpose: str) -> str:
        if self.engine is None:
            return BASELINE
        return (self.judge_model or self.model) if purpose == "judge" else self.model

    async def close(self) -> None:
        if self.engine:
            await self.engine.close()


class Gateway:
    """Asks models for one run of one organisation. Hold no transaction open across `complete`."""

    def __init__(
        self, provider: Provider, ledger: Ledger, *, budget: Budget | None = None, run_id: UUID | None = None
    ) -> None:
        self._provider = provider
        self._ledger = ledger
        self._run_id = run_id
        self.budget = budget or Budget(None)

    async def complete(self, request: Completion) -> Result:
        """A validated answer to `request`, and the record of the call.

        Raises Refusal, CutOff, ContentFilter, ParseFailure, Rejected, RateLimited, Unavailable (after the
        retries) or CostCapReached (before anything is sent), each with its record in `.call`. Raises
        ValueError when the schema is outside the strict subset.
        """
        check_strict(request.schema)
        started = time.monotonic()
        model = self._provider.model_for(request.purpose)
        call = CallRecord(
            run_id=self._run_id,
            purpose=request.purpose,
            engine=self._provider.engine_name,
            model=model,
            prompt_version=request.prompt_version,
            request_hash=request.digest(self._provider.engine_name, model),
            outcome=Outcome.OK,
        )
        cacheable = request.cache and self._provider.engine is not None
        if cacheable and (known := await self._ledger.find(call.request_hash)):
            return await self._finish(replace(call, cached=True), started, known)
        attempts = _Attempts()
        try:
            answer = await self._ask(request, model, attempts)
        except LlmError as failure:
            await self._fail(replace(call, attempts=attempts.count), started, failure)
            raise
        call = replace(
            call,
            attempts=attempts.count,
            input_tokens=answer.input_tokens,
            output_tokens=answer.output_tokens,
            cost=self._cost(answer),
        )
        return await self._finish(call, started, answer, remember=cacheable)

    async def _ask(self, request: Completion, model: str, attempts: "_Attempts") -> Answer:
        engine = self._provider.engine
        if engine is None:
            attempts.count = 1
            return _baseline(request)
        body = request.body(model)
        ceiling = self._provider.prices.ceiling(body)
        self.budget.reserve(ceiling)
        used: Answer | LlmError | None = None
        try:
            used = answer = read_answer(await self._send(engine, body, attempts), request.schema)
            return answer
        except LlmError as failure:
            used = failure
            raise
        finally:
            self.budget.settle(ceiling, self._cost(used))

    async def _send(self, engine: Engine, body: dict[str, Any], attempts: "_Attempts") -> Any:
        while True:
            attempts.count += 1
            try:
                async with self._provider.limiter.slot():
                    return await engine.complete(body)
            except (RateLimited, Unavailable) as failure:
                if attempts.count > self._provider.retries:
                    raise
                wait = failure.retry_after if failure.retry_after is not None else _backoff(attempts.count)
                if isinstance(failure, RateLimited):
                    self._provider.limiter.pause(wait)
            await asyncio.sleep(wait)

    async def _finish(
        self, call: CallRecord, started: float, answer: Answer, *, remember: bool = False
    ) -> Result:
        call = replace(call, model=_short(answer.model or call.model), milliseconds=_since(started))
        await self._ledger.record(call, replace(answer, model=call.model) if remember else None)
        return Result(answer.value, call)

    async def _fail(self, call: CallRecord, started: float, failure: LlmError) -> None:
        failure.call = replace(
            call,
            outcome=failure.outcome,
            model=_short(failure.model or call.model),
            input_tokens=failure.input_tokens,
            output_tokens=failure.output_tokens,
            milliseconds=_since(started),
            cost=self._cost(failure),
        )
        await self._ledger.record(failure.call, None)

    def _cost(self, used: Answer | LlmError | None) -> Decimal:
        return self._provider.prices.cost(used.input_tokens, used.output_tokens) if used else Decimal(0)


@dataclass(slots=True)
class _Attempts:
    count: int = 0


def _baseline(request: Completion) -> Answer:
    if request.baseline is None:
        raise Rejected("No model is configured and this question has no baseline. Set ASSAY_LLM_ENGINE.")
    value = dict(request.baseline())
    if wrong := violations(value, request.schema):
        raise ParseFailure(f"The baseline does not meet the schema: {'; '.join(wrong[:3])}.")
    return Answer(value, BASELINE)


def _short(model: str) -> str:
    return model[:120]


def _backoff(attempt: int) -> float:
    """Full jitter under a doubling bound, so that workers told off together do not come back together."""
    return random.uniform(FIRST_WAIT / 2, min(LAST_WAIT, FIRST_WAIT * 2**attempt))


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
