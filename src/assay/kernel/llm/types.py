"""What goes into the model gateway and what comes out, as plain values."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

import rfc8785

from assay.kernel import clock
from assay.kernel.ids import uuid7

Baseline = Callable[[], Mapping[str, Any]]
"""An application's deterministic answer to one request, in the request's schema."""


class Outcome(StrEnum):
    """How a call of a model ended. Everything but OK is a typed failure, never a zero."""

    OK = "ok"
    REFUSAL = "refusal"
    CUT_OFF = "cut_off"
    CONTENT_FILTER = "content_filter"
    PARSE_FAILURE = "parse_failure"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    REJECTED = "rejected"
    COST_CAP = "cost_cap"


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Completion:
    """One question to a model, with the JSON schema its answer must meet (`schema.check_strict`).

    `purpose` chooses the model ("judge" takes the judge's) and is recorded; `prompt_version` names the text
    of the prompt; `baseline` answers when the engine is `baseline`; `cache` lets an equal request be answered
    from an earlier one of the same organisation. Replicates of one question differ by `seed`.
    """

    messages: tuple[Message, ...]
    schema: Mapping[str, Any]
    schema_name: str
    prompt_version: str
    purpose: str = "worker"
    max_tokens: int = 1024
    temperature: float = 0.0
    seed: int | None = None
    baseline: Baseline | None = field(default=None, compare=False)
    cache: bool = True

    def body(self, model: str) -> dict[str, Any]:
        """The request body of `/v1/chat/completions`, the same online and as a line of a batch file."""
        body: dict[str, Any] = {
            "model": model,
            "messages": [{"role": m.role, "content": m.content} for m in self.messages],
            "temperature": self.temperature,
            "max_completion_tokens": self.max_tokens,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": self.schema_name, "strict": True, "schema": dict(self.schema)},
            },
        }
        if self.seed is not None:
            body["seed"] = self.seed
        return body

    @classmethod
    def of_body(
        cls,
        body: Mapping[str, Any],
        *,
        prompt_version: str,
        purpose: str = "worker",
        baseline: Baseline | None = None,
    ) -> "Completion":
        """The question that `body`, a request of a batch file, asks. Its model is left to the settings."""
        format_ = body["response_format"]["json_schema"]
        return cls(
            messages=tuple(Message(m["role"], m["content"]) for m in body["messages"]),
            schema=format_["schema"],
            schema_name=format_["name"],
            prompt_version=prompt_version,
            purpose=purpose,
            max_tokens=body["max_completion_tokens"],
            temperature=body.get("temperature", 0.0),
            seed=body.get("seed"),
            baseline=baseline,
        )

    def digest(self, engine: str, model: str) -> str:
        """SHA-256 (hex) of the canonical request (RFC 8785): the key of the cache and of the record."""
        content: dict[str, Any] = {"engine": engine, "prompt": self.prompt_version, "body": self.body(model)}
        return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """A validated answer. `model` is the name the service gave."""

    value: dict[str, Any]
    model: str
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class CallRecord:
    """What one call cost: no text, no personal data. `cost` is in US dollars."""

    run_id: UUID | None
    purpose: str
    engine: str
    model: str
    prompt_version: str
    request_hash: str
    outcome: Outcome
    cached: bool = False
    attempts: int = 1
    input_tokens: int = 0
    output_tokens: int = 0
    milliseconds: int = 0
    cost: Decimal = Decimal(0)
    id: UUID = field(default_factory=uuid7)
    created_at: datetime = field(default_factory=clock.now)


@dataclass(frozen=True, slots=True)
class Result:
    """A validated answer and the record of the call that gave it; `engine` says who answered."""

    value: dict[str, Any]
    call: CallRecord

    @property
    def engine(self) -> str:
        return self.call.engine

    @property
    def model(self) -> str:
        return self.call.model
