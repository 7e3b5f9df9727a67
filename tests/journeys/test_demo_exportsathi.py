"""ExportSathi's demo: three exports without a browser, and what `assay up` finds seeded."""

from sqlalchemy import func, select

from assay.apps.exportsathi.models.documents import GeneratedDocument
from assay.apps.exportsathi.models.progress import ActionPlanProgress, CertificationProgress
from assay.apps.exportsathi.models.reports import Report
from assay.demo import exportsathi
from assay.demo.enigma import ORGANISATION
from assay.demo.exportsathi_people import BUSINESSES
from assay.demo.exportsathi_run import whole_exports
from assay.kernel.db.session import Database
from assay.kernel.identity.admin import ensure_organisation
from assay.kernel.settings import Settings

TABLES = (Report, CertificationProgress, ActionPlanProgress, GeneratedDocument)


async def test_three_exports_end_with_a_verified_log(database: Database, settings: Settings) -> None:
    summary = await whole_exports(database, settings)
    assert summary["log"]["ok"]
    steps = {step["step"]: step["result"] for step in summary["steps"]}
    assert steps["exporter report"]["code"] == "09103030"
    assert steps["software report"]["code"] == "none"
    for business in BUSINESSES:
        name = business.email.split("@")[0]
        assert steps[f"{name} papers"]["faults"] == 0
        questions = steps[f"{name} questions"]
        assert (questions["answered"], questions["refused"]) == (2, 1)
        assert questions["citations"] >= 2
        assert steps[f"{name} plan"]["entries"] == steps[f"{name} plan"]["tasks"] > 0


async def test_seeding_again_changes_nothing(database: Database, settings: Settings) -> None:
    said: list[str] = []
    logins = await exportsathi.seed(database, settings, say=said.append)
    assert [role for role, _email, _password in logins] == ["exporter", "brass", "software", "curator"]
    before = await _counts(database)
    assert before["reports"] == sum(len(one.asked) for one in BUSINESSES)
    assert all(before.values())
    assert await exportsathi.seed(database, settings, say=said.append) == logins
    assert await _counts(database) == before


async def _counts(database: Database) -> dict[str, int]:
    org_id = await ensure_organisation(database, *ORGANISATION)
    async with database.transaction(org_id=org_id) as db:
        return {
            table.__tablename__: await db.scalar(select(func.count()).select_from(table)) or 0
            for table in TABLES
        }
