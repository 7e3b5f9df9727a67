"""One question of the bank: what the student sees, and what only the teacher sees.

Texts are those of `kernel.questions.markup`: paragraphs, **bold**, *italic*, LaTeX between `$...$` or
`$$...$$`, and figures placed by `![alt](figure:NAME)`. Marks come in halves.

A question that is marked by a teacher consists of parts, most of one. A part holds the model answer and the
scheme: one or more methods, each a list of steps whose marks add up to the part's. A part may offer an
alternative ("OR"): the student answers one of the two. The choice between two whole questions is made by the
paper, which pairs two of the same kind, unit and marks.
"""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

HALF = Decimal("0.5")
Text = Annotated[str, Field(max_length=20_000)]
Marks = Annotated[Decimal, Field(ge=HALF, le=20, multiple_of=HALF)]


class ClassLevel(StrEnum):
    X = "X"
    XII = "XII"


class Kind(StrEnum):
    """The board's types of questions. The first three are answered on screen and marked by their key."""

    MCQ = "mcq"
    MCQ_MULTIPLE = "mcq_multiple"
    ASSERTION_REASON = "assertion_reason"
    VSA = "very_short"
    SA = "short"
    LA = "long"
    CASE = "case_study"


ON_SCREEN = (Kind.MCQ, Kind.MCQ_MULTIPLE, Kind.ASSERTION_REASON)
MARKS = {
    Kind.MCQ: Decimal(1),
    Kind.MCQ_MULTIPLE: Decimal(1),
    Kind.ASSERTION_REASON: Decimal(1),
    Kind.VSA: Decimal(2),
    Kind.SA: Decimal(3),
    Kind.LA: Decimal(5),
    Kind.CASE: Decimal(4),
}
"""What the board gives for each. A question of the bank may say otherwise; the board's papers take these."""


class Cognitive(StrEnum):
    """What a question asks of the student: about 55, 25 and 20 % of a board paper."""

    REMEMBER = "remember_understand"
    APPLY = "apply"
    ANALYSE = "analyse"


class Difficulty(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Unit(StrEnum):
    """The units of both classes; which algebra is meant, the class says."""

    NUMBER_SYSTEMS = "number-systems"
    ALGEBRA = "algebra"
    COORDINATE_GEOMETRY = "coordinate-geometry"
    GEOMETRY = "geometry"
    TRIGONOMETRY = "trigonometry"
    MENSURATION = "mensuration"
    STATISTICS_PROBABILITY = "statistics-probability"
    RELATIONS_FUNCTIONS = "relations-functions"
    CALCULUS = "calculus"
    VECTORS_3D = "vectors-3d"
    LINEAR_PROGRAMMING = "linear-programming"
    PROBABILITY = "probability"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Document):
    """A text in English, and in Hindi where somebody wrote it."""

    en: Annotated[str, Field(min_length=1, max_length=20_000)]
    hi: Text = ""


class Choice(_Document):
    id: Annotated[str, Field(pattern=r"^[a-z0-9]{1,8}$")]
    text: Words


class Figure(_Document):
    """A drawing as SVG of our own (`svg`), or a picture of the file store (`key`); `alt` says it in words."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")]
    alt: Annotated[str, Field(min_length=1, max_length=1000)]
    svg: Annotated[str, Field(max_length=100_000)] = ""
    key: str = ""


class Step(_Document):
    """What earns `marks`."""

    text: Words
    marks: Marks


class Method(_Document):
    """One way to the answer. Steps add up to the part's marks; the teacher marks by one method."""

    name: Annotated[str, Field(max_length=80)] = ""
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class Alternative(_Document):
    """What may be answered in place of a part, for the same marks."""

    text: Words
    answer: Words
    methods: Annotated[tuple[Method, ...], Field(min_length=1)]
    substitute: Words | None = None


class Part(_Document):
    """A question with one part leaves `label` and `text` empty: its own text says everything.

    `typed`: an answer the student may type instead of writing it, compared as mathematics.
    """

    label: Annotated[str, Field(pattern=r"^(|i|ii|iii|iv|v)$")] = ""
    text: Words | None = None
    marks: Marks
    answer: Words
    methods: Annotated[tuple[Method, ...], Field(min_length=1)]
    typed: Annotated[str, Field(max_length=200)] = ""
    alternative: Alternative | None = None

    @model_validator(mode="after")
    def _steps_add_up(self) -> Self:
        ways = [*self.methods, *(self.alternative.methods if self.alternative else ())]
        for way in ways:
            total = sum((step.marks for step in way.steps), Decimal(0))
            if total != self.marks:
                raise ValueError(f"The steps add up to {total}, and the part gives {self.marks}.")
        return self


class Question(_Document):
    """A question of one class and unit, for `marks` in all.

    On-screen kinds have `choices`, a `key` of their ids, and `answer`, which explains it; written kinds have
    `parts`. `substitute` is what a visually impaired student gets in place of a text that needs a figure.
    `source` names where it comes from; what a template made, the template and the variant (`x-ap-03/2`).
    """

    class_level: ClassLevel
    kind: Kind
    unit: Unit
    topic: Annotated[str, Field(min_length=1, max_length=80)]
    cognitive: Cognitive
    difficulty: Difficulty
    marks: Marks
    text: Words
    choices: tuple[Choice, ...] = ()
    key: tuple[str, ...] = ()
    answer: Words | None = None
    parts: tuple[Part, ...] = ()
    figures: tuple[Figure, ...] = ()
    substitute: Words | None = None
    tags: tuple[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")], ...] = ()
    source: Annotated[str, Field(max_length=120)] = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for message in problems(self):
            raise ValueError(message)
        return self

    def document(self) -> dict[str, Any]:
        """The question as a JSON document."""
        return self.model_dump(mode="json")


def problems(question: Question) -> Iterator[str]:
    """What keeps a question from being used, in words."""
    if question.kind in ON_SCREEN:
        yield from _on_screen(question)
    else:
        yield from _written(question)
    names = [figure.name for figure in question.figures]
    if len(set(names)) != len(names):
        yield "Two figures have one name."


def _on_screen(question: Question) -> Iterator[str]:
    ids = [choice.id for choice in question.choices]
    if len(ids) < 2 or len(set(ids)) != len(ids):
        yield "Give at least two choices, each with an id of its own."
    if len({choice.text.en for choice in question.choices}) != len(ids):
        yield "Two choices read the same."
    if not question.key or not set(question.key) <= set(ids):
        yield "The key must name choices of the question."
    if question.kind is not Kind.MCQ_MULTIPLE and len(question.key) != 1:
        yield "Exactly one choice must be right."
    if question.parts:
        yield "A question that is answered on screen has no parts."


def _written(question: Question) -> Iterator[str]:
    if question.choices or question.key:
        yield "A question that is answered on paper has no choices."
    if not question.parts:
        yield "A question that is answered on paper needs a part with its scheme."
    elif sum((part.marks for part in question.parts), Decimal(0)) != question.marks:
        yield "The marks of the parts do not add up to the question's."
    labels = [part.label for part in question.parts]
    if len(labels) > 1 and (len(set(labels)) != len(labels) or "" in labels):
        yield "Each part needs a label of its own."
    if len(labels) > 1 and any(part.text is None for part in question.parts):
        yield "Each part needs its text."
