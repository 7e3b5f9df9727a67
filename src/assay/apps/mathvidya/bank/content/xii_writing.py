"""How class XII questions are written: LaTeX of numbers, vectors and matrices; choices and schemes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import TypedDict, Unpack

from assay.apps.mathvidya.bank.content.drawing import Draw
from assay.apps.mathvidya.bank.document import (
    MARKS,
    Alternative,
    Choice,
    ClassLevel,
    Cognitive,
    Difficulty,
    Figure,
    Kind,
    Method,
    Part,
    Question,
    Step,
    Unit,
    Words,
)

Number = int | Fraction
Steps = Sequence[tuple[float, str]]
Level = tuple[Cognitive, Difficulty]

RECALL: Level = (Cognitive.REMEMBER, Difficulty.EASY)
UNDERSTAND: Level = (Cognitive.REMEMBER, Difficulty.MEDIUM)
APPLY: Level = (Cognitive.APPLY, Difficulty.MEDIUM)
APPLY_HARD: Level = (Cognitive.APPLY, Difficulty.HARD)
ANALYSE: Level = (Cognitive.ANALYSE, Difficulty.MEDIUM)
ANALYSE_HARD: Level = (Cognitive.ANALYSE, Difficulty.HARD)

LABELS = ("i", "ii", "iii", "iv")
ASSERTION_CHOICES = (
    "Both (A) and (R) are true and (R) is the correct explanation of (A).",
    "Both (A) and (R) are true but (R) is not the correct explanation of (A).",
    "(A) is true but (R) is false.",
    "(A) is false but (R) is true.",
)


def frac(top: Number, bottom: Number = 1) -> str:
    """A fraction in lowest terms, the sign in front."""
    value = Fraction(top) / Fraction(bottom)
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def over(top: str, bottom: str | int) -> str:
    return rf"\frac{{{top}}}{{{bottom}}}"


def total(*pairs: tuple[Number, str]) -> str:
    """`2x^2 - x + 3` of pairs of coefficient and symbol; "" is the symbol of a constant."""
    written = ""
    for coefficient, symbol in pairs:
        if coefficient == 0:
            continue
        size = abs(Fraction(coefficient))
        head = symbol if size == 1 and symbol else frac(size) + symbol
        minus = coefficient < 0
        written += (" - " if minus else " + ") + head if written else ("-" if minus else "") + head
    return written or "0"


def poly(*coefficients: Number, of: str = "x") -> str:
    """A polynomial from its coefficients, the highest power first."""
    top = len(coefficients) - 1
    names = [of if power == 1 else f"{of}^{{{power}}}" if power else "" for power in range(top, -1, -1)]
    return total(*zip(coefficients, names, strict=True))


def power(symbol: str, exponent: int) -> str:
    return symbol if exponent == 1 else f"{symbol}^{{{exponent}}}"


def surd(times: Number, square: int) -> str:
    """A multiple of a square root, in lowest terms, the root above the bar."""
    side = max(s for s in range(1, isqrt(square) + 1) if square % (s * s) == 0)
    value, rest = Fraction(times) * side, square // (side * side)
    if rest == 1:
        return frac(value)
    top = ("" if value.numerator == 1 else str(value.numerator)) + rf"\sqrt{{{rest}}}"
    return top if value.denominator == 1 else over(top, value.denominator)


def vector(x: Number, y: Number, z: Number) -> str:
    return total((x, r"\hat{i}"), (y, r"\hat{j}"), (z, r"\hat{k}"))


def root(square: int) -> str:
    """The square root of a whole number, its squares taken out."""
    return surd(1, square)


def matrix(rows: Iterable[Iterable[Number | str]], kind: str = "bmatrix") -> str:
    lines = r" \\ ".join(" & ".join(e if isinstance(e, str) else frac(e) for e in row) for row in rows)
    return rf"\begin{{{kind}}} {lines} \end{{{kind}}}"


def determinant(rows: Iterable[Iterable[Number | str]]) -> str:
    return matrix(rows, "vmatrix")


def signed(value: Number) -> str:
    """A number to be multiplied or subtracted: in brackets where it is negative."""
    return f"({frac(value)})" if value < 0 else frac(value)


def pi(times: Number) -> str:
    """A multiple of pi, as `\\frac{2\\pi}{3}`."""
    value = Fraction(times)
    if value == 0:
        return "0"
    top = ("-" if value == -1 else "" if value == 1 else str(value.numerator)) + r"\pi"
    if value.denominator == 1:
        return top
    size = abs(value.numerator)
    head = (str(size) if size > 1 else "") + r"\pi"
    return ("-" if value < 0 else "") + over(head, value.denominator)


def method(steps: Steps, name: str = "") -> Method:
    lines = tuple(Step(text=Words(en=text), marks=Decimal(str(marks))) for marks, text in steps)
    return Method(name=name, steps=lines)


class Extras(TypedDict, total=False):
    """What a written question may have besides: another method by its name, an answer to type, a figure."""

    other: tuple[str, Steps]
    typed: str
    hi: str
    figure: Figure
    substitute: str


@dataclass(frozen=True, slots=True)
class Portion:
    """A part of a case study, and what may be answered in its place."""

    marks: int
    text: str
    answer: str
    steps: Steps
    choice: tuple[str, str, Steps] | None = None


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes questions of one unit."""

    unit: Unit

    def mcq(
        self,
        draw: Draw,
        topic: str,
        level: Level,
        text: str,
        right: str,
        wrong: Sequence[str],
        why: str,
        *,
        words: bool = False,
        hi: str = "",
        figure: Figure | None = None,
        substitute: str = "",
    ) -> Question:
        """Choices are mathematics, unless they are `words`. Draws again where two of them read the same."""
        texts = draw.mixed([right, *wrong[:3]])
        if len(set(texts)) != 4:
            draw.again()
        choices = tuple(
            Choice(id=name, text=Words(en=one if words else f"${one}$"))
            for name, one in zip("abcd", texts, strict=True)
        )
        return self._question(
            Kind.MCQ,
            topic,
            level,
            text,
            hi=hi,
            choices=choices,
            key=("abcd"[texts.index(right)],),
            answer=Words(en=why),
            figures=(figure,) if figure else (),
            substitute=Words(en=substitute) if substitute else None,
        )

    def assertion(
        self, topic: str, level: Level, assertion: str, reason: str, right: str, why: str
    ) -> Question:
        """`right` is a, b, c or d, in the board's order of the four choices."""
        text = f"**Assertion (A):** {assertion}\n\n**Reason (R):** {reason}"
        choices = tuple(
            Choice(id=name, text=Words(en=one)) for name, one in zip("abcd", ASSERTION_CHOICES, strict=True)
        )
        return self._question(
            Kind.ASSERTION_REASON, topic, level, text, choices=choices, key=(right,), answer=Words(en=why)
        )

    def vsa(
        self, topic: str, level: Level, text: str, answer: str, steps: Steps, **more: Unpack[Extras]
    ) -> Question:
        return self._written(Kind.VSA, topic, level, text, answer, steps, **more)

    def sa(
        self, topic: str, level: Level, text: str, answer: str, steps: Steps, **more: Unpack[Extras]
    ) -> Question:
        return self._written(Kind.SA, topic, level, text, answer, steps, **more)

    def la(
        self, topic: str, level: Level, text: str, answer: str, steps: Steps, **more: Unpack[Extras]
    ) -> Question:
        return self._written(Kind.LA, topic, level, text, answer, steps, **more)

    def case(
        self,
        topic: str,
        level: Level,
        text: str,
        *portions: Portion,
        figure: Figure | None = None,
        substitute: str = "",
    ) -> Question:
        parts = tuple(
            Part(
                label=label,
                text=Words(en=portion.text),
                marks=Decimal(portion.marks),
                answer=Words(en=portion.answer),
                methods=(method(portion.steps),),
                alternative=_alternative(portion),
            )
            for label, portion in zip(LABELS, portions, strict=False)
        )
        return self._question(
            Kind.CASE,
            topic,
            level,
            text,
            parts=parts,
            figures=(figure,) if figure else (),
            substitute=Words(en=substitute) if substitute else None,
        )

    def _written(
        self,
        kind: Kind,
        topic: str,
        level: Level,
        text: str,
        answer: str,
        steps: Steps,
        **more: Unpack[Extras],
    ) -> Question:
        other = more.get("other")
        methods = (method(steps), method(other[1], other[0])) if other else (method(steps),)
        part = Part(marks=MARKS[kind], answer=Words(en=answer), methods=methods, typed=more.get("typed", ""))
        return self._question(
            kind,
            topic,
            level,
            text,
            hi=more.get("hi", ""),
            parts=(part,),
            figures=(more["figure"],) if "figure" in more else (),
            substitute=Words(en=more["substitute"]) if "substitute" in more else None,
        )

    def _question(
        self,
        kind: Kind,
        topic: str,
        level: Level,
        text: str,
        *,
        hi: str = "",
        choices: tuple[Choice, ...] = (),
        key: tuple[str, ...] = (),
        answer: Words | None = None,
        parts: tuple[Part, ...] = (),
        figures: tuple[Figure, ...] = (),
        substitute: Words | None = None,
    ) -> Question:
        return Question(
            class_level=ClassLevel.XII,
            kind=kind,
            unit=self.unit,
            topic=topic,
            cognitive=level[0],
            difficulty=level[1],
            marks=MARKS[kind],
            text=Words(en=text, hi=hi),
            choices=choices,
            key=key,
            answer=answer,
            parts=parts,
            figures=figures,
            substitute=substitute,
        )


def _alternative(portion: Portion) -> Alternative | None:
    if portion.choice is None:
        return None
    text, answer, steps = portion.choice
    return Alternative(text=Words(en=text), answer=Words(en=answer), methods=(method(steps),))
