"""A report taken away takes all with it."""

import pytest
from sqlalchemy import func, select

from assay.apps.exportsathi.models.money import FinanceAnalysis, LogisticsAnalysis
from assay.apps.exportsathi.models.profiles import Profile
from assay.apps.exportsathi.models.progress import ActionPlanProgress, CertificationProgress, UserEvent
from assay.apps.exportsathi.models.reports import Report
from tests.support.exportsathi import make_report
from tests.support.school import Caller, School

OF_REPORT = (Report, CertificationProgress, ActionPlanProgress, FinanceAnalysis, LogisticsAnalysis)


async def counts(place: School) -> dict[str, int]:
    async with place.database.transaction(org_id=place.org_id) as db:
        return {
            table.__tablename__: await db.scalar(select(func.count()).select_from(table)) or 0
            for table in (*OF_REPORT, Profile, UserEvent)
        }


@pytest.fixture
async def report_id(place: School, exporter: Caller) -> str:
    made = await make_report(place, exporter)
    await exporter.put(f"/reports/{made}/certifications/lut", {"state": "in_progress"})
    await exporter.put(f"/reports/{made}/action-plan/ad-letter", {"done": True})
    found = await counts(place)
    assert all(found[table.__tablename__] == 1 for table in OF_REPORT), found
    return made


async def test_a_report_goes_with_its_progress_and_analyses(
    place: School, exporter: Caller, report_id: str
) -> None:
    assert (await exporter.delete(f"/reports/{report_id}")).status_code == 204
    assert (await exporter.get(f"/reports/{report_id}")).status_code == 404
    found = await counts(place)
    assert all(found[table.__tablename__] == 0 for table in OF_REPORT), found
    assert found["user_events"] > 0, "what was done stays counted"


async def test_a_business_goes_with_its_reports(place: School, exporter: Caller, report_id: str) -> None:
    assert report_id
    gone = await exporter.delete("/profile", **{"If-Match": '"v1"'})
    assert gone.status_code == 204, gone.text
    assert set((await counts(place)).values()) == {0}


async def test_the_job_of_a_report_that_was_taken_away_ends(place: School, exporter: Caller) -> None:
    asked = await exporter.post("/reports", {"product": "Turmeric powder", "destination": "DE"})
    await exporter.delete(f"/reports/{asked.json()['report_id']}")
    await place.work()
    assert (await counts(place))["reports"] == 0
