"""A school that nobody visits: rows and jobs, no application to be made for each test."""

from collections.abc import AsyncIterator

import httpx
import pytest

from assay.kernel.db.session import Database
from assay.kernel.settings import Settings
from tests.support import mathvidya
from tests.support.school import School


@pytest.fixture
async def quiet(savepoint: Database, settings: Settings) -> AsyncIterator[School]:
    async with httpx.AsyncClient() as nowhere:
        yield await mathvidya.found(nowhere, savepoint, settings)
