"""Regrades: worked out first for who gains and who loses, then carried to every attempt by one job."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.apps.veritas.actors import org_of, person_of
from assay.apps.veritas.events import Event
from assay.apps.veritas.exams import queries as exams
from assay.apps.veritas.grading import (
    formulas,
    queries,
    queries_regrade,
    rules,
    rules_regrade,
    service,
)
from assay.apps.veritas.grading.forms import RegradeForm
from assay.apps.veritas.grading.queries_regrade import Graded
from assay.apps.veritas.grading.rules_regrade import Difference, Effect, Regraded
from assay.apps.veritas.jobspecs import REGRADE, RegradeArgs
from assay.apps.veritas.models.attempts import Regrade
from assay.apps.veritas.models.exams import Exam, ExamQuestion
from assay.apps.veritas.models.people import Level
from assay.kernel import audit, clock, jobs
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict
from assay.kernel.ids import uuid7
from assay.kernel.jobs import JobContext
from assay.kernel.web.i18n import gettext as _

CHUNK = 250
"""Attempts in one step."""
DRY_RUN_SECONDS = 20.0
"""For all comparisons of formulas of a dry run: what is left counts as waiting for a person."""


@dataclass(frozen=True, slots=True)
class Change:
    """One student whose score changes."""

    attempt_id: UUID
    student_id: UUID
    name: str
    effect: Effect
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


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
    verdicts: formulas.Verdicts = {}
    answers = kept = 0
    after, touched = -1, set[UUID]()
    ends = time.monotonic() + DRY_RUN_SECONDS
    while versions and (forms := await queries_regrade.attempts_after(db, org_id, exam_id, after, CHUNK)):
        after = max(forms)
        old = await queries_regrade.outdated(db, org_id, forms, versions)
        by_key, chunk_kept = _split(old)
        asked = _asked(by_key, questions)
        pairs = _pairs(by_key, asked) - verdicts.keys()
        verdicts |= await formulas.compare(pairs, within=ends - time.monotonic())
        graded = _grade(by_key, asked, verdicts, nobody_loses=nobody_loses)
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
        changes=await _changes(db, org_id, found, applied=False),
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


async def carry_out(ctx: JobContext, regrade_id: UUID) -> None:
    """Grade chunk by chunk; each is a transaction that saves how far it came, so that a run that is killed
    is gone on with. Grades of before stay; an answer this regrade has graded is not outdated any more."""
    assert ctx.org_id is not None
    async with ctx.transaction() as db:
        row = await queries_regrade.regrade(db, ctx.org_id, regrade_id)
        if row.applied_at is not None:
            return
        versions = rules_regrade.versions_of(row.difference)
        questions = await queries_regrade.in_versions(db, ctx.org_id, row.exam_id, versions)
    cursor = ctx.cursor or {"after": -1, "done": 0, "kept": 0}
    while True:
        async with ctx.transaction() as db:
            forms = await queries_regrade.attempts_after(db, ctx.org_id, row.exam_id, cursor["after"], CHUNK)
            old = await queries_regrade.outdated(db, ctx.org_id, forms, versions)
        if not forms:
            break
        by_key, _kept = _split(old)
        verdicts = await formulas.compare(_pairs(by_key, _asked(by_key, questions)))
        async with ctx.transaction() as db:
            kept = await _write(db, row, forms, questions, verdicts)
            cursor = {
                "after": max(forms),
                "done": cursor["done"] + len(forms),
                "kept": cursor["kept"] + kept,
            }
            await ctx.save_cursor(db, cursor, done=cursor["done"], note="attempts")
    await _finish(ctx, regrade_id, versions, kept=cursor["kept"])


async def _write(
    db: Session,
    regrade: Regrade,
    forms: Mapping[int, Mapping[str, Any]],
    questions: Sequence[ExamQuestion],
    verdicts: formulas.Verdicts,
) -> int:
    """One chunk, looked at again under its locks: a mark given meanwhile stays. How many are people's."""
    await queries_regrade.lock(db, regrade.org_id, list(forms))
    versions = {one.question_id: one.version for one in questions}
    by_key, kept = _split(await queries_regrade.outdated(db, regrade.org_id, forms, versions))
    graded = _grade(by_key, _asked(by_key, questions), verdicts, nobody_loses=regrade.nobody_loses)
    now = clock.now()
    rows = [
        {
            "org_id": regrade.org_id,
            "attempt": one.attempt,
            "question_id": one.grade.question_id,
            "grading": one.grade.grading + 1,
            "question_version": versions[one.grade.question_id],
            "score": new.after,
            "max_score": one.grade.max_score,
            "comment": "",
            "suggestion": dict(one.grade.suggestion),
            "graded_by": service.BY_KEY,
            "regrade_id": regrade.regrade_id,
            "graded_at": now,
        }
        for one, new in zip(by_key, graded, strict=True)
    ]
    for start in range(0, len(rows), 1000):  # a statement takes 32,767 parameters
        await queries.insert_grades(db, rows[start : start + 1000])
    if rows:
        await queries.settle(db, regrade.org_id, sorted({one.attempt for one in by_key}), now)
    return kept


async def _finish(ctx: JobContext, regrade_id: UUID, versions: Mapping[UUID, int], *, kept: int) -> None:
    assert ctx.org_id is not None
    async with ctx.transaction() as db:
        row = await queries_regrade.regrade(db, ctx.org_id, regrade_id, lock=True)
        done = await queries_regrade.written(db, ctx.org_id, row.exam_id, regrade_id)
        found = rules_regrade.differences(done)
        effects = rules_regrade.counts(found.values())
        row.difference = rules_regrade.document(
            versions,
            effects,
            answers=len(done),
            kept=kept,
            changes=[
                {
                    "attempt_id": str(one.attempt_id),
                    "student_id": str(one.student_id),
                    "effect": one.effect.value,
                    "before": str(one.before),
                    "after": str(one.after),
                }
                for one in await _changes(db, ctx.org_id, found, applied=True)
            ],
        )
        row.applied_at = clock.now()
        await audit.record(
            db,
            replace(ctx.actor, label=row.requested_by),
            Event.REGRADE_APPLIED,
            entity="exam",
            entity_id=row.exam_id,
            after={"reason": row.reason, "difference": row.difference},
            details={
                "regrade_id": str(regrade_id),
                "state": row.difference["state"],
                "nobody_loses": row.nobody_loses,
                "answers": len(done),
                "kept": kept,
                **effects,
            },
        )
        await service.refresh_figures(db, ctx.actor, row.exam_id)


def _split(old: Sequence[Graded]) -> tuple[list[Graded], int]:
    """Answers whose grade the key gives, and how many have a person's mark, which stays."""
    by_key = [one for one in old if one.grade.score is None or one.grade.graded_by == service.BY_KEY]
    return by_key, len(old) - len(by_key)


def _asked(answers: Sequence[Graded], questions: Sequence[ExamQuestion]) -> list[rules.Asked]:
    """Each answer's question as its student had it, with the new key."""
    known = {one.question_id: service.read(one) for one in questions}
    return [service.placed(known[one.grade.question_id], one.place) for one in answers]


def _pairs(answers: Sequence[Graded], asked: Sequence[rules.Asked]) -> set[rules.Pair]:
    found = (rules.formulas(item, one.response) for one, item in zip(answers, asked, strict=True))
    return {pair for pair in found if pair is not None}


def _grade(
    answers: Sequence[Graded],
    asked: Sequence[rules.Asked],
    verdicts: formulas.Verdicts,
    *,
    nobody_loses: bool,
) -> list[Regraded]:
    same = formulas.known(verdicts)
    graded = []
    for one, item in zip(answers, asked, strict=True):
        by_key = rules.grade(item, one.response, same)
        after = rules_regrade.regraded(one.grade.score, by_key, nobody_loses=nobody_loses)
        graded.append(Regraded(one.attempt, one.grade.score, after))
    return graded


async def _changes(
    db: Session, org_id: UUID, found: Mapping[int, Difference], *, applied: bool
) -> list[Change]:
    """The attempts that change, the greatest loss first."""
    changed = [attempt for attempt, one in found.items() if one.effect is not Effect.SAME]
    rows = await queries_regrade.standings(db, org_id, changed)
    named = await queries_regrade.names(db, org_id, [row.student_id for row in rows])
    made = []
    for row in rows:
        one = found[row.attempt]
        before = row.points - one.points if applied else row.points
        name = named.get(row.student_id, "")
        made.append(Change(row.attempt_id, row.student_id, name, one.effect, before, before + one.points))
    return sorted(made, key=lambda one: (one.difference, one.name, one.attempt_id))


async def _is_live(db: Session, row: Regrade) -> bool:
    """Whether its job is at work or to come; one that was given up can be followed by another regrade."""
    assert row.job_id is not None
    return (await jobs.status(db, row.job_id)).state in (jobs.JobState.QUEUED, jobs.JobState.RUNNING)
