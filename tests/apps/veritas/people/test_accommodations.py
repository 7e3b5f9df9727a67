"""Several grants as one: the documented precedence."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from assay.apps.veritas.people.accommodations import NONE, Measures, Place, Window, merge

T = datetime(2026, 5, 4, 8, tzinfo=UTC)


def window(start: int, hours: int) -> Window:
    return Window(opens_at=T + timedelta(hours=start), closes_at=T + timedelta(hours=start + hours))


measures = st.builds(
    Measures,
    multiplier=st.decimals("1", "4", places=2),
    extra_minutes=st.integers(0, 200),
    pauses_allowed=st.integers(0, 5),
    pause_minutes=st.integers(1, 60),
    window=st.none() | st.builds(window, st.integers(0, 9), st.integers(1, 9)),
    rules_off=st.lists(st.sampled_from(["paste", "window_blur", "copy"]), unique=True).map(tuple),
)
grants = st.lists(st.tuples(st.sampled_from(Place), measures), max_size=5)


def test_nothing_granted_is_nothing_done() -> None:
    assert merge([]) == NONE
    assert NONE.is_empty


@given(grants, st.randoms())
def test_order_does_not_matter(given_: list[tuple[Place, Measures]], chance: object) -> None:
    shuffled = list(given_)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge(shuffled) == merge(given_)


@given(grants, st.sampled_from(Place), measures)
def test_one_more_grant_takes_nothing_away(
    given_: list[tuple[Place, Measures]], place: Place, more: Measures
) -> None:
    before, after = merge(given_), merge([*given_, (place, more)])
    assert after.multiplier >= before.multiplier
    assert after.extra_minutes >= before.extra_minutes
    assert after.pauses_allowed >= before.pauses_allowed
    assert set(after.rules_off) >= set(before.rules_off)


def test_largest_multiplier_holds_and_minutes_add_up() -> None:
    merged = merge(
        [
            (Place.GROUP, Measures(multiplier=Decimal("1.5"), extra_minutes=5)),
            (Place.STUDENT, Measures(multiplier=Decimal("1.25"), extra_minutes=10)),
        ]
    )
    assert (merged.multiplier, merged.extra_minutes) == (Decimal("1.5"), 15)


def test_nearest_window_holds() -> None:
    near, far = window(0, 1), window(0, 9)
    merged = merge([(Place.EXAM, Measures(window=far)), (Place.ASSIGNMENT, Measures(window=near))])
    assert merged.window == near


def test_of_two_windows_from_one_place_the_later_end_holds() -> None:
    merged = merge(
        [(Place.GROUP, Measures(window=window(0, 3))), (Place.GROUP, Measures(window=window(1, 4)))]
    )
    assert merged.window == window(1, 4)


@pytest.mark.parametrize(
    "wrong",
    [
        {"multiplier": "0.5"},
        {"multiplier": "5"},
        {"extra_minutes": -1},
        {"window": {"opens_at": T.isoformat(), "closes_at": T.isoformat()}},
        {"window": {"opens_at": "2026-05-04T08:00", "closes_at": "2026-05-05T08:00"}},
        {"more": 1},
    ],
)
def test_nonsense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Measures.model_validate(wrong)
