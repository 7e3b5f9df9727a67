"""More transactions than connections: the rest is told to come again, and nothing of theirs was begun."""

from contextlib import AsyncExitStack

import pytest

from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database
from assay.kernel.errors import Busy
from assay.kernel.web.problems import problem_of


async def test_who_finds_no_connection_is_told_when_to_come_again(server_url: str) -> None:
    database = Database(make_engine(server_url, pool=1, wait=0.05))
    try:
        async with AsyncExitStack() as taken:
            for _number in range(2):
                await taken.enter_async_context(database.transaction())
            with pytest.raises(Busy, match="Try again in a moment") as refused:
                await taken.enter_async_context(database.transaction())
        problem = problem_of(refused.value)
        assert (problem.status, problem.slug) == (503, "busy")
        assert int(problem.headers["Retry-After"]) > 0
        async with database.transaction():
            pass
    finally:
        await database.dispose()
