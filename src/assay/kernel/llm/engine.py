"""The engine port, and the engine for any service that speaks OpenAI's chat completions."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

import openai

from assay.kernel.llm.errors import ContentFilter, LlmError, RateLimited, Rejected, Unavailable

LONGEST_WAIT = 300.0


class Engine(Protocol):
    """Something that answers a chat completion request with a chat completion object."""

    name: str

    async def complete(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """One attempt, without retries. Raises RateLimited, Unavailable, Rejected or ContentFilter."""
        ...

    async def close(self) -> None: ...


class OpenAiEngine:
    """Chat completions over HTTP. `timeout` (seconds) bounds one attempt; the gateway does the retries."""

    name = "openai"

    def __init__(self, base_url: str, api_key: str, *, timeout: float = 120.0, name: str = "openai") -> None:
        self.name = name
        self.client = make_client(base_url, api_key, timeout=timeout)

    async def complete(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            response = await self.client.chat.completions.with_raw_response.create(**dict(body))
        except openai.OpenAIError as error:
            raise failure_of(error) from error
        return read_object(response.content)

    async def close(self) -> None:
        await self.client.close()


def make_client(base_url: str, api_key: str, *, timeout: float) -> openai.AsyncOpenAI:
    """The SDK's client with its own retries off: they would hide the waits from limiter and record."""
    # An empty key would make the SDK look into the environment; local services take any.
    return openai.AsyncOpenAI(
        base_url=base_url or None, api_key=api_key or "none", max_retries=0, timeout=timeout
    )


def read_object(content: bytes) -> Mapping[str, Any]:
    """The JSON object in `content`. Raises Unavailable: a proxy's page under status 200 is no answer."""
    try:
        value = json.loads(content)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Unavailable("The model service answered something that is not a JSON object.")
    return value


def failure_of(error: openai.OpenAIError) -> LlmError:
    """The typed failure that an exception of the SDK stands for."""
    if isinstance(error, openai.APIStatusError):
        status = error.status_code
        code = str(error.code or "")
        if status == 429:
            return RateLimited(
                f"The model service answered 429 {code}".strip() + ".", retry_after=_wait(error)
            )
        if status in {408, 409, 425} or status >= 500:
            return Unavailable(f"The model service answered {status}.", retry_after=_wait(error))
        if "content_filter" in code or "content_policy" in code:
            return ContentFilter()
        return Rejected(f"The model service answered {status} {code}".strip() + ".")
    if isinstance(error, openai.APITimeoutError):
        return Unavailable("The model service did not answer in time.")
    if isinstance(error, openai.APIConnectionError):
        return Unavailable("The model service cannot be reached.")
    return Unavailable("The model service gave an answer that cannot be read.")


def _wait(error: openai.APIStatusError) -> float | None:
    headers = error.response.headers
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers[name]) / unit
        except (KeyError, ValueError):
            continue  # the date form of Retry-After is not used by these services
        return min(max(seconds, 0.0), LONGEST_WAIT)
    return None
