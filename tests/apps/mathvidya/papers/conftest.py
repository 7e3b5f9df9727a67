"""An organisation with the questions and templates that come with Mathvidya."""

import pytest

from assay.apps.mathvidya.bank import service as bank
from assay.apps.mathvidya.papers import service
from assay.kernel.db.session import Database
from tests.support.school import School


@pytest.fixture
async def stocked(school: School, savepoint: Database) -> School:
    async with savepoint.transaction(org_id=school.org_id) as db:
        await bank.set_up(db, school.org_id)
        await service.seed_templates(db, school.org_id)
    return school
