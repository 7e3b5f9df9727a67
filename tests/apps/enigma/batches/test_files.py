"""Batch files: what is written, and every way in which they come back."""

import json
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.apps.enigma.batches import dialect, writer
from assay.apps.enigma.batches.ids import RunKey
from assay.apps.enigma.models.batches import RunKind
from assay.apps.enigma.scoring import prompts, rubric
from assay.apps.enigma.scoring.rules import Failure
from assay.kernel.errors import Invalid
from assay.kernel.ids import uuid7

RUBRIC = rubric.load()


def body(text: str, fence: str = "f" * 16) -> dict[str, Any]:
    said = prompts.messages(RunKind.WORKER, RUBRIC, text, fence)
    return prompts.request_body(RunKind.WORKER, RUBRIC, "gpt-x", said)


def completion(content: str | None = "{}", **choice: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, "refusal": choice.pop("refusal", None)}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "gpt-x-2026",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", **choice}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 210, "total_tokens": 1110},
    }


def line(response: Any = None, error: Any = None, custom_id: Any = "abc") -> bytes:
    return json.dumps({"id": "b", "custom_id": custom_id, "response": response, "error": error}).encode()


def ok(content: str | None = "{}", **choice: Any) -> dict[str, Any]:
    return {"status_code": 200, "request_id": "r", "body": completion(content, **choice)}


def test_request_line_is_exactly_the_batch_format() -> None:
    request = json.loads(writer.request_line("a-1_B", body("Essay")))
    assert list(request) == ["custom_id", "method", "url", "body"]
    assert (request["method"], request["url"]) == ("POST", "/v1/chat/completions")
    assert set(request["body"]) == {
        "model",
        "messages",
        "temperature",
        "seed",
        "max_completion_tokens",
        "response_format",
    }
    assert request["body"]["response_format"]["json_schema"]["strict"] is True
    assert writer.check_request_line(writer.request_line("a-1_B", body("x")), "gpt-x") == "a-1_B"


@given(st.text(max_size=300))
def test_frame_and_writer_make_the_same_line(text: str) -> None:
    said = body(text.encode("utf-8", "replace").decode())
    framed = writer.Frame.of(said).line("ab12", said["messages"][1]["content"])
    assert framed == writer.request_line("ab12", said)
    assert b"\n" not in framed


@pytest.mark.parametrize("custom_id", ["", "a b", "é", "x" * 65, "a\n"])
def test_custom_id_that_others_refuse_is_not_written(custom_id: str) -> None:
    with pytest.raises(Invalid):
        writer.request_line(custom_id, body("x"))


@pytest.mark.parametrize(
    "change",
    [{"url": "/v1/responses"}, {"method": "GET"}, {"body": {"model": "other", "messages": [{}]}}, {"x": 1}],
)
def test_bad_request_line_is_found_before_export(change: dict[str, Any]) -> None:
    request = {**json.loads(writer.request_line("a", body("x"))), **change}
    with pytest.raises(Invalid):
        writer.check_request_line(json.dumps(request).encode(), "gpt-x")


@given(st.lists(st.binary(min_size=1, max_size=30), min_size=1, max_size=80), st.integers(1, 9), st.data())
def test_split_files_keep_every_line_and_both_limits(
    lines: list[bytes], most: int, data: st.DataObject
) -> None:
    whole = [part.replace(b"\n", b"-") + b"\n" for part in lines]
    splitter = writer.Splitter(most, 64)
    files: list[bytes] = []
    place = 0
    while place < len(whole):
        step = data.draw(st.integers(1, 20))
        for piece, opens in splitter.feed(b"".join(whole[place : place + step])):
            files.append(piece) if opens else files.append(files.pop() + piece)
        place += step
    assert b"".join(files) == b"".join(whole)
    assert all(len(file) <= 64 and file.count(b"\n") <= most and file.endswith(b"\n") for file in files)


def test_line_larger_than_a_file_is_refused() -> None:
    with pytest.raises(Invalid):
        writer.Splitter(10, 8).feed(b"123456789\n")


def test_custom_ids_are_opaque_and_unique_over_replicates_and_retries() -> None:
    run = uuid7()
    key = RunKey.of(b"k" * 32, run)
    ids = {key.custom_id(p, r, a) for p in range(1, 30) for r in range(1, 4) for a in range(1, 4)}
    assert len(ids) == 29 * 9
    assert all(writer.CUSTOM_ID.match(one) for one in ids)
    assert RunKey.of(b"k" * 32, uuid7()).custom_id(1, 1, 1) not in ids
    assert RunKey.of(b"j" * 32, run).custom_id(1, 1, 1) not in ids


def test_answer_is_read_with_its_tokens() -> None:
    reply = dialect.read_line(line(ok('{"a":1}')))
    assert (reply.content, reply.model, reply.tokens_in, reply.tokens_out) == (
        '{"a":1}',
        "gpt-x-2026",
        900,
        210,
    )
    assert reply.failure is None


FAILURES = {
    "refusal": (line(ok(None, refusal="I cannot")), Failure.REFUSAL),
    "cut_off": (line(ok('{"a', finish_reason="length")), Failure.CUT_OFF),
    "filter": (line(ok("", finish_reason="content_filter")), Failure.CONTENT_FILTER),
    "empty": (line(ok("")), Failure.PARSE_FAILURE),
    "no_choices": (line({"status_code": 200, "body": {"choices": []}}), Failure.PARSE_FAILURE),
    "not_a_completion": (line({"status_code": 200, "body": "oops"}), Failure.PARSE_FAILURE),
    "expired": (line(None, {"code": "batch_expired", "message": "too late"}), Failure.EXPIRED),
    "status_zero": (line({"status_code": 0, "request_id": None, "body": None}), Failure.SERVICE_ERROR),
    "status_zero_body": (line({"status_code": 0, "body": {}}), Failure.SERVICE_ERROR),
    "server_error": (line({"status_code": 500, "body": {"error": {"message": "x"}}}), Failure.SERVICE_ERROR),
    "policy": (
        line({"status_code": 400, "body": {"error": {"code": "content_policy_violation"}}}),
        Failure.CONTENT_FILTER,
    ),
    "vllm_string": (
        line({"status_code": 400, "request_id": "v", "body": None}, "prompt is too long"),
        Failure.SERVICE_ERROR,
    ),
    "vllm_object": (
        line({"status_code": 400, "body": None}, {"object": "error", "message": "too long", "code": 400}),
        Failure.SERVICE_ERROR,
    ),
    "vllm_inline": (
        line({"status_code": 400, "body": {"object": "error", "message": "too long", "code": 400}}),
        Failure.SERVICE_ERROR,
    ),
    "vllm_body_string": (line({"status_code": 400, "body": {"error": "too long"}}), Failure.SERVICE_ERROR),
    "no_response": (line(None, None), Failure.SERVICE_ERROR),
}


@pytest.mark.parametrize("name", FAILURES)
def test_failed_line_keeps_its_id_and_gets_its_kind(name: str) -> None:
    given_line, kind = FAILURES[name]
    reply = dialect.read_line(given_line)
    assert (reply.custom_id, reply.failure, reply.content) == ("abc", kind, "")


def test_message_of_a_failed_line_is_kept() -> None:
    assert "too long" in dialect.read_line(FAILURES["vllm_string"][0]).detail
    assert "too long" in dialect.read_line(FAILURES["vllm_inline"][0]).detail
    assert "status 400" in dialect.read_line(FAILURES["vllm_body_string"][0]).detail


@pytest.mark.parametrize(
    "broken",
    [
        b"{",
        line(ok())[:-9],
        b"null",
        b"[]",
        b"{}",
        b'{"custom_id": 5}',
        line(ok(), custom_id="a b"),
        b"\xff\xfe",
        b'"\xff"',
    ],
)
def test_unreadable_line_is_malformed_and_claims_no_id(broken: bytes) -> None:
    reply = dialect.read_line(broken)
    assert (reply.custom_id, reply.failure) == ("", Failure.MALFORMED_LINE)


@given(st.binary(max_size=200))
def test_no_line_makes_the_reader_raise(noise: bytes) -> None:
    assert dialect.read_line(noise).failure is not None


async def stream(blocks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for block in blocks:
        yield block


async def numbered(blocks: Iterable[bytes], **options: Any) -> list[tuple[int, bytes | None]]:
    return [item async for item in dialect.read_lines(stream(blocks), **options)]


async def test_bom_blank_lines_crlf_and_a_missing_last_line_end() -> None:
    content = b"\xef\xbb\xbfone\r\n\n  \ntwo\nthree"
    for size in (1, 4, 5, 100):
        blocks = [content[i : i + size] for i in range(0, len(content), size)]
        found = [(n, (text or b"").strip()) for n, text in await numbered(blocks)]
        assert found == [(1, b"one"), (4, b"two"), (5, b"three")]


async def test_huge_line_is_passed_over_by_number_and_the_next_is_read() -> None:
    blocks = [b"a\n", *[b"x" * 50] * 9, b"y\nb\n", b"z" * 101 + b"\nc"]
    assert await numbered(blocks, max_line=100) == [(1, b"a"), (2, None), (3, b"b"), (4, None), (5, b"c")]


async def test_reading_goes_on_after_the_lines_already_read() -> None:
    assert await numbered([b"a\nb\nc\n", b"d\n"], skip=2) == [(3, b"c"), (4, b"d")]
