"""The scheme of one paper as marking needs it: what may be given, and where.

A question consists of slots, most of one. A slot offers one option or two ("OR"): the student answers one,
and where both are attempted the better counts. An option consists of parts, a part is marked step by step of
one of its methods. The choice between two whole questions is one slot of two options; the choice within a
case study is a slot of two options among slots of one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

HALF, WHOLE = Decimal("0.5"), Decimal(1)
PartKey = tuple[int, str, str]
"""Number of the question, label of the part, choice."""


@dataclass(frozen=True, slots=True)
class Step:
    """What earns `marks`."""

    marks: Decimal
    text: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """One way to the answer."""

    steps: tuple[Step, ...]
    name: str = ""

    @property
    def unit(self) -> Decimal:
        """In what amounts this method gives marks: halves only where it has a step that is worth a half.

        So a step worth 1 of a scheme 1 + 1 + 1 gets 0 or 1, and of a scheme 0.5 + 1 + 1.5 also 0.5; a
        question worth one mark by one step is right or wrong.
        """
        whole = all(step.marks == step.marks.to_integral_value() for step in self.steps)
        return WHOLE if whole else HALF

    def admits(self, step: int, marks: Decimal) -> bool:
        """Whether the step numbered `step` (from 0) can be given `marks`."""
        return 0 <= marks <= self.steps[step].marks and marks % self.unit == 0


@dataclass(frozen=True, slots=True)
class Part:
    """`text` and `answer` are what the question asks and its model answer, as texts of the bank; `typed` is
    that answer as a formula, where it is one."""

    label: str
    marks: Decimal
    methods: tuple[Method, ...]
    text: str = ""
    answer: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One of what may be answered: `a`, or `b` after the OR."""

    choice: str
    parts: tuple[Part, ...]
    text: str = ""

    @property
    def marks(self) -> Decimal:
        return sum((part.marks for part in self.parts), Decimal(0))


@dataclass(frozen=True, slots=True)
class Slot:
    options: tuple[Option, ...]

    @property
    def marks(self) -> Decimal:
        return self.options[0].marks


@dataclass(frozen=True, slots=True)
class Question:
    """`origins` name the questions of the bank it shows: the same on whatever paper they stand."""

    number: int
    slots: tuple[Slot, ...]
    text: str = ""
    origins: tuple[str, ...] = ()

    @property
    def marks(self) -> Decimal:
        return sum((slot.marks for slot in self.slots), Decimal(0))

    def parts(self) -> Iterator[tuple[PartKey, Part]]:
        """Every part of every option, in reading order."""
        for slot in self.slots:
            for option in slot.options:
                for part in option.parts:
                    yield (self.number, part.label, option.choice), part


@dataclass(frozen=True, slots=True)
class Scheme:
    """The questions of one paper that a teacher marks, in its order."""

    questions: tuple[Question, ...]

    @property
    def marks(self) -> Decimal:
        return sum((question.marks for question in self.questions), Decimal(0))

    @property
    def numbers(self) -> Sequence[int]:
        return [question.number for question in self.questions]

    def part(self, key: PartKey) -> Part | None:
        """None where the paper has no such part."""
        for question in self.questions:
            if question.number == key[0]:
                return dict(question.parts()).get(key)
        return None
