"""The jobs page, its progress fragment and the API, as an administrator, a member and a stranger see them."""

import re
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from assay.kernel import access, identity, jobs, web
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Database
from assay.kernel.identity import admin
from assay.kernel.settings import Settings
from tests.kernel.jobs import sample_jobs as sample
from tests.kernel.jobs.sample_jobs import Mark

BASE = "http://127.0.0.1:8000"
PASSWORD = "mango lantern quiet bicycle"


@pytest.fixture
def app(database: Database, settings: Settings) -> FastAPI:
    made = FastAPI(docs_url=None, redoc_url=None)
    made.state.database = database
    web.install(made, settings, [])
    access.install(made, settings, [])
    identity.install(made, settings)
    jobs.install(made, settings)
    access.check_routes(made)
    return made


@pytest.fixture
async def orgs(database: Database, settings: Settings) -> dict[str, UUID]:
    """Organisations by the name of a person in it: asha administers one, ravi is a member, zoya elsewhere."""
    north = await admin.ensure_organisation(database, "north", "North College")
    south = await admin.ensure_organisation(database, "south", "South College")
    people = {"asha": (north, "admin"), "ravi": (north, "member"), "zoya": (south, "admin")}
    for name, (org, role) in people.items():
        await admin.ensure_user(
            database,
            settings,
            email=f"{name}@example.org",
            password=PASSWORD,
            org_id=org,
            roles={"kernel": role},
            name=name.title(),
        )
    return {name: org for name, (org, _role) in people.items()}


async def signed_in(app: FastAPI, name: str) -> httpx.AsyncClient:
    """A caller with a bearer token, who also reads pages."""
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE)
    answer = await http.post(
        "/api/v1/auth/login", json={"email": f"{name}@example.org", "password": PASSWORD}
    )
    assert answer.status_code == 200, answer.text
    http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return http


@pytest.fixture
async def failed(database: Database, orgs: dict[str, UUID]) -> UUID:
    """A job of the north that has failed for good."""
    await sample.prepare(database)
    async with database.transaction(org_id=orgs["asha"]) as db:
        actor = system_actor(orgs["asha"], "test")
        job_id = await jobs.defer(db, actor, sample.HOPELESS, Mark(label="cycle"))
    with pytest.raises(jobs.JobsFailed):
        await jobs.run_jobs(database, sample.HANDLERS)
    return job_id


async def test_administrator_reads_why_and_tries_again(app: FastAPI, failed: UUID) -> None:
    asha = await signed_in(app, "asha")
    body = (await asha.get(f"/api/v1/jobs/{failed}")).json()
    assert body["state"] == "failed"
    assert body["error"]["message"] == "There is no cycle."
    answer = await asha.post(f"/api/v1/jobs/{failed}/retry")
    assert answer.status_code == 200, answer.text
    assert answer.json()["state"] == "queued"
    again = await asha.post(f"/api/v1/jobs/{failed}/retry")
    assert again.status_code == 409


async def test_member_sees_state_without_the_error_and_may_not_retry(app: FastAPI, failed: UUID) -> None:
    ravi = await signed_in(app, "ravi")
    body = (await ravi.get(f"/api/v1/jobs/{failed}")).json()
    assert body["state"] == "failed"
    assert body["error"] is None
    assert (await ravi.post(f"/api/v1/jobs/{failed}/retry")).status_code == 403
    assert (await ravi.get("/jobs")).status_code == 403


async def test_other_organisation_finds_nothing(app: FastAPI, failed: UUID) -> None:
    zoya = await signed_in(app, "zoya")
    for path in (f"/api/v1/jobs/{failed}", f"/jobs/{failed}", f"/jobs/{failed}/progress"):
        assert (await zoya.get(path)).status_code == 404, path
    assert (await zoya.post(f"/api/v1/jobs/{failed}/cancel")).status_code == 404
    assert "test.hopeless" not in (await zoya.get("/jobs")).text


async def test_page_lists_by_state(app: FastAPI, failed: UUID) -> None:
    asha = await signed_in(app, "asha")
    assert "test.hopeless" in (await asha.get("/jobs?state=failed")).text
    assert "test.hopeless" not in (await asha.get("/jobs?state=done")).text
    assert "test.hopeless" in (await asha.get("/jobs")).text


async def test_page_of_a_failed_job_shows_the_error_and_a_retry_button(app: FastAPI, failed: UUID) -> None:
    asha = await signed_in(app, "asha")
    page = (await asha.get(f"/jobs/{failed}")).text
    assert "There is no cycle." in page
    assert f'action="/jobs/{failed}/retry"' in page


async def test_progress_asks_again_until_the_job_has_ended(
    app: FastAPI, database: Database, orgs: dict[str, UUID], failed: UUID
) -> None:
    ravi = await signed_in(app, "ravi")
    async with database.transaction(org_id=orgs["ravi"]) as db:
        waiting = await jobs.defer(db, system_actor(orgs["ravi"], "test"), sample.MARKED, Mark(label="x"))
    fragment = (await ravi.get(f"/jobs/{waiting}/progress")).text
    assert f'hx-get="/jobs/{waiting}/progress"' in fragment
    assert "<html" not in fragment
    await jobs.run_jobs(database, sample.HANDLERS)
    fragment = (await ravi.get(f"/jobs/{waiting}/progress")).text
    assert "hx-get" not in fragment
    assert re.search(r"\bDone\b", fragment)


async def test_stranger_is_led_to_sign_in(app: FastAPI, failed: UUID) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE) as http:
        assert (await http.get(f"/api/v1/jobs/{failed}")).status_code == 401
        page = await http.get("/jobs", headers={"Accept": "text/html"})
        assert page.status_code == 303
        assert page.headers["location"].startswith("/login")
