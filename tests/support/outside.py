"""A batch service elsewhere: the lines it writes for requests, in two dialects, with what goes wrong.

Good answers are the baseline's; a judge's verdict is `uphold`. `fault` names what befalls a request.
"""

import json
from typing import Any

from assay.apps.enigma.scoring import baseline, rubric

RUBRIC = rubric.load()
MODEL = "outside-1"
FAULTS = {
    "expired": "expired",
    "status 429": "service_error",
    "status 0": "service_error",
    "refusal": "refusal",
    "content_filter": "content_filter",
    "filtered prompt": "content_filter",
    "cut_off": "cut_off",
    "garbage": "parse_failure",
    "ungrounded": "ungrounded",
    "truncated": "malformed_line",
}
"""Each fault, with the reason Assay is to give for it."""


def custom_id(request: bytes) -> str:
    found: str = json.loads(request)["custom_id"]
    return found


def content(request: bytes) -> str:
    """The answer to `request` as a model would give it."""
    messages = json.loads(request)["body"]["messages"]
    body = json.loads(messages[1]["content"].split("\n")[1])
    if len(messages) == 3:
        return json.dumps(baseline.review(body, {}, [], RUBRIC))
    return json.dumps(baseline.score(body, RUBRIC))


def openai(request: bytes, fault: str = "") -> bytes:
    """A line of OpenAI's output or error file."""
    line: dict[str, Any] = {"id": "batch_req_1", "custom_id": custom_id(request), "error": None}
    response: dict[str, Any] | None = {"status_code": 200, "request_id": "r", "body": _completion(request)}
    assert response is not None
    choice = response["body"]["choices"][0]
    match fault:
        case "expired":
            response = None
            line["error"] = {
                "code": "batch_expired",
                "message": "This request could not be executed before the completion window expired.",
            }
        case "status 429":
            error = {"message": "Rate limit reached", "type": "requests", "code": "rate_limit_exceeded"}
            response |= {"status_code": 429, "body": {"error": error}}
        case "status 0":
            response |= {"status_code": 0, "body": None, "request_id": ""}
        case "refusal":
            choice["message"] |= {"content": None, "refusal": "I cannot help with that."}
        case "content_filter":
            choice["finish_reason"] = "content_filter"
        case "filtered prompt":
            error = {"message": "The prompt was filtered", "code": "content_filter"}
            response |= {"status_code": 400, "body": {"error": error}}
        case "cut_off":
            choice["finish_reason"] = "length"
            choice["message"]["content"] = choice["message"]["content"][:40]
        case "garbage":
            choice["message"]["content"] = "Certainly! Here is my assessment."
        case "ungrounded":
            invented = {"score": 5, "reason": "x", "quote": "Words that nobody wrote here at all."}
            made_up = {"traits": dict.fromkeys(RUBRIC.keys, invented), "summary": "x"}
            choice["message"]["content"] = json.dumps(made_up)
    whole = json.dumps({**line, "response": response}).encode()
    return whole[:-40] if fault == "truncated" else whole


def vllm(request: bytes, error: str | dict[str, Any] | None = None) -> bytes:
    """A line of the one file that vLLM's `run_batch` writes; failures stand inline with status 400."""
    response: dict[str, Any] = {"status_code": 200, "request_id": "r", "body": _completion(request)}
    if error is not None:
        response |= {"status_code": 400, "body": None}
    line = {"id": "vllm-1", "custom_id": custom_id(request), "response": response, "error": error}
    return json.dumps(line).encode()


def _completion(request: bytes) -> dict[str, Any]:
    message = {"role": "assistant", "content": content(request), "refusal": None}
    return {
        "id": "c",
        "object": "chat.completion",
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 700, "completion_tokens": 200, "total_tokens": 900},
    }
