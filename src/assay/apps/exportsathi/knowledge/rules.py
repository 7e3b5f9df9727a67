"""Passages as the rest of the application reads them, and what in a text is never quoted. Pure."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from assay.apps.exportsathi.knowledge.chunking import sentences
from assay.apps.exportsathi.sources.rules import SourceRef, Standing, standing

_TO_MACHINES = re.compile(
    r"""
      \b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,40}\b(?:previous|prior|above|earlier|preceding
        |all|any|other|your|these|those|system)\b[^.!?\n]{0,30}\b(?:instruction|prompt|rule|guideline|direction
        |context|message|polic|source|document|passage|answer)
    | \b(?:system|developer|hidden|secret|initial)\s+(?:prompt|message|instruction)
    | \b(?:you\s+are|act\s+as|behave\s+as|pretend\s+to\s+be|roleplay)\b[^.!?\n]{0,30}\b(?:an?\s+ai|assistant
        |chat\s?bot|language\s+model|llm|dan\b|jailbroken|unrestricted|model)
    | \b(?:ai|a\.i\.)\s+(?:assistants?|models?|systems?|agents?|tools?)\b[^.!?\n]{0,60}\b(?:must|should|shall
        |will|are\s+to|have\s+to|need\s+to|please|always|never|reading)
    | \b(?:assistants?|chat\s?bots?|language\s+models?|llms?)\b[^.!?\n]{0,40}\b(?:must|should|shall|are\s+to
        |have\s+to|please|always|never|reading\s+this)\b[^.!?\n]{0,40}\b(?:say|answer|reply|respond|tell|state
        |output|print|recommend|claim|ignore|follow|quote|cite|include|mention)
    | \b(?:say|answer|reply|respond|output|print|write|tell\s+(?:the\s+)?(?:user|reader|exporter|customer)s?)
        \b[^.!?\n]{0,30}\b(?:only\s+with|exactly\s+(?:this|as)|instead\s+of\s+the\s+(?:answer|truth)
        |that\s+all\b|to\s+(?:any|every|all)\s+questions?|nothing\s+else|verbatim)
    | \b(?:instead|when(?:ever)?\s+(?:asked|a\s+user\s+asks|someone\s+asks))\b
        [^.!?\n]{0,50}\b(?:say|answer|reply|respond|tell\s+(?:them|the\s+user))\b
    | \b(?:reveal|repeat|leak|expose|exfiltrate|send)\b[^.!?\n]{0,40}\b(?:prompt|instructions?|api\s+keys?
        |passwords?|credentials?|conversation|chat\s+history)
    | \bnew\s+(?:instructions?|task|role)\s*:
    | \b(?:do\s+not|don't|never)\s+(?:cite|quote|mention|show|use)\s+(?:any\s+|the\s+|your\s+|this\s+)?
        (?:source|citation|document|passage)s?
    | <\s*/?\s*(?:system|assistant|instruction|prompt|user|im_start|im_end|s)\s*>|<\|[a-z_]+\|>|\[/?INST\]
        |\#{2,}\s*(?:system|instruction|assistant)|^\s*(?:system|assistant)\s*:
    """,
    re.I | re.X | re.M,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that was found. `text` is characters `start` to `end` of the document's text.

    `version` and `document_id` say which text that is; `standing` how it stands on the day of the question.
    `score` is of the fused rankings: it orders passages of one search and means nothing beside that.
    """

    chunk_id: UUID
    document_id: UUID
    version: int
    title: str
    heading: str
    start: int
    end: int
    text: str
    sha256: str
    source: SourceRef
    standing: Standing
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Listed:
    """A document without its text. `passages` 0: it is not searched."""

    document_id: UUID
    source_id: str
    version: int
    title: str
    kind: str
    characters: int
    passages: int
    source: SourceRef
    valid_from: date | None
    valid_to: date | None
    withdrawn_at: datetime | None

    def standing(self, on: date) -> Standing:
        return standing_of(self.source, self.valid_from, self.valid_to, on)


def sha256_of(text: str) -> str:
    """Of its UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def speaks_to_machines(text: str) -> bool:
    """Whether a text tells a model what to do, instead of telling a reader what is so."""
    return bool(_TO_MACHINES.search(text))


def embedded(title: str, text: str, heading: str = "") -> str:
    """What the model of meaning reads of a passage or a sentence: where it stands, and itself."""
    above = f" {heading}." if heading and heading != title else ""
    return f"{title}.{above} {' '.join(text.split())}"


def quotable(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences that may be quoted.

    A sentence that speaks to machines is not, nor is what follows it in its paragraph: that is what it was
    put there for. What stands before it was there without it.
    """
    tainted = -1
    for start, end in sentences(text):
        if start < tainted:
            continue
        if speaks_to_machines(text[start:end]):
            stop = text.find("\n\n", end)
            tainted = len(text) if stop < 0 else stop
            continue
        yield start, end


def standing_of(source: SourceRef, valid_from: date | None, valid_to: date | None, on: date) -> Standing:
    """How a document stands on a day: by its own days where it has any, else by its source's."""
    if valid_from is None and valid_to is None:
        return source.standing(on)
    return standing(on, valid_from, valid_to, is_verified=source.is_verified)
