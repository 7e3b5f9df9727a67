"""Comparing formulas in a process of its own: one that would not end costs its own time and no more."""

from assay.kernel.questions import comparing

ENDLESS = "((((9^60)^60)^60)^60)^60"
"""A power tower: exact, it would take more digits than there is memory."""


async def test_pairs_are_decided_and_the_endless_one_is_left_to_a_person() -> None:
    pairs = [("x+1", "1 + x"), (ENDLESS, f"{ENDLESS} + 1"), ("x+1", "x+2"), ("x", "x ="), (" 2x", "2x")]
    found = await comparing.compare(pairs, seconds=2)
    assert found == {pairs[0]: True, pairs[1]: None, pairs[2]: False, pairs[3]: None, pairs[4]: True}


async def test_nothing_to_compare_starts_no_process() -> None:
    assert await comparing.compare([]) == {}


def test_verdict_that_is_not_known_is_left_to_a_person() -> None:
    same = comparing.known({("a", "b"): False})
    assert same("a", "b") is False
    assert same("a", "c") is None
