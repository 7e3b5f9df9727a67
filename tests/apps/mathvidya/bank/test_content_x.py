"""The questions of class X: every template makes its variants, and answers are what another way gives."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import sympy

from assay.apps.mathvidya.bank.content import all as content
from assay.apps.mathvidya.bank.document import ClassLevel, Kind, Question, Unit
from assay.kernel.questions import markup
from tests.apps.mathvidya.bank import reading
from tests.apps.mathvidya.bank.checking import CHECKS

for _name in (
    "algebra",
    "algebra_written",
    "coordinates",
    "geometry",
    "trigonometry",
    "mensuration",
    "statistics",
):
    import_module(f"tests.apps.mathvidya.bank.checks_x_{_name}")
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
        expected = CHECKS[template_id](question)
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


UNITS = {
    Unit.NUMBER_SYSTEMS: 6,
    Unit.ALGEBRA: 20,
    Unit.COORDINATE_GEOMETRY: 6,
    Unit.GEOMETRY: 15,
    Unit.TRIGONOMETRY: 12,
    Unit.MENSURATION: 10,
    Unit.STATISTICS_PROBABILITY: 11,
}
LEAST = {
    Kind.MCQ: 230,
    Kind.ASSERTION_REASON: 30,
    Kind.VSA: 90,
    Kind.SA: 110,
    Kind.LA: 80,
    Kind.CASE: 42,
}
"""More than ten papers of the board's pattern need."""
BY_HAND = {
    "x-ns-ends-with-zero",
    "x-ns-root-irrational",
    "x-ns-sum-irrational",
    "x-geometry-proof",
    "x-geometry-long-proof",
}
"""Explanations and proofs."""


def test_there_are_enough_of_each_kind() -> None:
    made = Counter(question.kind for question in QUESTIONS)
    assert {kind: made[kind] for kind in LEAST if made[kind] < LEAST[kind]} == {}


def test_every_unit_has_marks_for_more_than_ten_papers() -> None:
    marks: Counter[Unit] = Counter()
    for question in QUESTIONS:
        marks[question.unit] += int(question.marks)
    assert {unit: marks[unit] for unit, each in UNITS.items() if marks[unit] < 15 * each} == {}


def test_cognitive_levels_are_about_the_boards() -> None:
    marks: Counter[str] = Counter()
    for question in QUESTIONS:
        marks[question.cognitive.value] += int(question.marks)
    share = {level: marks[level] / sum(marks.values()) for level in marks}
    assert 0.45 <= share["remember_understand"] <= 0.6
    assert share["analyse"] >= 0.12


def test_no_question_comes_twice_and_none_is_of_another_class() -> None:
    assert len({question.source for question in QUESTIONS}) == len(QUESTIONS)
    said = Counter((q.text.en, tuple(sorted(c.text.en for c in q.choices))) for q in QUESTIONS)
    assert [text for text, times in said.items() if times > 1] == []
    assert {question.class_level for question in QUESTIONS} == {ClassLevel.X}


def test_keys_are_spread_over_the_choices() -> None:
    made = Counter(question.key[0] for question in QUESTIONS if question.kind is Kind.MCQ)
    assert set(made) == set("abcd")
    assert min(made.values()) > 0.17 * sum(made.values())
    verdicts = Counter(question.key[0] for question in QUESTIONS if question.kind is Kind.ASSERTION_REASON)
    assert set(verdicts) == set("abcd")


def test_on_screen_questions_have_four_choices_and_an_explanation() -> None:
    for question in QUESTIONS:
        if question.choices:
            assert len(question.choices) == 4, question.source
            assert question.answer, question.source


def test_cases_offer_an_alternative_for_their_part_of_two_marks() -> None:
    for question in QUESTIONS:
        if question.kind is Kind.CASE:
            assert [int(part.marks) for part in question.parts] == [1, 1, 2], question.source
            assert [part.alternative is not None for part in question.parts] == [False, False, True], (
                question.source
            )


def texts(question: Question) -> Iterator[str]:
    yield question.text.en
    if question.text.hi:
        yield question.text.hi
    yield from (choice.text.en for choice in question.choices)
    for part in question.parts:
        yield from (step.text.en for way in part.methods for step in way.steps)
        yield part.answer.en


def test_figures_are_placed_and_formulas_are_whole() -> None:
    for question in QUESTIONS:
        placed = set(re.findall(r"\(figure:([a-z]+)\)", question.text.en))
        assert placed == {figure.name for figure in question.figures}, question.source
        for text in texts(question):
            assert text.count("$") % 2 == 0, (question.source, text)
            assert text.count("{") == text.count("}"), (question.source, text)
            assert not re.search(r"\+ ?-|- ?-|\b1x\b|\b0x\b", text), (question.source, text)
            for paragraph in markup.read(text):
                left = "".join(one.text for one in paragraph if isinstance(one, markup.Words))
                assert "$" not in left, (question.source, text)
                assert "\\" not in left, (question.source, text)


def test_most_templates_are_computed_by_another_way() -> None:
    assertions = {one for one, made in BY_TEMPLATE.items() if made[0].kind is Kind.ASSERTION_REASON}
    unchecked = set(BY_TEMPLATE) - set(CHECKS) - assertions
    assert unchecked == BY_HAND


def test_every_module_of_templates_is_listed() -> None:
    folder = Path(content.__file__).parent
    for prefix, listed in (("x_", content.CLASS_X), ("xii_", content.CLASS_XII)):
        there = {
            file.stem for file in folder.glob(f"{prefix}*.py") if "@template(" in file.read_text("utf-8")
        }
        assert there <= set(listed)
