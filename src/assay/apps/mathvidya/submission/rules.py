"""What handing in takes, and the document its receipt stands for. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785

from assay.apps.mathvidya.exams.rules import written_numbers
from assay.apps.mathvidya.exams.service import Sitting
from assay.kernel.errors import Conflict

Pages = Sequence[Mapping[str, Any]]
"""Of each page that counts: its number, if any, and the SHA-256 of the file it came in."""


def needs_pages(view: Sitting) -> bool:
    """Whether a written question is not declared unanswered, so that somebody expects pages."""
    return bool(written_numbers(view.snapshot) - view.unanswered)


def check_ready(missing: Sequence[str]) -> None:
    """Raise Conflict that lists what is missing."""
    if missing:
        raise Conflict(" ".join(missing), reason="incomplete", missing=list(missing))


def not_chosen(view: Sitting) -> list[int]:
    """Numbers of the questions on screen without an answer."""
    asked = [one.number for one in view.snapshot.paper.questions()]
    return [one for one in asked if one not in written_numbers(view.snapshot) and one not in view.chosen]


def receipt(view: Sitting, pages: Pages) -> dict[str, Any]:
    """What was handed in. Its hash stands in the log, so that nobody can change it afterwards."""
    return {
        "format": "assay-mathvidya-submission/1",
        "exam_id": str(view.exam.exam_id),
        "paper": view.exam.paper_digest.hex(),
        "answers": {str(number): sorted(chosen) for number, chosen in sorted(view.chosen.items())},
        "typed": {str(number): text for number, text in sorted(view.typed.items())},
        "unanswered": sorted(view.unanswered),
        "pages": [dict(page) for page in pages],
    }


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form (RFC 8785), in hexadecimal."""
    return hashlib.sha256(rfc8785.dumps(dict(document))).hexdigest()
