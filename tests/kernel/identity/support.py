"""What the tests of identity do again and again."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select

from assay.kernel import clock, mail
from assay.kernel.audit.models import AuditEntry
from assay.kernel.db.session import Database, Role
from assay.kernel.identity.second_factor import rules as totp
from assay.kernel.settings import Settings

BASE = "http://127.0.0.1:8000"
PASSWORD = "mango lantern quiet bicycle"
NEW_PASSWORD = "seven paper boats drifting"


@dataclass(frozen=True)
class World:
    database: Database
    settings: Settings
    org: UUID
    other: UUID
    asha: UUID
    ravi: UUID
    zoya: UUID


async def api_login(
    client: httpx.AsyncClient, name: str = "asha", password: str = PASSWORD
) -> dict[str, Any]:
    answer = await client.post(
        "/api/v1/auth/login", json={"email": f"{name}@example.org", "password": password}
    )
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


async def csrf(client: httpx.AsyncClient, page: str = "/login") -> str:
    """The token of a page's form."""
    answer = await client.get(page)
    assert answer.status_code == 200, answer.text
    found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
    assert found, "The page has no form."
    return found[1]


async def web_login(
    client: httpx.AsyncClient, name: str = "asha", password: str = PASSWORD, next: str = "/"
) -> httpx.Response:
    token = await csrf(client)
    return await client.post(
        "/login",
        data={"csrf_token": token, "email": f"{name}@example.org", "password": password, "next": next},
    )


async def mailed_token(database: Database, address: str) -> str:
    """The token of the newest link mailed to `address`."""
    mails = await mail.mail_to(database, address)
    assert mails, "No mail."
    found = re.findall(r"\?token=([A-Za-z0-9_-]+)", mails[-1].body_text or "")
    assert found, mails[-1].body_text
    return str(found[-1])


async def subjects(database: Database, address: str) -> list[str]:
    return [one.subject or "" for one in await mail.mail_to(database, address)]


async def enable_second_factor(client: httpx.AsyncClient, tokens: dict[str, Any]) -> tuple[bytes, list[str]]:
    """Turn the second factor on over the API; its secret and the recovery codes."""
    import base64

    started = await client.post(
        "/api/v1/auth/second-factor", json={"current_password": PASSWORD}, headers=bearer(tokens)
    )
    assert started.status_code == 201, started.text
    secret = base64.b32decode(started.json()["secret"].replace(" ", ""))
    code = totp.code_at(secret, totp.step_at(clock.now()))
    done = await client.post(
        "/api/v1/auth/second-factor/confirm", json={"code": code}, headers=bearer(tokens)
    )
    assert done.status_code == 200, done.text
    return secret, done.json()["recovery_codes"]


async def events(database: Database) -> list[str]:
    """The events in the audit log, oldest first."""
    async with database.transaction(role=Role.SYSTEM) as db:
        found = await db.scalars(select(AuditEntry.event).order_by(AuditEntry.id))
        return [str(event) for event in found]
