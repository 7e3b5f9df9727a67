r"""What templates share: a question from few words, and LaTeX of numbers, surds and polynomials.

AP = Topic(ClassLevel.X, Unit.ALGEBRA, "Arithmetic progressions")

return AP.mcq(draw, KNOW, "...", right="$7$", wrong=["$3$", "$4$", "$21$"], why="...")
return AP.vsa(GRASP, "...", answer="$d = 7$", steps=[(1, "..."), (1, "...")], typed="7")
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import Required, TypedDict, Unpack

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

Said = str | Words
Steps = Sequence[tuple[float, Said]]
"""Marks and what earns them."""
Level = tuple[Cognitive, Difficulty]

KNOW: Level = (Cognitive.REMEMBER, Difficulty.EASY)
GRASP: Level = (Cognitive.REMEMBER, Difficulty.MEDIUM)
GRASP_WELL: Level = (Cognitive.REMEMBER, Difficulty.HARD)
USE: Level = (Cognitive.APPLY, Difficulty.EASY)
APPLY: Level = (Cognitive.APPLY, Difficulty.MEDIUM)
APPLY_WELL: Level = (Cognitive.APPLY, Difficulty.HARD)
THINK: Level = (Cognitive.ANALYSE, Difficulty.MEDIUM)
THINK_HARD: Level = (Cognitive.ANALYSE, Difficulty.HARD)

BOTH_EXPLAINS, BOTH_ONLY, ONLY_ASSERTION, ONLY_REASON = "a", "b", "c", "d"
_VERDICTS = (
    Words(
        en="Both Assertion (A) and Reason (R) are true and Reason (R) is the correct explanation of "
        "Assertion (A).",
        hi="अभिकथन (A) और तर्क (R) दोनों सत्य हैं और तर्क (R), अभिकथन (A) की सही व्याख्या है।",
    ),
    Words(
        en="Both Assertion (A) and Reason (R) are true but Reason (R) is not the correct explanation of "
        "Assertion (A).",
        hi="अभिकथन (A) और तर्क (R) दोनों सत्य हैं परन्तु तर्क (R), अभिकथन (A) की सही व्याख्या नहीं है।",
    ),
    Words(
        en="Assertion (A) is true but Reason (R) is false.",
        hi="अभिकथन (A) सत्य है परन्तु तर्क (R) असत्य है।",
    ),
    Words(
        en="Assertion (A) is false but Reason (R) is true.",
        hi="अभिकथन (A) असत्य है परन्तु तर्क (R) सत्य है।",
    ),
)


def both(en: str, hi: str) -> Words:
    return Words(en=en, hi=hi)


def words(said: Said) -> Words:
    return said if isinstance(said, Words) else Words(en=said)


def method(steps: Steps, name: str = "") -> Method:
    return Method(
        name=name,
        steps=tuple(Step(text=words(text), marks=Decimal(f"{marks:g}")) for marks, text in steps),
    )


def part(
    marks: float,
    answer: Said,
    steps: Steps,
    *,
    label: str = "",
    text: Said | None = None,
    typed: str = "",
    other: Mapping[str, Steps] | None = None,
    instead: Alternative | None = None,
) -> Part:
    """A part with its scheme; `other`: more methods by name; `instead`: what may be answered in its place."""
    return Part(
        label=label,
        text=None if text is None else words(text),
        marks=Decimal(f"{marks:g}"),
        answer=words(answer),
        methods=_methods(steps, other),
        typed=typed,
        alternative=instead,
    )


def instead(
    text: Said, answer: Said, steps: Steps, *, other: Mapping[str, Steps] | None = None
) -> Alternative:
    return Alternative(text=words(text), answer=words(answer), methods=_methods(steps, other))


def _methods(steps: Steps, other: Mapping[str, Steps] | None) -> tuple[Method, ...]:
    return (method(steps), *(method(way, name) for name, way in (other or {}).items()))


class Written(TypedDict, total=False):
    """What a written question of one part has; `answer` and `steps` it must have."""

    answer: Required[Said]
    steps: Required[Steps]
    typed: str
    other: Mapping[str, Steps]
    figures: Sequence[Figure]
    substitute: Said


@dataclass(frozen=True, slots=True)
class Topic:
    """Where a question belongs, and the makers of its questions."""

    class_level: ClassLevel
    unit: Unit
    name: str

    def mcq(
        self,
        draw: Draw,
        level: Level,
        text: Said,
        *,
        right: Said,
        wrong: Sequence[Said],
        why: Said,
        figures: Sequence[Figure] = (),
        substitute: Said | None = None,
    ) -> Question:
        """One mark, one right choice, in the variant's own order. Draws again where two choices agree."""
        offered = [right, *wrong]
        if len({words(one).en for one in offered}) != len(offered):
            draw.again()
        order = draw.mixed(range(len(offered)))
        choices = [Choice(id="abcdefgh"[at], text=words(offered[n])) for at, n in enumerate(order)]
        return self._question(
            Kind.MCQ,
            level,
            text,
            choices=choices,
            key="abcdefgh"[order.index(0)],
            answer=words(why),
            figures=figures,
            substitute=substitute,
        )

    def assertion(
        self,
        level: Level,
        assertion: Said,
        reason: Said,
        key: str,
        why: Said,
        *,
        figures: Sequence[Figure] = (),
    ) -> Question:
        """The board's four verdicts in the board's order; `key` is one of BOTH_EXPLAINS and its like."""
        a, r = words(assertion), words(reason)
        text = Words(
            en=f"**Assertion (A):** {a.en}\n\n**Reason (R):** {r.en}",
            hi=f"**अभिकथन (A):** {a.hi}\n\n**तर्क (R):** {r.hi}" if a.hi and r.hi else "",
        )
        choices = [Choice(id="abcd"[at], text=verdict) for at, verdict in enumerate(_VERDICTS)]
        return self._question(
            Kind.ASSERTION_REASON, level, text, choices=choices, key=key, answer=words(why), figures=figures
        )

    def vsa(self, level: Level, text: Said, **rest: Unpack[Written]) -> Question:
        return self._single(Kind.VSA, level, text, **rest)

    def sa(self, level: Level, text: Said, **rest: Unpack[Written]) -> Question:
        return self._single(Kind.SA, level, text, **rest)

    def la(self, level: Level, text: Said, **rest: Unpack[Written]) -> Question:
        return self._single(Kind.LA, level, text, **rest)

    def _single(
        self,
        kind: Kind,
        level: Level,
        text: Said,
        **rest: Unpack[Written],
    ) -> Question:
        only = part(
            float(MARKS[kind]),
            rest["answer"],
            rest["steps"],
            typed=rest.get("typed", ""),
            other=rest.get("other"),
        )
        figures, substitute = rest.get("figures", ()), rest.get("substitute")
        return self._question(kind, level, text, parts=[only], figures=figures, substitute=substitute)

    def case(
        self,
        level: Level,
        text: Said,
        parts: Sequence[Part],
        *,
        figures: Sequence[Figure] = (),
        substitute: Said | None = None,
    ) -> Question:
        return self._question(Kind.CASE, level, text, parts=parts, figures=figures, substitute=substitute)

    def _question(
        self,
        kind: Kind,
        level: Level,
        text: Said,
        *,
        choices: Sequence[Choice] = (),
        key: str = "",
        answer: Words | None = None,
        parts: Sequence[Part] = (),
        figures: Sequence[Figure] = (),
        substitute: Said | None = None,
    ) -> Question:
        return Question(
            class_level=self.class_level,
            kind=kind,
            unit=self.unit,
            topic=self.name,
            cognitive=level[0],
            difficulty=level[1],
            marks=MARKS[kind],
            text=words(text),
            choices=tuple(choices),
            key=(key,) if key else (),
            answer=answer,
            parts=tuple(parts),
            figures=tuple(figures),
            substitute=None if substitute is None else words(substitute),
        )


def tex(number: int | Fraction | Decimal) -> str:
    r"""`-3`, `\frac{2}{3}`, `4.5`."""
    if isinstance(number, Fraction):
        if number.denominator == 1:
            return str(number.numerator)
        sign = "-" if number < 0 else ""
        return rf"{sign}\frac{{{abs(number.numerator)}}}{{{number.denominator}}}"
    return f"{number.normalize():f}" if isinstance(number, Decimal) else str(number)


def frac(over: int, under: int) -> str:
    """A fraction in lowest terms."""
    return tex(Fraction(over, under))


def plus(number: int | Fraction) -> str:
    """A term that is added: `+ 3`, `- 3`; nothing for 0."""
    if number == 0:
        return ""
    return f"+ {tex(number)}" if number > 0 else f"- {tex(-number)}"


def poly(coefficients: Sequence[int | Fraction], variable: str = "x") -> str:
    """A polynomial, highest power first: `2x^2 - x + 3`."""
    said = ""
    for at, value in enumerate(coefficients):
        power = len(coefficients) - 1 - at
        if value == 0:
            continue
        letter = "" if power == 0 else variable if power == 1 else f"{variable}^{{{power}}}"
        size = "" if abs(value) == 1 and power else tex(value if value > 0 else -value)
        sign = "-" if value < 0 else "+"
        said += f" {sign} {size}{letter}" if said else f"{'-' if value < 0 else ''}{size}{letter}"
    return said or "0"


def terms(*parts: tuple[int | Fraction, str]) -> str:
    """A sum of coefficient and letter: `terms((2, "x"), (-1, "y"))` is `2x - y`."""
    said = ""
    for value, letter in parts:
        if value == 0:
            continue
        size = "" if abs(value) == 1 and letter else tex(value if value > 0 else -value)
        if said:
            said += f" {'-' if value < 0 else '+'} {size}{letter}"
        else:
            said = f"{'-' if value < 0 else ''}{size}{letter}"
    return said or "0"


def root_of(square: int) -> tuple[int, int]:
    """sqrt(square) = outside * sqrt(inside), with nothing more to take out."""
    for outside in range(isqrt(square), 0, -1):
        if square % (outside * outside) == 0:
            return outside, square // (outside * outside)
    return 0, 1


def surd(square: int, times: int = 1) -> str:
    r"""times * sqrt(square) in simplest form: `6\sqrt{2}`, `5`."""
    outside, inside = root_of(square)
    outside *= times
    if inside == 1:
        return str(outside)
    sign, size = ("-" if outside < 0 else ""), abs(outside)
    return rf"{sign}{'' if size == 1 else size}\sqrt{{{inside}}}"


def indian(number: int) -> str:
    """Digits as they are grouped in India: 1,25,000."""
    digits = str(abs(number))
    head, tail = digits[:-3], digits[-3:]
    groups = [tail]
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return ("-" if number < 0 else "") + ",".join(groups)


def rupees(number: int) -> str:
    return f"₹ {indian(number)}"


def ordinal(number: int) -> str:
    """`21st`, `12th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
