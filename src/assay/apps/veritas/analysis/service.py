"""Analysing attempts: features out of events, a priority out of features, a case above a threshold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assay.apps.veritas.analysis import queries, queries_cases, queries_features, rules, ruleset
from assay.apps.veritas.analysis.rules import Assessment, Cohort, Observation
from assay.apps.veritas.analysis.ruleset import RuleSet
from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.events import Event
from assay.apps.veritas.exams import queries as exams
from assay.apps.veritas.exams.policies import MonitoringPolicy
from assay.apps.veritas.jobspecs import SUMMARISE, AttemptArgs
from assay.apps.veritas.models.attempts import LIVE, ExamAttempt
from assay.apps.veritas.models.people import Level
from assay.apps.veritas.monitoring.kinds import BY_NAME
from assay.apps.veritas.people import queries as people
from assay.kernel import audit, clock, jobs, mail
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict
from assay.kernel.identity.people import people_of
from assay.kernel.settings import get_settings
from assay.kernel.web.i18n import gettext as _

NUMBERS = {name: kind.number for name, kind in BY_NAME.items()}
CHUNK = 200
"""Attempts scored in one step."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """What became of one attempt; `opened`: a case was opened for it just now."""

    attempt: int
    attempt_id: UUID
    rules_version: str
    assessment: Assessment
    opened: bool


async def reanalyse(
    db: Session, actor: Actor, attempt_id: UUID, *, summary: bool = False
) -> tuple[Analysed, UUID | None]:
    """Analyse an attempt anew at a teacher's request; with `summary`, also the job that writes one.

    Raises NotFound, and Conflict while it is being sat.
    """
    org_id = org_of(actor)
    attempt = await attempts.of_teacher(db, org_id, person_of(actor), attempt_id, level=Level.GRADE)
    done = await analyse(db, actor, attempt)
    if not summary:
        return done, None
    args = AttemptArgs(attempt=done.attempt)
    return done, await jobs.defer(db, actor, SUMMARISE, args, key=str(done.attempt))


async def analyse(db: Session, actor: Actor, attempt: ExamAttempt) -> Analysed:
    """Compute features and priority of a closed attempt under the rules of today, and keep both.

    Repeatable: the same events give the same analysis, in place of the one before. Raises Conflict for an
    attempt that is being sat, or whose case was expunged.
    """
    org_id, current = attempt.org_id, ruleset.load()
    if attempt.status in LIVE:
        raise Conflict(_("This attempt is being sat. It is analysed once it is closed."))
    if await queries_cases.is_expunged(db, org_id, attempt.attempt):
        raise Conflict(_("The analysis of this attempt was expunged."))
    seen = await queries_features.observe(db, org_id, [attempt.attempt], current, NUMBERS)
    exam = await queries.exam_by_id(db, org_id, attempt.exam_id)
    measures = await people.measures(
        db, org_id, attempt.exam_id, attempt.student_id, since=attempt.started_at
    )
    found = rules.assess(
        current,
        seen[attempt.attempt],
        cohort=await queries.kept_cohort(db, org_id, attempt.exam_id),
        off=frozenset(measures.rules_off),
        unrecorded=_unrecorded(exam.monitoring_policy),
    )
    await save_behavior_analysis(db, attempt, current, seen[attempt.attempt], found)
    opened = await _open_above(db, actor, attempt, current, found)
    return Analysed(attempt.attempt, attempt.attempt_id, current.version, found, opened)


async def save_behavior_analysis(
    db: Session,
    attempt: ExamAttempt,
    current: RuleSet,
    seen: Mapping[str, Observation],
    found: Assessment,
) -> None:
    """Keep an analysis under its version of the rules, and the priority with the attempt."""
    row = analysis_row(attempt.org_id, attempt.attempt, attempt.exam_id, current, seen, found)
    await queries.save_analyses(db, [row])


def analysis_row(
    org_id: UUID,
    attempt: int,
    exam_id: UUID,
    current: RuleSet,
    seen: Mapping[str, Observation],
    found: Assessment,
) -> dict[str, Any]:
    """The row of `behavior_analyses` for one assessment."""
    return {
        "org_id": org_id,
        "attempt": attempt,
        "rules_version": current.version,
        "exam_id": exam_id,
        "priority": found.priority,
        "level": found.level,
        "contributions": {"items": [one.document(current) for one in found.contributions]},
        "not_observed": rules.absences(found, current),
        "features": {
            "definition": current.definition,
            "rules_hash": current.hash,
            "signals": {key: one.document() for key, one in seen.items()},
        },
        "analysed_at": clock.now(),
    }


async def _open_above(
    db: Session, actor: Actor, attempt: ExamAttempt, current: RuleSet, found: Assessment
) -> bool:
    if found.priority < current.case_from:
        return False
    opened = await queries.open_case(db, attempt.org_id, attempt.exam_id, attempt.attempt, "rules")
    if opened:
        await audit.record(
            db,
            actor,
            Event.CASE_OPENED,
            entity="attempt",
            entity_id=attempt.attempt_id,
            details={"rules_version": current.version, "rules_hash": current.hash, "by": "rules"},
        )
        await tell(db, attempt, "veritas/case_opened", "opened", {})
    return opened


async def tell(db: Session, attempt: ExamAttempt, template: str, what: str, more: Mapping[str, Any]) -> None:
    """Promise the student a mail about their case, once for each `what`."""
    student = await people.student(db, attempt.org_id, attempt.student_id)
    person = (await people_of(db, [student.account_id])).get(student.account_id)
    if person is None:
        return  # Whoever left the organisation is not written to.
    exam = await queries.exam_by_id(db, attempt.org_id, attempt.exam_id)
    await mail.send(
        db,
        person.email,
        template,
        {
            "name": student.name,
            "exam": exam.title,
            "link": f"{get_settings().public_url}/veritas/student/attempts/{attempt.attempt_id}/case",
            **more,
        },
        key=f"veritas.case:{attempt.attempt_id}:{what}",
        org_id=attempt.org_id,
    )


def _unrecorded(policy: Mapping[str, Any]) -> frozenset[str]:
    parsed = MonitoringPolicy.model_validate(policy)
    # Where faces are counted the camera may still have been refused, so their absence says nothing.
    silent = {"face_count"} if parsed.fullscreen else {"face_count", "fullscreen_exit"}
    return frozenset({*parsed.off, *silent})


async def rescore(db: Session, actor: Actor, exam_id: UUID, *, after: int) -> tuple[int, int]:
    """Score the next attempts of an exam under the rules of today; (last attempt seen, how many).

    Kept features are used where they were made by the same definition, so events are read only when
    the definition has changed. (`after`, 0) when none is left.
    """
    org_id, current = org_of(actor), ruleset.load()
    batch = await queries.closed_after(db, org_id, exam_id, after=after, limit=CHUNK)
    if not batch:
        return after, 0
    exam = await queries.exam_by_id(db, org_id, exam_id)
    cohort = await queries.kept_cohort(db, org_id, exam_id)
    keys = [attempt for attempt, _student in batch]
    kept = await queries.stored_features(db, org_id, keys, current.definition)
    seen = {
        attempt: {key: Observation.of(one) for key, one in signals.items()}
        for attempt, signals in kept.items()
    }
    if missing := [attempt for attempt in keys if attempt not in seen]:
        seen |= await queries_features.observe(db, org_id, missing, current, NUMBERS)
    measures = await people.measures_of(
        db, org_id, exam_id, sorted({student for _a, student in batch}), since=exam.opens_at
    )
    silent = _unrecorded(exam.monitoring_policy)
    found = {
        attempt: rules.assess(
            current,
            seen[attempt],
            cohort=cohort,
            off=frozenset(measures[student].rules_off),
            unrecorded=silent,
        )
        for attempt, student in batch
    }
    await queries.save_analyses(
        db,
        [analysis_row(org_id, key, exam_id, current, seen[key], one) for key, one in found.items()],
    )
    for key, one in found.items():
        if one.priority >= current.case_from:
            await _open_above(db, actor, await attempts.by_key(db, org_id, key), current, one)
    return keys[-1], len(keys)


async def refresh_cohort(db: Session, actor: Actor, exam_id: UUID) -> Cohort:
    """Measure the exam's own distribution and keep it."""
    org_id, current = org_of(actor), ruleset.load()
    cohort = await queries.measure_cohort(
        db, org_id, exam_id, current.definition, [signal.key for signal in current.signals]
    )
    await queries.save_cohort(db, org_id, exam_id, cohort)
    return cohort


async def get_flagged_students_for_exam(db: Session, actor: Actor, exam_id: UUID) -> list[queries.Flagged]:
    """Students of an exam whose attempts stand before people, the highest priority first. Raises NotFound."""
    org_id = org_of(actor)
    await exams.exam(db, org_id, person_of(actor), exam_id)
    return list(await queries.flagged(db, org_id, exam_id))


async def is_expunged(db: Session, attempt: ExamAttempt) -> bool:
    """Whether the attempt's analysis was taken away for good."""
    return await queries_cases.is_expunged(db, attempt.org_id, attempt.attempt)
