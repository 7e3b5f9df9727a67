"""The roster and what is granted, over HTTP."""

from typing import Any

import pytest

from assay.kernel.ids import uuid7
from tests.support import veritas
from tests.support.school import School


async def test_roster_shows_students_who_never_signed_in_here(school: School) -> None:
    admin = await school.person("admin")
    student = await school.person("student", "Ravi Das")
    listed = (await admin.get("/admin/students")).json()["items"]
    assert [(one["student_id"], one["name"]) for one in listed] == [(str(student.person_id), "Ravi Das")]


async def test_roster_is_for_administrators(school: School) -> None:
    for role in ("student", "teacher"):
        caller = await school.person(role)
        assert (await caller.get("/admin/students")).status_code == 403
        assert (await caller.post("/admin/accommodations", {})).status_code == 403


async def test_other_schools_students_are_not_found(school: School) -> None:
    other = await veritas.found(school.http, school.database, school.settings)
    stranger = await veritas.make_student(other)
    admin = await school.person("admin")
    path = f"/admin/students/{stranger.person_id}"
    assert (await admin.get(path)).status_code == 404
    assert (await admin.put(path, {"groups": ["x"]})).status_code == 404


async def test_guardians_consent_is_recorded_with_its_time_and_taken_back(school: School) -> None:
    admin = await school.person("admin")
    minor = await veritas.make_student(school, is_minor=True)
    path = f"/admin/students/{minor.person_id}"
    given = (await admin.put(path, {"is_minor": True, "guardian_consent_by": "S. Das, father"})).json()
    assert given["guardian_consent_at"] is not None
    same = (await admin.put(path, {"is_minor": True, "guardian_consent_by": "S. Das, father"})).json()
    assert same["guardian_consent_at"] == given["guardian_consent_at"]
    back = (await admin.put(path, {"is_minor": True})).json()
    assert (back["guardian_consent_by"], back["guardian_consent_at"]) == (None, None)


async def test_group_grant_reaches_its_members_only(school: School) -> None:
    admin = await school.person("admin")
    member = await veritas.make_student(school, "In", groups=["evening"])
    other = await veritas.make_student(school, "Out", groups=["morning"])
    exam = await veritas.make_exam(school, students=[member, other])
    body = {
        "group_name": "evening",
        "exam_id": str(exam.exam_id),
        "measures": {"multiplier": "1.5"},
        "reason": "arrived late",
    }
    assert (await admin.post("/admin/accommodations", body)).status_code == 201
    minutes = [(await one.get("/student/exams")).json()["items"][0]["minutes"] for one in (member, other)]
    assert minutes == [90, 60]


async def test_ended_grant_stays_in_the_history_and_holds_no_more(school: School) -> None:
    admin = await school.person("admin")
    student = await veritas.make_student(school)
    await veritas.make_exam(school, students=[student])
    body = {"student_id": str(student.person_id), "measures": {"extra_minutes": 30}, "reason": "dyslexia"}
    granted = (await admin.post("/admin/accommodations", body)).json()
    path = f"/admin/accommodations/{granted['accommodation_id']}/end"
    assert (await admin.post(path)).json()["ended_at"] is not None
    assert (await admin.post(path)).status_code == 409
    history = (await admin.get("/admin/accommodations", student_id=str(student.person_id))).json()["items"]
    assert [one["reason"] for one in history] == ["dyslexia"]
    assert (await student.get("/student/exams")).json()["items"][0]["minutes"] == 60


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"measures": {}},
        {"student_id": None},
        {"group_name": "x"},
        {"measures": {"multiplier": "9"}},
        {"student_id": str(uuid7())},
    ],
)
async def test_grant_that_makes_no_sense_is_refused(school: School, wrong: dict[str, Any]) -> None:
    admin = await school.person("admin")
    student = await veritas.make_student(school)
    body = {
        "student_id": str(student.person_id),
        "measures": {"extra_minutes": 5},
        "reason": "unwell",
        **wrong,
    }
    answer = await admin.post("/admin/accommodations", body)
    assert answer.status_code in (404, 422), answer.text
    assert (await admin.get("/admin/accommodations")).json()["items"] == []
