"""Access tokens: only exactly ours count. Refresh tokens: each works once, or the family ends."""

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from assay.kernel import clock
from assay.kernel.identity import access_tokens
from assay.kernel.identity.errors import TokenInvalid
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings
from tests.kernel.identity.support import World, api_login, bearer, events

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ACCOUNT, SESSION = uuid7(), uuid7()


def claims(settings: Settings, **changes: Any) -> dict[str, Any]:
    base = {
        "iss": settings.public_url,
        "aud": access_tokens.AUDIENCE,
        "sub": str(ACCOUNT),
        "sid": str(SESSION),
        "jti": str(uuid7()),
        "iat": int(NOW.timestamp()),
        "exp": int((NOW + timedelta(minutes=15)).timestamp()),
    }
    return {name: value for name, value in {**base, **changes}.items() if value is not None}


def signed(settings: Settings, header: dict[str, str], body: dict[str, Any], key: Any = None) -> str:
    key = key or OctKey.import_key(settings.secret_bytes("jwt_key"))
    return jwt.encode(header, body, key, algorithms=["HS256", "HS384", "HS512", "RS256"])


GOOD = {"alg": "HS256", "typ": "at+jwt"}


def test_own_token_reads_back(settings: Settings) -> None:
    token = access_tokens.issue(settings, account_id=ACCOUNT, session_id=SESSION, now=NOW)
    read = access_tokens.read(settings, token, NOW + timedelta(minutes=14, seconds=59))
    assert (read.account_id, read.session_id) == (ACCOUNT, SESSION)
    assert read.expires_at - read.issued_at == timedelta(minutes=15)


def test_token_ends_on_time(settings: Settings) -> None:
    token = access_tokens.issue(settings, account_id=ACCOUNT, session_id=SESSION, now=NOW)
    with pytest.raises(TokenInvalid):
        access_tokens.read(settings, token, NOW + timedelta(minutes=15))


def unsigned(settings: Settings) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'none', 'typ': 'at+jwt'})}.{part(claims(settings))}."


def by_rsa(settings: Settings) -> str:
    key = RSAKey.import_key(generate_private_key(65537, 2048))
    return signed(settings, {"alg": "RS256", "typ": "at+jwt"}, claims(settings), key)


FORGERIES = {
    "algorithm none": unsigned,
    "another algorithm, our key": lambda s: signed(s, {"alg": "HS512", "typ": "at+jwt"}, claims(s)),
    "an asymmetric algorithm": by_rsa,
    "another key": lambda s: signed(s, GOOD, claims(s), OctKey.import_key(b"x" * 32)),
    "type JWT": lambda s: signed(s, {"alg": "HS256", "typ": "JWT"}, claims(s)),
    "another audience": lambda s: signed(s, GOOD, claims(s, aud="other")),
    "several audiences": lambda s: signed(s, GOOD, claims(s, aud=["assay-api", "other"])),
    "another issuer": lambda s: signed(s, GOOD, claims(s, iss="https://evil.example")),
    "issued in the future": lambda s: signed(s, GOOD, claims(s, iat=int(NOW.timestamp()) + 60)),
    "no end": lambda s: signed(s, GOOD, claims(s, exp=None)),
    "endless": lambda s: signed(s, GOOD, claims(s, exp=10**18)),
    "end as text": lambda s: signed(s, GOOD, claims(s, exp="9999999999")),
    "no session": lambda s: signed(s, GOOD, claims(s, sid=None)),
    "no id": lambda s: signed(s, GOOD, claims(s, jti=None)),
    "subject not an id": lambda s: signed(s, GOOD, claims(s, sub="admin")),
    "empty": lambda _: "",
    "noise": lambda _: "a.b.c",
    "huge": lambda _: "a" * 100_000,
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_forgery_is_refused(settings: Settings, forge: Any) -> None:
    with pytest.raises(TokenInvalid):
        access_tokens.read(settings, forge(settings), NOW)


def test_the_forger_above_can_make_a_good_one(settings: Settings) -> None:
    """Else the refusals above would prove nothing."""
    assert access_tokens.read(settings, signed(settings, GOOD, claims(settings)), NOW).account_id == ACCOUNT


async def test_bad_bearer_token_gets_401_with_challenge(client: httpx.AsyncClient, world: World) -> None:
    answer = await client.get("/api/v1/auth/me", headers={"Authorization": "Bearer nonsense"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


async def test_token_of_one_session_does_not_open_another_account(
    client: httpx.AsyncClient, world: World
) -> None:
    """A token that names somebody else's session is refused, though we signed it."""
    tokens = await api_login(client, "ravi")
    session = (await client.get("/api/v1/auth/sessions", headers=bearer(tokens))).json()[0]["id"]
    crossed = access_tokens.issue(world.settings, account_id=world.asha, session_id=session, now=clock.now())
    answer = await client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {crossed}"})
    assert answer.status_code == 401


async def refresh(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/api/v1/auth/refresh", json={"refresh_token": token})


async def test_refresh_gives_new_tokens(client: httpx.AsyncClient, world: World) -> None:
    first = await api_login(client)
    answer = await refresh(client, first["refresh_token"])
    assert answer.status_code == 200
    second = answer.json()
    assert second["refresh_token"] != first["refresh_token"]
    assert (await client.get("/api/v1/auth/me", headers=bearer(second))).status_code == 200


async def test_second_use_of_a_refresh_token_ends_the_family(client: httpx.AsyncClient, world: World) -> None:
    first = await api_login(client)
    second = (await refresh(client, first["refresh_token"])).json()
    stolen = await refresh(client, first["refresh_token"])
    assert stolen.status_code == 401
    assert (await refresh(client, second["refresh_token"])).status_code == 401
    assert (await client.get("/api/v1/auth/me", headers=bearer(second))).status_code == 401
    assert (await client.get("/api/v1/auth/me", headers=bearer(first))).status_code == 401
    assert "identity.token_reused" in await events(world.database)


async def test_two_uses_at_once_end_the_family(live: httpx.AsyncClient, live_world: World) -> None:
    first = await api_login(live)
    answers = await asyncio.gather(*(refresh(live, first["refresh_token"]) for _ in range(4)))
    good = [answer for answer in answers if answer.status_code == 200]
    assert len(good) == 1
    assert (await live.get("/api/v1/auth/me", headers=bearer(good[0].json()))).status_code == 401


async def test_refresh_works_with_a_stale_access_token_sent_along(
    client: httpx.AsyncClient, world: World
) -> None:
    tokens = await api_login(client)
    answer = await client.post(
        "/api/v1/auth/refresh",
        json={"refresh_token": tokens["refresh_token"]},
        headers={"Authorization": "Bearer stale"},
    )
    assert answer.status_code == 200


async def test_refresh_token_ends_after_seven_days(client: httpx.AsyncClient, world: World) -> None:
    tokens = await api_login(client)
    with clock.frozen(clock.now() + timedelta(days=7, seconds=1)):
        assert (await refresh(client, tokens["refresh_token"])).status_code == 401


async def test_family_ends_after_thirty_days_however_often_refreshed(
    client: httpx.AsyncClient, world: World
) -> None:
    start = clock.now()
    token = (await api_login(client))["refresh_token"]
    for day in (6, 12, 18, 24, 29):
        with clock.frozen(start + timedelta(days=day)):
            answer = await refresh(client, token)
            assert answer.status_code == 200, day
            token = answer.json()["refresh_token"]
    with clock.frozen(start + timedelta(days=30, seconds=5)):
        assert (await refresh(client, token)).status_code == 401


async def test_secrets_lie_hashed_in_the_database(client: httpx.AsyncClient, world: World) -> None:
    from sqlalchemy import text

    from assay.kernel.db.session import Role

    tokens = await api_login(client)
    async with world.database.transaction(role=Role.SYSTEM) as db:
        rows = await db.execute(text("SELECT t::text FROM kernel.refresh_tokens t"))
        stored = " ".join(rows.scalars())
    assert stored
    assert tokens["refresh_token"] not in stored
    assert tokens["refresh_token"].encode().hex() not in stored
