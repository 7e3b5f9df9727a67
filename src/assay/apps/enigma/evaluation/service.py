"""Phases 5 and 6: answers of the worker, verdicts of the judge, decisions of people."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from assay.apps.enigma.batches import queries as batches
from assay.apps.enigma.batches import runs
from assay.apps.enigma.batches.queries_results import recount
from assay.apps.enigma.batches.runs import Plan
from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.cycles import service as cycle_service
from assay.apps.enigma.evaluation import live, queries
from assay.apps.enigma.evaluation.forms import Decision
from assay.apps.enigma.events import Event
from assay.apps.enigma.models.batches import RunKind, RunStatus
from assay.apps.enigma.models.cycles import AdmissionCycle
from assay.apps.enigma.models.evaluation import Evaluation, HumanReview, ReviewStatus
from assay.apps.enigma.phases import Action, ApplicationStatus
from assay.apps.enigma.scoring import rules
from assay.apps.enigma.scoring.rubric import Rubric
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, Invalid
from assay.kernel.jobs import JobContext
from assay.kernel.web.i18n import gettext as _

CHUNK = 2_000


async def evaluate(ctx: JobContext, cycle_id: UUID) -> None:
    """Get the worker's answers and take their medians. Called again, it goes on where it stopped."""
    org_id = org_of(ctx.actor)
    async with ctx.transaction() as db:
        cycle = await cycles.cycle(db, org_id, cycle_id)
        plan = runs.plan_of(await runs.worker_run(db, org_id, cycle_id), cycle)
        await cycles.move_applications(
            db, org_id, cycle_id, ApplicationStatus.BATCH_READY, ApplicationStatus.PROCESSING
        )
    if not await live.gather(ctx, plan):
        await _wait_for_files(ctx, plan)
        return
    async with ctx.transaction() as db:
        run = await batches.run(db, org_id, plan.run.batch_run_id, lock=True)
        counts = await recount(db, run)
        scored = await queries.aggregate(db, run, plan.rubric, spread_limit=plan.policy.spread_limit)
        unanswered = await queries.queue_unanswered(db, run)
        run.status = RunStatus.COMPLETE
        result = {
            "engine": run.engine,
            "answers": counts.processed,
            "wanted": counts.total,
            "scored": scored,
            "for_people": unanswered,
        }
        await cycle_service.finish(db, ctx.actor, cycle_id, Action.EVALUATE, result)


async def judge(ctx: JobContext, cycle_id: UUID) -> None:
    """Have doubtful scores reviewed, apply the verdicts, and close the step once no person is awaited."""
    org_id = org_of(ctx.actor)
    async with ctx.transaction() as db:
        cycle = await cycles.cycle(db, org_id, cycle_id)
        worker = await runs.worker_run(db, org_id, cycle_id)
        run = await runs.ensure(db, ctx.actor, cycle, RunKind.JUDGE)
        if worker.engine == runs.FILES and run.status is RunStatus.PREPARING:
            run.engine = runs.FILES
        plan = runs.plan_of(run, cycle)
    if run.status is not RunStatus.COMPLETE:
        if not await live.gather(ctx, plan):
            await _wait_for_files(ctx, plan)
            return
        await _apply_verdicts(ctx, plan)
    async with ctx.transaction() as db:
        await _settle(db, ctx.actor, cycle)


async def _wait_for_files(ctx: JobContext, plan: Plan) -> None:
    async with ctx.transaction() as db:
        run = await batches.run(db, plan.run.org_id, plan.run.batch_run_id, lock=True)
        run.status = RunStatus.EXPORTED
        counts = await recount(db, run)
    await ctx.progress(counts.processed, counts.total, note="files ready: run them, import, call again")


async def _apply_verdicts(ctx: JobContext, plan: Plan) -> None:
    run, after = plan.run, None
    while True:
        async with ctx.transaction() as db:
            rows = await queries.verdicts(db, run, after=after, limit=CHUNK)
            if not rows:
                break
            after = rows[-1][0]
            changed: list[tuple[UUID, tuple[float, ...]]] = []
            open_: list[tuple[UUID, list[str]]] = []
            for application, medians, answer in rows:
                verdict = msgspec.convert(answer, rules.JudgeAnswer)
                outcome = rules.apply_verdict(medians, verdict, plan.rubric, tolerance=plan.policy.tolerance)
                if outcome.reasons:
                    open_.append((application, [reason.value for reason in outcome.reasons]))
                else:
                    changed.append((application, outcome.final))
            await queries.apply_scores(db, run.org_id, plan.rubric, changed, decided_by="judge")
            await queries.queue(db, run.org_id, run.cycle_id, open_)
    async with ctx.transaction() as db:
        held = await batches.run(db, run.org_id, run.batch_run_id, lock=True)
        await queries.queue_unjudged(db, held)
        held.status = RunStatus.COMPLETE


async def _settle(db: Session, actor: Actor, cycle: AdmissionCycle) -> None:
    """Close the judge's step when its run is complete and nothing waits for a person."""
    run = await batches.run_of(db, cycle.org_id, cycle.cycle_id, RunKind.JUDGE)
    if run is None or run.status is not RunStatus.COMPLETE:
        return
    if await queries.open_reviews(db, cycle.org_id, cycle.cycle_id):
        return
    await cycles.move_applications(
        db, cycle.org_id, cycle.cycle_id, ApplicationStatus.PROCESSING, ApplicationStatus.SCORED
    )
    result = {"batch_run_id": str(run.batch_run_id), "judged": run.processed, "engine": run.engine}
    await cycle_service.finish(db, actor, cycle.cycle_id, Action.JUDGE, result)


@dataclass(frozen=True, slots=True)
class Case:
    """What a reviewer sees: the scrubbed text, what was said about it, and why they are asked."""

    review: HumanReview
    rubric: Rubric
    body: str
    injection: tuple[str, ...]
    evaluation: Evaluation | None
    worker: tuple[dict[str, Any], ...]
    judge: tuple[dict[str, Any], ...]


async def case(db: Session, actor: Actor, application_id: UUID) -> Case:
    """One item of the queue in full. Raises NotFound."""
    org_id = org_of(actor)
    review = await queries.review(db, org_id, application_id)
    cycle = await cycles.cycle(db, org_id, review.cycle_id)
    plan = runs.plan_of(await runs.worker_run(db, org_id, review.cycle_id), cycle)
    written = await queries.evaluation_text(db, org_id, application_id)
    said = await queries.said(db, org_id, application_id)
    return Case(
        review,
        plan.rubric,
        written.body,
        tuple(written.injection),
        await queries.evaluation(db, org_id, application_id),
        tuple(said["worker"]),
        tuple(said["judge"]),
    )


async def decide(db: Session, actor: Actor, application_id: UUID, form: Decision) -> HumanReview:
    """A person's scores count, whatever worker and judge said. The last one closes the judge's step.

    Raises NotFound, Conflict when it was decided before, Invalid for scores off the rubric's scale.
    """
    org_id = org_of(actor)
    review = await queries.review(db, org_id, application_id, lock=True)
    if review.status is ReviewStatus.DECIDED:
        raise Conflict(_("Somebody has decided this already."))
    cycle = await cycles.cycle(db, org_id, review.cycle_id)
    plan = runs.plan_of(await runs.worker_run(db, org_id, review.cycle_id), cycle)
    scores = _scores(form, plan.rubric)
    await queries.settle_by_person(db, plan.run, plan.rubric, application_id, scores)
    review.status = ReviewStatus.DECIDED
    review.scores, review.note = scores, form.note
    review.decided_at, review.decided_by = clock.now(), actor.account_id
    await audit.record(
        db,
        actor,
        Event.JUDGE_REVIEWED,
        entity="application",
        entity_id=application_id,
        after={"scores": scores, "note": form.note},
        details={"reasons": list(review.reasons)},
    )
    await db.flush()
    if Action.JUDGE in await cycles.steps(db, org_id, cycle.cycle_id):
        await _settle(db, actor, cycle)
    return review


def _scores(form: Decision, rubric: Rubric) -> list[int]:
    wrong = {
        f"scores.{key}": _("Give a whole number from %(low)s to %(high)s.")
        % {"low": rubric.low, "high": rubric.high}
        for key in rubric.keys
        if not rubric.low <= form.scores.get(key, rubric.low - 1) <= rubric.high
    }
    if wrong or set(form.scores) - set(rubric.keys):
        raise Invalid(_("Each trait of the rubric needs its score."), fields=wrong)
    return [form.scores[key] for key in rubric.keys]
