"""Figures: counted from what happened, so they cannot drift."""

from sqlalchemy import func, select

from assay.apps.exportsathi.models.progress import UserEvent
from tests.support import exportsathi
from tests.support.exportsathi import make_report
from tests.support.school import Caller, School


async def test_figures_count_what_was_done_and_only_ones_own(place: School, exporter: Caller) -> None:
    report_id = await make_report(place, exporter)
    await exporter.get(f"/reports/{report_id}/pdf")
    await exporter.put(f"/reports/{report_id}/action-plan/lut", {"done": True})
    await exporter.put(f"/reports/{report_id}/certifications/lut", {"state": "completed"})
    tag = (await exporter.get(f"/reports/{report_id}")).headers["ETag"]
    await exporter.post(f"/reports/{report_id}/remake", **{"If-Match": tag})
    await place.work()
    found = (await exporter.get("/metrics")).json()
    assert found.pop("last_active")
    assert found == {
        "reports_asked": 1,
        "reports_completed": 1,
        "reports_printed": 1,
        "codes_overridden": 0,
        "certificates_completed": 1,
        "tasks_done": 1,
        "documents_made": 0,
        "questions_asked": 0,
    }
    other = await exportsathi.make_exporter(place, "Another")
    assert (await other.get("/metrics")).json()["reports_asked"] == 0
    page = await place.http.get("/exportsathi/figures", headers=exporter.headers)
    assert page.status_code == 200


async def test_a_refused_request_leaves_no_trace_in_the_figures(place: School, exporter: Caller) -> None:
    await exporter.post("/reports", {"product": "Turmeric", "destination": "XX"})
    async with place.database.transaction(org_id=place.org_id) as db:
        assert await db.scalar(select(func.count()).select_from(UserEvent)) == 0


async def test_a_curator_sees_sums_over_the_organisation_only(place: School, exporter: Caller) -> None:
    await make_report(place, exporter)
    await make_report(place, await exportsathi.make_exporter(place, "Another"))
    curator = await place.person("curator")
    found = (await curator.get("/curator/metrics")).json()
    assert (found["times"]["report.asked"], found["exporters"]["report.asked"]) == (2, 2)
    assert (await curator.get("/metrics")).status_code == 403
    abroad = await exportsathi.found(place.http, place.database, place.settings)
    stranger = await abroad.person("curator")
    assert (await stranger.get("/curator/metrics")).json() == {"times": {}, "exporters": {}}
