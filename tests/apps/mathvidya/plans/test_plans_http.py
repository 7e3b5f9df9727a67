"""Plans and subscriptions over HTTP: what an administrator sells, and what a student is told."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from assay.apps.mathvidya.plans import rules, service
from assay.kernel import clock
from assay.kernel.clock import day_in_india
from assay.kernel.ids import uuid7
from tests.support import mathvidya
from tests.support.school import Caller, School


async def plans(caller: Caller) -> dict[str, dict[str, Any]]:
    return {one["code"]: one for one in (await caller.get("/plans")).json()["items"]}


def sale(plan: dict[str, Any], student: Caller, **more: Any) -> dict[str, Any]:
    return {
        "plan_id": plan["plan_id"],
        "student_id": str(student.person_id),
        "billing": "month",
        "payment_reference": "receipt 17",
        **more,
    }


@pytest.fixture
async def admin(school: School) -> Caller:
    return await school.person("admin")


@pytest.fixture
async def student(school: School) -> Caller:
    return await mathvidya.make_student(school)


async def test_institution_starts_with_the_four_plans(student: Caller) -> None:
    found = await plans(student)
    told = [
        (
            one["name"],
            one["monthly_exams"],
            one["sla_hours"],
            one["leaderboard"],
            one["unit_practice"],
            one["mcq_only"],
            float(one["price_year"]),
            float(one["price_month"]),
        )
        for one in found.values()
    ]
    assert told == [
        ("Basic", 5, 48, False, False, False, 2999, 299),
        ("Premium MCQ", 15, 48, False, False, True, 4999, 499),
        ("Premium", 50, 48, True, True, False, 9999, 999),
        ("Centum", 50, 24, True, True, False, 14999, 1499),
    ]


async def test_selling_and_changing_is_for_administrators(school: School, student: Caller) -> None:
    premium = (await plans(student))["premium"]
    for caller in (student, await school.person("teacher"), await school.person("parent")):
        assert (await caller.post("/subscriptions", sale(premium, student))).status_code == 403
        assert (await caller.get("/subscriptions")).status_code == 403
        changed = await caller.put(f"/plans/{premium['plan_id']}", {}, **{"If-Match": '"v1"'})
        assert changed.status_code == 403


async def test_without_a_plan_the_answer_is_402_and_says_so(student: Caller) -> None:
    answer = await student.get("/subscriptions/mine")
    assert answer.status_code == 402
    assert (answer.json()["type"], answer.json()["left"]) == ("/problems/out-of-plan", 0)
    assert answer.json()["reason"] == "no-subscription"


async def test_student_sees_what_is_used_left_and_when_it_resets(
    school: School, admin: Caller, student: Caller
) -> None:
    basic = (await plans(admin))["basic"]
    assert (await admin.post("/subscriptions", sale(basic, student))).status_code == 201
    async with school.database.transaction(org_id=school.org_id) as db:
        for key in (uuid7(), uuid7()):
            await service.reserve(
                db, school.org_id, student.person_id, key, mcq_only=False, unit_practice=False
            )
        await service.commit(db, school.org_id, student.person_id, key)
    told = (await student.get("/subscriptions/mine")).json()
    assert (told["allowed"], told["used"], told["reserved"], told["left"]) == (5, 1, 1, 3)
    assert (told["plan_name"], told["sla_hours"]) == ("Basic", 48)
    today = day_in_india(clock.now())
    assert told["ends_on"] == rules.month_after(today, 1).isoformat()
    assert datetime.fromisoformat(told["resets_at"]) == rules.midnight(rules.month_after(today, 1))


async def test_second_plan_for_the_same_days_is_refused(admin: Caller, student: Caller) -> None:
    offered = await plans(admin)
    assert (await admin.post("/subscriptions", sale(offered["basic"], student))).status_code == 201
    answer = await admin.post("/subscriptions", sale(offered["centum"], student))
    assert answer.status_code == 409
    assert "has a plan for some of these days" in answer.json()["detail"]
    following = day_in_india(clock.now()) + timedelta(days=40)
    later = sale(offered["centum"], student, first_day=following.isoformat())
    assert (await admin.post("/subscriptions", later)).status_code == 201


async def test_cancelled_plan_is_over_at_once(admin: Caller, student: Caller) -> None:
    offered = await plans(admin)
    sold = (await admin.post("/subscriptions", sale(offered["basic"], student))).json()
    path = f"/subscriptions/{student.person_id}/{sold['subscription_id']}"
    assert (await admin.post(f"{path}/cancel")).json()["state"] == "cancelled"
    assert (await student.get("/subscriptions/mine")).status_code == 402
    assert (await admin.post(f"{path}/cancel")).status_code == 409
    renewed = await admin.post(f"{path}/renew", {"billing": "month", "payment_reference": "x"})
    assert renewed.status_code == 409
    assert (await admin.post("/subscriptions", sale(offered["basic"], student))).status_code == 201


async def test_edit_of_a_plan_somebody_else_changed_is_refused(admin: Caller) -> None:
    basic = (await plans(admin))["basic"]
    body = {
        "name": "Basic",
        "monthly_exams": 6,
        "sla_hours": 48,
        "price_month": "299",
        "price_year": "2999",
    }
    path = f"/plans/{basic['plan_id']}"
    assert (await admin.put(path, body)).status_code == 428
    assert (await admin.put(path, body, **{"If-Match": '"v1"'})).status_code == 200
    assert (await admin.put(path, body, **{"If-Match": '"v1"'})).status_code == 412
    assert (await admin.post("/plans", {**body, "code": "basic"})).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"payment_reference": ""}, 422),
        ({"billing": "week"}, 422),
        ({"first_day": "2020-01-01"}, 422),
        ({"plan_id": str(uuid7())}, 404),
        ({"student_id": str(uuid7())}, 404),
    ],
)
async def test_sale_that_makes_no_sense_is_refused(
    admin: Caller, student: Caller, wrong: dict[str, Any], status: int
) -> None:
    basic = (await plans(admin))["basic"]
    assert (await admin.post("/subscriptions", sale(basic, student, **wrong))).status_code == status
    assert (await admin.get("/subscriptions")).json()["items"] == []


async def test_other_institutions_plans_and_students_are_not_found(school: School, admin: Caller) -> None:
    other = await mathvidya.found(school.http, school.database, school.settings)
    stranger = await mathvidya.make_student(other)
    theirs = (await plans(stranger))["basic"]
    assert (await admin.get(f"/plans/{theirs['plan_id']}")).status_code == 404
    own = (await plans(admin))["basic"]
    assert (await admin.post("/subscriptions", sale(own, stranger))).status_code == 404
