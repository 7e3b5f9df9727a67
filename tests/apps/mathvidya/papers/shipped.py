"""The bank that comes with Mathvidya, as the solver sees it."""

from functools import cache
from uuid import UUID, uuid5

from assay.apps.mathvidya.bank.content.all import questions
from assay.apps.mathvidya.bank.document import ClassLevel, Question
from assay.apps.mathvidya.papers.pool import Candidate, candidate_of

NAMESPACE = UUID("6f0e2c52-9d0b-4b57-a2f4-3a2f3f9f2a10")


@cache
def bank(level: ClassLevel) -> dict[UUID, Question]:
    return {uuid5(NAMESPACE, one.source): one for one in questions(level)}


@cache
def pool(level: ClassLevel) -> tuple[Candidate, ...]:
    return tuple(candidate_of(key, 1, one) for key, one in bank(level).items())
