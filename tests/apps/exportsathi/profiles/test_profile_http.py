"""The own business over HTTP and on its page."""

from sqlalchemy import func, select

from assay.apps.exportsathi.models.profiles import Profile
from assay.apps.exportsathi.models.progress import UserEvent
from tests.support import exportsathi
from tests.support.exportsathi import PROFILE
from tests.support.school import School


async def test_a_business_is_described_and_changed_from_the_version_that_was_seen(place: School) -> None:
    caller = await place.person("exporter")
    assert (await caller.get("/profile")).status_code == 404
    made = await caller.put("/profile", PROFILE | {"gstin": "27 aapfu 0939f 1zv"})
    assert (made.status_code, made.json()["gstin"]) == (200, PROFILE["gstin"])
    assert made.json()["missing"] == []
    assert (await caller.put("/profile", PROFILE)).status_code == 428
    tag = made.headers["ETag"]
    changed = await caller.put("/profile", PROFILE | {"company": "Sharma and Sons"}, **{"If-Match": tag})
    assert (changed.status_code, changed.json()["company"]) == (200, "Sharma and Sons")
    assert (await caller.put("/profile", PROFILE, **{"If-Match": tag})).status_code == 412
    read = await caller.get("/profile")
    assert read.headers["ETag"] == changed.headers["ETag"] == '"v2"'


async def test_a_wrong_number_is_refused_at_its_field_and_nothing_is_stored(place: School) -> None:
    caller = await place.person("exporter")
    wrong = PROFILE | {"gstin": "27AAPFU0939F1ZX", "bank": {"ifsc": "nonsense"}}
    refused = await caller.put("/profile", wrong)
    assert refused.status_code == 422
    assert {one["field"] for one in refused.json()["errors"]} == {"gstin", "bank.ifsc"}
    assert (await caller.get("/profile")).status_code == 404


async def test_another_exporter_and_another_organisation_see_nothing_of_it(place: School) -> None:
    await exportsathi.make_exporter(place)
    other = await place.person("exporter")
    assert (await other.get("/profile")).status_code == 404
    abroad = await exportsathi.found(place.http, place.database, place.settings)
    async with place.database.transaction(org_id=abroad.org_id) as db:
        assert await db.scalar(select(func.count()).select_from(Profile)) == 0


async def test_who_may_not_export_is_refused(place: School) -> None:
    curator = await place.person("curator")
    assert (await curator.get("/profile")).status_code == 403
    assert (await place.http.get(curator.url("/profile"))).status_code == 401


async def test_a_business_taken_away_leaves_nothing_behind(place: School) -> None:
    caller = await place.person("exporter")
    made = await caller.put("/profile", PROFILE)
    gone = await caller.delete("/profile", **{"If-Match": made.headers["ETag"]})
    assert gone.status_code == 204
    async with place.database.transaction(org_id=place.org_id) as db:
        for table in (Profile, UserEvent):
            assert await db.scalar(select(func.count()).select_from(table)) == 0


async def test_the_page_takes_the_same_numbers_and_names_the_same_fields(place: School) -> None:
    caller = await place.person("exporter")
    page = await place.http.get("/exportsathi/profile", headers=caller.headers)
    assert page.status_code == 200
    assert "Name of the business" in page.text
    flat = {name: value for name, value in PROFILE.items() if isinstance(value, str)}
    flat |= {f"address.{name}": value for name, value in PROFILE["address"].items()}
    wrong = await place.http.post(
        "/exportsathi/profile", headers=caller.headers, data=flat | {"address.state_code": "29"}
    )
    assert wrong.status_code == 422
    assert "Maharashtra" in wrong.text
    saved = await place.http.post("/exportsathi/profile", headers=caller.headers, data=flat)
    assert saved.status_code == 303
    assert (await caller.get("/profile")).json()["address"]["city"] == "Sangli"
