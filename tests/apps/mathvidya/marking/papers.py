"""A small paper to mark: a choice between questions, two methods, and a case with a choice within."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.apps.mathvidya.marking.rules import Op, OpKind, Page, Paper
from assay.apps.mathvidya.marking.scheme import Method, Option, Part, Question, Scheme, Slot, Step
from assay.kernel.ids import uuid7

SHEETS = [UUID(int=number) for number in (1, 2, 3)]


def method(*marks: str, name: str = "") -> Method:
    return Method(tuple(Step(Decimal(one), f"Step worth {one}") for one in marks), name)


def part(label: str, *methods: Method) -> Part:
    total = sum((step.marks for step in methods[0].steps), Decimal(0))
    return Part(label, total, methods)


def slot(*options: tuple[Part, ...]) -> Slot:
    return Slot(tuple(Option("ab"[place], parts) for place, parts in enumerate(options)))


def paper(*, blank: bool = True, unanswered: frozenset[int] = frozenset()) -> Paper:
    """Question 21: one of two, each 1 + 1. Question 22: 0.5 + 1 + 1.5 or 2 + 1. Question 36: a case of
    1 + 1 + 2, whose last part may be answered in two ways. The second of three pages is blank."""
    return Paper(
        Scheme(
            (
                Question(21, (slot((part("", method("1", "1")),), (part("", method("2")),)),)),
                Question(22, (slot((part("", method("0.5", "1", "1.5"), method("2", "1", name="Graph")),)),)),
                Question(
                    36,
                    (
                        slot((part("i", method("1")),)),
                        slot((part("ii", method("1")),)),
                        slot((part("iii", method("1", "1")),), (part("iii", method("0.5", "0.5", "1")),)),
                    ),
                ),
            )
        ),
        pages=tuple(
            Page(sheet, number, blank=blank and number == 2) for number, sheet in enumerate(SHEETS, start=1)
        ),
        unanswered=unanswered,
    )


def op(kind: str, number: int | None = None, **columns: Any) -> Op:
    marks = columns.pop("marks", None)
    return Op(
        op_id=uuid7(),
        kind=OpKind(kind),
        number=number,
        marks=None if marks is None else Decimal(marks),
        **columns,
    )


def mark(number: int, step: int, marks: str | None, part_of: str = "", **columns: Any) -> Op:
    return op("mark", number, part=part_of, step=step, marks=marks, **columns)


def seen() -> list[Op]:
    """Everything looked at, nothing marked."""
    return [
        *(op("seen_page", sheet_id=sheet) for sheet in SHEETS),
        op("blank_ack", sheet_id=SHEETS[1]),
        *(op("seen_question", number) for number in (21, 22, 36)),
    ]


def full() -> list[Op]:
    """Full marks for every question, the first of each choice."""
    return [
        mark(21, 0, "1"),
        mark(21, 1, "1"),
        mark(22, 0, "0.5"),
        mark(22, 1, "1"),
        mark(22, 2, "1.5"),
        mark(36, 0, "1", "i"),
        mark(36, 0, "1", "ii"),
        mark(36, 0, "1", "iii"),
        mark(36, 1, "1", "iii"),
    ]
