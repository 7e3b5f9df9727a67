"""Jobs of grading: formulas compared after a submission, suggestions, regrades."""

from typing import Any

from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.grading import carrying, marking, queries, rules, service
from assay.apps.veritas.jobspecs import (
    GRADE_FORMULAS,
    REGRADE,
    SUGGEST_MARK,
    AnswerArgs,
    AttemptArgs,
    RegradeArgs,
)
from assay.kernel.jobs import Handler, JobContext, handler
from assay.kernel.questions import comparing


@handler(GRADE_FORMULAS)
async def grade_formulas(ctx: JobContext, args: AttemptArgs) -> None:
    """Compare first, in no transaction, then write: killed anywhere, the next run ends the same."""
    assert ctx.org_id is not None
    async with ctx.transaction() as db:
        attempt = await attempts.by_key(db, ctx.org_id, args.attempt)
        paper = await service.answered(db, attempt)
    pairs = [pair for one in paper if (pair := rules.formulas(one.asked, one.response))]
    verdicts = comparing.known(await comparing.compare(pairs))
    scores = {one.question_id: rules.grade(one.asked, one.response, verdicts) for one in paper}
    async with ctx.transaction() as db:
        attempt = await attempts.by_key(db, ctx.org_id, args.attempt, lock=True)
        if attempt.status in queries.MARKED:
            await service.write(db, ctx.actor, attempt, paper, scores)
            await service.refresh_figures(db, ctx.actor, attempt.exam_id)


@handler(SUGGEST_MARK)
async def suggest_mark(ctx: JobContext, args: AnswerArgs) -> None:
    """The model is asked outside any transaction."""
    await marking.suggest(ctx, args.attempt, args.question_id)


@handler(REGRADE)
async def regrade(ctx: JobContext, args: RegradeArgs) -> None:
    """Every attempt at an exam by its corrected keys."""
    await carrying.carry_out(ctx, args.regrade_id)


HANDLERS: list[Handler[Any]] = [grade_formulas, suggest_mark, regrade]
