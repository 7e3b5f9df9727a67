"""Pure rules of a regrade: which keys are new, what an answer is worth then, who gains and who loses."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID


class Effect(StrEnum):
    """What a regrade does to one attempt. `to_mark`: an answer had a mark and waits for a person now."""

    GAIN = "gain"
    LOSE = "lose"
    SAME = "same"
    TO_MARK = "to_mark"


def state_of(versions: Mapping[UUID, int]) -> str:
    """Names the keys that a regrade is worked out with: 32 hexadecimal digits."""
    text = ",".join(f"{question_id}:{versions[question_id]}" for question_id in sorted(versions))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def regraded(before: Decimal | None, after: Decimal | None, *, nobody_loses: bool) -> Decimal | None:
    """The mark of one answer: by the new key, or the old mark where that is more and nobody is to lose."""
    if not nobody_loses or before is None:
        return after
    return before if after is None else max(before, after)


@dataclass(frozen=True, slots=True)
class Regraded:
    """One answer before and after; None: waits for a person."""

    attempt: int
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a regrade does to one attempt, in points so far."""

    effect: Effect
    points: Decimal


def differences(answers: Iterable[Regraded]) -> dict[int, Difference]:
    """By attempt, over all its answers that were looked at."""
    waiting: Counter[int] = Counter()
    moved: dict[int, Decimal] = {}
    for one in answers:
        waiting[one.attempt] += one.before is not None and one.after is None
        change = (one.after or Decimal(0)) - (one.before or Decimal(0))
        moved[one.attempt] = moved.get(one.attempt, Decimal(0)) + change
    return {
        attempt: Difference(_effect(change, waits=waiting[attempt] > 0), change)
        for attempt, change in moved.items()
    }


def _effect(change: Decimal, *, waits: bool) -> Effect:
    if waits:
        return Effect.TO_MARK
    if change > 0:
        return Effect.GAIN
    return Effect.LOSE if change < 0 else Effect.SAME


def counts(found: Iterable[Difference]) -> dict[str, int]:
    """How many attempts each effect has."""
    counted = Counter(one.effect for one in found)
    return {effect.value: counted[effect] for effect in Effect}


STEPS = tuple(Decimal(size).scaleb(place) for place in range(-3, 7) for size in ("1", "2.5", "5"))


def classes(points: Iterable[Decimal], most: int = 6) -> tuple[list[int], list[float]]:
    """Counts and edges of a histogram of differences: zero is an edge, at most `most` classes a side, and
    whole points where all differences are."""
    values = list(points)
    widest = max((abs(one) for one in values), default=Decimal(1))
    whole = all(one == one.to_integral_value() for one in values)
    step = next(size for size in STEPS if size * most >= widest and (not whole or size % 1 == 0))
    places = Counter(int((one / step).to_integral_value(ROUND_FLOOR)) for one in values)
    low, high = min([0, *places]), max([0, *places]) + 1
    counted = [places[place] for place in range(low, high)]
    return counted, [float(place * step) for place in range(low, high + 1)]


def document(versions: Mapping[UUID, int], effects: Mapping[str, int], **more: Any) -> dict[str, Any]:
    """`regrades.difference`: keys by version, counts, and whatever is known more."""
    return {
        "versions": {str(question_id): version for question_id, version in versions.items()},
        "state": state_of(versions),
        **effects,
        **more,
    }


def versions_of(difference: Mapping[str, Any]) -> dict[UUID, int]:
    return {UUID(question_id): version for question_id, version in difference["versions"].items()}
