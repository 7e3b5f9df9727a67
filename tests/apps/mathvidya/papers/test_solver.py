"""Papers from made-up banks: exact where there is one, and a true explanation where there is none."""

from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.apps.mathvidya.bank.document import ClassLevel, Cognitive, Kind, Unit
from assay.apps.mathvidya.papers import seeds
from assay.apps.mathvidya.papers.blueprint import Blueprint, Scope, Section
from assay.apps.mathvidya.papers.draw import Selection
from assay.apps.mathvidya.papers.pool import Candidate
from assay.apps.mathvidya.papers.shortage import Shortage
from assay.apps.mathvidya.papers.solver import select
from tests.apps.mathvidya.papers import shipped
from tests.apps.mathvidya.papers.banks import bank, candidate, mixed


def check_exact(blueprint: Blueprint, found: Selection) -> None:
    """Every sentence of the blueprint, counted anew."""
    units: dict[Unit, Decimal] = defaultdict(Decimal)
    levels: dict[Cognitive, Decimal] = defaultdict(Decimal)
    for section in blueprint.sections:
        places = [one for one in found.places if one.section == section.label]
        assert Counter(one.question.kind for one in places) == Counter(section.counts)
        offering = [one for one in places if one.alternative is not None or one.shows_or]
        assert len(offering) == section.choices
        for place in places:
            assert place.question.marks == section.marks
            units[place.question.unit] += place.question.marks
            levels[place.question.cognitive] += place.question.marks
            other = place.alternative
            if other is not None:
                assert (other.kind, other.unit) == (place.question.kind, place.question.unit)
            if place.shows_or:
                assert section.choice_part in place.question.offers
            if section.patterns:
                assert place.question.pattern in section.patterns
    for unit, marks in blueprint.units.items():
        assert abs(units[unit] - marks) <= blueprint.unit_tolerance
    for level, percent in blueprint.cognitive.items():
        share = 100 * levels[level] / blueprint.total
        assert abs(share - percent) <= blueprint.cognitive_tolerance
    asked = [one.question_id for one in found.questions()]
    assert len(set(asked)) == len(asked)
    if not found.kin:
        families = [one.family for one in found.questions() if one.family]
        assert len(set(families)) == len(families)


def chosen(found: Selection | Shortage) -> Selection:
    assert isinstance(found, Selection), found.summary
    return found


@pytest.mark.parametrize("level", list(ClassLevel))
def test_thirty_board_papers_of_the_shipped_bank_are_exact(level: ClassLevel) -> None:
    blueprint, pool = seeds.board(level), shipped.pool(level)
    asked: set[UUID] = set()
    for seed in range(30):
        found = chosen(select(blueprint, pool, str(seed)))
        check_exact(blueprint, found)
        assert not found.kin
        asked |= {one.question_id for one in found.questions()}
    assert len(found.places) == 38
    assert len(asked) > len(pool) / 3


@pytest.mark.parametrize("level", list(ClassLevel))
def test_ten_papers_of_a_class_share_no_question(level: ClassLevel) -> None:
    blueprint, pool = seeds.board(level), list(shipped.pool(level))
    for seed in range(10):
        found = chosen(select(blueprint, pool, str(seed)))
        check_exact(blueprint, found)
        had = {one.question_id for one in found.questions()}
        pool = [replace(one, seen=1) if one.question_id in had else one for one in pool]


@pytest.mark.parametrize(("code", "blueprint"), list(seeds.blueprints()))
def test_shipped_bank_makes_every_template(code: str, blueprint: Blueprint) -> None:
    found = chosen(select(blueprint, shipped.pool(blueprint.class_level), code))
    check_exact(blueprint, found)


def test_paper_depends_on_seed_and_questions_alone() -> None:
    pool = bank(ClassLevel.X, random=Random(1))
    blueprint = seeds.board(ClassLevel.X)
    first = chosen(select(blueprint, pool, "seed"))
    stored = Blueprint.model_validate(dict(reversed(blueprint.document().items())))
    assert chosen(select(stored, mixed(pool, Random(2)), "seed")) == first
    assert chosen(select(blueprint, pool, "other")) != first


def test_least_used_questions_come_first() -> None:
    pool = bank(ClassLevel.X, random=Random(3), families=1)
    worn = {one.question_id for one in Random(4).sample(pool, len(pool) // 2)}
    pool = [replace(one, used=50) if one.question_id in worn else one for one in pool]
    asked = [one.question_id for one in chosen(select(seeds.board(ClassLevel.X), pool, "1")).questions()]
    assert sum(one in worn for one in asked) < len(asked) * 0.15


def test_exposure_evens_out_over_many_papers() -> None:
    pool = bank(ClassLevel.X, random=Random(5), families=1)
    used: Counter[UUID] = Counter()
    for seed in range(20):
        counted = [replace(one, used=used[one.question_id]) for one in pool]
        found = chosen(select(seeds.board(ClassLevel.X), counted, str(seed)))
        used.update(one.question_id for one in found.questions())
    mcq = [used[one.question_id] for one in pool if one.kind is Kind.MCQ]
    assert max(mcq) - min(mcq) <= 4


def test_questions_had_before_are_taken_only_when_asked_for() -> None:
    pool = [replace(one, seen=1) for one in bank(ClassLevel.X, random=Random(6))]
    blueprint = seeds.board(ClassLevel.X)
    refused = select(blueprint, pool, "1")
    assert isinstance(refused, Shortage)
    assert "unused questions" in refused.summary
    assert chosen(select(blueprint, pool, "1", allow_seen=True)).seen == 44
    fresh = replace(next(one for one in pool if one.kind is Kind.LA), question_id=UUID(int=10**9), seen=0)
    some = chosen(select(blueprint, [*pool, fresh], "1", allow_seen=True))
    assert some.seen == 43


def small(choices: int, units: dict[Unit, int]) -> Blueprint:
    total = Decimal(sum(units.values()))
    return Blueprint(
        class_level=ClassLevel.X,
        session="2026-27",
        title="A small paper",
        scope=Scope.SECTION,
        minutes=30,
        total=total,
        sections=(
            Section(label="A", counts={Kind.MCQ: int(total) - 4}, marks=Decimal(1)),
            Section(label="B", counts={Kind.VSA: 2}, marks=Decimal(2), choices=choices),
        ),
        units={unit: Decimal(marks) for unit, marks in units.items()},
    )


UNITS = (Unit.ALGEBRA, Unit.TRIGONOMETRY)
QUESTION = st.tuples(st.sampled_from((Kind.MCQ, Kind.VSA)), st.sampled_from(UNITS), st.sampled_from("abcd "))


def brute(blueprint: Blueprint, pool: list[Candidate], *, families: bool) -> bool:
    """Whether any choice of questions meets the blueprint, by trying all."""
    choices = blueprint.sections[1].choices
    by_kind = {kind: [one for one in pool if one.kind is kind] for kind in (Kind.MCQ, Kind.VSA)}
    for mcq in combinations(by_kind[Kind.MCQ], blueprint.sections[0].count):
        for vsa in combinations(by_kind[Kind.VSA], 2):
            marks: dict[Unit, Decimal] = defaultdict(Decimal)
            for one in (*mcq, *vsa):
                marks[one.unit] += one.marks
            if any(marks[unit] != wanted for unit, wanted in blueprint.units.items()):
                continue
            rest = [one for one in by_kind[Kind.VSA] if one not in vsa]
            for others in combinations(rest, choices):
                paired = Counter(one.unit for one in others) - Counter(one.unit for one in vsa)
                names = [one.family for one in (*mcq, *vsa, *others) if one.family]
                if not paired and (not families or len(set(names)) == len(names)):
                    return True
    return False


@settings(max_examples=60, deadline=None)
@given(
    st.lists(QUESTION, max_size=11),
    st.integers(0, 2),
    st.sampled_from(({UNITS[0]: 4, UNITS[1]: 3}, {UNITS[0]: 2, UNITS[1]: 5}, {UNITS[0]: 6, UNITS[1]: 1})),
    st.sampled_from(("1", "2")),
)
def test_solver_agrees_with_trying_everything(
    questions: list[tuple[Kind, Unit, str]], choices: int, units: dict[Unit, int], seed: str
) -> None:
    pool = [
        candidate(number, kind, unit, family=family.strip())
        for number, (kind, unit, family) in enumerate(questions, 1)
    ]
    blueprint = small(choices, units)
    found = select(blueprint, pool, seed)
    if isinstance(found, Selection):
        check_exact(blueprint, found)
        assert found.kin == (not brute(blueprint, pool, families=True))
        return
    assert not brute(blueprint, pool, families=False)
    assert found.nearest
    for cause in found.causes:
        assert cause.available < cause.wanted
        if cause.what == "questions":
            assert cause.available == sum(one.kind == cause.subject for one in pool)
        if cause.what == "unit":
            assert cause.available == most_of(blueprint, pool, Unit(cause.subject))
        if cause.what == "choices":
            assert cause.available == most_choices(pool)


def most_of(blueprint: Blueprint, pool: list[Candidate], unit: Unit) -> Decimal:
    """The most marks of a unit among all sets of questions that keep to the sections' numbers."""
    of_unit = [one for one in pool if one.unit is unit]
    counts = {kind: count for section in blueprint.sections for kind, count in section.counts.items()}
    return max(
        sum((one.marks for one in some), Decimal(0))
        for size in range(len(of_unit) + 1)
        for some in combinations(of_unit, size)
        if all(number <= counts[kind] for kind, number in Counter(one.kind for one in some).items())
    )


def most_choices(pool: list[Candidate]) -> int:
    """The most alternatives that two very short answers could have, over all pairs of questions."""
    written = [one for one in pool if one.kind is Kind.VSA]
    best = 0
    for first in combinations(written, 2):
        rest = Counter(one.unit for one in written if one not in first)
        best = max(best, (rest & Counter(one.unit for one in first)).total())
    return best


def test_constraints_that_clash_are_told_by_the_nearest_paper() -> None:
    pool = [candidate(number, Kind.MCQ, UNITS[number % 2]) for number in range(1, 9)]
    pool += [candidate(20 + number, Kind.VSA, UNITS[0]) for number in range(4)]
    found = select(small(0, {UNITS[0]: 3, UNITS[1]: 4}), pool, "1")
    assert isinstance(found, Shortage)
    assert found.causes[0].message == (
        "Class X, Trigonometry: 4 marks are wanted and the bank's questions give at most 3."
    )
    clash = select(small(0, {UNITS[0]: 1, UNITS[1]: 6}), [*pool, candidate(99, Kind.VSA, UNITS[1])], "1")
    assert isinstance(clash, Shortage)
    assert {one.subject: (int(one.available), int(one.wanted)) for one in clash.nearest} == {
        "algebra": (2, 1),
        "trigonometry": (5, 6),
    }
