"""The selection rule, against a plain definition and against what must always hold."""

import hashlib
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.apps.enigma.intake.rules import Pseudonyms, pseudonym
from assay.apps.enigma.policy import Component, Policy, ReservedSeats
from assay.apps.enigma.selection import rules
from assay.apps.enigma.selection.rules import MISSING, OPEN, Candidates, select
from assay.kernel.ids import uuid7

SEED = "a" * 64


def candidates(rows: list[tuple[list[int], set[str]]]) -> Candidates:
    names = [hashlib.sha256(str(index).encode()).hexdigest() for index in range(len(rows))]
    scores = np.asarray([row[0] for row in rows], dtype=np.int64).reshape(len(rows), 4)
    return Candidates(names, scores, [frozenset(row[1]) for row in rows])


def same(score: int, *categories: str) -> tuple[list[int], set[str]]:
    return [score] * 4, set(categories)


score = st.integers(0, 1_000_000)
maybe = st.one_of(st.just(MISSING), score)
row = st.tuples(
    st.tuples(score, maybe, maybe, maybe).map(list), st.sets(st.sampled_from(["SC", "ST", "PwD", "Girls"]))
)
reserved = st.lists(
    st.builds(
        ReservedSeats,
        category=st.sampled_from(["SC", "ST", "PwD", "Girls"]),
        seats=st.integers(1, 4),
        kind=st.sampled_from(["vertical", "horizontal"]),
    ),
    max_size=3,
    unique_by=lambda one: (one.category, one.kind),
).map(tuple)


def plain_key(group: Candidates, index: int, policy: Policy) -> tuple[object, ...]:
    """The order said with fractions and dictionaries."""
    values = dict(zip(Component, group.scores[index].tolist(), strict=True))
    given_parts = {part: value for part, value in values.items() if value != MISSING}
    weight = sum(policy.weights[part] for part in given_parts)
    mean = Fraction(sum(policy.weights[part] * value for part, value in given_parts.items()), weight)
    rounded = (2 * mean.numerator + mean.denominator) // (2 * mean.denominator)
    ties = tuple(-values[part] for part in policy.tie_break)
    return (-rounded, *ties, hashlib.sha256(f"{SEED}:{group.pseudonyms[index]}".encode()).digest())


@given(st.lists(row, min_size=1, max_size=40))
def test_places_follow_the_plain_definition(rows: list[tuple[list[int], set[str]]]) -> None:
    group, policy = candidates(rows), Policy()
    outcome = select(group, policy, seats=5, seed=SEED)
    expected = sorted(range(len(rows)), key=lambda index: plain_key(group, index, policy))
    assert np.argsort(outcome.ranks).tolist() == expected


@settings(max_examples=200)
@given(st.lists(row, min_size=1, max_size=30), reserved, st.integers(1, 12), st.randoms())
def test_order_of_arrival_changes_nothing(
    rows: list[tuple[list[int], set[str]]], kept: tuple[ReservedSeats, ...], seats: int, dice: object
) -> None:
    vertical = sum(one.seats for one in kept if one.kind == "vertical")
    policy = Policy(reserved=kept, waitlist=3)
    group = candidates(rows)
    there = list(range(len(rows)))
    dice.shuffle(there)  # type: ignore[attr-defined]
    shuffled = Candidates(
        [group.pseudonyms[i] for i in there], group.scores[there], [group.categories[i] for i in there]
    )
    one = select(group, policy, seats=max(seats, vertical), seed=SEED)
    other = select(shuffled, policy, seats=max(seats, vertical), seed=SEED)
    assert [one.seats[i] for i in there] == list(other.seats)
    assert [one.waitlist[i] for i in there] == list(other.waitlist)
    assert rules.outcome_hash(group, one) == rules.outcome_hash(shuffled, other)
    assert rules.inputs_hash(group) == rules.inputs_hash(shuffled)


@settings(max_examples=200)
@given(st.lists(row, max_size=30), reserved, st.integers(1, 12))
def test_seats_are_filled_and_kept(
    rows: list[tuple[list[int], set[str]]], kept: tuple[ReservedSeats, ...], seats: int
) -> None:
    vertical = [one for one in kept if one.kind == "vertical"]
    seats = max(seats, sum(one.seats for one in vertical))
    group = candidates(rows)
    outcome = select(group, Policy(reserved=kept, waitlist=4), seats=seats, seed=SEED)
    taken = [index for index, seat in enumerate(outcome.seats) if seat is not None]
    assert len(taken) == min(seats, len(rows))
    for index in taken:
        assert outcome.seats[index] == OPEN or outcome.seats[index] in group.categories[index]
    for one in vertical:
        held = sum(outcome.seats[index] == one.category for index in range(len(rows)))
        assert held <= one.seats
    waiting = sorted(place for place in outcome.waitlist if place is not None)
    assert waiting == list(range(1, min(4, len(rows) - len(taken)) + 1))
    assert not any(seat and place for seat, place in zip(outcome.seats, outcome.waitlist, strict=True))


@given(st.lists(row, min_size=1, max_size=25), st.integers(1, 6), st.integers(1, 10))
def test_a_horizontal_minimum_is_met_when_there_are_enough_holders(
    rows: list[tuple[list[int], set[str]]], minimum: int, seats: int
) -> None:
    policy = Policy(reserved=(ReservedSeats(category="PwD", seats=minimum, kind="horizontal"),))
    group = candidates(rows)
    outcome = select(group, policy, seats=seats, seed=SEED)
    holders = sum("PwD" in one for one in group.categories)
    selected = sum(
        seat is not None and "PwD" in group.categories[index] for index, seat in enumerate(outcome.seats)
    )
    assert selected >= min(minimum, holders, seats, len(rows))


@given(st.lists(st.text("ab\0é", max_size=12), unique=True, max_size=30))
def test_inputs_are_hashed_by_name_however_alike_the_names_begin(names: list[str]) -> None:
    scores = np.arange(4 * len(names), dtype=np.int64).reshape(-1, 4)
    group = Candidates(names, scores, [frozenset({"SC"})] * len(names))
    lines = [rules.line(name, scores[i].tolist(), frozenset({"SC"})) for i, name in enumerate(names)]
    by_name = b"".join(line for _, line in sorted(zip(names, lines, strict=True)))
    assert rules.inputs_hash(group) == hashlib.sha256(by_name).hexdigest()


def test_pseudonyms_are_made_from_ids_when_they_are_asked_for() -> None:
    ids = [uuid7() for _ in range(3)]
    names = Pseudonyms(b"".join(one.bytes for one in ids))
    assert list(names) == [pseudonym(one) for one in ids]
    assert [names.application(place) for place in range(len(names))] == ids
    assert names[1:] == [pseudonym(one) for one in ids[1:]]


def test_higher_score_takes_the_seat() -> None:
    outcome = select(candidates([same(100), same(300), same(200)]), Policy(), seats=1, seed=SEED)
    assert outcome.seats == [None, OPEN, None]
    assert outcome.ranks.tolist() == [3, 1, 2]
    assert outcome.cut_off == 300


def test_missing_tests_are_left_out_and_the_rest_rescaled() -> None:
    scores = np.asarray([[800_000, MISSING, 600_000, 500_000]], dtype=np.int64)
    # (30*80 + 25*60 + 20*50) / 75 = 65.3333...
    assert rules.aggregate(scores, [30, 25, 25, 20]).tolist() == [653_333]


def test_halves_round_up() -> None:
    scores = np.asarray([[1, 2, MISSING, MISSING]], dtype=np.int64)
    assert rules.aggregate(scores, [1, 1, 1, 1]).tolist() == [2]


def test_vertical_seats_go_to_the_category_and_unclaimed_ones_return() -> None:
    policy = Policy(
        reserved=(
            ReservedSeats(category="SC", seats=1),
            ReservedSeats(category="ST", seats=1),
        )
    )
    group = candidates([same(900), same(800), same(500, "SC"), same(700)])
    outcome = select(group, policy, seats=3, seed=SEED)
    assert outcome.seats == [OPEN, OPEN, "SC", None]


def test_horizontal_minimum_replaces_the_lowest_placed_other() -> None:
    policy = Policy(reserved=(ReservedSeats(category="PwD", seats=1, kind="horizontal"),))
    group = candidates([same(900), same(800), same(100, "PwD")])
    outcome = select(group, policy, seats=2, seed=SEED)
    assert outcome.seats == [OPEN, None, OPEN]


def test_a_later_minimum_does_not_undo_an_earlier_one() -> None:
    policy = Policy(
        reserved=(
            ReservedSeats(category="PwD", seats=1, kind="horizontal"),
            ReservedSeats(category="Girls", seats=1, kind="horizontal"),
        )
    )
    group = candidates([same(900), same(300, "PwD"), same(200, "Girls")])
    outcome = select(group, policy, seats=2, seed=SEED)
    assert [outcome.seats[1], outcome.seats[2]] == [OPEN, OPEN]


def test_ties_go_by_the_named_components_then_by_lot() -> None:
    policy = Policy(tie_break=(Component.ESSAY,))
    equal = candidates([([500, 500, 500, 500], set()), ([500, 500, 500, 500], set())])
    outcome = select(equal, policy, seats=1, seed=SEED)
    first = min((0, 1), key=lambda index: rules.lot(SEED, equal.pseudonyms[index]))
    assert outcome.seats[first] == OPEN
    other_seed = next(
        seed
        for seed in (str(n) for n in range(100))
        if min((0, 1), key=lambda index: rules.lot(seed, equal.pseudonyms[index])) != first
    )
    assert select(equal, policy, seats=1, seed=other_seed).seats[1 - first] == OPEN


def test_nobody_applied() -> None:
    outcome = select(candidates([]), Policy(), seats=3, seed=SEED)
    assert outcome.cut_off is None
    assert list(outcome.seats) == []


def test_a_candidate_without_any_weighted_component_is_an_error() -> None:
    with pytest.raises(ValueError, match="no component"):
        rules.aggregate(np.asarray([[MISSING] * 4], dtype=np.int64), [1, 1, 1, 1])
