"""From the promise in a transaction to a mail server, on real PostgreSQL and real SMTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel import clock, mail
from assay.kernel.db.session import Database, Role
from assay.kernel.errors import Invalid, MisconfiguredError
from assay.kernel.ids import uuid7
from assay.kernel.mail import MailState, queries, service
from assay.kernel.mail.transport import SmtpTransport
from tests.kernel.mail.conftest import Step, outbox
from tests.support.smtp import MailServer

pytestmark = pytest.mark.usefixtures("hello")

SENDER = "Assay <no-reply@assay.test>"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


async def promise(database: Database, to: str = "asha@example.com", key: str | None = None) -> bool:
    context = {"name": "Asha", "link": "https://assay.test/?a=1&b=2"}
    async with database.transaction(role=Role.SYSTEM) as db:
        return await mail.send(db, to, "test/hello", context, key=key)


async def deliver(step: Step, server: MailServer) -> service.Delivered:
    return await service.deliver_due(step, SmtpTransport(server.url), SENDER)


async def test_a_promised_mail_arrives_once(savepoint: Database, step: Step, server: MailServer) -> None:
    await promise(savepoint)
    assert await deliver(step, server) == service.Delivered(sent=1)
    assert await deliver(step, server) == service.Delivered()
    [message] = server.received
    assert message["to"] == "asha@example.com"
    assert message["from"] == SENDER
    assert message["subject"] == "Hello Asha"
    assert message["auto-submitted"] == "auto-generated"
    plain = message.get_body(("plain",))
    html = message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "https://assay.test/?a=1&b=2" in plain.get_content()
    assert html.get_content().strip() == "<p>Dear Asha</p>"


async def test_what_was_accepted_is_erased_here(savepoint: Database, step: Step, server: MailServer) -> None:
    await promise(savepoint)
    await deliver(step, server)
    [row] = await outbox(savepoint)
    assert (row.state, row.recipient, row.subject, row.body_text, row.body_html) == (
        MailState.SENT, None, None, None, None,
    )  # fmt: skip


async def test_the_same_key_promises_once(savepoint: Database, step: Step, server: MailServer) -> None:
    assert await promise(savepoint, key="result:1") is True
    assert await promise(savepoint, key="result:1") is False
    assert await promise(savepoint, key="result:2") is True
    assert (await deliver(step, server)).sent == 2
    assert await promise(savepoint, key="result:1") is False


async def test_a_promise_falls_with_its_transaction(savepoint: Database) -> None:
    async with savepoint.transaction(role=Role.SYSTEM) as db:
        await mail.send(db, "a@example.com", "test/hello", {"name": "A", "link": "l"})
        await db.rollback()
    assert await outbox(savepoint) == []


@pytest.mark.parametrize("role", [Role.APP, Role.VAULT])
async def test_requests_may_promise_mail_and_never_read_it(
    savepoint: Database, org: UUID, role: Role
) -> None:
    async with savepoint.transaction(role=role, org_id=org) as db:
        assert await mail.send(
            db, "a@example.com", "test/hello", {"name": "A", "link": "l"}, key="k", org_id=org
        )
        assert not await mail.send(db, "a@example.com", "test/hello", {"name": "A", "link": "l"}, key="k")
    with pytest.raises(DBAPIError, match="permission denied"):
        async with savepoint.transaction(role=role, org_id=org) as db:
            await db.execute(text("SELECT recipient FROM kernel.mail_outbox"))


async def test_a_request_promises_no_mail_for_another_organisation(savepoint: Database, org: UUID) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        async with savepoint.transaction(role=Role.APP, org_id=org) as db:
            await mail.send(db, "a@example.com", "test/hello", {"name": "A", "link": "l"}, org_id=uuid7())


async def test_mail_about_an_account_needs_no_organisation(savepoint: Database) -> None:
    async with savepoint.transaction(role=Role.APP) as db:
        assert await mail.send(db, "a@example.com", "test/hello", {"name": "A", "link": "l"})


@pytest.mark.parametrize(
    "address",
    [
        "a@example.com\r\nBcc: all@example.com",
        "a@example.com\nX: y",
        "a@example.com, b@example.com",
        "Asha <a@example.com>",
        "a@example.com\x00",
        "nobody",
        "",
    ],
)
async def test_an_address_that_is_not_one_address_is_refused(db: AsyncSession, address: str) -> None:
    with pytest.raises(Invalid):
        await mail.send(db, address, "test/hello", {"name": "A", "link": "l"})


async def test_a_name_cannot_add_headers_through_the_subject(db: AsyncSession) -> None:
    for name in ("A\r\nBcc: all@example.com", "A\nB", "A\u2028B", "A\x00"):
        with pytest.raises(Invalid):
            await mail.send(db, "a@example.com", "test/hello", {"name": name, "link": "l"})


async def test_a_second_sending_carries_the_same_message_id(
    savepoint: Database, step: Step, server: MailServer
) -> None:
    await promise(savepoint)

    class Killed(BaseException):
        pass

    calls = 0

    @asynccontextmanager
    async def dies_before_marking() -> AsyncIterator[AsyncSession]:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise Killed
        async with step() as db:
            yield db

    with pytest.raises(Killed):
        await service.deliver_due(dies_before_marking, SmtpTransport(server.url), SENDER)
    assert len(server.received) == 1
    assert (await deliver(step, server)).sent == 0  # the lease has not run out
    with clock.frozen(datetime.now(UTC) + service.LEASE + timedelta(seconds=1)):
        assert (await deliver(step, server)).sent == 1
    first, second = server.received
    assert first["message-id"] == second["message-id"]
    assert first["message-id"].endswith("@assay.test>")
    assert first["date"] == second["date"]


async def test_two_deliveries_at_once_share_the_work(database: Database, server: MailServer) -> None:
    for n in range(120):
        await promise(database, f"a{n}@example.com")

    def step() -> AbstractAsyncContextManager[AsyncSession]:
        return database.transaction(role=Role.SYSTEM)

    done = await asyncio.gather(deliver(step, server), deliver(step, server))
    assert sum(one.sent for one in done) == 120
    assert len(set(server.recipients)) == len(server.recipients) == 120
    assert server.connections < 10  # a connection a batch, not a mail


async def test_a_refused_address_fails_and_the_rest_is_sent(
    savepoint: Database, step: Step, server: MailServer
) -> None:
    server.answers = {"gone@example.com": "550 no such user", "full@example.com": "452 try later"}
    for to in ("gone@example.com", "full@example.com", "asha@example.com"):
        await promise(savepoint, to)
    assert await deliver(step, server) == service.Delivered(sent=1, put_off=1, failed=1)
    rows = await outbox(savepoint)
    assert [row.state for row in rows] == [MailState.FAILED, MailState.PENDING, MailState.SENT]
    assert rows[0].last_error == "550 no such user"
    assert rows[1].last_error == "452 try later"
    server.answers = {}
    with clock.frozen(datetime.now(UTC) + service.FIRST_WAIT + timedelta(seconds=1)):
        assert (await deliver(step, server)).sent == 1


async def test_a_server_that_hangs_up_loses_nothing(
    savepoint: Database, step: Step, server: MailServer
) -> None:
    for n in range(3):
        await promise(savepoint, f"a{n}@example.com")
    server.hang_up_after = 1
    assert await deliver(step, server) == service.Delivered(sent=1, put_off=2)
    server.hang_up_after = None
    with clock.frozen(datetime.now(UTC) + service.FIRST_WAIT + timedelta(seconds=1)):
        assert (await deliver(step, server)).sent == 2
    assert len(server.received) == 3


async def test_a_server_that_is_away_is_tried_ever_more_rarely_and_given_up(
    savepoint: Database, step: Step
) -> None:
    with clock.frozen(NOON):
        await promise(savepoint)
    away = SmtpTransport("smtp://127.0.0.1:9")
    moment, waits = NOON, []
    for _ in range(service.MAX_ATTEMPTS):
        with clock.frozen(moment):
            await service.deliver_due(step, away, SENDER)
        [row] = await outbox(savepoint)
        if row.state is MailState.PENDING:
            waits.append(row.due_at - moment)
            moment = row.due_at
    assert row.state is MailState.FAILED
    assert row.attempts == service.MAX_ATTEMPTS
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (service.FIRST_WAIT, service.LAST_WAIT)


async def test_the_outbox_engine_keeps_what_it_is_given(savepoint: Database, step: Step) -> None:
    await promise(savepoint)
    assert await service.keep_due(step) == 1
    [row] = await mail.mail_to(savepoint, "asha@example.com")
    assert row.state is MailState.KEPT
    assert "https://assay.test/?a=1&b=2" in (row.body_text or "")


async def test_old_mail_is_purged_but_not_what_waits(
    savepoint: Database, step: Step, server: MailServer
) -> None:
    with clock.frozen(NOON):
        await promise(savepoint, key="sent")
        await deliver(step, server)
        await promise(savepoint, key="waits")
    assert await service.purge(step) == 1
    assert [row.key for row in await outbox(savepoint)] == ["waits"]
    async with step() as db:
        assert await queries.count_by_state(db) == {"pending": 1}


async def test_a_remote_server_without_tls_is_not_used(server: MailServer) -> None:
    transport = SmtpTransport(server.url)
    transport._tls_needed = True  # as for any host but this one
    with pytest.raises(mail.MailDeferred, match="STARTTLS"):
        async with transport.session():
            pass
    assert SmtpTransport("smtp://mail.example.com")._tls_needed is True
    assert SmtpTransport("smtp://relay.internal?tls=off")._tls_needed is False


@pytest.mark.parametrize("url", ["http://x", "smtp://", "smtp://h?x=1", "outbox"])
def test_a_mail_url_that_names_no_server_is_refused(url: str) -> None:
    with pytest.raises(MisconfiguredError):
        SmtpTransport(url)
