"""The outbox page: there in development, nowhere else."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from assay.kernel import mail
from assay.kernel.db.session import Database, Role
from assay.kernel.settings import Settings
from assay.main import create_app
from tests.kernel.mail.conftest import outbox

pytestmark = pytest.mark.usefixtures("hello")


@pytest.fixture
async def visit(savepoint: Database, settings: Settings) -> AsyncIterator[Callable[..., httpx.AsyncClient]]:
    """Makes clients of the kernel alone, under changed settings."""
    made: list[httpx.AsyncClient] = []

    def client(**changes: object) -> httpx.AsyncClient:
        app = create_app(settings.model_copy(update={"apps": (), **changes}), database=savepoint)
        transport = httpx.ASGITransport(app=app)
        made.append(httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000"))
        return made[-1]

    yield client
    for one in made:
        await one.aclose()


async def promise(database: Database, name: str) -> None:
    async with database.transaction(role=Role.SYSTEM) as db:
        await mail.send(db, "asha@example.com", "test/hello", {"name": name, "link": "https://assay.test/x"})


async def test_it_lists_mail_newest_first_and_says_that_none_leaves(
    visit: Callable[..., httpx.AsyncClient], savepoint: Database
) -> None:
    await promise(savepoint, "<b>first</b>")
    await promise(savepoint, "second")
    page = (await visit(env="development").get("/outbox")).text
    assert "No mail leaves this machine" in page
    assert page.index("Hello second") < page.index("Hello &lt;b&gt;first")
    assert "<b>first" not in page


async def test_a_message_shows_its_text_with_links_to_follow(
    visit: Callable[..., httpx.AsyncClient], savepoint: Database
) -> None:
    await promise(savepoint, "Asha")
    [row] = await outbox(savepoint)
    page = (await visit(env="development").get(f"/outbox/{row.id}")).text
    assert "Dear Asha" in page
    assert '<a href="https://assay.test/x"' in page
    assert "asha@example.com" in page


async def test_it_says_so_when_mail_does_leave(visit: Callable[..., httpx.AsyncClient]) -> None:
    page = (await visit(env="development", mail_url="smtp://127.0.0.1:25").get("/outbox")).text
    assert "No mail leaves" not in page
    assert "Mail leaves this machine" in page


@pytest.mark.parametrize("env", ["production", "test"])
async def test_elsewhere_there_is_no_such_page(
    visit: Callable[..., httpx.AsyncClient], savepoint: Database, env: str
) -> None:
    await promise(savepoint, "Asha")
    [row] = await outbox(savepoint)
    client = visit(env=env)
    for path in ("/outbox", f"/outbox/{row.id}"):
        answer = await client.get(path)
        assert answer.status_code == 404
        assert "asha" not in answer.text.lower()
