"""Pure rules of answer pages: which are missing, what may change, what is left to be said before submit."""

from collections.abc import Collection


def gaps(numbers: Collection[int], expected: int | None = None) -> list[int]:
    """Numbers that are missing in the sequence from 1 to the highest, or to `expected` where it is known."""
    last = max([expected or 0, *numbers], default=0)
    return sorted(set(range(1, last + 1)) - set(numbers))
