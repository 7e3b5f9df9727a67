"""Students, teachers and parents over HTTP."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from assay.apps.mathvidya.models.people import MappingState, ParentStudentMapping
from assay.apps.mathvidya.people.consents import PARENT_VERSION
from assay.kernel import clock
from assay.kernel.db.session import Role
from assay.kernel.ids import uuid7
from tests.support import mathvidya
from tests.support.school import Caller, School

AGREED = {"agree": True, "text_version": PARENT_VERSION}


@pytest.fixture
async def admin(school: School) -> Caller:
    return await school.person("admin")


@pytest.fixture
async def student(school: School) -> Caller:
    return await mathvidya.make_student(school)


@pytest.fixture
async def parent(school: School) -> Caller:
    return await school.person("parent", "Meera Rao")


def naming(parent: Caller, **more: Any) -> dict[str, Any]:
    return {"parent_email": parent.email, "relation": "mother", **more}


async def children(parent: Caller) -> list[str]:
    return [one["student_id"] for one in (await parent.get("/parent/children")).json()["items"]]


async def test_student_says_the_class_first(school: School) -> None:
    student = await school.person("student", "Ravi Das")
    assert (await student.get("/student/profile")).status_code == 409
    assert (await student.put("/student/profile", {"class_level": "XI"})).status_code == 422
    assert (await student.put("/student/profile", {})).status_code == 422
    saved = await student.put("/student/profile", {"class_level": "XII", "needs_substitutes": True})
    assert (saved.json()["class_level"], saved.json()["needs_substitutes"]) == ("XII", True)
    assert (await student.get("/student/profile")).json() == saved.json()


async def test_admin_gives_a_member_their_class(school: School, admin: Caller) -> None:
    student = await school.person("student", "Ravi Das")
    made = await admin.post("/admin/students", {"email": student.email, "class_level": "X"})
    assert (made.status_code, made.json()["student_id"]) == (201, str(student.person_id))
    listed = (await admin.get("/admin/students", class_level="X")).json()["items"]
    assert [one["name"] for one in listed] == ["Ravi Das"]
    assert (await admin.get("/admin/students", class_level="XII")).json()["items"] == []
    nobody = await admin.post("/admin/students", {"email": admin.email, "class_level": "X"})
    assert nobody.status_code == 422


async def test_rosters_are_for_administrators(school: School, student: Caller) -> None:
    for caller in (student, await school.person("teacher"), await school.person("parent")):
        for path in ("/admin/students", "/admin/teachers", "/admin/parents"):
            assert (await caller.get(path)).status_code == 403


async def test_other_institutions_people_are_not_found(school: School, admin: Caller) -> None:
    other = await mathvidya.found(school.http, school.database, school.settings)
    stranger, teacher = await mathvidya.make_student(other), await mathvidya.make_teacher(other)
    assert (await admin.get(f"/admin/students/{stranger.person_id}")).status_code == 404
    assert (await admin.get(f"/admin/teachers/{teacher.person_id}")).status_code == 404
    conflict = {"student_email": stranger.email, "reason": "sister"}
    own = await mathvidya.make_teacher(school)
    assert (await admin.post(f"/admin/teachers/{own.person_id}/conflicts", conflict)).status_code == 422


async def test_teacher_has_classes_capacity_leave_and_conflicts(
    school: School, admin: Caller, student: Caller
) -> None:
    teacher = await school.person("teacher", "T. Iyer")
    assert [one["name"] for one in (await admin.get("/admin/teachers")).json()["items"]] == ["T. Iyer"]
    path = f"/admin/teachers/{teacher.person_id}"
    assert (await admin.put(path, {"classes": []})).status_code == 422
    assert (await admin.put(path, {"classes": ["X"], "is_stopped": True})).status_code == 422
    changed = (await admin.put(path, {"classes": ["X"], "capacity": 3})).json()
    assert (changed["classes"], changed["capacity"]) == (["X"], 3)
    leave = {"first_day": "2026-05-04", "last_day": "2026-05-08"}
    made = (await admin.post(f"{path}/leaves", leave)).json()
    backwards = {"first_day": "2026-05-08", "last_day": "2026-05-04"}
    assert (await admin.post(f"{path}/leaves", backwards)).status_code == 422
    conflict = {"student_email": student.email, "reason": "sister"}
    assert (await admin.post(f"{path}/conflicts", conflict)).status_code == 201
    told = (await admin.get(path)).json()
    assert [one["leave_id"] for one in told["leaves"]] == [made["leave_id"]]
    assert told["conflicts"] == [{"student_id": str(student.person_id), "reason": "sister"}]
    assert (await admin.delete(f"{path}/leaves/{made['leave_id']}")).status_code == 204
    assert (await admin.delete(f"{path}/leaves/{made['leave_id']}")).status_code == 404
    assert (await admin.delete(f"{path}/conflicts/{student.person_id}")).status_code == 204
    assert (await admin.delete(f"{path}/conflicts/{student.person_id}")).status_code == 404


async def test_stopped_teacher_is_stopped_once_and_goes_on(school: School, admin: Caller) -> None:
    teacher = await mathvidya.make_teacher(school)
    path = f"/admin/teachers/{teacher.person_id}"
    stop = {"classes": ["X"], "is_stopped": True, "stopped_reason": "missed two seeds"}
    first = (await admin.put(path, stop)).json()
    assert first["stopped_at"] is not None
    assert (await admin.put(path, stop)).json()["stopped_at"] == first["stopped_at"]
    resumed = (await admin.put(path, {"classes": ["X"]})).json()
    assert (resumed["stopped_at"], resumed["stopped_reason"]) == (None, "")


async def test_parent_sees_nothing_before_confirming_what_the_student_asked(
    student: Caller, parent: Caller
) -> None:
    asked = await student.post("/student/parents", naming(parent))
    assert (asked.status_code, asked.json()["waits_for"]) == (201, "parent")
    assert await children(parent) == []
    path = f"/parent/requests/{student.person_id}/confirm"
    assert (await parent.post(path, {"agree": False, "text_version": PARENT_VERSION})).status_code == 422
    assert (await parent.post(path, {"agree": True, "text_version": "parent-0"})).status_code == 409
    assert (await student.post(f"/student/parents/{parent.person_id}/confirm", AGREED)).status_code == 409
    assert await children(parent) == []
    confirmed = (await parent.post(path, AGREED)).json()
    assert (confirmed["state"], confirmed["is_primary"]) == ("confirmed", True)
    assert await children(parent) == [str(student.person_id)]
    assert (await parent.post(path, AGREED)).status_code == 409


async def test_evidence_says_who_when_how_and_which_text(student: Caller, parent: Caller) -> None:
    await student.post("/student/parents", naming(parent))
    await parent.post(f"/parent/requests/{student.person_id}/confirm", AGREED)
    told = (await student.get("/student/parents")).json()
    evidence = told["items"][0]["evidence"]
    assert evidence["asked"]["account"] == str(student.account_id)
    word = evidence["confirmed"]
    assert (word["side"], word["account"]) == ("parent", str(parent.account_id))
    assert word["text"] == told["text_version"] == PARENT_VERSION
    assert word["at"].startswith(f"{clock.now():%Y-%m-%d}")
    assert word["how"] == "signed in, by a form"


async def test_what_an_administrator_asks_waits_for_the_student(
    school: School, admin: Caller, student: Caller, parent: Caller
) -> None:
    body = naming(parent, student_email=student.email, note="passport of the mother")
    asked = await admin.post("/admin/parents", body)
    assert (asked.status_code, asked.json()["waits_for"]) == (201, "student")
    word = await parent.post(f"/parent/requests/{student.person_id}/confirm", AGREED)
    assert word.status_code == 409
    confirmed = await student.post(f"/student/parents/{parent.person_id}/confirm", AGREED)
    assert confirmed.json()["evidence"]["asked"]["note"] == "passport of the mother"
    assert await children(parent) == [str(student.person_id)]


async def test_one_parent_is_the_primary_contact(
    school: School, admin: Caller, student: Caller, parent: Caller
) -> None:
    second = await school.person("parent", "Arun Rao")
    for one in (parent, second):
        await student.post("/student/parents", naming(one))
        await one.post(f"/parent/requests/{student.person_id}/confirm", AGREED)

    async def primaries() -> list[str]:
        rows = (await student.get("/student/parents")).json()["items"]
        return [row["parent_name"] for row in rows if row["is_primary"]]

    assert await primaries() == ["Meera Rao"]
    path = f"/admin/parents/{student.person_id}/{second.person_id}"
    assert (await admin.post(f"{path}/primary")).status_code == 200
    assert await primaries() == ["Arun Rao"]
    await admin.post(f"{path}/end")
    assert await primaries() == []
    assert (await admin.post(f"{path}/primary")).status_code == 409


async def test_ended_parent_sees_nothing_and_can_be_named_again(student: Caller, parent: Caller) -> None:
    await student.post("/student/parents", naming(parent))
    assert (await student.post("/student/parents", naming(parent))).status_code == 409
    path = f"/parent/requests/{student.person_id}"
    await parent.post(f"{path}/confirm", AGREED)
    assert (await student.post(f"/student/parents/{parent.person_id}/end")).status_code == 409
    assert (await parent.post(f"{path}/end")).json()["state"] == "ended"
    assert (await parent.post(f"{path}/end")).status_code == 409
    assert await children(parent) == []
    again = (await student.post("/student/parents", naming(parent))).json()
    assert (again["state"], again["confirmed_at"]) == ("requested", None)
    assert [one["ended"]["side"] for one in again["evidence"]["earlier"]] == ["parent"]
    assert await children(parent) == []


async def test_strangers_cannot_be_named_or_confirmed(
    school: School, student: Caller, parent: Caller
) -> None:
    other = await mathvidya.found(school.http, school.database, school.settings)
    stranger = await other.person("parent")
    for address in (stranger.email, student.email, "nobody@example.org"):
        answer = await student.post("/student/parents", {"parent_email": address, "relation": "mother"})
        assert answer.status_code == 422
    assert (await parent.post(f"/parent/requests/{student.person_id}/confirm", AGREED)).status_code == 404
    assert (await parent.post(f"/parent/requests/{uuid7()}/end")).status_code == 404


async def test_database_refuses_to_map_somebody_to_themselves(school: School, student: Caller) -> None:
    row = ParentStudentMapping(
        org_id=school.org_id,
        student_id=student.person_id,
        parent_id=student.person_id,
        parent_account_id=student.account_id,
        parent_name="Asha Rao",
        requested_by="test",
    )
    with pytest.raises(IntegrityError, match="ck_parent_student_mappings"):
        await school.add(row)


async def test_log_of_a_confirmation_names_nobody(school: School, student: Caller, parent: Caller) -> None:
    await student.post("/student/parents", naming(parent))
    await parent.post(f"/parent/requests/{student.person_id}/confirm", AGREED)
    async with school.database.transaction(org_id=school.org_id) as db:
        row = (await db.scalars(select(ParentStudentMapping))).one()
        assert row.state is MappingState.CONFIRMED
    async with school.database.transaction(role=Role.SYSTEM) as db:
        entries = (await db.scalars(text("SELECT data FROM kernel.audit_entries"))).all()
    assert any("mathvidya.parent.confirmed" in str(one) for one in entries)
    assert not any("Meera" in str(one) and "mathvidya.parent" in str(one) for one in entries)
