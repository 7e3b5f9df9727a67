"""What a file is by its first bytes. Names and declared types are never trusted.

Signatures: PDF (ISO 32000-1, 7.5.2; within the first 1,024 bytes), PNG (RFC 2083), JPEG (ITU T.81), ZIP
(APPNOTE 4.3), Parquet (format specification). What is left is text if it is UTF-8 without NUL.
"""

import codecs
import csv
import json
from collections.abc import Collection

from assay.kernel.files.errors import WrongType

HEAD_BYTES = 1 << 16

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
ZIP = "application/zip"
PARQUET = "application/vnd.apache.parquet"
JSON = "application/json"
JSONL = "application/jsonl"
CSV = "text/csv"
TEXT = "text/plain"
BINARY = "application/octet-stream"

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"PAR1", PARQUET),
)


def sniff(head: bytes) -> str:
    """The content type of a file that begins with `head` (its first 64 KiB, or all of it)."""
    for magic, content_type in _MAGIC:
        if head.startswith(magic):
            return content_type
    if b"%PDF-" in head[:1024]:
        return PDF
    text = _as_text(head)
    if text is None:
        return BINARY
    return _kind_of_text(text)


def check_type(content_type: str, allowed: Collection[str] | None) -> None:
    """Raise WrongType unless `content_type` is among `allowed` (None: anything goes).

    One JSON object on one line is JSON and JSON Lines alike, so whoever takes JSON Lines takes it too.
    """
    if allowed is None or content_type in allowed or (content_type == JSON and JSONL in allowed):
        return
    raise WrongType(f"This file is {content_type}. Send {' or '.join(sorted(allowed))}.", found=content_type)


def _as_text(head: bytes) -> str | None:
    if b"\x00" in head:
        return None
    try:
        # Not final: the last character may be cut in two by the end of the head.
        return codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=len(head) < HEAD_BYTES)
    except UnicodeDecodeError:
        return None


def _kind_of_text(text: str) -> str:
    stripped = text.lstrip()
    if stripped[:1] == "[":
        return JSON
    if stripped[:1] == "{":
        first, _, rest = stripped.partition("\n")
        return JSONL if rest.strip() and _is_object(first) else JSON
    lines = text.splitlines()[:5]
    if len(text) >= HEAD_BYTES // 2:
        lines = lines[:-1] or lines
    widths = {len(row) for row in csv.reader(lines) if row} if lines else set()
    return CSV if len(lines) > 1 and len(widths) == 1 and widths.pop() > 1 else TEXT


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
