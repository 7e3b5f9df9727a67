"""Questions in files: those the kernel reads, given a class, a unit and a level, as questions of the bank."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from pydantic import ValidationError

from assay.apps.mathvidya.bank.document import (
    HALF,
    MARKS,
    Choice,
    ClassLevel,
    Cognitive,
    Difficulty,
    Kind,
    Method,
    Part,
    Question,
    Step,
    Unit,
    Words,
)
from assay.kernel.questions import document as plain
from assay.kernel.questions import formats, variants
from assay.kernel.questions.document import QuestionType
from assay.kernel.questions.expression import FormulaError
from assay.kernel.questions.transfer import Dropped, Format
from assay.kernel.web.i18n import gettext as _

VARIANT = 1
"""The draw that is taken of a question with parameters."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """What no exchange format says, given once for a whole file. A pool named like a unit says the unit."""

    class_level: ClassLevel
    unit: Unit
    topic: str
    cognitive: Cognitive = Cognitive.APPLY
    difficulty: Difficulty = Difficulty.MEDIUM
    tags: tuple[str, ...] = ()


@dataclass(slots=True)
class Read:
    """What a file brings, and what of it could not be carried over."""

    format: Format
    questions: list[Question] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


def read(data: bytes, name: str, format: Format | None, defaults: Defaults) -> Read:
    """The questions of a file. Raises FormatError or BadXml, which name the line or the item."""
    told = format or formats.detect(data, name)
    found = formats.parse(data, told)
    result = Read(told, dropped=list(found.dropped))
    for number, one in enumerate(found.questions, 1):
        where = f"{number}. {one.title}" if one.title else str(number)
        result.dropped += _lost(where, one)
        try:
            result.questions.append(_question(one, defaults))
        except (ValidationError, FormulaError, ValueError) as error:
            first = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
            result.dropped.append(Dropped(where, _("the whole question"), first))
    return result


def _lost(where: str, one: plain.Question) -> Iterator[Dropped]:
    if one.body.parameters:
        yield Dropped(where, _("parameters"), _("One variant of the question was taken."))
    for figure in one.body.figures:
        yield Dropped(where, figure.name, _("Figures are not carried over. Its description is."))


def _question(one: plain.Question, defaults: Defaults) -> Question:
    if one.body.parameters:
        one = variants.variant(one, VARIANT)
    unit = Unit(one.pool) if one.pool in set(Unit) else defaults.unit
    kind = _kind(one)
    marks = MARKS[kind] if kind in (Kind.MCQ, Kind.MCQ_MULTIPLE) else _halves(one.points)
    ids = {option.id: f"c{place}" for place, option in enumerate(one.body.options, 1)}
    on_screen = bool(one.body.options)
    feedback = one.key.feedback
    return Question(
        class_level=defaults.class_level,
        kind=kind,
        unit=unit,
        topic=defaults.topic,
        cognitive=defaults.cognitive,
        difficulty=defaults.difficulty,
        marks=marks,
        text=Words(en=one.body.text),
        choices=tuple(Choice(id=ids[option.id], text=Words(en=option.text)) for option in one.body.options),
        key=tuple(ids[option] for option in one.key.options),
        answer=Words(en=feedback.general or feedback.correct or _("See the key.")) if on_screen else None,
        parts=() if on_screen else (_part(one, marks),),
        tags=defaults.tags,
    )


def _kind(one: plain.Question) -> Kind:
    match one.kind:
        case QuestionType.SINGLE:
            return Kind.MCQ
        case QuestionType.MULTIPLE:
            return Kind.MCQ_MULTIPLE
    points = _halves(one.points)
    return Kind.LA if points >= MARKS[Kind.LA] else Kind.SA if points >= MARKS[Kind.SA] else Kind.VSA


def _halves(points: Decimal) -> Decimal:
    """Points to the nearest half, a half at least."""
    return max(HALF, (points * 2).to_integral_value() / 2)


def _part(one: plain.Question, marks: Decimal) -> Part:
    """The one part of a question that is answered in words or numbers; its scheme has a single step."""
    right = one.key.value or next(iter(one.key.accepted), "")
    told = one.key.rubric or right or one.key.feedback.general
    if not told:
        raise ValueError(_("It has no answer to mark by."))
    step = Step(text=Words(en=told), marks=marks)
    return Part(
        marks=marks,
        answer=Words(en=right or told),
        methods=(Method(steps=(step,)),),
        typed=one.key.value if one.kind in (QuestionType.NUMERIC, QuestionType.FORMULA) else "",
    )
