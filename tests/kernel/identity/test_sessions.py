"""Sessions: ending takes effect at once, time-outs hold, organisations are chosen."""

from datetime import timedelta

import httpx
import pytest

from assay.kernel import clock
from assay.kernel.identity.sessions import rules
from tests.kernel.identity.support import World, api_login, bearer, csrf, web_login

ME = "/api/v1/auth/me"


async def test_logout_revokes_the_access_token_at_once(client: httpx.AsyncClient, world: World) -> None:
    tokens = await api_login(client)
    assert (await client.post("/api/v1/auth/logout", headers=bearer(tokens))).status_code == 204
    assert (await client.get(ME, headers=bearer(tokens))).status_code == 401
    again = await client.post("/api/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
    assert again.status_code == 401


async def test_logout_page_ends_the_cookie_on_the_server(client: httpx.AsyncClient, world: World) -> None:
    await web_login(client)
    kept = client.cookies["session"]
    token = await csrf(client, "/account")
    answer = await client.post("/logout", data={"csrf_token": token})
    assert answer.status_code == 303
    client.cookies.set("session", kept, domain="127.0.0.1")
    assert (await client.get(ME)).status_code == 401


async def test_logout_everywhere_ends_every_session(
    client: httpx.AsyncClient, browser: httpx.AsyncClient, world: World
) -> None:
    await web_login(browser)
    first, second = await api_login(client), await api_login(client)
    answer = await client.post("/api/v1/auth/logout-everywhere", headers=bearer(first))
    assert answer.json() == {"ended": 3}
    assert (await client.get(ME, headers=bearer(second))).status_code == 401
    assert (await browser.get(ME)).status_code == 401


async def test_one_session_is_ended_from_another(
    client: httpx.AsyncClient, browser: httpx.AsyncClient, world: World
) -> None:
    await web_login(browser)
    tokens = await api_login(client)
    listed = (await client.get("/api/v1/auth/sessions", headers=bearer(tokens))).json()
    assert {session["kind"] for session in listed} == {"web", "api"}
    assert [session["kind"] for session in listed if session["current"]] == ["api"]
    other = next(session["id"] for session in listed if not session["current"])
    ended = await client.delete(f"/api/v1/auth/sessions/{other}", headers=bearer(tokens))
    assert ended.status_code == 204
    assert (await browser.get(ME)).status_code == 401
    assert (await client.get(ME, headers=bearer(tokens))).status_code == 200


async def test_session_of_somebody_else_is_not_there(client: httpx.AsyncClient, world: World) -> None:
    ravi, asha = await api_login(client, "ravi"), await api_login(client)
    target = (await client.get("/api/v1/auth/sessions", headers=bearer(ravi))).json()[0]["id"]
    answer = await client.delete(f"/api/v1/auth/sessions/{target}", headers=bearer(asha))
    assert answer.status_code == 404
    assert (await client.get(ME, headers=bearer(ravi))).status_code == 200


async def test_browser_session_ends_after_an_idle_hour(client: httpx.AsyncClient, world: World) -> None:
    start = clock.now()
    await web_login(client)
    for minutes in (50, 100, 150):  # kept alive by use
        with clock.frozen(start + timedelta(minutes=minutes)):
            assert (await client.get(ME)).status_code == 200
    with clock.frozen(start + timedelta(minutes=211)):
        assert (await client.get(ME)).status_code == 401


async def test_browser_session_ends_after_a_day_of_use(client: httpx.AsyncClient, world: World) -> None:
    start = clock.now()
    await web_login(client)
    for minutes in range(45, 24 * 60, 45):
        with clock.frozen(start + timedelta(minutes=minutes)):
            assert (await client.get(ME)).status_code == 200, minutes
    with clock.frozen(start + timedelta(hours=24, seconds=5)):
        assert (await client.get(ME)).status_code == 401


async def test_new_sign_in_gets_a_new_cookie_and_ends_the_old(
    client: httpx.AsyncClient, world: World
) -> None:
    await web_login(client)
    first = client.cookies["session"]
    token = await csrf(client, "/account")
    from tests.kernel.identity.support import PASSWORD

    answer = await client.post(
        "/login", data={"csrf_token": token, "email": "ravi@example.org", "password": PASSWORD}
    )
    assert answer.status_code == 303
    assert client.cookies["session"] != first
    client.cookies.clear()
    client.cookies.set("session", first, domain="127.0.0.1")
    assert (await client.get(ME)).status_code == 401


async def test_cookie_of_a_browser_is_no_bearer_token(client: httpx.AsyncClient, world: World) -> None:
    await web_login(client)
    cookie = client.cookies["session"]
    client.cookies.clear()
    answer = await client.get(ME, headers={"Authorization": f"Bearer {cookie}"})
    assert answer.status_code == 401


async def test_person_works_in_one_organisation_at_a_time(client: httpx.AsyncClient, world: World) -> None:
    from assay.kernel.identity import admin
    from tests.kernel.identity.support import PASSWORD

    await admin.ensure_user(
        world.database,
        world.settings,
        email="asha@example.org",
        password=PASSWORD,
        org_id=world.other,
        roles={"demo": "reader"},
    )
    tokens = await api_login(client)
    seats = (await client.get("/api/v1/auth/organisations", headers=bearer(tokens))).json()
    assert {seat["slug"]: seat["active"] for seat in seats} == {"north": True, "south": False}
    chosen = await client.put(
        "/api/v1/auth/organisation", json={"org_id": str(world.other)}, headers=bearer(tokens)
    )
    assert chosen.status_code == 204
    me = (await client.get(ME, headers=bearer(tokens))).json()
    assert me["org_id"] == str(world.other)
    assert me["roles"] == {"kernel": "member", "demo": "reader"}
    assert me["permissions"] == ["demo:read"]
    # the next sign-in starts where this one worked
    assert (await client.get(ME, headers=bearer(await api_login(client)))).json()["org_id"] == str(
        world.other
    )


async def test_foreign_organisation_cannot_be_chosen(client: httpx.AsyncClient, world: World) -> None:
    tokens = await api_login(client, "ravi")
    answer = await client.put(
        "/api/v1/auth/organisation", json={"org_id": str(world.other)}, headers=bearer(tokens)
    )
    assert answer.status_code == 404
    assert (await client.get(ME, headers=bearer(tokens))).json()["org_id"] == str(world.org)


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("/enigma/cycles?after=x#top", True),
        ("/", True),
        ("//evil.example/x", False),
        ("/\\evil.example", False),
        ("/\t/evil.example", False),
        ("https://evil.example", False),
        ("javascript:alert(1)", False),
        ("evil", False),
        ("", False),
        (None, False),
        ("/" + "x" * 3000, False),
    ],
)
def test_where_one_may_be_sent(target: str | None, kept: bool) -> None:
    assert rules.safe_next(target, "/fallback") == (target if kept else "/fallback")
