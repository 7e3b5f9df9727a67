"""A student, a teacher, and a script between them."""

import pytest

from tests.apps.mathvidya.marking import scene
from tests.apps.mathvidya.marking.scene import Script
from tests.support import mathvidya
from tests.support.school import Caller, School


@pytest.fixture
async def student(school: School) -> Caller:
    return await mathvidya.make_student(school, "Asha Rao")


@pytest.fixture
async def teacher(school: School) -> Caller:
    return await mathvidya.make_teacher(school, "Meera Iyer")


@pytest.fixture
async def script(school: School, student: Caller, teacher: Caller) -> Script:
    return await scene.make_script(school, student, teacher)
