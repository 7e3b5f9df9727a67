"""The shipped questions of class XII: whole, enough for ten papers, and right."""

import re
from collections import Counter
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import pytest
from ortools.sat.python import cp_model

import assay.apps.mathvidya.bank.content as content
from assay.apps.mathvidya.bank.content.drawing import TEMPLATES
from assay.apps.mathvidya.bank.document import MARKS, ClassLevel, Cognitive, Kind, Question, Unit
from tests.apps.mathvidya.bank import (
    checks_xii_algebra,
    checks_xii_calculus,
    checks_xii_chance,
    checks_xii_integrals,
    checks_xii_space,
)
from tests.apps.mathvidya.bank.reading_xii import CHECKS

for module in sorted(Path(content.__path__[0]).glob("xii_*.py")):
    import_module(f"{content.__name__}.{module.stem}")

IDS = sorted(one for one in TEMPLATES if one.startswith("xii-"))
BANK: dict[str, list[Question]] = {one: TEMPLATES[one].questions() for one in IDS}
ALL = [question for made in BANK.values() for question in made]
CHECKED_BY = (
    checks_xii_algebra,
    checks_xii_calculus,
    checks_xii_chance,
    checks_xii_integrals,
    checks_xii_space,
)

LEAST = {
    Kind.MCQ: 230,
    Kind.ASSERTION_REASON: 30,
    Kind.VSA: 90,
    Kind.SA: 115,
    Kind.LA: 80,
    Kind.CASE: 42,
}
UNIT_MARKS = {
    Unit.RELATIONS_FUNCTIONS: 8,
    Unit.ALGEBRA: 10,
    Unit.CALCULUS: 35,
    Unit.VECTORS_3D: 14,
    Unit.LINEAR_PROGRAMMING: 5,
    Unit.PROBABILITY: 8,
}


@pytest.mark.parametrize("one", sorted(CHECKS))
def test_keys_and_answers_are_found_again_another_way(one: str) -> None:
    for question in BANK[one]:
        CHECKS[one](question)


def test_what_no_machine_checks_is_little() -> None:
    left = [one for one in IDS if one not in CHECKS]
    print("not checked by machine:", ", ".join(left))  # noqa: T201
    assert set(CHECKS) <= set(IDS)
    assert all(one.endswith("assertions") for one in left)
    assert len(left) < 0.2 * len(IDS)


def test_no_two_questions_read_the_same() -> None:
    texts = [(q.text.en, tuple(sorted(c.text.en for c in q.choices))) for q in ALL]
    assert [text for text, times in Counter(texts).items() if times > 1] == []


def test_every_question_is_of_class_xii_and_a_known_unit() -> None:
    assert {q.class_level for q in ALL} == {ClassLevel.XII}
    assert {q.unit for q in ALL} == set(UNIT_MARKS)


def test_there_are_enough_of_each_kind() -> None:
    counts = Counter(q.kind for q in ALL)
    assert {kind: counts[kind] for kind in LEAST if counts[kind] < LEAST[kind]} == {}


def test_there_are_case_studies_with_and_without_a_choice() -> None:
    offered = Counter(any(part.alternative for part in q.parts) for q in ALL if q.kind is Kind.CASE)
    assert offered[True] >= 28
    assert offered[False] >= 12


def test_a_choice_within_a_case_study_is_on_its_part_of_two_marks() -> None:
    cases = [q for q in ALL if q.kind is Kind.CASE]
    assert {tuple(part.marks for part in q.parts) for q in cases} == {(1, 1, 2), (2, 2)}
    assert all(part.marks == 2 for q in cases for part in q.parts if part.alternative)
    assert all(q.parts[-1].alternative for q in cases if len(q.parts) == 3)


def test_each_unit_fills_ten_papers_with_a_third_to_spare() -> None:
    """Marks on offer against ten papers' marks, and as many again for the choices between two questions."""
    offered: Counter[Unit] = Counter()
    for q in ALL:
        offered[q.unit] += int(q.marks)
    assert {
        unit: offered[unit] for unit, marks in UNIT_MARKS.items() if offered[unit] < 10 * marks * 4 / 3
    } == {}


def test_each_unit_has_all_levels() -> None:
    levels = {(q.unit, q.cognitive) for q in ALL}
    assert levels == {(unit, level) for unit in UNIT_MARKS for level in Cognitive}


@pytest.mark.parametrize("one", [one for one in IDS if BANK[one][0].kind is Kind.MCQ])
def test_the_right_choice_does_not_stand_still(one: str) -> None:
    assert {len(q.choices) for q in BANK[one]} == {4}
    assert len({q.key for q in BANK[one]}) > 1


def test_right_choices_are_spread_over_the_four_places() -> None:
    places = Counter(q.key[0] for q in ALL if q.kind is Kind.MCQ)
    assert set(places) == set("abcd")
    assert min(places.values()) > 0.18 * sum(places.values())


def test_steps_come_in_marks_of_at_most_two() -> None:
    steps = [step for q in ALL for part in q.parts for way in part.methods for step in way.steps]
    assert {step.marks for step in steps} <= {Decimal(n) / 2 for n in range(1, 5)}


def test_figures_are_placed_described_and_replaced_in_words() -> None:
    drawn = [q for q in ALL if q.figures]
    assert len({q.source.split("/")[0] for q in drawn}) >= 10
    for q in drawn:
        assert re.findall(r"\(figure:([a-z0-9_-]+)\)", q.text.en) == [figure.name for figure in q.figures]
        assert q.substitute, q.source
        assert "figure" not in q.substitute.en
        for figure in q.figures:
            ElementTree.fromstring(figure.svg)
            assert "style" not in figure.svg
    assert all("figure:" not in q.text.en for q in ALL if not q.figures)


NAMES = """begin cap cdot cos cot cup div end frac ge hat in infty int lambda ldots le left lim log mathbb mu
ne notin pi pm right sec sin sqrt subset tan text theta times to vec"""
PLAIN = {"\\" + name for name in NAMES.split()}


def test_latex_is_balanced_and_plain() -> None:
    texts = [one for q in ALL for one in _texts(q)]
    used = {name for text in texts for name in re.findall(r"\\[a-zA-Z]+", text)}
    assert used <= PLAIN, used - PLAIN
    for text in texts:
        assert text.count("$") % 2 == 0, text
        for formula in re.findall(r"\$([^$]+)\$", text):
            bare = formula.replace(r"\{", "").replace(r"\}", "")
            assert bare.count("{") == bare.count("}"), formula
            assert formula.count(r"\left") == formula.count(r"\right"), formula
            bare = re.sub(r"int_\{[^}]*\}\^\{[^}]*\}", "", bare)
            assert not re.search(r"[+-] -|\^\{1\}|(?<![\d.])1[a-zA-Z(]", bare), formula


def _texts(q: Question) -> list[str]:
    found = [q.text.en, q.text.hi, *(choice.text.en for choice in q.choices)]
    found += [q.answer.en] if q.answer else []
    found += [q.substitute.en] if q.substitute else []
    for part in q.parts:
        found += [part.text.en if part.text else "", part.answer.en]
        ways = list(part.methods)
        if part.alternative:
            found += [part.alternative.text.en, part.alternative.answer.en]
            ways += part.alternative.methods
        found += [step.text.en for way in ways for step in way.steps]
    return found


def test_hindi_has_the_same_formulas() -> None:
    hindi = [q for q in ALL if q.text.hi]
    assert len(hindi) > 150
    for q in hindi:
        assert re.search("[\u0900-\u097f]", q.text.hi)
        numbers = [set(re.findall(r"\$([^$]+)\$", text)) for text in (q.text.en, q.text.hi)]
        assert numbers[0] == numbers[1], q.source


PLACES = {Kind.MCQ: 18, Kind.ASSERTION_REASON: 2, Kind.VSA: 5, Kind.SA: 6, Kind.LA: 4, Kind.CASE: 3}
SECOND_CHOICES = {Kind.VSA: 2, Kind.SA: 3, Kind.LA: 2}
SHARES = {Cognitive.REMEMBER: (39, 49), Cognitive.APPLY: (16, 24), Cognitive.ANALYSE: (12, 20)}
"""Marks of 80 by level: about 55, 25 and 20 %."""


def test_ten_papers_without_a_common_question_fit_the_board_blueprint() -> None:
    held = Counter((q.kind, q.unit, q.cognitive, any(p.alternative for p in q.parts)) for q in ALL)
    model = cp_model.CpModel()
    used: dict[tuple[Kind, Unit], list[cp_model.LinearExprT]] = {}
    firsts: dict[tuple[Kind, Unit, Cognitive, bool], list[cp_model.LinearExprT]] = {cell: [] for cell in held}
    for _ in range(10):
        taken = {cell: model.new_int_var(0, held[cell], "") for cell in held}
        for cell, count in taken.items():
            firsts[cell].append(count)
            used.setdefault(cell[:2], []).append(count)
        for kind, places in PLACES.items():
            model.add(sum(n for cell, n in taken.items() if cell[0] is kind) == places)
        for unit, marks in UNIT_MARKS.items():
            model.add(sum(n * int(MARKS[c[0]]) for c, n in taken.items() if c[1] is unit) == marks)
        for level, (low, high) in SHARES.items():
            worth = sum(n * int(MARKS[c[0]]) for c, n in taken.items() if c[2] is level)
            model.add_linear_constraint(worth, low, high)
        model.add(sum(n for cell, n in taken.items() if cell[3]) == 2)
        for kind, wanted in SECOND_CHOICES.items():
            seconds = {unit: model.new_int_var(0, wanted, "") for unit in UNIT_MARKS}
            model.add(sum(seconds.values()) == wanted)
            for unit, count in seconds.items():
                model.add(count <= sum(n for c, n in taken.items() if c[:2] == (kind, unit)))
                used.setdefault((kind, unit), []).append(count)
    for cell, counts in firsts.items():
        model.add(sum(counts) <= held[cell])
    for (kind, unit), counts in used.items():
        model.add(sum(counts) <= sum(n for cell, n in held.items() if cell[:2] == (kind, unit)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = 30
    solver.parameters.num_workers = 1
    assert solver.solve(model) in {cp_model.OPTIMAL, cp_model.FEASIBLE}
