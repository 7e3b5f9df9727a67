"""A fresh institution for each journey, on a database that really commits."""

import httpx
import pytest

from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from tests.support import enigma


@pytest.fixture
async def place(live: httpx.AsyncClient, database: Database, settings: Settings) -> enigma.Institution:
    return await enigma.found(live, database, settings)
