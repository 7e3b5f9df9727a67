"""A script marked 6 of 9, whose student may ask about question 22."""

import pytest

from assay.apps.mathvidya.results import service
from assay.kernel.access.actor import system_actor
from tests.apps.mathvidya.marking import scene
from tests.apps.mathvidya.marking.scene import Script, all_marks
from tests.support import mathvidya
from tests.support.school import Caller, School


@pytest.fixture
async def student(school: School) -> Caller:
    return await mathvidya.make_student(school)


@pytest.fixture
async def teacher(school: School) -> Caller:
    return await mathvidya.make_teacher(school)


@pytest.fixture
async def published(school: School, student: Caller, teacher: Caller) -> Script:
    script = await scene.make_script(school, student, teacher)
    await script.send(teacher, *script.seen(), *all_marks(q22_1="0", q22_2="0.5", q36iii_1="0"))
    assert (await script.submit(teacher)).status_code == 200
    async with school.database.transaction(org_id=school.org_id) as db:
        actor = system_actor(school.org_id, "test")
        await service.publish(db, actor, student.person_id, script.evaluation_id)
    return script
