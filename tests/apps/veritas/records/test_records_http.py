"""The log as an administrator of Veritas reads it: own institution, Veritas alone, whole and verified."""

from tests.support import veritas
from tests.support.school import Caller, School

GRANTED = "veritas.accommodation.granted"


async def granted(school: School) -> Caller:
    """An administrator who has granted something to a student."""
    admin = await school.person("admin")
    student = await veritas.make_student(school)
    body = {"student_id": str(student.person_id), "measures": {"extra_minutes": 30}, "reason": "dyslexia"}
    assert (await admin.post("/admin/accommodations", body)).status_code == 201
    await school.sequence()
    return admin


async def test_administrator_reads_and_verifies_what_happened(school: School) -> None:
    admin = await granted(school)
    found = (await admin.get("/admin/audit/logs", event=GRANTED)).json()["items"]
    assert [one["event"] for one in found] == [GRANTED]
    every = (await admin.get("/admin/audit/logs")).json()["items"]
    assert {one["event"].split(".")[0] for one in every} == {"veritas"}
    assert (await admin.get("/admin/audit/verify-chain")).json()["ok"] is True
    page = await admin.http.get("/veritas/admin/audit", params={"event": GRANTED}, headers=admin.headers)
    assert GRANTED in page.text


async def test_log_is_for_administrators_of_the_institution(school: School) -> None:
    await granted(school)
    for role in ("student", "teacher"):
        assert (await (await school.person(role)).get("/admin/audit/logs")).status_code == 403
    other = await veritas.found(school.http, school.database, school.settings)
    stranger = await other.person("admin")
    assert (await stranger.get("/admin/audit/logs", event=GRANTED)).json()["items"] == []
