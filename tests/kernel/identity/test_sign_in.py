"""Signing in: the answers, the cookie, the limits, and what is not told."""

import time

import bcrypt
import httpx
import pytest
from sqlalchemy import select, update

from assay.kernel import clock
from assay.kernel.db.session import Role
from assay.kernel.identity.models import Account, Credential
from tests.kernel.identity.support import PASSWORD, World, api_login, bearer, csrf, events, web_login


async def test_tokens_open_the_api(client: httpx.AsyncClient, world: World) -> None:
    tokens = await api_login(client)
    me = await client.get("/api/v1/auth/me", headers=bearer(tokens))
    assert me.status_code == 200
    assert me.json()["account_id"] == str(world.asha)
    assert me.json()["org_id"] == str(world.org)
    assert me.json()["roles"] == {"kernel": "admin", "demo": "editor"}
    assert "demo:write" in me.json()["permissions"]
    assert tokens["expires_in"] == 900


async def test_address_is_compared_without_case(client: httpx.AsyncClient, world: World) -> None:
    answer = await client.post(
        "/api/v1/auth/login", json={"email": " ASHA@Example.ORG ", "password": PASSWORD}
    )
    assert answer.status_code == 200


async def test_unknown_address_and_wrong_password_get_the_same_answer(
    client: httpx.AsyncClient, world: World
) -> None:
    answers = [
        await client.post("/api/v1/auth/login", json={"email": email, "password": "not the password"})
        for email in ("asha@example.org", "nobody@example.org", "not an address")
    ]
    assert {answer.status_code for answer in answers} == {401}
    bodies = [{**answer.json(), "request_id": ""} for answer in answers]
    assert bodies[0] == bodies[1] == bodies[2]
    assert bodies[0]["type"].endswith("sign-in-failed")


async def test_disabled_account_gets_that_answer_too(client: httpx.AsyncClient, world: World) -> None:
    tokens = await api_login(client)
    async with world.database.transaction(role=Role.SYSTEM) as db:
        await db.execute(update(Account).where(Account.id == world.asha).values(disabled_at=clock.now()))
    again = await client.post("/api/v1/auth/login", json={"email": "asha@example.org", "password": PASSWORD})
    assert again.status_code == 401
    assert again.json()["type"].endswith("sign-in-failed")
    # and the sessions it had are dead at once
    assert (await client.get("/api/v1/auth/me", headers=bearer(tokens))).status_code == 401


async def test_bcrypt_hash_is_accepted_and_replaced(client: httpx.AsyncClient, world: World) -> None:
    old = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
    async with world.database.transaction(role=Role.SYSTEM) as db:
        await db.execute(
            update(Credential).where(Credential.account_id == world.asha).values(password_hash=old)
        )
    await api_login(client)
    async with world.database.transaction(role=Role.SYSTEM) as db:
        stored = await db.scalar(select(Credential.password_hash).where(Credential.account_id == world.asha))
    assert stored is not None
    assert stored.startswith("$argon2id$")
    await api_login(client)


async def test_account_limit_holds_whatever_the_address(client: httpx.AsyncClient, world: World) -> None:
    wrong = {"email": "asha@example.org", "password": "not the password"}
    for _ in range(10):
        assert (await client.post("/api/v1/auth/login", json=wrong)).status_code == 401
    blocked = await client.post("/api/v1/auth/login", json={**wrong, "password": PASSWORD})
    assert blocked.status_code == 429
    assert 1 <= int(blocked.headers["Retry-After"]) <= 90
    # others are not held up
    await api_login(client, "ravi")


async def test_success_forgives_earlier_failures(client: httpx.AsyncClient, world: World) -> None:
    wrong = {"email": "asha@example.org", "password": "not the password"}
    for _ in range(3):
        for _ in range(8):
            assert (await client.post("/api/v1/auth/login", json=wrong)).status_code == 401
        await api_login(client)


async def test_failed_attempts_are_in_the_audit_log(client: httpx.AsyncClient, world: World) -> None:
    await client.post("/api/v1/auth/login", json={"email": "asha@example.org", "password": "wrong"})
    await api_login(client)
    assert (await events(world.database))[-2:] == ["identity.sign_in_failed", "identity.signed_in"]


async def test_page_sets_an_opaque_cookie_and_goes_on(client: httpx.AsyncClient, world: World) -> None:
    answer = await web_login(client, next="/account")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/account"
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("session="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    page = await client.get("/account")
    assert page.status_code == 200
    assert "asha@example.org" in page.text


async def test_page_shows_a_wrong_password_at_the_field(client: httpx.AsyncClient, world: World) -> None:
    answer = await web_login(client, password="not the password")
    assert answer.status_code == 422
    assert "Address or password is wrong." in answer.text
    assert "session" not in client.cookies


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"]
)
async def test_next_never_leads_to_another_site(client: httpx.AsyncClient, world: World, target: str) -> None:
    answer = await web_login(client, next=target)
    assert answer.headers["location"] == "/"


async def test_sign_in_form_without_its_token_is_refused(client: httpx.AsyncClient, world: World) -> None:
    await csrf(client)
    answer = await client.post("/login", data={"email": "asha@example.org", "password": PASSWORD})
    assert answer.status_code == 403
    assert "session" not in client.cookies


async def test_cookie_alone_cannot_change_anything_over_the_api(
    client: httpx.AsyncClient, world: World
) -> None:
    await web_login(client)
    assert (await client.get("/api/v1/auth/me")).status_code == 200
    assert (await client.post("/api/v1/auth/logout")).status_code == 403
    token = await csrf(client, "/account")
    assert (await client.post("/api/v1/auth/logout", headers={"X-CSRF-Token": token})).status_code == 204


async def test_anonymous_page_leads_to_sign_in_and_back(client: httpx.AsyncClient, world: World) -> None:
    answer = await client.get("/organisation/members?after=x", headers={"accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Forganisation%2Fmembers%3Fafter%3Dx"


async def test_unknown_address_takes_as_long_as_a_wrong_password(settings: object) -> None:
    """With the real parameters: the hash is what takes the time, and it is computed either way."""
    from assay.kernel.identity.passwords import Hasher

    hasher = Hasher()
    stored = await hasher.hash(PASSWORD)

    async def seconds(hashed: str | None) -> float:
        taken = []
        for _ in range(5):
            started = time.perf_counter()
            assert not (await hasher.verify("not the password", hashed)).ok
            taken.append(time.perf_counter() - started)
        return min(taken)

    known, unknown = await seconds(stored), await seconds(None)
    assert 0.5 < known / unknown < 2
