"""Models: strict JSON schema in, validated object out, whichever engine answers.

    gateway = await llm.gateway_for(database, settings, org_id=org_id, run_id=run_id)
    result = await gateway.complete(Completion(messages, schema, "name", "prompt-v1", baseline=plain_answer))
    result.value, result.engine, result.call.cost

Engines by `ASSAY_LLM_ENGINE`: `openai` (any compatible URL), `batch` (its Batch API, by `batch_api`), `local`
(a very small model on loopback; no judge of anything) and `baseline` (the application's own deterministic
answer, labelled as such). Hold no transaction open across a call.
"""

from assay.kernel.llm.batch import BatchApi, BatchPhase, BatchState
from assay.kernel.llm.engine import Engine
from assay.kernel.llm.errors import (
    ContentFilter,
    CostCapReached,
    CutOff,
    LlmError,
    ParseFailure,
    RateLimited,
    Refusal,
    Rejected,
    Unavailable,
)
from assay.kernel.llm.gateway import BASELINE, Gateway, Provider
from assay.kernel.llm.ledger import (
    DatabaseLedger,
    MemoryLedger,
    forget_answers,
    forget_runs,
    spent,
    write_calls,
)
from assay.kernel.llm.limits import Budget, Limiter, Prices
from assay.kernel.llm.provider import batch_api, check_settings, close_providers, gateway_for, make_provider
from assay.kernel.llm.reply import read_answer
from assay.kernel.llm.schema import check_strict, violations
from assay.kernel.llm.types import Answer, Baseline, CallRecord, Completion, Message, Outcome, Result

__all__ = [
    "BASELINE",
    "Answer",
    "Baseline",
    "BatchApi",
    "BatchPhase",
    "BatchState",
    "Budget",
    "CallRecord",
    "Completion",
    "ContentFilter",
    "CostCapReached",
    "CutOff",
    "DatabaseLedger",
    "Engine",
    "Gateway",
    "Limiter",
    "LlmError",
    "MemoryLedger",
    "Message",
    "Outcome",
    "ParseFailure",
    "Prices",
    "Provider",
    "RateLimited",
    "Refusal",
    "Rejected",
    "Result",
    "Unavailable",
    "batch_api",
    "check_settings",
    "check_strict",
    "close_providers",
    "forget_answers",
    "forget_runs",
    "gateway_for",
    "make_provider",
    "read_answer",
    "spent",
    "violations",
    "write_calls",
]
