"""A school whose sittings are over HTTP, on the savepoint database."""

import pytest

from tests.support import veritas
from tests.support.school import Caller, School


@pytest.fixture
async def student(school: School) -> Caller:
    return await veritas.make_student(school, "Asha")
