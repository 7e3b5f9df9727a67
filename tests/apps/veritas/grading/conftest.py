"""A school with a teacher who manages its exam, on the savepoint database."""

import pytest

from tests.support import veritas
from tests.support.school import Caller, School


@pytest.fixture
async def teacher(school: School) -> Caller:
    return await veritas.make_teacher(school, "Dr Iyer")
