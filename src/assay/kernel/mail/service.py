"""Mail is promised in the transaction of what it tells about, and delivered after it.

The promise is a row: unique by its key, so it is made once. Delivery claims rows under a lease, sends over
one connection and marks each as soon as the server has accepted it. A crash between the two sends once more,
with the same Message-ID.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel import clock
from assay.kernel.db.session import Database, Role
from assay.kernel.errors import Invalid
from assay.kernel.ids import uuid7
from assay.kernel.mail import queries
from assay.kernel.mail.errors import MailDeferred, MailRefused
from assay.kernel.mail.message import build
from assay.kernel.mail.models import Mail, MailState
from assay.kernel.mail.rendering import has_control, render
from assay.kernel.mail.transport import Session
from assay.kernel.web.i18n import gettext as _

BATCH = 50
LEASE = timedelta(minutes=15)
MAX_ATTEMPTS = 12
FIRST_WAIT = timedelta(minutes=1)
LAST_WAIT = timedelta(hours=6)
KEPT_FOR = timedelta(days=90)

Step = Callable[[], AbstractAsyncContextManager[AsyncSession]]
"""Opens one short transaction under the system role."""


class Transport(Protocol):
    def session(self) -> AbstractAsyncContextManager[Session]: ...


@dataclass(slots=True)
class Delivered:
    """What one round of delivery did, counted in mails."""

    sent: int = 0
    put_off: int = 0
    failed: int = 0


async def send(
    db: AsyncSession,
    to: str,
    template: str,
    context: dict[str, Any],
    *,
    key: str | None = None,
    org_id: UUID | None = None,
) -> bool:
    """Promise a mail, in the caller's transaction; whether it is new (False: that `key` was promised before).

    `template` is `owner/name` (see `rendering`). `org_id` None: it concerns an account, no organisation.
    Raises Invalid for an address no mail can go to, and when a subject would carry a line end.
    """
    rendered = render(template, context)
    if has_control(rendered.subject):
        raise Invalid(_("A subject is one line of text."))
    mail_id = uuid7()
    return await queries.add(
        db,
        {
            "id": mail_id,
            "org_id": org_id,
            "key": key or f"mail:{mail_id}",
            "template": template,
            "recipient": check_address(to),
            "subject": rendered.subject[:300],
            "body_text": rendered.text,
            "body_html": rendered.html,
            "state": MailState.PENDING,
            "due_at": clock.now(),
            "created_at": clock.now(),
        },
    )


def check_address(to: str) -> str:
    """`to`, normalised. Raises Invalid for what is not exactly one address, a line end above all."""
    try:
        if has_control(to):
            raise EmailNotValidError
        # Special-use domains are let through for tests and demonstrations; their mail servers say no.
        return validate_email(to, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise Invalid(
            _("This is not an e-mail address."), fields={"email": _("Check the address.")}
        ) from None


async def deliver_due(step: Step, transport: Transport, sender: str) -> Delivered:
    """Send everything that is due, in batches over one connection each, until nothing is left."""
    done = Delivered()
    while True:
        async with step() as db:
            batch = await queries.claim(db, now=clock.now(), lease=LEASE, limit=BATCH)
        if not batch:
            return done
        try:
            async with transport.session() as session:
                for mail in batch:
                    await _deliver(step, session, mail, sender, done)
        except MailDeferred as failure:
            # No connection, so none of the batch was tried; those already marked are pending no more.
            for mail in batch:
                await _put_off(step, mail, failure.detail, done)
            return done


async def keep_due(step: Step) -> int:
    """`outbox:`: nothing is sent; what is pending is kept for the outbox page. How many."""
    async with step() as db:
        return await queries.keep_all(db, 10_000)


async def purge(step: Step) -> int:
    """Delete mail older than ninety days that is not waiting to be sent; how many."""
    total = 0
    while True:
        async with step() as db:
            deleted = await queries.purge(db, clock.now() - KEPT_FOR, 1000)
        total += deleted
        if deleted < 1000:
            return total


async def mail_to(database: Database, address: str) -> Sequence[Mail]:
    """Mail to `address` that is still here, oldest first: for tests and demonstrations."""
    async with database.transaction(role=Role.SYSTEM) as db:
        return await queries.to_address(db, check_address(address))


async def _deliver(step: Step, session: Session, mail: Mail, sender: str, done: Delivered) -> None:
    try:
        message = build(
            mail_id=mail.id,
            sender=sender,
            recipient=mail.recipient or "",
            subject=mail.subject or "",
            text=mail.body_text or "",
            html=mail.body_html,
            created_at=mail.created_at,
        )
        await session.send(message, mail.recipient or "")
    except MailRefused as failure:
        async with step() as db:
            await queries.mark_failed(db, mail.id, failure.detail)
        done.failed += 1
    except MailDeferred as failure:
        await _put_off(step, mail, failure.detail, done)
    else:
        async with step() as db:
            await queries.mark_sent(db, mail.id, clock.now())
        done.sent += 1


async def _put_off(step: Step, mail: Mail, error: str, done: Delivered) -> None:
    async with step() as db:
        if mail.attempts >= MAX_ATTEMPTS:
            await queries.mark_failed(db, mail.id, error)
            done.failed += 1
        else:
            wait = min(LAST_WAIT, FIRST_WAIT * 2 ** (mail.attempts - 1))
            await queries.put_off(db, mail.id, clock.now() + wait, error)
            done.put_off += 1
