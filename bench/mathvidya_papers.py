"""Papers from the shipped bank: how many a second, and whether each is what its blueprint says.

A paper is checked against the blueprint by counting what is in it, not by asking the solver. Every paper
wears its questions a little more: the next one sees how often each was used, as in an institution.
"""

import statistics
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.support.school import School

from assay.apps.mathvidya.bank import service as bank
from assay.apps.mathvidya.bank.content import all as content
from assay.apps.mathvidya.bank.document import ClassLevel, Question
from assay.apps.mathvidya.papers import seeds, service
from assay.apps.mathvidya.papers.blueprint import Blueprint, Section
from assay.apps.mathvidya.papers.draw import Place, Selection
from assay.apps.mathvidya.papers.pool import Candidate, candidate_of, usable
from assay.apps.mathvidya.papers.solver import select
from assay.kernel.db.session import Role
from assay.kernel.errors import AssayError
from assay.kernel.ids import uuid5_of

NOBODY = UUID(int=0)
Bank = Mapping[ClassLevel, Sequence[Question]]


def shipped() -> Bank:
    """Every question that comes with Mathvidya; making them takes seconds."""
    return {level: content.questions(level) for level in ClassLevel}


@dataclass(slots=True)
class Papers:
    """What became of the papers of one class. `wrong`: what was not as the blueprint says, and how often."""

    class_level: str
    asked: int
    made: int = 0
    kin: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    exact: int = 0
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    """Seconds of processor time: what a paper costs where other work shares the machine."""
    cognitive: list[dict[str, float]] = field(default_factory=list)
    """Percent of the marks by level, for each paper."""

    def document(self, uses: Sequence[int]) -> dict[str, Any]:
        levels = sorted({level for one in self.cognitive for level in one})
        return {
            "class": self.class_level,
            "papers": self.asked,
            "made": self.made,
            "exact": self.exact,
            "wrong": dict(self.wrong),
            "of_one_template": self.kin,
            "papers_per_second": round(self.asked / sum(self.seconds), 2),
            "papers_per_second_of_processor": round(self.asked / sum(self.processor), 2),
            "p50_processor_ms": round(statistics.median(self.processor) * 1000, 1),
            "p50_ms": round(statistics.median(self.seconds) * 1000, 1),
            "slowest_ms": round(max(self.seconds) * 1000, 1),
            "cognitive_percent": {
                level: {
                    "mean": round(statistics.mean(shares), 2),
                    "least": round(min(shares), 2),
                    "most": round(max(shares), 2),
                }
                for level in levels
                if (shares := [one.get(level, 0.0) for one in self.cognitive])
            },
            "uses": {
                "questions": len(uses),
                "never": uses.count(0),
                "least": min(uses),
                "median": statistics.median_low(uses),
                "most": max(uses),
            },
        }


def measure(questions: Sequence[Question], level: ClassLevel, count: int) -> dict[str, Any]:
    """`count` board papers of a class, one after the other; only the choosing is timed."""
    blueprint = seeds.board(level)
    pool = {one.question_id: one for one in _candidates(questions)}
    done = Papers(level.value, count)
    for number in range(count):
        begun, spent = time.perf_counter(), time.process_time()
        found = select(blueprint, pool.values(), f"bench {number}")
        done.seconds.append(time.perf_counter() - begun)
        done.processor.append(time.process_time() - spent)
        if not isinstance(found, Selection):
            done.wrong["no paper"] += 1
            continue
        done.made += 1
        done.kin += found.kin
        faults = set(wrong(blueprint, found))
        done.wrong.update(faults)
        done.exact += not faults
        done.cognitive.append(_cognitive(found))
        for one in found.questions():
            pool[one.question_id] = replace(pool[one.question_id], used=pool[one.question_id].used + 1)
    return done.document([one.used for one in usable(blueprint, pool.values())])


def _candidates(questions: Sequence[Question]) -> Iterator[Candidate]:
    for one in questions:
        yield candidate_of(uuid5_of(NOBODY, one.source), 1, one)


def wrong(blueprint: Blueprint, found: Selection) -> Iterator[str]:
    """What of a paper is not as its blueprint says."""
    ids = [one.question_id for one in found.questions()]
    if len(set(ids)) != len(ids):
        yield "a question twice"
    units: dict[str, Decimal] = dict.fromkeys(blueprint.units, Decimal(0))
    for place in found.places:
        units[place.question.unit] += place.question.marks
    if units != blueprint.units:
        yield "marks of a unit"
    if sum(units.values()) != blueprint.total:
        yield "total"
    for section in blueprint.sections:
        yield from _wrong_in(section, [one for one in found.places if one.section == section.label])
    shares = _cognitive(found)
    for level, percent in blueprint.cognitive.items():
        if abs(shares.get(level, 0.0) - percent) > blueprint.cognitive_tolerance:
            yield "levels"


def _wrong_in(section: Section, places: Sequence[Place]) -> Iterator[str]:
    if Counter(one.question.kind for one in places) != Counter(section.counts):
        yield "kinds"
    if any(one.question.marks != section.marks for one in places):
        yield "marks of a question"
    if section.patterns and any(one.question.pattern not in section.patterns for one in places):
        yield "parts of a case study"
    pairs = [(one.question, one.alternative) for one in places if one.alternative is not None]
    showing = [one.question for one in places if one.shows_or]
    if len(pairs) + len(showing) != section.choices or (pairs and not section.paired):
        yield "choices"
    if any((a.kind, a.unit, a.marks) != (b.kind, b.unit, b.marks) for a, b in pairs):
        yield "unlike alternatives"
    if section.choice_part and any(section.choice_part not in one.offers for one in showing):
        yield "choice in another part"


def _cognitive(found: Selection) -> dict[str, float]:
    marks: Counter[str] = Counter()
    for place in found.places:
        marks[place.question.cognitive] += int(place.question.marks * 2)
    return {level: 100 * one / marks.total() for level, one in marks.items()}


async def set_up(school: School, questions: Bank) -> None:
    """The bank and the templates of an organisation."""
    async with school.database.transaction(role=Role.APP, org_id=school.org_id) as db:
        await bank.set_up(db, school.org_id, [one for level in questions for one in questions[level]])
        await service.seed_templates(db, school.org_id)


async def through_database(school: School, count: int) -> dict[str, Any]:
    """Board papers as the service makes them: bank and template read, chosen, put together, hashed, uses
    counted, committed. One after the other, the classes in turn."""
    async with school.database.transaction(role=Role.APP, org_id=school.org_id) as db:
        found = await service.templates(db, school.org_id)
    boards = [one for one in found if one.code.endswith("-board")]
    if len(boards) != len(ClassLevel):
        raise AssayError("A class has no board paper.")
    begun = time.perf_counter()
    for number in range(count):
        async with school.database.transaction(role=Role.APP, org_id=school.org_id) as db:
            template = boards[number % len(boards)]
            made = await service.generate_paper(db, school.org_id, template, seed=number)
            await service.count_uses(db, school.org_id, made)
    seconds = time.perf_counter() - begun
    return {"papers": count, "seconds": round(seconds, 2), "papers_per_second": round(count / seconds, 2)}
