"""Made-up questions without texts: what the solver sees of a bank."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random
from uuid import UUID

from assay.apps.mathvidya.bank.document import MARKS, ClassLevel, Cognitive, Difficulty, Kind, Unit
from assay.apps.mathvidya.papers.pool import Candidate
from assay.apps.mathvidya.papers.seeds import UNIT_MARKS

ONE, TWO = Decimal(1), Decimal(2)
EACH = {
    Kind.MCQ: 160,
    Kind.ASSERTION_REASON: 25,
    Kind.VSA: 80,
    Kind.SA: 100,
    Kind.LA: 70,
    Kind.CASE: 40,
}
LEVELS = list(Cognitive)


def candidate(number: int, kind: Kind, unit: Unit, **more: object) -> Candidate:
    """A question; a case study has its "OR" in the part of two marks."""
    facts: dict[str, object] = {
        "cognitive": Cognitive.REMEMBER,
        "difficulty": Difficulty.MEDIUM,
        "marks": MARKS[kind],
    }
    if kind is Kind.CASE:
        facts |= {"pattern": (ONE, ONE, TWO), "offers": (TWO,)}
    return Candidate(UUID(int=number), 1, kind, unit, **{**facts, **more})  # type: ignore[arg-type]


def bank(level: ClassLevel, *, random: Random, families: int = 3) -> list[Candidate]:
    """A bank of some hundreds, its units in the board's proportions; `families` questions a template."""
    return list(_bank(level, random, families))


def _bank(level: ClassLevel, random: Random, families: int) -> Iterator[Candidate]:
    weights = UNIT_MARKS[level]
    number = 0
    for kind, count in EACH.items():
        for unit, weight in weights.items():
            for at in range(max(4, count * weight // 80)):
                number += 1
                if at % families == 0:
                    cognitive = random.choices(LEVELS, [55, 25, 20])[0]
                yield candidate(
                    number,
                    kind,
                    unit,
                    cognitive=cognitive,
                    difficulty=random.choice(list(Difficulty)),
                    family=f"{kind}-{unit}-{at // families}",
                )


def mixed(candidates: Sequence[Candidate], random: Random) -> list[Candidate]:
    return random.sample(candidates, len(candidates))
