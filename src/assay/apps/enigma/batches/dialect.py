"""Batch result files: OpenAI's output and error files, and what vLLM's `run_batch` writes.

The reader tells the dialects apart line by line and holds one line in memory at a time.
"""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from typing import Any

import msgspec

from assay.apps.enigma.batches.writer import CUSTOM_ID
from assay.apps.enigma.scoring.rules import AnswerFailed, Failure

MAX_LINE = 1_000_000
"""Bytes of a line that comes back; an answer of ours is a few thousand."""
_BOM = b"\xef\xbb\xbf"
_EXPIRED = "batch_expired"


class _Message(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(msgspec.Struct):
    choices: list[_Choice] = []
    model: str = ""
    usage: _Usage | None = None
    error: Any = None


class _Response(msgspec.Struct):
    status_code: int | None = None
    body: msgspec.Raw = msgspec.Raw(b"null")


class _Line(msgspec.Struct):
    custom_id: str
    response: _Response | None = None
    error: Any = None


class _Served(msgspec.Struct):
    """A response as it nearly always is: read in one go. Anything else is read part by part."""

    status_code: int
    body: _Completion


class _ServedLine(msgspec.Struct):
    custom_id: str
    response: _Served
    error: Any = None


_served = msgspec.json.Decoder(_ServedLine)
_line = msgspec.json.Decoder(_Line)
_completion = msgspec.json.Decoder(_Completion)


@dataclass(slots=True)
class Reply:
    """What one line says: `content` of the answer with its tokens, or `failure` with its detail."""

    custom_id: str
    content: str = ""
    model: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    failure: Failure | None = None
    detail: str = ""


def read_line(line: bytes) -> Reply:
    """One line of either dialect. Never raises: what cannot be read is a Reply with a failure."""
    try:
        whole = _served.decode(line)
        if whole.response.status_code == 200 and not whole.error and CUSTOM_ID.match(whole.custom_id):
            return _reply(whole.custom_id, whole.response.body)
    except AnswerFailed as failed:
        return Reply(whole.custom_id, failure=failed.kind, detail=failed.detail)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    try:
        parsed = _line.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        return Reply("", failure=Failure.MALFORMED_LINE, detail=str(problem)[:200])
    if not CUSTOM_ID.match(parsed.custom_id):
        return Reply("", failure=Failure.MALFORMED_LINE, detail="the custom_id is not one")
    try:
        return _answer(parsed)
    except AnswerFailed as failed:
        return Reply(parsed.custom_id, failure=failed.kind, detail=failed.detail)


def _answer(line: _Line) -> Reply:
    if line.error:
        raise _service_failure(line.error)
    response = line.response
    if response is None or bytes(response.body) == b"null":
        raise AnswerFailed(Failure.SERVICE_ERROR, "no response")
    if response.status_code != 200:
        raise _status_failure(response)
    try:
        completion = _completion.decode(response.body)
    except msgspec.DecodeError as problem:
        raise AnswerFailed(Failure.PARSE_FAILURE, f"no chat completion: {problem}"[:200]) from None
    return _reply(line.custom_id, completion)


def _reply(custom_id: str, completion: _Completion) -> Reply:
    content = _content(completion.choices)
    usage = completion.usage or _Usage()
    return Reply(custom_id, content, completion.model, usage.prompt_tokens, usage.completion_tokens)


def _content(choices: list[_Choice]) -> str:
    """The text of the first choice. Raises AnswerFailed for a refusal, a cut-off, a filter or nothing."""
    if not choices:
        raise AnswerFailed(Failure.PARSE_FAILURE, "no choices")
    choice = choices[0]
    if choice.message.refusal:
        raise AnswerFailed(Failure.REFUSAL)
    if choice.finish_reason == "length":
        raise AnswerFailed(Failure.CUT_OFF, "the answer was cut off")
    if choice.finish_reason == "content_filter":
        raise AnswerFailed(Failure.CONTENT_FILTER)
    if not choice.message.content:
        raise AnswerFailed(Failure.PARSE_FAILURE, "an empty answer")
    return choice.message.content


def _status_failure(response: _Response) -> AnswerFailed:
    """A failed request's own error, inside the body: a string or an object (vLLM), or OpenAI's object."""
    status = response.status_code
    try:
        body = msgspec.json.decode(response.body)
    except msgspec.DecodeError:
        body = None
    inner = body.get("error", body.get("message")) if isinstance(body, dict) else body
    failed = _service_failure(inner or "no answer")
    return AnswerFailed(failed.kind, f"status {status}: {failed.detail}"[:300])


def _service_failure(error: Any) -> AnswerFailed:
    code, message = "", error if isinstance(error, str) else ""
    if isinstance(error, dict):
        code = str(error.get("code") or error.get("type") or "")
        message = str(error.get("message") or "")
    kind = Failure.SERVICE_ERROR
    if code == _EXPIRED:
        kind = Failure.EXPIRED
    elif "content_filter" in code or "content_policy" in code:
        kind = Failure.CONTENT_FILTER
    return AnswerFailed(kind, ": ".join(part for part in (code, message) if part)[:300])


async def read_lines(
    stream: AsyncIterable[bytes], *, skip: int = 0, max_line: int = MAX_LINE
) -> AsyncIterator[tuple[int, bytes | None]]:
    """(number from 1, line without its end) of a stream, after `skip` lines; None for one over `max_line`.

    A byte order mark is dropped, blank lines are passed over but numbered, CR LF ends a line too. Memory is
    that of one block and one line, however long the longest line is.
    """
    number, rest, too_long = 0, b"", False
    async for block in stream:
        lines = (rest + block).split(b"\n") if not too_long else block.split(b"\n")
        rest = lines.pop()
        for line in lines:
            number += 1
            over, too_long = too_long or len(line) > max_line, False
            if number > skip and (over or line.strip()):
                yield number, None if over else _unmarked(line, number)
        if len(rest) > max_line:
            rest, too_long = b"", True
        elif too_long:
            rest = b""
    if (too_long or rest.strip()) and number + 1 > skip:
        yield number + 1, None if too_long else _unmarked(rest, number + 1)


def _unmarked(line: bytes, number: int) -> bytes:
    return line.removeprefix(_BOM) if number == 1 else line
