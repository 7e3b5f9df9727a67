"""The log as an administrator reads it: own institution, Mathvidya alone, whole and verified."""

from tests.support import mathvidya
from tests.support.school import School

CHANGED = "mathvidya.config.changed"


async def test_administrator_reads_and_verifies_what_happened(school: School) -> None:
    admin = await school.person("admin")
    assert (await admin.put("/admin/config/leaderboard_top", {"value": 20})).status_code == 200
    assert (await admin.put("/admin/config/query_days", {"value": 7})).status_code == 200
    await school.sequence()
    found = (await admin.get("/admin/audit/logs", event=CHANGED)).json()
    assert [one["event"] for one in found["items"]] == [CHANGED, CHANGED]
    newest, older = (one["index"] for one in found["items"])
    assert newest > older
    every = (await admin.get("/admin/audit/logs")).json()["items"]
    assert {one["event"].split(".")[0] for one in every} == {"mathvidya"}
    report = (await admin.get("/admin/audit/verify-chain")).json()
    assert (report["ok"], report["broken"]) == (True, None)
    assert report["checkpoint"] == (await admin.get("/admin/audit/checkpoint")).text


async def test_page_searches_and_verifies(school: School) -> None:
    admin = await school.person("admin")
    await admin.put("/admin/config/leaderboard_top", {"value": 20})
    await school.sequence()
    here = "/mathvidya/admin/audit"
    page = await admin.http.get(here, params={"event": CHANGED}, headers=admin.headers)
    assert page.status_code == 200, page.text
    assert CHANGED in page.text
    assert f"{here}/verify" in page.text
    told = await admin.http.post(f"{here}/verify", headers=admin.headers)
    assert "The log holds" in told.text


async def test_log_is_for_administrators_and_another_schools_entries_are_not_in_it(school: School) -> None:
    admin, teacher = await school.person("admin"), await school.person("teacher")
    await admin.put("/admin/config/leaderboard_top", {"value": 20})
    assert (await teacher.get("/admin/audit/logs")).status_code == 403
    other = await mathvidya.found(school.http, school.database, school.settings)
    stranger = await other.person("admin")
    assert (await stranger.get("/admin/audit/logs", event=CHANGED)).json()["items"] == []
