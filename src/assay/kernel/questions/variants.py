"""Parameterised questions: the values a seed stands for, and the question with them filled in.

The draw is the same on every machine and in every version: for each parameter by itself, the first 16 bytes
(big-endian) of SHA-256 over `assay-variant-v1`, the seed in decimal and the parameter's name, joined by the
byte 0x1F, are a number h below 2^128; of n possible values the one at place floor(h * n / 2^128) is taken
(D. Lemire, "Fast random integer generation in an interval", 2019; the bias is below n / 2^128). The values
are `choices` in their order, or `low`, `low + step`, ... up to `high`.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from assay.kernel.questions import formula
from assay.kernel.questions.document import Body, Feedback, Key, Parameter, Question, QuestionType

MOST_VALUES = 1_000_000
REFERENCE = re.compile(r"\{([a-z][a-z0-9_]{0,15})\}")
_MATH = re.compile(r"(\$\$[^$]+\$\$|\$(?=[^\s$])(?:\\.|[^$\\])+(?<=\S)\$(?!\d))", re.DOTALL)

Values = Mapping[str, Decimal]


def count(parameter: Parameter) -> int:
    """How many values it can take; 0 where it is not set up."""
    if parameter.choices:
        return len(parameter.choices)
    low, high, step = parameter.low, parameter.high, parameter.step
    if low is None or high is None or step <= 0 or high < low:
        return 0
    return int((high - low) / step) + 1


def draw(parameters: Sequence[Parameter], seed: int) -> dict[str, Decimal]:
    """The values that `seed` stands for. A parameter that is not set up is left out."""
    return {one.name: _drawn(one, seed) for one in parameters if count(one)}


def _drawn(parameter: Parameter, seed: int) -> Decimal:
    text = "\x1f".join(("assay-variant-v1", str(seed), parameter.name))
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
    place = number * count(parameter) >> 128
    if parameter.choices:
        return parameter.choices[place]
    assert parameter.low is not None, "count() is 0 without a lower end"
    return parameter.low + place * parameter.step


def shown(value: Decimal) -> str:
    """A value as it stands in a text: no exponent, no idle zeros."""
    plain = format(value.normalize(), "f")
    return "0" if plain == "-0" else plain


def fill(text: str, values: Values) -> str:
    """`text` with `{name}` replaced. Inside a formula the braces stay, for there they also group:
    `$x^{a}$` becomes `$x^{12}$`."""
    if not values:
        return text
    parts = _MATH.split(text)
    return "".join(_filled(part, values, keep=place % 2 == 1) for place, part in enumerate(parts))


def _filled(text: str, values: Values, *, keep: bool) -> str:
    def one(found: re.Match[str]) -> str:
        value = values.get(found[1])
        if value is None:
            return found[0]
        return f"{{{shown(value)}}}" if keep else shown(value)

    return REFERENCE.sub(one, text)


def without_math(text: str) -> str:
    """`text` with its formulas left out."""
    return "".join(_MATH.split(text)[::2])


def fill_body(body: Body, values: Values) -> Body:
    """The body as a student sees it: values filled in, parameters gone."""
    return body.model_copy(
        update={
            "text": fill(body.text, values),
            "options": tuple(one.model_copy(update={"text": fill(one.text, values)}) for one in body.options),
            "unit": fill(body.unit, values),
            "parameters": (),
        }
    )


def fill_key(kind: QuestionType, key: Key, values: Values) -> Key:
    """The key for these values. A numeric value becomes a number, a formula keeps its other variables.

    Raises FormulaError where the value cannot be computed.
    """
    value = key.value
    if kind is QuestionType.NUMERIC and value:
        value = shown(formula.value(value, values))
    elif kind is QuestionType.FORMULA and values:
        value = _substituted(value, values)
    feedback = Feedback(
        correct=fill(key.feedback.correct, values),
        incorrect=fill(key.feedback.incorrect, values),
        general=fill(key.feedback.general, values),
    )
    return key.model_copy(
        update={
            "value": value,
            "accepted": tuple(fill(one, values) for one in key.accepted),
            "rubric": fill(key.rubric, values),
            "feedback": feedback,
        }
    )


def _substituted(expression: str, values: Values) -> str:
    """Names replaced by numbers in parentheses, where the name stands as a word of its own."""
    names = "|".join(sorted(map(re.escape, values), key=len, reverse=True))
    pattern = re.compile(rf"(?<![A-Za-z_])(?:{names})(?![A-Za-z0-9_])")
    return pattern.sub(lambda found: f"({shown(values[found[0]])})", expression)


def variant(question: Question, seed: int) -> Question:
    """The whole question as `seed` makes it. Raises FormulaError where the key cannot be computed."""
    values = draw(question.body.parameters, seed)
    return question.model_copy(
        update={
            "body": fill_body(question.body, values),
            "key": fill_key(question.kind, question.key, values),
        }
    )
