"""Who is to sit an exam, and which teacher may do what with it, over HTTP."""

from uuid import uuid4

from tests.apps.veritas.exams.conftest import Staff, told
from tests.support.veritas import API, make_student


async def test_students_are_assigned_by_address_identifier_and_group(staff: Staff) -> None:
    exam_id = await staff.exam()
    path = f"/teacher/exams/{exam_id}/assign"
    new = await staff.school.person("student", "New")
    known = await make_student(staff.school, "Known")
    grouped = await make_student(staff.school, "Grouped", groups=["10A"])
    body = {"emails": [new.email], "student_ids": [str(known.person_id)], "groups": ["10A"]}
    answer = await staff.teacher.post(path, body)
    assert answer.json() == {"students": 3}
    assert (await staff.teacher.post(path, body)).json() == {"students": 3}
    listed = (await staff.teacher.get(path)).json()["items"]
    assert {one["student_id"] for one in listed} == {str(one.person_id) for one in (new, known, grouped)}
    assert (await staff.teacher.get(f"/teacher/exams/{exam_id}")).json()["assigned"] == 3


async def test_accommodations_given_stay_until_others_are_given(staff: Staff) -> None:
    exam_id = await staff.exam()
    path = f"/teacher/exams/{exam_id}/assign"
    student = await make_student(staff.school)
    who = {"student_ids": [str(student.person_id)]}
    await staff.teacher.post(path, {**who, "accommodations": {"multiplier": "1.5"}})
    await staff.teacher.post(path, who)
    given = (await staff.teacher.get(path)).json()["items"][0]["accommodations"]
    assert given["multiplier"] == "1.5"
    await staff.teacher.post(path, {**who, "accommodations": {"extra_minutes": 10}})
    given = (await staff.teacher.get(path)).json()["items"][0]["accommodations"]
    assert (given["multiplier"], given["extra_minutes"]) == ("1", 10)


async def test_who_is_no_student_here_is_named_and_nobody_is_assigned(staff: Staff) -> None:
    exam_id = await staff.exam()
    path = f"/teacher/exams/{exam_id}/assign"
    student = await make_student(staff.school)
    body = {"emails": [student.email, "nobody@example.org"]}
    answer = await staff.teacher.post(path, body)
    assert answer.status_code == 422
    assert "nobody@example.org" in told(answer)["emails"]
    for wrong in ({"student_ids": [str(uuid4())]}, {"groups": ["none"]}, {}):
        assert (await staff.teacher.post(path, wrong)).status_code == 422
    too_much = {"student_ids": [str(student.person_id)], "accommodations": {"multiplier": "9"}}
    assert (await staff.teacher.post(path, too_much)).status_code == 422
    assert (await staff.teacher.get(path)).json()["items"] == []


async def test_everyone_is_assigned_and_one_taken_back(staff: Staff) -> None:
    exam_id = await staff.exam()
    path = f"/teacher/exams/{exam_id}/assign"
    first, second = await make_student(staff.school), await staff.school.person("student")
    assert (await staff.teacher.post(path, {"everyone": True})).json() == {"students": 2}
    gone = await staff.teacher.http.delete(f"{API}{path}/{first.person_id}", headers=staff.teacher.headers)
    assert gone.status_code == 204
    listed = (await staff.teacher.get(path)).json()["items"]
    assert [one["student_id"] for one in listed] == [str(second.person_id)]


async def test_a_permission_is_granted_changed_and_taken_away(staff: Staff) -> None:
    exam_id = await staff.exam()
    path = f"/teacher/exams/{exam_id}/permissions"
    fresh = await staff.school.person("teacher", "Fresh")
    assert (await staff.teacher.post(path, {"email": fresh.email, "level": "view"})).status_code == 204
    changed = {"teacher_id": str(fresh.person_id), "level": "manage"}
    assert (await staff.teacher.post(path, changed)).status_code == 204
    levels = {one["teacher_id"]: one["level"] for one in (await staff.teacher.get(path)).json()["items"]}
    assert levels == {str(staff.teacher.person_id): "manage", str(fresh.person_id): "manage"}
    gone = {"teacher_id": str(fresh.person_id), "level": None}
    assert (await staff.teacher.post(path, gone)).status_code == 204
    assert (await fresh.get(f"/teacher/exams/{exam_id}")).status_code == 404


async def test_nobody_locks_themselves_out(staff: Staff) -> None:
    exam_id = await staff.exam()
    path = f"/teacher/exams/{exam_id}/permissions"
    mine = {"teacher_id": str(staff.teacher.person_id), "level": "view"}
    assert (await staff.teacher.post(path, mine)).status_code == 409
    assert (await staff.teacher.post(path, {"email": "nobody@x.org", "level": "view"})).status_code == 422
    assert (await staff.teacher.post(path, {"teacher_id": str(uuid4()), "level": "view"})).status_code == 404
    assert (await staff.teacher.post(path, {"level": "view"})).status_code == 422
