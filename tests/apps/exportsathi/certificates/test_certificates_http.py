"""Certificates of a report: guidance, and how far the exporter is."""

from tests.support.exportsathi import make_report
from tests.support.school import Caller, School


async def test_certificates_tell_what_to_do_and_move(place: School, exporter: Caller) -> None:
    here = f"/reports/{await make_report(place, exporter)}/certifications"
    items = {one["certificate_id"]: one for one in (await exporter.get(here)).json()["items"]}
    assert items["lut"]["guidance"]
    assert (items["lut"]["state"], items["iec"]["state"]) == ("not_started", "completed")
    begun = await exporter.put(f"{here}/lut", {"state": "in_progress", "note": "Filed"})
    assert (begun.status_code, begun.json()["state"], begun.json()["version"]) == (200, "in_progress", 1)
    stale = await exporter.put(f"{here}/lut", {"state": "completed", "version": 0})
    assert stale.status_code == 412
    done = await exporter.put(f"{here}/lut", {"state": "completed", "version": 1})
    assert done.json()["state"] == "completed"
    refused = await exporter.put(f"{here}/lut", {"state": "rejected", "version": 2})
    assert refused.status_code == 409
    assert (await exporter.put(f"{here}/nonsense", {"state": "completed"})).status_code == 404
    assert (await exporter.put(f"{here}/lut", {"state": "lost", "version": 2})).status_code == 422


async def test_the_verdict_of_the_page_goes_by_what_came_since(place: School, exporter: Caller) -> None:
    report_id = await make_report(place, exporter)
    here = f"/reports/{report_id}/certifications"
    items = (await exporter.get(here)).json()["items"]
    page = await place.http.get(f"/exportsathi/reports/{report_id}", headers=exporter.headers)
    assert "Possible, with preparation" in page.text
    for one in items:
        if one["state"] != "completed":
            told = {"state": "completed", "version": one["version"]}
            assert (await exporter.put(f"{here}/{one['certificate_id']}", told)).status_code == 200
    page = await place.http.get(f"/exportsathi/reports/{report_id}", headers=exporter.headers)
    assert "Ready" in page.text


async def test_the_page_saves_where_a_certificate_stands(place: School, exporter: Caller) -> None:
    report_id = await make_report(place, exporter)
    saved = await place.http.post(
        f"/exportsathi/reports/{report_id}/certifications/lut",
        headers=exporter.headers,
        data={"state": "in_progress", "note": "Filed", "version": "0"},
    )
    assert saved.status_code == 303
    page = await place.http.get(
        f"/exportsathi/reports/{report_id}?part=certificates", headers=exporter.headers
    )
    assert "Filed" in page.text
