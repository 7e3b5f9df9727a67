"""A fresh organisation for each test of ExportSathi, rolled back after it."""

import httpx
import pytest

from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from tests.support import exportsathi
from tests.support.school import School


@pytest.fixture
async def place(client: httpx.AsyncClient, savepoint: Database, settings: Settings) -> School:
    return await exportsathi.found(client, savepoint, settings)
