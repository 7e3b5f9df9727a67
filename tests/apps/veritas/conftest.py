"""A school over HTTP, on the savepoint database."""

import httpx
import pytest

from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from tests.support import veritas
from tests.support.school import School


@pytest.fixture
async def school(client: httpx.AsyncClient, savepoint: Database, settings: Settings) -> School:
    return await veritas.found(client, savepoint, settings)
