"""Plans, people, parents and the leaderboard in a browser: sold, named, confirmed, watched."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from assay.apps.mathvidya.models.analytics import UnitMastery
from assay.apps.mathvidya.plans import service
from assay.kernel import clock
from assay.kernel.ids import uuid7
from tests.apps.mathvidya.sat import make_template, sit
from tests.browser.conftest import Founding, Site, Window
from tests.support import mathvidya
from tests.support.browser import needs_chromium
from tests.support.school import Caller, School

pytestmark = [pytest.mark.browser, needs_chromium]


@dataclass(frozen=True, slots=True)
class House:
    site: Site
    school: School
    admin: Caller
    student: Caller
    parent: Caller
    teacher: Caller

    async def window(self, who: Caller, path: str) -> Window:
        return await self.site.signed_in(who.email, then=path)


@pytest.fixture
async def house(site: Site, founding: Founding) -> House:
    """A student with marked exams and no plan yet, and a parent whom nobody named yet."""
    school = await mathvidya.found(*founding)
    admin = await school.person("admin", "A. Menon")
    student = await mathvidya.make_student(school, "Asha Rao")
    parent = await school.person("parent", "Meera Rao")
    teacher = await mathvidya.make_teacher(school, "Dr Iyer")
    await school.person("student", "Ravi Das")
    async with school.database.transaction(org_id=school.org_id) as db:
        template = await make_template(db, school.org_id)
        for score in (38, 44.5, 52, 61):
            await sit(db, school.org_id, student.person_id, template, score)
        await sit(db, school.org_id, student.person_id, template)
        for unit, share in (("algebra", "0.86"), ("trigonometry", "0.35"), ("mensuration", "0.62")):
            db.add(
                UnitMastery(
                    org_id=school.org_id,
                    student_id=student.person_id,
                    unit=unit,
                    exams=4,
                    earned=Decimal(20),
                    possible=Decimal(40),
                    mastery=Decimal(share),
                    low=Decimal(share) - Decimal("0.12"),
                    high=Decimal(share) + Decimal("0.12"),
                    computed_at=clock.now(),
                )
            )
    return House(site, school, admin, student, parent, teacher)


async def test_plan_is_sold_used_and_shown(house: House) -> None:
    admin = await house.window(house.admin, "/mathvidya/admin/students")
    await admin.see("Students")
    await admin.look("mv-students")
    await admin.goto("/mathvidya/admin/plans")
    await admin.look("mv-plans")
    await admin.follow("Basic")
    await admin.see("Basic")
    await admin.look("mv-plan")
    await admin.goto(f"/mathvidya/admin/students/{house.student.person_id}/plan")
    await admin.page.get_by_label("Plan", exact=True).select_option(
        label="Premium: ₹999 a month, ₹9,999 a year"
    )
    await admin.press("Give the plan")
    await admin.page.get_by_label("Payment").and_(admin.page.locator("[aria-invalid=true]")).wait_for()
    await admin.page.get_by_label("Payment").fill("receipt 17")
    await admin.press("Give the plan")
    await admin.page.get_by_text("running", exact=True).wait_for()
    await admin.look("mv-student-plan")
    await admin.goto("/mathvidya/admin/subscriptions")
    await admin.look("mv-subscriptions")
    async with house.school.database.transaction(org_id=house.school.org_id) as db:
        for key in (uuid7(), uuid7(), uuid7()):
            await service.reserve(
                db, house.school.org_id, house.student.person_id, key, mcq_only=False, unit_practice=False
            )
            await service.commit(db, house.school.org_id, house.student.person_id, key)
    student = await house.window(house.student, "/mathvidya/student/plan")
    await student.see("Your plan")
    await student.page.get_by_text("of 50", exact=True).wait_for()
    await student.look("mv-own-plan")
    await student.goto("/mathvidya/student/profile")
    await student.page.get_by_label("Alias").fill("Aryabhata")
    await student.page.get_by_label("I agree.").check()
    await student.press("Join the leaderboard")
    await student.page.get_by_text("as Aryabhata").wait_for()
    await student.goto("/mathvidya/student/leaderboard")
    await (
        student.page.get_by_role("cell", name="76.3%")
        .or_(student.page.get_by_role("cell", name="76.2%"))
        .first.wait_for()
    )
    await student.look("mv-leaderboard")


async def test_parent_is_named_confirms_and_watches(house: House) -> None:
    student = await house.window(house.student, "/mathvidya/student/profile")
    await student.page.get_by_text("Name a parent").click()
    await student.page.get_by_label("E-mail address of the parent").fill(house.parent.email)
    await student.page.get_by_label("Relation").fill("mother")
    await student.press("Ask")
    await student.page.get_by_text("waits for the parent").wait_for()
    await student.look("mv-profile")
    parent = await house.window(house.parent, "/mathvidya/parent")
    await parent.page.get_by_text("Asha Rao named you as mother").wait_for()
    await parent.look("mv-parent-asked")
    await parent.page.get_by_role("checkbox").check()
    await parent.press("Confirm")
    await parent.page.get_by_role("heading", name="Asha Rao").wait_for()
    await parent.look("mv-parent")
    await parent.follow("All exams and units of Asha Rao")
    await parent.see("Asha Rao")
    await parent.page.get_by_text("begin here").wait_for()
    await parent.look("mv-child")
    admin = await house.window(house.admin, "/mathvidya/admin/parents")
    await admin.look("mv-parents")
    await admin.goto(f"/mathvidya/admin/students/{house.student.person_id}")
    await admin.look("mv-student")
    await admin.goto("/mathvidya/admin/teachers")
    await admin.look("mv-teachers")
    await admin.goto(f"/mathvidya/admin/teachers/{house.teacher.person_id}")
    await admin.page.get_by_text("Add a conflict").click()
    await admin.look("mv-teacher")
