"""Batch input files: one request a line in the form of OpenAI's Batch API, split at its limits.

One model and one endpoint a file (https://platform.openai.com/docs/api-reference/batch/request-input).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from assay.kernel.errors import Invalid

URL = "/v1/chat/completions"
METHOD = "POST"
MAX_REQUESTS = 50_000
MAX_BYTES = 200_000_000
CUSTOM_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


def request_line(custom_id: str, body: Mapping[str, Any]) -> bytes:
    """One line of an input file, without its line end. Raises Invalid for a custom_id others would refuse."""
    if not CUSTOM_ID.match(custom_id):
        raise Invalid("A custom_id is 1 to 64 letters, digits, hyphens or underscores.")
    return _head(custom_id) + _json(body) + b"}"


@dataclass(frozen=True, slots=True)
class Frame:
    """The parts of a request line that are the same for every request of a run and replicate.

    `line = head + custom_id + middle + content + tail`, where `content` is the JSON string of the user
    message that carries the text. Lets the database stream ids and contents only.
    """

    head: bytes
    middle: bytes
    tail: bytes

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Frame":
        """The frame of `body`, whose second message's content is left out."""
        mark_id, mark_text = "custom-id-here", "content here"
        messages = [dict(message) for message in body["messages"]]
        messages[1]["content"] = mark_text
        line = request_line(mark_id, {**body, "messages": messages})
        head, _, rest = line.partition(mark_id.encode())
        middle, found, tail = rest.partition(json.dumps(mark_text).encode())
        if not found or mark_text.encode() in tail:
            raise ValueError("The frame's marks are not unique.")
        return cls(head, middle, tail)

    def line(self, custom_id: str, content: str) -> bytes:
        return self.head + custom_id.encode() + self.middle + _json(content) + self.tail


def _head(custom_id: str) -> bytes:
    return f'{{"custom_id":"{custom_id}","method":"{METHOD}","url":"{URL}","body":'.encode()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Splitter:
    """Cuts a stream of whole lines into files of at most `max_requests` lines and `max_bytes` bytes."""

    def __init__(self, max_requests: int = MAX_REQUESTS, max_bytes: int = MAX_BYTES) -> None:
        self.max_requests, self.max_bytes = max_requests, max_bytes
        self.requests = self.bytes = 0

    def feed(self, block: bytes) -> list[tuple[bytes, bool]]:
        """Pieces of `block` (whole lines, each with its line end); True before a piece that opens a new file.

        Raises Invalid when one line alone is larger than a file may be.
        """
        pieces: list[tuple[bytes, bool]] = []
        while block:
            room_bytes, room_lines = self.max_bytes - self.bytes, self.max_requests - self.requests
            lines = block.count(b"\n")
            if len(block) <= room_bytes and lines <= room_lines:
                self._take(pieces, block, lines)
                break
            cut = self._cut(block, room_bytes, room_lines)
            if cut:
                self._take(pieces, block[:cut], block[:cut].count(b"\n"))
                block = block[cut:]
            elif self.requests == 0:
                raise Invalid("One request is larger than a batch file may be.")
            if block:
                self.requests = self.bytes = 0
        return pieces

    def _take(self, pieces: list[tuple[bytes, bool]], piece: bytes, lines: int) -> None:
        pieces.append((piece, self.requests == 0))
        self.requests += lines
        self.bytes += len(piece)

    @staticmethod
    def _cut(block: bytes, room_bytes: int, room_lines: int) -> int:
        if room_bytes <= 0 or room_lines <= 0:
            return 0
        end = block.rfind(b"\n", 0, room_bytes) + 1
        if block.count(b"\n", 0, end) > room_lines:
            end = 0
            for _ in range(room_lines):
                end = block.index(b"\n", end) + 1
        return end


def check_request_line(line: bytes, model: str) -> str:
    """The custom_id of a line we are about to export. Raises Invalid for what any service would refuse:
    one bad input line ends a whole `run_batch`."""
    try:
        request = _request.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise Invalid(f"A request line is not valid: {problem}.") from None
    if not CUSTOM_ID.match(request.custom_id):
        raise Invalid("A custom_id is 1 to 64 letters, digits, hyphens or underscores.")
    if request.method != METHOD or request.url != URL or request.body.model != model:
        raise Invalid("A batch file holds one model and one endpoint.")
    if not request.body.messages:
        raise Invalid("A request has no messages.")
    return request.custom_id


class _Body(msgspec.Struct):
    model: str
    messages: list[dict[str, str]]


class _Request(msgspec.Struct, forbid_unknown_fields=True):
    custom_id: str
    method: str
    url: str
    body: _Body


_request = msgspec.json.Decoder(_Request)
