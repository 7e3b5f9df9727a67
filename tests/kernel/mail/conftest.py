"""A template to send, and a mail server that receives it."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.db.session import Database, Role
from assay.kernel.mail import rendering
from assay.kernel.mail.models import Mail
from tests.support.smtp import MailServer, mail_server

Step = Callable[[], AbstractAsyncContextManager[AsyncSession]]


@pytest.fixture
def hello(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The template `test/hello`."""
    (tmp_path / "hello.txt").write_text("Subject: Hello {{ name }}\n\nDear {{ name }},\n\nSee {{ link }}\n")
    (tmp_path / "hello.html").write_text("<p>Dear {{ name }}</p>")
    monkeypatch.setattr(rendering, "_folders", lambda _owner: (tmp_path,))
    rendering._environment.cache_clear()
    yield
    rendering._environment.cache_clear()


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        yield running


@pytest.fixture
def step(savepoint: Database) -> Step:
    return lambda: savepoint.transaction(role=Role.SYSTEM)


async def outbox(database: Database) -> list[Mail]:
    async with database.transaction(role=Role.SYSTEM) as db:
        return list((await db.execute(select(Mail).order_by(Mail.created_at, Mail.id))).scalars())
