"""The code on each printed page: which exam, which page.

`MV1:<exam>:<page>:<check>`: the exam's id in base32 without padding (26 characters), `Q` or `A` and the
number of the page (question paper or answer sheet), four characters that tell a misread code. All of it is in
the alphanumeric set of QR codes, so that a page needs no more than a code of version 3. The code is an
address, no secret: whoever holds it may do nothing with it.
"""

import base64
import hashlib
import io
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

import segno

VERSION = "MV1"
MOST_PAGES = 99
_PAYLOAD = re.compile(rf"{VERSION}:([A-Z2-7]{{26}}):([QA])([1-9]\d?):([A-Z2-7]{{4}})")


class Side(StrEnum):
    """What a page is: part of the question paper, or one to write on."""

    QUESTIONS = "Q"
    ANSWERS = "A"


@dataclass(frozen=True, slots=True)
class PageCode:
    """One page of one exam's print, numbered from 1 on each side."""

    exam_id: UUID
    side: Side
    page: int


def encode(code: PageCode) -> str:
    """The text of the QR code. Raises ValueError for a page below 1 or above 99."""
    if not 1 <= code.page <= MOST_PAGES:
        raise ValueError(f"A paper has pages 1 to {MOST_PAGES}.")
    exam = base64.b32encode(code.exam_id.bytes).decode().rstrip("=")
    body = f"{VERSION}:{exam}:{code.side}{code.page}"
    return f"{body}:{_check(body)}"


def decode(text: str) -> PageCode | None:
    """What a reader found; None for any other code, another version, or a misread one."""
    found = _PAYLOAD.fullmatch(text.strip())
    if found is None:
        return None
    body, _sep, check = found[0].rpartition(":")
    if check != _check(body):
        return None
    try:
        exam_id = UUID(bytes=base64.b32decode(found[1] + "======"))
    except ValueError:
        return None
    code = PageCode(exam_id, Side(found[2]), int(found[3]))
    return code if encode(code) == found[0] else None


def _check(body: str) -> str:
    return base64.b32encode(hashlib.sha256(body.encode()).digest()[:3]).decode()[:4]


@lru_cache(maxsize=512)
def drawn(text: str) -> bytes:
    """The code as SVG of one unit a module, with its quiet zone. A quarter of it may be lost (level Q)."""
    code = segno.make(text, error="q", micro=False, boost_error=False)
    out = io.BytesIO()
    code.save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue()
