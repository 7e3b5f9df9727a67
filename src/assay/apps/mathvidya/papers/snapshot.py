"""A paper as it is kept: everything the student saw and everything it is marked by, never changed again.

A snapshot is a JSON document of two halves. `paper` is what the student may see; `key` holds right answers,
schemes and what teachers and statistics need. Its digest is SHA-256 over the canonical JSON of the whole
(RFC 8785), in which marks are texts such as "2.5", so that no number depends on who writes it.

A question of the paper has one item, or two where it offers a choice between whole questions: `choice` "a"
and "b". A part may hold an alternative, which is the part's `choice` "b".
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from uuid import UUID

import rfc8785
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from assay.apps.mathvidya.bank.document import (
    ClassLevel,
    Cognitive,
    Difficulty,
    Figure,
    Kind,
    Method,
    Unit,
    Words,
)
from assay.apps.mathvidya.papers.blueprint import Label, Scope

FORMAT: Literal["assay-mathvidya-paper/1"] = "assay-mathvidya-paper/1"
Side = Literal["a", "b"]
Marks = Annotated[Decimal, PlainSerializer(lambda marks: f"{marks.normalize():f}", return_type=str)]


class Variant(StrEnum):
    """For visually impaired students, questions that need a figure are replaced by their substitutes."""

    STANDARD = "standard"
    VISUALLY_IMPAIRED = "visually-impaired"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(_Document):
    """A choice of a question answered on screen. `letter` is how this paper shows it: A, B, ..."""

    id: str
    letter: str
    text: Words


class PaperPart(_Document):
    """What is asked and answered together. `alternative`: what may be answered instead ("OR")."""

    label: str
    text: Words | None
    marks: Marks
    typed: bool
    alternative: Words | None = None


class Item(_Document):
    """A question of the bank in the version that was current. `order_kept`: its options stand as written."""

    choice: Side
    question_id: UUID
    version: int
    text: Words
    options: tuple[Option, ...] = ()
    order_kept: bool = False
    parts: tuple[PaperPart, ...] = ()
    figures: tuple[Figure, ...] = ()


class PaperQuestion(_Document):
    number: int
    kind: Kind
    unit: Unit
    marks: Marks
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=2)]


class PaperSection(_Document):
    label: Label
    marks_each: Marks
    total: Marks
    choices: int
    questions: tuple[PaperQuestion, ...]


class Paper(_Document):
    """What the student sees."""

    class_level: ClassLevel
    session: str
    title: str
    scope: Scope
    variant: Variant
    minutes: int
    total: Marks
    sections: tuple[PaperSection, ...]

    def questions(self) -> Iterator[PaperQuestion]:
        for section in self.sections:
            yield from section.questions

    def question(self, number: int) -> PaperQuestion | None:
        return next((one for one in self.questions() if one.number == number), None)


class PartKey(_Document):
    """How a part is marked. `typed`: the answer to compare a typed one with."""

    label: str
    choice: Side
    marks: Marks
    answer: Words
    methods: tuple[Method, ...]
    typed: str = ""


class ItemKey(_Document):
    """What is right in one item, and where the question came from."""

    number: int
    choice: Side
    question_id: UUID
    version: int
    topic: str
    cognitive: Cognitive
    difficulty: Difficulty
    source: str
    right: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    answer: Words | None = None
    parts: tuple[PartKey, ...] = ()


class Origin(_Document):
    """What the paper was made from; with the bank of that day it can be made again."""

    template_id: UUID | None
    template_version: int
    seed: str
    ortools: str
    kin: bool
    seen: int


class Key(_Document):
    """What the student may not see before the result."""

    items: tuple[ItemKey, ...]
    origin: Origin

    def of(self, number: int, choice: Side = "a") -> ItemKey | None:
        return next((one for one in self.items if (one.number, one.choice) == (number, choice)), None)


class Snapshot(_Document):
    """A whole paper. Read one back by `Snapshot.read`."""

    format: Literal["assay-mathvidya-paper/1"] = FORMAT
    paper: Paper
    key: Key

    @classmethod
    def read(cls, document: dict[str, Any]) -> Self:
        """The snapshot a stored document holds. Raises pydantic.ValidationError for anything else."""
        return cls.model_validate(document)

    def document(self) -> dict[str, Any]:
        """The snapshot as a JSON document."""
        return self.model_dump(mode="json")

    def written(self) -> list["Written"]:
        """All that may be answered on paper, in the paper's order: one for each part and choice."""
        return [
            Written(item.number, part.label, _merged(item.choice, part.choice), part.marks, item, part)
            for item in self.key.items
            for part in item.parts
        ]


@dataclass(frozen=True, slots=True)
class Written:
    """A part to be marked by a teacher: a row of marks is (number, part, choice)."""

    number: int
    part: str
    choice: Side
    marks: Decimal
    item: ItemKey
    key: PartKey


def _merged(item: Side, part: Side) -> Side:
    """A question offers whole questions or parts to choose from, never both."""
    return "b" if "b" in (item, part) else "a"


def digest(document: dict[str, Any]) -> str:
    """SHA-256 of a snapshot's document in canonical form (RFC 8785), in hexadecimal."""
    return hashlib.sha256(rfc8785.dumps(document)).hexdigest()
