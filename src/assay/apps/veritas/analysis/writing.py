"""Asks for a summary of an attempt's findings and keeps what of it holds."""

from assay.apps.veritas.analysis import queries, summary
from assay.kernel import llm
from assay.kernel.jobs import JobContext
from assay.kernel.settings import get_settings


async def summarise(ctx: JobContext, attempt: int) -> None:
    """Ask, check each sentence against the findings, keep what holds. A model that fails leaves nothing."""
    assert ctx.org_id is not None
    async with ctx.transaction() as db:
        found = await queries.latest_analysis(db, ctx.org_id, attempt)
    if found is None or not any(one["events"] for one in found.contributions["items"]):
        return
    items = found.contributions["items"]
    gateway = await llm.gateway_for(ctx.database, get_settings(), org_id=ctx.org_id)
    try:
        result = await gateway.complete(summary.request(items))
    except (llm.Refusal, llm.CutOff, llm.ContentFilter, llm.ParseFailure, llm.Rejected) as failure:
        # The findings stand without it; asking again would not change the answer.
        ctx.log.warning("summary failed", kind=type(failure).__name__)
        return
    async with ctx.transaction() as db:
        await queries.save_summary(
            db, ctx.org_id, attempt, found.rules_version, summary.document(result, items)
        )
