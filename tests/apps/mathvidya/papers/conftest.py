"""An organisation with templates and a part of class X's questions that come with Mathvidya."""

import pytest

from assay.apps.mathvidya.bank import service as bank
from assay.apps.mathvidya.bank.content import all as content
from assay.apps.mathvidya.bank.document import ClassLevel, Question
from assay.apps.mathvidya.papers import service
from assay.kernel.db.session import Database
from tests.apps.mathvidya.papers import shipped
from tests.support.school import School

VARIANTS = ("/1", "/2")


def few(level: ClassLevel) -> list[Question]:
    if level is not ClassLevel.X:
        return []
    return [one for one in shipped.bank(level).values() if one.source.endswith(VARIANTS)]


@pytest.fixture
async def stocked(school: School, savepoint: Database, monkeypatch: pytest.MonkeyPatch) -> School:
    monkeypatch.setattr(content, "questions", few)
    async with savepoint.transaction(org_id=school.org_id) as db:
        await bank.set_up(db, school.org_id)
        await service.seed_templates(db, school.org_id)
    return school
