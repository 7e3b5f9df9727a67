"""The second factor: on with a code, each code once, off only with the password."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from assay.kernel import clock
from assay.kernel.db.session import Role
from assay.kernel.identity.models import Credential
from assay.kernel.identity.second_factor import rules
from tests.kernel.identity.support import (
    PASSWORD,
    World,
    api_login,
    bearer,
    csrf,
    enable_second_factor,
    events,
    web_login,
)

FACTOR = "/api/v1/auth/second-factor"


def code(secret: bytes) -> str:
    return rules.code_at(secret, rules.step_at(clock.now()))


async def second_step(client: httpx.AsyncClient, challenge: str, typed: str) -> httpx.Response:
    return await client.post("/api/v1/auth/login/second-factor", json={"challenge": challenge, "code": typed})


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_codes_follow_rfc_6238(at: int, expected: str) -> None:
    """Appendix B, SHA-1, cut to six digits."""
    assert rules.code_at(b"12345678901234567890", rules.step_at(datetime.fromtimestamp(at, UTC))) == expected


def test_clock_may_be_one_step_off_and_no_more() -> None:
    secret, now = rules.new_secret(), datetime(2026, 11, 21, tzinfo=UTC)
    step = rules.step_at(now)
    found = {
        off: rules.matching_step(secret, rules.code_at(secret, step + off), now, after=None)
        for off in range(-2, 3)
    }
    assert found == {-2: None, -1: step - 1, 0: step, 1: step + 1, 2: None}


def test_qr_code_is_a_bare_svg() -> None:
    svg = rules.qr_svg(rules.provisioning_uri(rules.new_secret(), "asha@example.org"))
    assert svg.startswith("<svg")
    assert "style=" not in svg  # the content security policy admits none


async def test_sign_in_asks_for_the_code(client: httpx.AsyncClient, world: World) -> None:
    start = clock.now()
    with clock.frozen(start):
        secret, codes = await enable_second_factor(client, await api_login(client))
    assert len(codes) == len(set(codes)) == 10
    with clock.frozen(start + timedelta(seconds=60)):
        first = await api_login(client)
        assert first["second_factor"] is True
        assert "access_token" not in first
        done = await second_step(client, first["challenge"], code(secret))
        assert done.status_code == 200, done.text
        assert (await client.get("/api/v1/auth/me", headers=bearer(done.json()))).status_code == 200


async def test_same_code_is_refused_the_second_time(client: httpx.AsyncClient, world: World) -> None:
    start = clock.now()
    with clock.frozen(start):
        secret, _ = await enable_second_factor(client, await api_login(client))
        # the code that turned it on is used up too
        assert (
            await second_step(client, (await api_login(client))["challenge"], code(secret))
        ).status_code == 401
    with clock.frozen(start + timedelta(seconds=60)):
        one, typed = (await api_login(client))["challenge"], code(secret)
        assert (await second_step(client, one, typed)).status_code == 200
        two = (await api_login(client))["challenge"]
        assert (await second_step(client, two, typed)).status_code == 401


async def test_older_code_is_refused_after_a_newer_one(client: httpx.AsyncClient, world: World) -> None:
    start = clock.now()
    with clock.frozen(start):
        secret, _ = await enable_second_factor(client, await api_login(client))
    with clock.frozen(start + timedelta(seconds=60)):
        older = rules.code_at(secret, rules.step_at(clock.now()) - 1)
        assert (
            await second_step(client, (await api_login(client))["challenge"], code(secret))
        ).status_code == 200
        assert (await second_step(client, (await api_login(client))["challenge"], older)).status_code == 401


async def test_recovery_code_opens_once(client: httpx.AsyncClient, world: World) -> None:
    _, codes = await enable_second_factor(client, await api_login(client))
    typed = codes[0].lower().replace("-", " ")
    assert (await second_step(client, (await api_login(client))["challenge"], typed)).status_code == 200
    assert (await second_step(client, (await api_login(client))["challenge"], typed)).status_code == 401
    assert "identity.recovery_code_used" in await events(world.database)
    async with world.database.transaction(role=Role.SYSTEM) as db:
        from sqlalchemy import text

        stored = " ".join((await db.execute(text("SELECT t::text FROM kernel.recovery_codes t"))).scalars())
    assert codes[1].encode().hex() not in stored


async def test_challenge_works_once_and_for_five_minutes(client: httpx.AsyncClient, world: World) -> None:
    start = clock.now()
    with clock.frozen(start):
        _, codes = await enable_second_factor(client, await api_login(client))
        challenge = (await api_login(client))["challenge"]
        assert (await second_step(client, challenge, codes[0])).status_code == 200
        assert (await second_step(client, challenge, codes[1])).status_code == 401
        late = (await api_login(client))["challenge"]
    with clock.frozen(start + timedelta(minutes=5, seconds=1)):
        assert (await second_step(client, late, codes[2])).status_code == 401


async def test_guessing_codes_is_limited_even_with_the_password(
    client: httpx.AsyncClient, world: World
) -> None:
    await enable_second_factor(client, await api_login(client))
    statuses = []
    for guess in range(14):
        challenge = (await api_login(client))["challenge"]  # a right password must not forgive guesses
        statuses.append((await second_step(client, challenge, f"{guess:06}")).status_code)
    assert statuses[-1] == 429
    assert statuses.count(401) <= 10


async def test_secret_lies_sealed_in_the_database(client: httpx.AsyncClient, world: World) -> None:
    secret, _ = await enable_second_factor(client, await api_login(client))
    async with world.database.transaction(role=Role.SYSTEM) as db:
        stored = await db.scalar(select(Credential.totp_secret).where(Credential.account_id == world.asha))
    assert stored is not None
    assert secret not in stored


async def test_turning_it_off_takes_the_password(client: httpx.AsyncClient, world: World) -> None:
    tokens = await api_login(client)
    await enable_second_factor(client, tokens)
    wrong = await client.post(f"{FACTOR}/disable", json={"current_password": "wrong"}, headers=bearer(tokens))
    assert wrong.status_code == 422
    assert (await client.get(FACTOR, headers=bearer(tokens))).json() == {
        "enabled": True,
        "recovery_codes_left": 10,
    }
    right = await client.post(
        f"{FACTOR}/disable", json={"current_password": PASSWORD}, headers=bearer(tokens)
    )
    assert right.status_code == 204
    assert "access_token" in await api_login(client)


async def test_short_password_needs_the_second_factor(client: httpx.AsyncClient, world: World) -> None:
    tokens = await api_login(client)
    change: dict[str, Any] = {"current_password": PASSWORD, "password": "vK7#pw2qZd"}
    refused = await client.put("/api/v1/auth/password", json=change, headers=bearer(tokens))
    assert refused.status_code == 422
    await enable_second_factor(client, tokens)
    assert (await client.put("/api/v1/auth/password", json=change, headers=bearer(tokens))).status_code == 204
    # and it cannot be turned off while the password is that short
    off = await client.post(
        f"{FACTOR}/disable", json={"current_password": change["password"]}, headers=bearer(tokens)
    )
    assert off.status_code == 422
    assert (await client.get(FACTOR, headers=bearer(tokens))).json()["enabled"] is True


async def test_pages_lead_through_it(client: httpx.AsyncClient, world: World) -> None:
    import base64
    import re

    start = clock.now()
    with clock.frozen(start):
        await web_login(client)
        token = await csrf(client, "/account/second-factor")
        shown = await client.post(
            "/account/second-factor", data={"csrf_token": token, "current_password": PASSWORD}
        )
        assert "<svg" in shown.text
        key = re.search(r"<code>([A-Z2-7 ]{32,})</code>", shown.text)
        assert key
        secret = base64.b32decode(key[1].replace(" ", ""))
        done = await client.post(
            "/account/second-factor/confirm", data={"csrf_token": token, "code": code(secret)}
        )
        assert done.status_code == 200
        assert len(re.findall(r"^[A-Z2-9]{4}(?:-[A-Z2-9]{4}){3}", done.text, re.MULTILINE)) >= 9
    client.cookies.clear()
    with clock.frozen(start + timedelta(seconds=60)):
        first = await web_login(client, next="/account")
        assert first.headers["location"] == "/login/code?next=%2Faccount"
        assert "session" not in client.cookies
        token = await csrf(client, first.headers["location"])
        second = await client.post(
            "/login/code", data={"csrf_token": token, "code": code(secret), "next": "/account"}
        )
        assert second.headers["location"] == "/account"
        assert (await client.get("/account")).status_code == 200
