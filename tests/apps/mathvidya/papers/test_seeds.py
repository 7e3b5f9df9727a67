"""The board's two papers as the board gives them: every number written down a second time."""

from collections import Counter
from decimal import Decimal

import pytest

from assay.apps.mathvidya.bank.document import ClassLevel, Cognitive, Kind, Unit
from assay.apps.mathvidya.papers import seeds

SECTIONS = {
    "A": ({Kind.MCQ: 18, Kind.ASSERTION_REASON: 2}, Decimal(1), Decimal(20)),
    "B": ({Kind.VSA: 5}, Decimal(2), Decimal(10)),
    "C": ({Kind.SA: 6}, Decimal(3), Decimal(18)),
    "D": ({Kind.LA: 4}, Decimal(5), Decimal(20)),
    "E": ({Kind.CASE: 3}, Decimal(4), Decimal(12)),
}
CHOICES = {
    ClassLevel.X: {"A": 0, "B": 2, "C": 2, "D": 2, "E": 3},
    ClassLevel.XII: {"A": 0, "B": 2, "C": 3, "D": 2, "E": 2},
}
UNITS = {
    ClassLevel.X: {
        Unit.NUMBER_SYSTEMS: 6,
        Unit.ALGEBRA: 20,
        Unit.COORDINATE_GEOMETRY: 6,
        Unit.GEOMETRY: 15,
        Unit.TRIGONOMETRY: 12,
        Unit.MENSURATION: 10,
        Unit.STATISTICS_PROBABILITY: 11,
    },
    ClassLevel.XII: {
        Unit.RELATIONS_FUNCTIONS: 8,
        Unit.ALGEBRA: 10,
        Unit.CALCULUS: 35,
        Unit.VECTORS_3D: 14,
        Unit.LINEAR_PROGRAMMING: 5,
        Unit.PROBABILITY: 8,
    },
}


@pytest.mark.parametrize("level", list(ClassLevel))
def test_board_paper_is_the_boards(level: ClassLevel) -> None:
    paper = seeds.board(level)
    assert (paper.minutes, paper.total) == (180, Decimal(80))
    counts = Counter[Kind]()
    for section in paper.sections:
        kinds, marks, total = SECTIONS[section.label]
        assert (section.counts, section.marks, section.total) == (kinds, marks, total)
        assert section.choices == CHOICES[level][section.label]
        counts.update(section.counts)
    assert [section.label for section in paper.sections] == list(SECTIONS)
    assert counts.total() == 38
    assert paper.units == UNITS[level]
    assert paper.cognitive == {Cognitive.REMEMBER: 55, Cognitive.APPLY: 25, Cognitive.ANALYSE: 20}
    assert paper.cognitive_tolerance <= 5


@pytest.mark.parametrize("level", list(ClassLevel))
def test_choice_within_a_case_study_is_its_part_of_two_marks(level: ClassLevel) -> None:
    case = seeds.board(level).sections[-1]
    assert case.choice_part == 2
    assert (Decimal(1), Decimal(1), Decimal(2)) in case.patterns
    if level is ClassLevel.X:
        assert len(case.patterns) == 1
