"""A student and markers, whose settings make every script a sample and every next one a seed."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from assay.apps.mathvidya.models.config import SystemConfig
from assay.kernel import clock
from tests.support import mathvidya
from tests.support.school import Caller, School

Set = Callable[..., Awaitable[None]]


@pytest.fixture
async def student(school: School) -> Caller:
    return await mathvidya.make_student(school, "Asha Rao")


@pytest.fixture
async def admin(school: School) -> Caller:
    return await school.person("admin", "Admin")


@pytest.fixture
def set_to(school: School) -> Set:
    """`set_to(second_marking_percent=100)`: settings of the school."""

    async def write(**values: Any) -> None:
        await school.add(
            *(
                SystemConfig(
                    org_id=school.org_id, key=key, value=value, changed_by="test", changed_at=clock.now()
                )
                for key, value in values.items()
            )
        )

    return write
