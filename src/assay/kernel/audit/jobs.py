"""The log's own background work."""

import asyncio

from assay.kernel.audit import keys
from assay.kernel.audit.sequencer import publish, sequence
from assay.kernel.jobs import JobContext, JobSpec, NoArgs, handler, periodic
from assay.kernel.settings import get_settings

SEQUENCE = JobSpec("audit.sequence", NoArgs, max_attempts=2, concurrency=1)


@handler(SEQUENCE)
async def run_sequencer(ctx: JobContext, _args: NoArgs) -> None:
    """Append what waits, then publish the head to its file; one that was missed is made up next time."""
    settings = get_settings()
    done = await sequence(ctx.database, keys.signer(settings), keys.earlier_keys(settings))
    if settings.checkpoint_path is not None and done.checkpoint is not None:
        await asyncio.to_thread(publish, settings.checkpoint_path, done.checkpoint)


HANDLERS = (run_sequencer,)
PERIODIC = (periodic("* * * * * */3", SEQUENCE),)
