"""One question: a body that students see, and a key that they do not.

Texts are plain text with paragraphs, **bold**, *italic* and LaTeX between `$...$` or `$$...$$`; no HTML. A
figure is a file of the store named in `figures` and placed by `![alt](figure:NAME)`.

A response, as it is saved: `{"options": [ids]}` for choices, `{"text": "..."}` for everything else; an empty
one means that the student took the answer back.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

OptionId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")]
Text = Annotated[str, Field(max_length=20_000)]


class QuestionType(StrEnum):
    SINGLE = "single_choice"
    MULTIPLE = "multiple_choice"
    NUMERIC = "numeric"
    SHORT = "short_text"
    LONG = "long_text"
    FORMULA = "formula"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(_Document):
    id: OptionId
    text: Text


class Parameter(_Document):
    """A value drawn for each student: one of `choices`, or `low` to `high` by `step`; `{name}` shows it."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,15}$")]
    choices: tuple[Decimal, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    step: Decimal = Decimal(1)


class Figure(_Document):
    """`key` names the file in the store; `alt` says in words what it shows."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")]
    key: str
    alt: Annotated[str, Field(min_length=1, max_length=1000)]


class Feedback(_Document):
    correct: Text = ""
    incorrect: Text = ""
    general: Text = ""


class Body(_Document):
    """What a student sees. `options` for choices only; `unit` is shown beside a numeric answer."""

    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    options: tuple[Option, ...] = ()
    unit: str = ""
    parameters: tuple[Parameter, ...] = ()
    figures: tuple[Figure, ...] = ()
    fixed_order: bool = False
    """Options that must not be shuffled, such as "none of these"."""


class Key(_Document):
    """What is right, and how near is near enough.

    single, multiple: `options`. numeric: `value`, an expression in the parameters (`2*a + 1`), and the two
    tolerances, of which the wider holds. short text: `accepted` texts. formula: `value`. long text: `rubric`
    for the teacher who marks. `partial`: for multiple choice, each right choice counts a share and each wrong
    one takes a share away, never below nothing.
    """

    options: tuple[OptionId, ...] = ()
    value: Annotated[str, Field(max_length=500)] = ""
    absolute: Decimal = Decimal(0)
    relative: Decimal = Decimal(0)
    accepted: tuple[Annotated[str, Field(max_length=500)], ...] = ()
    case_sensitive: bool = False
    partial: bool = False
    rubric: Text = ""
    feedback: Feedback = Feedback()


class Question(_Document):
    """A whole question as it is imported and exported; `title` names it in lists."""

    kind: QuestionType
    points: Annotated[Decimal, Field(gt=0, le=1000)] = Decimal(1)
    title: Annotated[str, Field(max_length=200)] = ""
    pool: Annotated[str, Field(max_length=60)] = ""
    body: Body
    key: Key

    def documents(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Body and key as JSON documents."""
        return self.body.model_dump(mode="json"), self.key.model_dump(mode="json")


Severity = Literal["error", "warning"]


class Finding(_Document):
    """What a check of a question found: an error keeps it from being published."""

    severity: Severity
    message: str
