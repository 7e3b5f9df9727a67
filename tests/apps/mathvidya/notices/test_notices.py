"""People are told once, by notice and by mail, and see only what is theirs."""

from assay.apps.mathvidya.notices import service
from assay.apps.mathvidya.notices.kinds import LABELS, Kind
from assay.kernel.ids import uuid7
from assay.kernel.mail import mail_to
from tests.support import mathvidya
from tests.support.school import Caller, School


async def tell(school: School, caller: Caller, key: str, **more: object) -> bool:
    async with school.database.transaction(org_id=school.org_id) as db:
        return await service.tell(
            db,
            school.org_id,
            caller.account_id,
            Kind.ASSIGNED,
            f"Script {key}",
            "It is due on Monday.",
            key=key,
            **more,  # type: ignore[arg-type]
        )


async def test_told_twice_is_told_once_in_the_application_and_by_mail(school: School) -> None:
    teacher = await mathvidya.make_teacher(school)
    assert await tell(school, teacher, "one", href="/mathvidya/teacher")
    assert not await tell(school, teacher, "one")
    listed = (await teacher.get("/notices")).json()
    assert (listed["unread"], [one["title"] for one in listed["items"]]) == (1, ["Script one"])
    mails = await mail_to(school.database, teacher.email)
    assert [one.subject for one in mails] == ["Script one"]
    assert "/mathvidya/teacher" in (mails[0].body_text or "")


async def test_notice_without_mail_and_one_to_an_account_that_left_send_none(school: School) -> None:
    teacher = await mathvidya.make_teacher(school)
    assert await tell(school, teacher, "quiet", by_mail=False)
    async with school.database.transaction(org_id=school.org_id) as db:
        assert await service.tell(db, school.org_id, uuid7(), Kind.DUE, "Gone", key="gone")
    assert await mail_to(school.database, teacher.email) == []


async def test_unread_come_first_and_are_read_one_by_one_or_all(school: School) -> None:
    student = await mathvidya.make_student(school)
    for key in ("one", "two", "three"):
        await tell(school, student, key)
    first = (await student.get("/notices", unread=True)).json()["items"]
    assert [one["title"] for one in first] == ["Script three", "Script two", "Script one"]
    assert (await student.post(f"/notices/{first[1]['notification_id']}/read")).json()["read_at"]
    assert [one["title"] for one in (await student.get("/notices", unread=False)).json()["items"]] == [
        "Script two"
    ]
    assert (await student.post("/notices/read")).json()["unread"] == 0


async def test_somebody_elses_notice_is_not_found(school: School) -> None:
    student, other = await mathvidya.make_student(school), await mathvidya.make_student(school)
    await tell(school, student, "one")
    notice = (await student.get("/notices")).json()["items"][0]["notification_id"]
    assert (await other.get("/notices")).json()["items"] == []
    assert (await other.post(f"/notices/{notice}/read")).status_code == 404
    assert (await student.get("/notices")).json()["unread"] == 1


async def test_page_opens_a_notice_where_it_leads(school: School) -> None:
    teacher = await mathvidya.make_teacher(school)
    await tell(school, teacher, "one", href="/mathvidya/teacher")
    page = await teacher.http.get("/mathvidya/notices", headers=teacher.headers)
    assert "Script one" in page.text
    notice = (await teacher.get("/notices")).json()["items"][0]["notification_id"]
    opened = await teacher.http.post(f"/mathvidya/notices/{notice}/open", headers=teacher.headers)
    assert opened.headers["location"] == "/mathvidya/teacher"
    assert (await teacher.get("/notices")).json()["unread"] == 0


def test_every_kind_has_a_label() -> None:
    assert set(LABELS) == set(Kind)
