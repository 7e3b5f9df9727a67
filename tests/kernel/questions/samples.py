"""Questions to test with, one of each type."""

from decimal import Decimal
from typing import Any

from assay.kernel.questions.document import Body, Feedback, Key, Option, Parameter, Question, QuestionType


def single(**changes: Any) -> Question:
    body = Body(
        text="Which of these is *prime*?",
        options=(Option(id="a", text="4"), Option(id="b", text="7"), Option(id="c", text="9")),
    )
    return Question(kind=QuestionType.SINGLE, title="Primes", body=body, key=Key(options=("b",))).model_copy(
        update=changes
    )


def multiple() -> Question:
    body = Body(
        text="Which are even?",
        options=(Option(id="a", text="2"), Option(id="b", text="3"), Option(id="c", text="$2^3$")),
        fixed_order=True,
    )
    return Question(
        kind=QuestionType.MULTIPLE,
        points=Decimal(2),
        title="Even",
        pool="numbers",
        body=body,
        key=Key(
            options=("a", "c"), partial=True, feedback=Feedback(general="Even numbers end in 0, 2, 4, 6, 8.")
        ),
    )


def numeric(value: str = "9.81", **key: Any) -> Question:
    return Question(
        kind=QuestionType.NUMERIC,
        title="Gravity",
        body=Body(text="How fast does a stone gain speed?", unit="m/s2"),
        key=Key(value=value, **{"absolute": Decimal("0.05"), **key}),
    )


def parameterised(value: str = "2*a + b") -> Question:
    return Question(
        kind=QuestionType.NUMERIC,
        title="Sum",
        body=Body(
            text="What is $2 \\cdot {a}$ plus {b}?",
            parameters=(
                Parameter(name="a", low=Decimal(1), high=Decimal(9)),
                Parameter(name="b", choices=(Decimal("0.5"), Decimal(-3))),
            ),
        ),
        key=Key(value=value),
    )


def short() -> Question:
    return Question(
        kind=QuestionType.SHORT,
        title="Capital",
        body=Body(text="What is the capital of Norway?"),
        key=Key(accepted=("Oslo", "Christiania"), feedback=Feedback(correct="Yes.", incorrect="It is Oslo.")),
    )


def long() -> Question:
    return Question(
        kind=QuestionType.LONG,
        points=Decimal(5),
        title="Essay",
        body=Body(text="Why is the sky blue?\n\nAnswer in **three** sentences."),
        key=Key(rubric="Scattering; dependence on wavelength."),
    )


def formula() -> Question:
    return Question(
        kind=QuestionType.FORMULA,
        title="Derivative",
        body=Body(text="Differentiate $$x^2 + 1$$"),
        key=Key(value="2x"),
    )


def every() -> tuple[Question, ...]:
    return single(), multiple(), numeric(), short(), long(), formula()
