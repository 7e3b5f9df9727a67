"""An exam with three teachers, ready to be looked at."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.apps.veritas.analysis.scene import Scene, make_exam, person


@pytest.fixture
async def scene(db: AsyncSession, org: UUID) -> Scene:
    names = ("Dr Iyer", "Dr Menon", "Dr Bose")
    return await make_exam(db, org, [person(org, "teacher", name) for name in names])
