"""Facts for tests: the packs a test needs, of the lines it needs."""

from collections.abc import Collection

from assay.apps.exportsathi.facts import service
from assay.kernel.access.actor import system_actor
from tests.support.school import School


async def load_facts(
    school: School, packs: Collection[str] | None = None, *, lines: Collection[str] = ("1105",)
) -> None:
    """Put the packs of these names (None: all) into the organisation, policies and rates of `lines` only."""
    async with school.database.transaction(org_id=school.org_id) as db:
        await service.load(db, system_actor(school.org_id, "tests"), packs, lines=lines)
