"""Jobs of analysis: what follows a submission, scores anew under new rules, sentences on request."""

from datetime import timedelta
from typing import Any

from assay.apps.veritas.analysis import service, writing
from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.jobspecs import (
    AFTER_SUBMIT,
    REFRESH_FIGURES,
    RESCORE,
    SUMMARISE,
    AttemptArgs,
    ExamArgs,
)
from assay.apps.veritas.models.attempts import LIVE
from assay.apps.veritas.monitoring import service as monitoring
from assay.kernel import clock, jobs
from assay.kernel.jobs import Handler, JobContext, handler
from assay.kernel.llm import BASELINE
from assay.kernel.settings import get_settings

GATHER = timedelta(seconds=20)
"""Submissions of one exam within this time bring its figures up to date once, together."""


@handler(AFTER_SUBMIT)
async def after_submit(ctx: JobContext, args: AttemptArgs) -> None:
    """Seal the events, analyse them, open a case above the threshold, have the figures brought up to date.

    Each step is a transaction of its own and may be done again: killed anywhere, the next run ends the same.
    """
    assert ctx.org_id is not None
    async with ctx.transaction() as db:
        attempt = await attempts.by_key(db, ctx.org_id, args.attempt, lock=True)
        if attempt.status in LIVE:
            return
        await monitoring.seal(db, attempt)
    async with ctx.transaction() as db:
        attempt = await attempts.by_key(db, ctx.org_id, args.attempt)
        if not await service.is_expunged(db, attempt):
            done = await service.analyse(db, ctx.actor, attempt)
            if done.opened and get_settings().llm_engine != BASELINE:
                await jobs.defer(db, ctx.actor, SUMMARISE, args, key=str(args.attempt))
        # A window that has ended when its job runs: a submission that comes later finds the next one.
        window = int(clock.now().timestamp() // GATHER.total_seconds())
        exam = ExamArgs(exam_id=attempt.exam_id)
        await jobs.defer(
            db, ctx.actor, REFRESH_FIGURES, exam, key=f"{attempt.exam_id}:{window}", delay=GATHER
        )


@handler(RESCORE)
async def rescore(ctx: JobContext, args: ExamArgs) -> None:
    """Measure the exam's distribution, then score every closed attempt under the rules of today."""
    cursor = ctx.cursor or {}
    if not cursor:
        async with ctx.transaction() as db:
            await service.refresh_cohort(db, ctx.actor, args.exam_id)
    after, done = int(cursor.get("after", -1)), int(cursor.get("done", 0))
    while True:
        async with ctx.transaction() as db:
            after, scored = await service.rescore(db, ctx.actor, args.exam_id, after=after)
            if not scored:
                return
            done += scored
            await ctx.save_cursor(db, {"after": after, "done": done}, done=done, note="scored")


@handler(SUMMARISE)
async def summarise(ctx: JobContext, args: AttemptArgs) -> None:
    """Have the findings of one attempt told in sentences. The model is asked outside any transaction."""
    await writing.summarise(ctx, args.attempt)


HANDLERS: list[Handler[Any]] = [after_submit, rescore, summarise]
