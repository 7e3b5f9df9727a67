"""A regrade carried to every attempt: chunk by chunk, each graded once, old grades kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.apps.veritas.events import Event
from assay.apps.veritas.grading import (
    queries,
    queries_regrade,
    rules,
    rules_regrade,
    service,
)
from assay.apps.veritas.grading.queries_regrade import Graded
from assay.apps.veritas.grading.rules_regrade import Difference, Effect, Regraded
from assay.apps.veritas.models.attempts import Regrade
from assay.apps.veritas.models.exams import ExamQuestion
from assay.kernel import audit, clock
from assay.kernel.db.session import Session
from assay.kernel.jobs import JobContext
from assay.kernel.questions import comparing

CHUNK = 250
"""Attempts in one step."""


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
        by_key, _kept = by_key_only(old)
        verdicts = await comparing.compare(pairs_of(by_key, asked_of(by_key, questions)))
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
    verdicts: comparing.Verdicts,
) -> int:
    """One chunk, looked at again under its locks: a mark given meanwhile stays. How many are people's."""
    await queries_regrade.lock(db, regrade.org_id, list(forms))
    versions = {one.question_id: one.version for one in questions}
    by_key, kept = by_key_only(await queries_regrade.outdated(db, regrade.org_id, forms, versions))
    graded = graded_anew(by_key, asked_of(by_key, questions), verdicts, nobody_loses=regrade.nobody_loses)
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
                for one in await changes_of(db, ctx.org_id, found, applied=True)
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


def by_key_only(old: Sequence[Graded]) -> tuple[list[Graded], int]:
    """Answers whose grade the key gives, and how many have a person's mark, which stays."""
    by_key = [one for one in old if one.grade.score is None or one.grade.graded_by == service.BY_KEY]
    return by_key, len(old) - len(by_key)


def asked_of(answers: Sequence[Graded], questions: Sequence[ExamQuestion]) -> list[rules.Asked]:
    """Each answer's question as its student had it, with the new key."""
    known = {one.question_id: service.read(one) for one in questions}
    return [service.placed(known[one.grade.question_id], one.place) for one in answers]


def pairs_of(answers: Sequence[Graded], asked: Sequence[rules.Asked]) -> set[comparing.Pair]:
    found = (rules.formulas(item, one.response) for one, item in zip(answers, asked, strict=True))
    return {pair for pair in found if pair is not None}


def graded_anew(
    answers: Sequence[Graded],
    asked: Sequence[rules.Asked],
    verdicts: comparing.Verdicts,
    *,
    nobody_loses: bool,
) -> list[Regraded]:
    same = comparing.known(verdicts)
    graded = []
    for one, item in zip(answers, asked, strict=True):
        by_key = rules.grade(item, one.response, same)
        after = rules_regrade.regraded(one.grade.score, by_key, nobody_loses=nobody_loses)
        graded.append(Regraded(one.attempt, one.grade.score, after))
    return graded


async def changes_of(
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
