"""The questions of class X: every template makes its variants, and answers are what another way of computing gives."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
import sympy

from assay.apps.mathvidya.bank.content import all as content
from assay.apps.mathvidya.bank.document import ClassLevel, Kind, Question, Unit
from assay.kernel.questions import markup
from tests.apps.mathvidya.bank import reading
from tests.apps.mathvidya.bank.checks_x_algebra import CHECKS as ALGEBRA
from tests.apps.mathvidya.bank.checks_x_geometry import CHECKS as GEOMETRY

CHECKS = {**ALGEBRA, **GEOMETRY}
QUESTIONS = content.questions(ClassLevel.X)
BY_TEMPLATE: dict[str, list[Question]] = defaultdict(list)
for _one in QUESTIONS:
    BY_TEMPLATE[_one.source.split("/")[0]].append(_one)


def agrees(said: str, expected: Any) -> bool:
    """Whether a choice says what is expected."""
    if callable(expected):
        return bool(expected(said.strip("$") if "(" not in said else said))
    if isinstance(expected, str):
        return said == expected
    found = reading.values(said)
    wanted = expected if isinstance(expected, set | list | tuple) else [expected]
    if len(found) != len(wanted):
        return False
    return all(any(reading.same(one, other) for other in found) for one in wanted)


def names(answer: str, wanted: list[Any]) -> bool:
    found = reading.values(answer)
    return all(any(reading.same(one, other) for other in found) for one in wanted)


@pytest.mark.parametrize("template_id", sorted(CHECKS))
def test_answers_are_what_another_computation_gives(template_id: str) -> None:
    made = BY_TEMPLATE[template_id]
    assert made
    for question in made:
        expected = CHECKS[template_id](question, [])
        if question.choices:
            for choice in question.choices:
                right = choice.id in question.key
                assert agrees(choice.text.en, expected) == right, (question.source, choice.text.en, expected)
            continue
        for label, answer, typed in answers(question):
            wanted = expected[label] if isinstance(expected, dict) else expected
            assert names(answer, wanted), (question.source, label, answer, wanted)
            if typed and wanted:
                value = sympy.sympify(typed, rational=True)
                assert any(reading.same(value, one) for one in wanted), (question.source, typed, wanted)


def answers(question: Question) -> Iterator[tuple[str, str, str]]:
    for part in question.parts:
        yield part.label, part.answer.en, part.typed
        if part.alternative:
            yield "or", part.alternative.answer.en, ""
