"""Settings and holidays as administrators change them."""

from datetime import date, time

from sqlalchemy import text

from assay.apps.mathvidya.config import service
from assay.apps.mathvidya.sla.service import calendar_of
from assay.kernel import clock
from assay.kernel.access.actor import system_actor
from tests.support import mathvidya
from tests.support.school import Caller, School


def setting(listed: list[dict[str, object]], key: str) -> dict[str, object]:
    return next(one for one in listed if one["key"] == key)


async def recomputations(school: School) -> int:
    async with school.database.transaction(org_id=school.org_id) as db:
        found = await db.execute(
            text("SELECT count(*) FROM kernel.jobs WHERE name = 'mathvidya.recompute-due' AND org_id = :org"),
            {"org": school.org_id},
        )
        return int(found.scalar_one())


async def page(caller: Caller, path: str, data: dict[str, str] | None = None) -> str:
    url = f"/mathvidya/admin{path}"
    answer = await (
        caller.http.get(url, headers=caller.headers)
        if data is None
        else caller.http.post(url, headers=caller.headers, data=data, follow_redirects=True)
    )
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_setting_is_changed_told_and_taken_back(school: School) -> None:
    admin = await school.person("admin")
    listed = (await admin.get("/admin/config")).json()["items"]
    assert (setting(listed, "upload_mb")["value"], setting(listed, "upload_mb")["unit"]) == (5, "MB")
    changed = (await admin.put("/admin/config/upload_mb", {"value": 8})).json()
    assert (changed["value"], changed["default"]) == (8, 5)
    assert changed["changed_by"]
    async with school.database.transaction(org_id=school.org_id) as db:
        assert (await service.get(db, school.org_id)).upload_mb == 8
    back = (await admin.put("/admin/config/upload_mb", {"value": None})).json()
    assert (back["value"], back["changed_by"]) == (5, None)
    assert await recomputations(school) == 0


async def test_change_of_working_time_recomputes_due_times_and_other_changes_do_not(school: School) -> None:
    admin = await school.person("admin")
    await admin.put("/admin/config/workdays", {"value": ["mon", "tue"]})
    assert await recomputations(school) == 1
    await admin.put("/admin/config/workdays", {"value": ["mon", "tue"]})
    assert await recomputations(school) == 1
    async with school.database.transaction(org_id=school.org_id) as db:
        assert (await calendar_of(db, school.org_id)).workdays == {0, 1}


async def test_what_does_not_fit_is_refused_with_the_field_named(school: School) -> None:
    admin = await school.person("admin")
    refused = await admin.put("/admin/config/upload_mb", {"value": 500})
    assert refused.status_code == 422
    assert "upload_mb" in refused.text
    assert (await admin.put("/admin/config/opens_at", {"value": "19:00"})).status_code == 422
    assert (await admin.put("/admin/config/no_such_thing", {"value": 1})).status_code == 404


async def test_settings_are_an_administrators_and_another_schools_stay_theirs(school: School) -> None:
    admin = await school.person("admin")
    teacher = await mathvidya.make_teacher(school)
    for path in ("/admin/config", "/admin/holidays"):
        assert (await teacher.get(path)).status_code == 403
    await admin.put("/admin/config/leaderboard_top", {"value": 99})
    other = await mathvidya.found(school.http, school.database, school.settings)
    theirs = (await (await other.person("admin")).get("/admin/config")).json()["items"]
    assert setting(theirs, "leaderboard_top")["value"] == 10


async def test_holidays_of_two_years_are_there_and_seeded_once(school: School) -> None:
    admin = await school.person("admin")
    year = clock.now().year
    for wanted in (year, year + 1):
        items = (await admin.get("/admin/holidays", year=wanted)).json()["items"]
        assert f"{wanted}-01-26" in {one["day"] for one in items}
    async with school.database.transaction(org_id=school.org_id) as db:
        assert await service.set_up(db, school.org_id) == 0
        assert date(year, 10, 2) in (await calendar_of(db, school.org_id)).holidays


async def test_estimate_is_confirmed_and_a_wrong_day_removed(school: School) -> None:
    admin = await school.person("admin")
    year = clock.now().year + 1
    day = f"{year}-07-07"
    body = {"day": day, "name": "Muharram", "source": "Almanac", "is_confirmed": False}
    assert (await admin.post("/admin/holidays", body)).json()["is_confirmed"] is False
    assert (await admin.post("/admin/holidays", body)).status_code == 409
    said = {"name": "Muharram", "source": "Gazette", "is_confirmed": True}
    assert (await admin.put(f"/admin/holidays/{day}", said)).json()["source"] == "Gazette"
    assert (await admin.delete(f"/admin/holidays/{day}")).status_code == 204
    assert (await admin.delete(f"/admin/holidays/{day}")).status_code == 404
    assert (await admin.put(f"/admin/holidays/{day}", said)).status_code == 404
    # Added and removed; that it was confirmed moves nothing.
    assert await recomputations(school) == 2


async def test_pages_show_and_change_settings_and_holidays(school: School) -> None:
    admin = await school.person("admin")
    shown = await page(admin, "/config")
    assert "Open scripts of a teacher" in shown
    day = f"{clock.now().year}-07-07"
    said = {"day": day, "name": "Foundation day", "source": "School", "is_confirmed": ""}
    assert "Foundation day" in await page(admin, "/holidays", said)
    assert "estimated" in await page(admin, "/holidays")
    assert (
        "estimated"
        not in (await page(admin, f"/holidays/{day}/confirm", {})).split("Foundation day")[1][:300]
    )
    assert "Foundation day" not in await page(admin, f"/holidays/{day}/remove", {})


async def test_settings_are_read_once_in_a_transaction_and_fresh_after_a_change(school: School) -> None:
    async with school.database.transaction(org_id=school.org_id) as db:
        first = await service.get(db, school.org_id)
        assert await service.get(db, school.org_id) is first
        actor = system_actor(school.org_id, "test")
        await service.change(db, actor, {"analytics_at": "03:30", "seed_interval": 7})
        assert (await service.get(db, school.org_id)).analytics_at == time(3, 30)
