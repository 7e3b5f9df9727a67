"""An exporter of spices whose organisation holds the facts about them."""

import pytest

from tests.support import exportsathi
from tests.support.school import Caller, School


@pytest.fixture
async def exporter(place: School) -> Caller:
    await exportsathi.load_facts(place)
    return await exportsathi.make_exporter(place)
