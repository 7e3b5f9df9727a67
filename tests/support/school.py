"""An organisation with its people, speaking to one application of Assay over HTTP as they would."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from assay.kernel.audit.keys import earlier_keys, signer
from assay.kernel.audit.sequencer import sequence
from assay.kernel.db.session import Database, Role
from assay.kernel.identity.admin import ensure_organisation, ensure_user
from assay.kernel.ids import uuid5_of, uuid7
from assay.kernel.jobs import run_jobs
from assay.kernel.settings import Settings
from assay.main import load_modules
from assay.worker import all_jobs

PASSWORD = "a long pass phrase of tests"


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with a bearer token; `person_id` is who that is in the application's tables."""

    app: str
    http: httpx.AsyncClient
    token: str
    email: str
    account_id: UUID
    person_id: UUID

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def url(self, path: str) -> str:
        return f"/api/v1/{self.app}{path}"

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.http.get(self.url(path), headers=self.headers, params=params)

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self.http.post(self.url(path), headers=self.headers | headers, json=body)

    async def put(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return await self.http.put(self.url(path), headers=self.headers | headers, json=body)

    async def delete(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.delete(self.url(path), headers=self.headers | headers)


@dataclass(frozen=True, slots=True)
class School:
    """An organisation that uses `app`; `http` reaches it, `database` holds it."""

    app: str
    org_id: UUID
    slug: str
    http: httpx.AsyncClient
    database: Database
    settings: Settings

    async def person(self, role: str, name: str = "", email: str = "") -> Caller:
        """A signed-in member with this role in the application. Profiles are made on first use."""
        email = email or f"{role}-{uuid7().hex[-10:]}@{self.slug}.example.org"
        account_id = await ensure_user(
            self.database,
            self.settings,
            email=email,
            password=PASSWORD,
            org_id=self.org_id,
            roles={self.app: role},
            name=name,
        )
        answer = await self.http.post("/api/v1/auth/login", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        token = answer.json()["access_token"]
        return Caller(self.app, self.http, token, email, account_id, uuid5_of(self.org_id, account_id))

    async def work(self) -> int:
        """Do what is queued, as the worker would."""
        handlers, _schedules = all_jobs(load_modules(self.settings.apps))
        return await run_jobs(self.database, handlers)

    async def sequence(self) -> None:
        await sequence(self.database, signer(self.settings), earlier_keys(self.settings))

    async def add(self, *rows: object) -> None:
        """Put rows into the organisation, in this order."""
        async with self.database.transaction(role=Role.APP, org_id=self.org_id) as db:
            for row in rows:
                db.add(row)
                await db.flush()


async def found(app: str, http: httpx.AsyncClient, database: Database, settings: Settings) -> School:
    """A fresh organisation without people."""
    slug = f"school-{uuid7().hex[-12:]}"
    org_id = await ensure_organisation(database, slug, "Test School")
    return School(app, org_id, slug, http, database, settings)
