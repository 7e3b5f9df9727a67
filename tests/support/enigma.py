"""An institution with its people, speaking to Assay over HTTP as they would."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from assay.demo.people import applicants
from assay.kernel import clock
from assay.kernel.access.permissions import ADMIN, KERNEL
from assay.kernel.audit.keys import earlier_keys, signer
from assay.kernel.audit.sequencer import sequence
from assay.kernel.db.session import Database
from assay.kernel.identity.admin import ensure_organisation, ensure_user
from assay.kernel.ids import uuid7
from assay.kernel.jobs import run_jobs
from assay.kernel.settings import Settings
from assay.main import load_modules
from assay.worker import all_jobs

API = "/api/v1/enigma"
PASSWORD = "a long pass phrase of tests"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with a bearer token."""

    http: httpx.AsyncClient
    token: str
    email: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.http.get(API + path, headers=self.headers, params=params)

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self.http.post(API + path, headers=self.headers | headers, json=body)

    async def put(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return await self.http.put(API + path, headers=self.headers | headers, json=body)


@dataclass(frozen=True, slots=True)
class Institution:
    org_id: UUID
    admin: Caller
    reviewer: Caller
    auditor: Caller
    database: Database
    settings: Settings

    async def work(self) -> int:
        """Do what is queued, as the worker would."""
        handlers, _schedules = all_jobs(load_modules(self.settings.apps))
        return await run_jobs(self.database, handlers)

    async def sequence(self) -> None:
        await sequence(self.database, signer(self.settings), earlier_keys(self.settings))


def _roles(role: str) -> dict[str, str]:
    """Who runs the cycles runs the house as well."""
    return {"enigma": role} | ({KERNEL: ADMIN} if role == "admin" else {})


async def found(http: httpx.AsyncClient, database: Database, settings: Settings) -> Institution:
    """A fresh organisation with an administrator, a reviewer and an auditor, signed in."""
    slug = f"org-{uuid7().hex[-12:]}"
    org_id = await ensure_organisation(database, slug, "Test Institute")
    callers = {}
    for role in ("admin", "reviewer", "auditor"):
        email = f"{role}@{slug}.example.org"
        await ensure_user(
            database, settings, email=email, password=PASSWORD, org_id=org_id, roles=_roles(role)
        )
        answer = await http.post("/api/v1/auth/login", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        callers[role] = Caller(http, answer.json()["access_token"], email)
    return Institution(org_id, callers["admin"], callers["reviewer"], callers["auditor"], database, settings)


def cycle_body(seats: int = 5, **policy: Any) -> dict[str, Any]:
    start = clock.now() - timedelta(days=1)
    return {
        "name": "B.Tech 2027",
        "max_seats": seats,
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(days=10)).isoformat(),
        "results_at": (start + timedelta(days=40)).isoformat(),
        "policy": {"evaluation": {"allow_baseline": True}, "waitlist": 2, **policy},
    }


def application_bodies(count: int, cycle_id: str, *, seed: int = 7) -> list[dict[str, Any]]:
    """`count` made-up applications as JSON bodies."""
    return [{**form.model_dump(mode="json"), "cycle_id": cycle_id} for form in applicants(count, seed=seed)]


async def open_cycle(place: Institution, seats: int = 5, **policy: Any) -> str:
    """A cycle that takes applications; its id."""
    made = await place.admin.post("/admin/cycles", cycle_body(seats, **policy))
    assert made.status_code == 201, made.text
    cycle_id: str = made.json()["cycle_id"]
    opened = await place.admin.post(f"/admin/cycles/{cycle_id}/open")
    assert opened.status_code == 200, opened.text
    return cycle_id


async def submit(place: Institution, cycle_id: str, count: int) -> list[dict[str, Any]]:
    """Submit `count` applications; what each applicant was told, with the body sent."""
    told = []
    for body in application_bodies(count, cycle_id):
        answer = await place.admin.http.post(f"{API}/applications", json=body)
        assert answer.status_code == 201, answer.text
        told.append({**answer.json(), "body": body})
    return told


async def take(place: Institution, cycle_id: str, action: str) -> dict[str, Any]:
    """Take one step to its end, with the reviewer answering what waits; the step as the API shows it."""
    for _attempt in range(5):
        answer = await place.admin.post(f"/admin/cycles/{cycle_id}/{action}")
        assert answer.status_code == 200, answer.text
        await place.work()
        step = (await place.admin.get(f"/admin/cycles/{cycle_id}/steps/{action}")).json()
        if step["state"] == "finished":
            return dict(step)
        await answer_reviews(place)
    raise AssertionError(f"{action} did not finish: {step}")


async def answer_reviews(place: Institution) -> None:
    """The reviewer approves every text that waits, and gives middling scores where a person is asked."""
    waiting = (await place.reviewer.get("/admin/scrubbing", limit=200)).json()
    for item in waiting["items"]:
        answer = await place.reviewer.post(f"/admin/scrubbing/{item['application_id']}/approve")
        assert answer.status_code == 200, answer.text
    asked = (await place.reviewer.get("/admin/reviews", limit=200)).json()
    for item in asked["items"]:
        path = f"/admin/reviews/{item['application_id']}"
        traits = (await place.reviewer.get(path)).json()["traits"]
        answer = await place.reviewer.post(path, {"scores": dict.fromkeys(traits, 3), "note": "read it"})
        assert answer.status_code == 200, answer.text


STEPS = ("freeze", "preprocess", "export-batch", "evaluate", "judge", "select-top-k", "publish", "complete")
