"""Reading the body of a chat completion, whether it came over HTTP or out of a batch file."""

import json
from collections.abc import Mapping
from typing import Any

from assay.kernel.llm.errors import ContentFilter, CutOff, ParseFailure, Refusal
from assay.kernel.llm.schema import violations
from assay.kernel.llm.types import Answer


def read_answer(body: Mapping[str, Any], schema: Mapping[str, Any]) -> Answer:
    """The validated answer in `body`, a chat completion object.

    Raises Refusal, ContentFilter, CutOff or ParseFailure, each with the tokens that were used. Order matters:
    a cut-off or filtered answer may still be valid JSON by chance, and is a failure all the same.
    """
    usage = body.get("usage")
    usage = usage if isinstance(usage, Mapping) else {}
    spent: dict[str, Any] = {
        "input_tokens": _count(usage.get("prompt_tokens")),
        "output_tokens": _count(usage.get("completion_tokens")),
        "model": str(body.get("model") or ""),
    }
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, Mapping) else None
    if not isinstance(choice, Mapping) or not isinstance(message, Mapping):
        raise ParseFailure("The service answered without a message.", **spent)
    if message.get("refusal"):
        raise Refusal(**spent)
    finish = choice.get("finish_reason")
    if finish == "content_filter":
        raise ContentFilter(**spent)
    if finish == "length":
        raise CutOff(**spent)
    if finish not in {"stop", None}:
        raise ParseFailure("The answer ended for a reason this gateway does not know.", **spent)
    return Answer(value=_parse(message.get("content"), schema, spent), **spent)


def _parse(content: Any, schema: Mapping[str, Any], spent: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(content, str):
        raise ParseFailure("The service answered without text.", **spent)
    try:
        value = json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise ParseFailure("The answer is not JSON.", **spent) from None
    if wrong := violations(value, schema):
        raise ParseFailure(f"The answer does not meet the schema: {'; '.join(wrong[:3])}.", **spent)
    result: dict[str, Any] = value
    return result


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0
