"""Regrades: worked out first for who gains and who loses, then carried to every attempt by one job."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from assay.apps.veritas.exams import queries as exams
from assay.apps.veritas.grading import (
    carrying,
    queries_regrade,
    rules_regrade,
)
from assay.apps.veritas.grading.carrying import Change
from assay.apps.veritas.grading.forms import RegradeForm
from assay.apps.veritas.grading.rules_regrade import Difference, Effect
from assay.apps.veritas.jobspecs import REGRADE, RegradeArgs
from assay.apps.veritas.models.attempts import Regrade
from assay.apps.veritas.models.exams import Exam, ExamQuestion
from assay.apps.veritas.models.people import Level
from assay.kernel import jobs
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict
from assay.kernel.ids import uuid7
from assay.kernel.questions import comparing
from assay.kernel.web.i18n import gettext as _

DRY_RUN_SECONDS = 20.0
"""For all comparisons of formulas of a dry run: what is left counts as waiting for a person."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a regrade does, or did. `row` is None for a dry run."""

    exam: Exam
    row: Regrade | None
    nobody_loses: bool
    state: str
    questions: Sequence[ExamQuestion]
    answers: int
    kept: int
    effects: Mapping[str, int]
    changes: Sequence[Change]


async def dry_run(db: Session, actor: Actor, exam_id: UUID, *, nobody_loses: bool) -> Outcome:
    """Who would gain and who would lose; nothing is stored. Raises NotFound."""
    org_id = org_of(actor)
    exam = await exams.exam(db, org_id, person_of(actor), exam_id, level=Level.GRADE)
    questions = await queries_regrade.revised(db, org_id, exam_id)
    versions = {one.question_id: one.version for one in questions}
    found: dict[int, Difference] = {}
    verdicts: comparing.Verdicts = {}
    answers = kept = 0
    after, touched = -1, set[UUID]()
    ends = time.monotonic() + DRY_RUN_SECONDS
    while versions and (
        forms := await queries_regrade.attempts_after(db, org_id, exam_id, after, carrying.CHUNK)
    ):
        after = max(forms)
        old = await queries_regrade.outdated(db, org_id, forms, versions)
        by_key, chunk_kept = carrying.by_key_only(old)
        asked = carrying.asked_of(by_key, questions)
        pairs = carrying.pairs_of(by_key, asked) - verdicts.keys()
        verdicts |= await comparing.compare(pairs, within=ends - time.monotonic())
        graded = carrying.graded_anew(by_key, asked, verdicts, nobody_loses=nobody_loses)
        found |= rules_regrade.differences(graded)
        answers, kept = answers + len(graded), kept + chunk_kept
        touched |= {one.grade.question_id for one in old}
    return Outcome(
        exam=exam,
        row=None,
        nobody_loses=nobody_loses,
        state=rules_regrade.state_of(versions),
        questions=[one for one in questions if one.question_id in touched],
        answers=answers,
        kept=kept,
        effects=rules_regrade.counts(found.values()),
        changes=await carrying.changes_of(db, org_id, found, applied=False),
    )


async def apply(db: Session, actor: Actor, exam_id: UUID, form: RegradeForm) -> Regrade:
    """Have every attempt graded again by the keys as they are now, as a job. Asked again, the same regrade.

    Raises NotFound, Conflict when no key has changed, when the keys are not those of the dry run that
    `form.expected` names, and while another regrade of the exam is under way.
    """
    org_id = org_of(actor)
    await exams.exam(db, org_id, person_of(actor), exam_id, level=Level.GRADE, lock=True)
    versions = {one.question_id: one.version for one in await queries_regrade.revised(db, org_id, exam_id)}
    if not versions:
        raise Conflict(_("No question of this exam has changed since it was made."))
    state = rules_regrade.state_of(versions)
    if form.expected and form.expected != state:
        raise Conflict(_("A key has changed since the trial run. Try it again first."), state=state)
    for earlier in await queries_regrade.regrades(db, org_id, exam_id):
        if earlier.applied_at is None and await _is_live(db, earlier):
            if earlier.difference["state"] == state and earlier.nobody_loses == form.nobody_loses:
                return earlier
            raise Conflict(_("Another regrade of this exam is under way. Wait until it is done."))
    row = Regrade(
        regrade_id=uuid7(),
        org_id=org_id,
        exam_id=exam_id,
        nobody_loses=form.nobody_loses,
        reason=form.reason,
        difference=rules_regrade.document(versions, rules_regrade.counts([])),
        requested_by=actor.label or "teacher",
    )
    db.add(row)
    await db.flush()
    args = RegradeArgs(regrade_id=row.regrade_id)
    row.job_id = await jobs.defer(db, actor, REGRADE, args, key=str(exam_id))
    await db.flush()
    return row


async def outcome(db: Session, actor: Actor, exam_id: UUID, regrade_id: UUID) -> Outcome:
    """What a regrade did; counts are zero until it is applied. Raises NotFound."""
    org_id = org_of(actor)
    exam = await exams.exam(db, org_id, person_of(actor), exam_id, level=Level.GRADE)
    row = await queries_regrade.regrade(db, org_id, regrade_id, exam_id=exam_id)
    known = row.difference
    versions = rules_regrade.versions_of(known)
    stored = known.get("changes", [])
    named = await queries_regrade.names(db, org_id, [UUID(one["student_id"]) for one in stored])
    return Outcome(
        exam=exam,
        row=row,
        nobody_loses=row.nobody_loses,
        state=known["state"],
        questions=await queries_regrade.in_versions(db, org_id, exam_id, versions),
        answers=known.get("answers", 0),
        kept=known.get("kept", 0),
        effects={effect.value: known[effect.value] for effect in Effect},
        changes=[
            Change(
                UUID(one["attempt_id"]),
                UUID(one["student_id"]),
                named.get(UUID(one["student_id"]), ""),
                Effect(one["effect"]),
                Decimal(one["before"]),
                Decimal(one["after"]),
            )
            for one in stored
        ],
    )


async def earlier(db: Session, actor: Actor, exam_id: UUID) -> Sequence[Regrade]:
    """The exam's regrades, newest first. Raises NotFound."""
    org_id = org_of(actor)
    await exams.exam(db, org_id, person_of(actor), exam_id, level=Level.GRADE)
    return await queries_regrade.regrades(db, org_id, exam_id)


async def _is_live(db: Session, row: Regrade) -> bool:
    """Whether its job is at work or to come; one that was given up can be followed by another regrade."""
    assert row.job_id is not None
    return (await jobs.status(db, row.job_id)).state in (jobs.JobState.QUEUED, jobs.JobState.RUNNING)
