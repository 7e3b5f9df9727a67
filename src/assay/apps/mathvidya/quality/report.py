"""How the markers stand: severity and drift, where two differ, seeds and how they were met."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from assay.apps.mathvidya.models.evaluations import Evaluation, MarkCheck
from assay.apps.mathvidya.models.people import TeacherProfile
from assay.apps.mathvidya.quality import queries, rules
from assay.apps.mathvidya.quality.queries import Seeded
from assay.apps.mathvidya.quality.rules import Severity, Week
from assay.kernel import clock
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Session

WINDOW = timedelta(days=180)
"""What severity and drift are computed over."""


@dataclass(frozen=True, slots=True)
class Marker:
    """`severity` is None for a marker nobody was compared with yet."""

    profile: TeacherProfile
    seeds: int
    seeds_missed: int
    severity: Severity | None
    weeks: Sequence[Week]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A first marking and a second one too far apart; `third` once somebody has decided."""

    check: MarkCheck
    first: Evaluation
    third: Evaluation | None

    @property
    def differences(self) -> Sequence[rules.Difference]:
        questions = self.check.details.get("questions", {})
        return [rules.Difference.of(int(number), pair) for number, pair in questions.items()]


@dataclass(frozen=True, slots=True)
class Report:
    markers: Sequence[Marker]
    disagreements: Sequence[Disagreement]
    seeds: Sequence[Seeded]


async def report(db: Session, actor: Actor) -> Report:
    """Everything the page about quality shows, of the last 180 days."""
    org_id = org_of(actor)
    found = await queries.checks(db, org_id, clock.now() - WINDOW)
    by_teacher: dict[UUID, list[MarkCheck]] = {}
    for one in found:
        by_teacher.setdefault(one.teacher_id, []).append(one)
    return Report(
        [_marker(one, by_teacher.get(one.teacher_id, [])) for one in await queries.teachers(db, org_id)],
        [Disagreement(*row) for row in await queries.conflicts(db, org_id)],
        await queries.seeds(db, org_id),
    )


def _marker(profile: TeacherProfile, checks: Sequence[MarkCheck]) -> Marker:
    counted = _counted(checks)
    seeds = [one for one in checks if one.kind == queries.SEED]
    deviations = [(one.made_at.date(), float(one.given - one.reference)) for one in counted]
    return Marker(
        profile,
        len(seeds),
        sum(not one.within for one in seeds),
        rules.severity([deviation for _day, deviation in deviations]),
        rules.drift(deviations),
    )


def _counted(checks: Sequence[MarkCheck]) -> list[MarkCheck]:
    """One comparison for each marking: with the adjudication where there is one, else with the second."""
    adjudicated = {one.evaluation_id for one in checks if one.kind == queries.ADJUDICATION}
    return [one for one in checks if one.kind != queries.SECOND or one.evaluation_id not in adjudicated]
