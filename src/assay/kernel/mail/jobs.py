"""Delivery of the outbox, and its housekeeping.

Delivery is looked for every five seconds instead of being deferred by each mail: a job per mail would cost
the sender a second row, and one shared key would make senders wait for one another's commit.
"""

from assay.kernel.db.session import Role
from assay.kernel.jobs import JobContext, JobSpec, NoArgs, handler, periodic
from assay.kernel.mail import service
from assay.kernel.mail.transport import make_transport
from assay.kernel.settings import get_settings

DELIVER = JobSpec("kernel.mail_deliver", NoArgs, concurrency=1)
PURGE = JobSpec("kernel.mail_purge", NoArgs)


@handler(DELIVER)
async def deliver(ctx: JobContext, _args: NoArgs) -> None:
    """Send what is due. Run twice at once it shares the work; killed, the lease brings the rest back."""
    settings = get_settings()
    transport = make_transport(settings)
    if transport is None:
        await service.keep_due(lambda: ctx.transaction(Role.SYSTEM))
    else:
        await service.deliver_due(lambda: ctx.transaction(Role.SYSTEM), transport, settings.mail_from)


@handler(PURGE)
async def purge(ctx: JobContext, _args: NoArgs) -> None:
    """Delete old mail that waits for nothing."""
    await service.purge(lambda: ctx.transaction(Role.SYSTEM))


HANDLERS = (deliver, purge)
PERIODIC = (periodic("* * * * * */5", DELIVER), periodic("41 3 * * *", PURGE))
