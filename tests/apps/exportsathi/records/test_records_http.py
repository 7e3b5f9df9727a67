"""The log as an administrator of ExportSathi reads it: own organisation, ExportSathi alone, verified."""

from tests.support import exportsathi
from tests.support.school import Caller, School

CHANGED = "exportsathi.source.changed"
SOURCE = {
    "source_id": "notice-1",
    "title": "A notice",
    "publisher": "An authority",
    "reference": "No. 1",
    "published": "2026-01-01",
    "valid_from": "2026-01-01",
}


async def changed(place: School) -> Caller:
    """An administrator who has added a source."""
    admin = await place.person("admin")
    answer = await admin.post("/curator/sources", SOURCE)
    assert answer.status_code == 201, answer.text
    await place.sequence()
    return admin


async def test_administrator_reads_and_verifies_what_happened(place: School) -> None:
    admin = await changed(place)
    found = (await admin.get("/admin/audit/logs", event=CHANGED)).json()["items"]
    assert [one["event"] for one in found] == [CHANGED]
    every = (await admin.get("/admin/audit/logs")).json()["items"]
    assert {one["event"].split(".")[0] for one in every} == {"exportsathi"}
    assert (await admin.get("/admin/audit/verify-chain")).json()["ok"] is True
    page = await admin.http.get("/exportsathi/admin/audit", params={"event": CHANGED}, headers=admin.headers)
    assert CHANGED in page.text


async def test_log_is_for_administrators_of_the_organisation(place: School) -> None:
    await changed(place)
    for role in ("exporter", "curator"):
        assert (await (await place.person(role)).get("/admin/audit/logs")).status_code == 403
    other = await exportsathi.found(place.http, place.database, place.settings)
    stranger = await other.person("admin")
    assert (await stranger.get("/admin/audit/logs", event=CHANGED)).json()["items"] == []
