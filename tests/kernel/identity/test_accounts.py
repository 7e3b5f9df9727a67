"""Registering, forgotten passwords, changing address and password; and what none of it tells."""

import asyncio
import time
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import func, select

from assay.kernel import clock
from assay.kernel.db.session import Role
from assay.kernel.errors import Invalid
from assay.kernel.identity.accounts import rules
from assay.kernel.identity.models import Account
from tests.kernel.identity.support import (
    NEW_PASSWORD,
    PASSWORD,
    World,
    api_login,
    bearer,
    csrf,
    events,
    mailed_token,
    subjects,
    web_login,
)

REGISTER, VERIFY = "/api/v1/auth/register", "/api/v1/auth/verify"
FORGOTTEN, RESET = "/api/v1/auth/password/forgotten", "/api/v1/auth/password/reset"
MIRA = {"email": "mira@example.org", "name": "Mira Sen", "password": PASSWORD}


async def accounts(world: World) -> int:
    async with world.database.transaction(role=Role.SYSTEM) as db:
        return await db.scalar(select(func.count()).select_from(Account)) or 0


async def test_account_exists_once_its_address_is_proven(client: httpx.AsyncClient, world: World) -> None:
    assert (await client.post(REGISTER, json=MIRA)).status_code == 202
    before = await client.post("/api/v1/auth/login", json={"email": MIRA["email"], "password": PASSWORD})
    assert before.status_code == 401
    token = await mailed_token(world.database, MIRA["email"])
    assert (await client.post(VERIFY, json={"token": token})).status_code == 201
    tokens = await api_login(client, "mira")
    me = (await client.get("/api/v1/auth/me", headers=bearer(tokens))).json()
    assert (me["name"], me["org_id"], me["permissions"]) == ("Mira Sen", None, [])
    assert (await client.post(VERIFY, json={"token": token})).status_code == 410


async def test_registering_a_known_address_is_told_to_its_owner_only(
    client: httpx.AsyncClient, world: World
) -> None:
    known = await client.post(REGISTER, json={**MIRA, "email": "asha@example.org"})
    unknown = await client.post(REGISTER, json=MIRA)
    assert known.status_code == unknown.status_code == 202
    assert known.json() == unknown.json()
    assert await subjects(world.database, "asha@example.org") == ["You already have an account"]
    assert await subjects(world.database, MIRA["email"]) == ["Confirm your address"]
    assert await accounts(world) == 3


async def test_reset_and_register_take_as_long_for_known_as_for_unknown(
    client: httpx.AsyncClient, world: World
) -> None:
    async def seconds(path: str, **body: str) -> float:
        started = time.perf_counter()
        assert (await client.post(path, json=body)).status_code == 202
        return time.perf_counter() - started

    for known, unknown in (
        (
            await seconds(FORGOTTEN, email="asha@example.org"),
            await seconds(FORGOTTEN, email="no@example.org"),
        ),
        (await seconds(REGISTER, **{**MIRA, "email": "ravi@example.org"}), await seconds(REGISTER, **MIRA)),
    ):
        assert known >= 0.25
        assert unknown >= 0.25


async def test_link_clicked_first_wins_and_voids_the_others(client: httpx.AsyncClient, world: World) -> None:
    """Somebody who registers your address before you do gains nothing."""
    await client.post(REGISTER, json={**MIRA, "password": "attacker picked this one"})
    planted = await mailed_token(world.database, MIRA["email"])
    await client.post(REGISTER, json=MIRA)
    own = await mailed_token(world.database, MIRA["email"])
    assert (await client.post(VERIFY, json={"token": own})).status_code == 201
    assert (await client.post(VERIFY, json={"token": planted})).status_code == 410
    await api_login(client, "mira")
    wrong = await client.post(
        "/api/v1/auth/login", json={"email": MIRA["email"], "password": "attacker picked this one"}
    )
    assert wrong.status_code == 401


async def test_verification_link_ends_after_two_days(client: httpx.AsyncClient, world: World) -> None:
    await client.post(REGISTER, json=MIRA)
    token = await mailed_token(world.database, MIRA["email"])
    with clock.frozen(clock.now() + timedelta(hours=48, seconds=1)):
        assert (await client.post(VERIFY, json={"token": token})).status_code == 410


async def test_opening_the_link_does_not_use_it(client: httpx.AsyncClient, world: World) -> None:
    await client.post(REGISTER, json=MIRA)
    token = await mailed_token(world.database, MIRA["email"])
    page = await client.get(f"/verify?token={token}")
    assert page.status_code == 200
    assert await accounts(world) == 3
    form = await csrf(client, f"/verify?token={token}")
    answer = await client.post("/verify", data={"csrf_token": form, "token": token})
    assert answer.headers["location"] == "/login"
    assert await accounts(world) == 4


@pytest.mark.parametrize(
    "password",
    [
        "short but fine",
        "passwordpassword",
        "123456789012345",
        "mira.sen@example.org",
        "Assay Assay Assay",
        "x" * 1001,
    ],
)
async def test_poor_password_is_refused_at_its_field(
    client: httpx.AsyncClient, world: World, password: str
) -> None:
    answer = await client.post(REGISTER, json={**MIRA, "password": password})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["password"]
    assert await subjects(world.database, MIRA["email"]) == []


async def test_reset_ends_every_session_and_keeps_the_second_factor(
    client: httpx.AsyncClient, world: World
) -> None:
    tokens = await api_login(client)
    assert (await client.post(FORGOTTEN, json={"email": "asha@example.org"})).status_code == 202
    token = await mailed_token(world.database, "asha@example.org")
    done = await client.post(RESET, json={"token": token, "password": NEW_PASSWORD})
    assert done.status_code == 204
    assert (await client.get("/api/v1/auth/me", headers=bearer(tokens))).status_code == 401
    await api_login(client, password=NEW_PASSWORD)
    assert (await client.post(RESET, json={"token": token, "password": PASSWORD})).status_code == 410
    assert "Your password was changed" in await subjects(world.database, "asha@example.org")
    assert "identity.password_reset" in await events(world.database)


async def test_reset_link_works_for_an_hour_and_only_the_newest(
    client: httpx.AsyncClient, world: World
) -> None:
    start = clock.now()
    with clock.frozen(start):
        await client.post(FORGOTTEN, json={"email": "asha@example.org"})
        older = await mailed_token(world.database, "asha@example.org")
    with clock.frozen(start + timedelta(minutes=1)):
        await client.post(FORGOTTEN, json={"email": "asha@example.org"})
        newer = await mailed_token(world.database, "asha@example.org")
        assert older != newer
        body = {"token": older, "password": NEW_PASSWORD}
        assert (await client.post(RESET, json=body)).status_code == 410
    with clock.frozen(start + timedelta(minutes=61, seconds=1)):
        assert (await client.post(RESET, json={**body, "token": newer})).status_code == 410


async def test_unknown_address_gets_no_mail(client: httpx.AsyncClient, world: World) -> None:
    answer = await client.post(FORGOTTEN, json={"email": "nobody@example.org"})
    assert answer.status_code == 202
    assert await subjects(world.database, "nobody@example.org") == []


async def test_mail_to_one_address_is_limited(client: httpx.AsyncClient, world: World) -> None:
    statuses = [
        (await client.post(FORGOTTEN, json={"email": email})).status_code
        for email in ["asha@example.org"] * 6 + ["nobody@example.org"] * 6
    ]
    assert statuses == ([202] * 5 + [429]) * 2  # for known and unknown alike


async def test_changing_the_password_keeps_this_session_and_ends_the_others(
    client: httpx.AsyncClient, world: World
) -> None:
    mine, other = await api_login(client), await api_login(client)
    wrong = await client.put(
        "/api/v1/auth/password",
        json={"current_password": "wrong", "password": NEW_PASSWORD},
        headers=bearer(mine),
    )
    assert wrong.status_code == 422
    right = await client.put(
        "/api/v1/auth/password",
        json={"current_password": PASSWORD, "password": NEW_PASSWORD},
        headers=bearer(mine),
    )
    assert right.status_code == 204
    assert (await client.get("/api/v1/auth/me", headers=bearer(mine))).status_code == 200
    assert (await client.get("/api/v1/auth/me", headers=bearer(other))).status_code == 401
    await api_login(client, password=NEW_PASSWORD)


async def test_proving_oneself_again_is_limited(client: httpx.AsyncClient, world: World) -> None:
    tokens = await api_login(client)
    body = {"current_password": "wrong", "password": NEW_PASSWORD}
    statuses = [
        (await client.put("/api/v1/auth/password", json=body, headers=bearer(tokens))).status_code
        for _ in range(11)
    ]
    assert statuses == [422] * 10 + [429]


async def test_new_address_counts_once_it_is_proven(client: httpx.AsyncClient, world: World) -> None:
    tokens = await api_login(client)
    asked = await client.post(
        "/api/v1/auth/email",
        json={"current_password": PASSWORD, "email": "asha.rao@example.org"},
        headers=bearer(tokens),
    )
    assert asked.status_code == 202
    await api_login(client)  # the old one still holds
    assert "A new address was asked for" in await subjects(world.database, "asha@example.org")
    token = await mailed_token(world.database, "asha.rao@example.org")
    assert (await client.post("/api/v1/auth/email/confirm", json={"token": token})).status_code == 204
    assert (await client.get("/api/v1/auth/me", headers=bearer(tokens))).status_code == 401
    await api_login(client, "asha.rao")


async def test_address_of_another_account_cannot_be_taken_or_found_out(
    client: httpx.AsyncClient, world: World
) -> None:
    tokens = await api_login(client)
    answers = [
        await client.post(
            "/api/v1/auth/email",
            json={"current_password": PASSWORD, "email": email},
            headers=bearer(tokens),
        )
        for email in ("ravi@example.org", "free@example.org")
    ]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert await subjects(world.database, "ravi@example.org") == ["You already have an account"]


async def test_two_verifications_at_once_make_one_account(live: httpx.AsyncClient, live_world: World) -> None:
    tokens = []
    for _ in range(2):
        await live.post(REGISTER, json=MIRA)
        tokens.append(await mailed_token(live_world.database, MIRA["email"]))
    answers = await asyncio.gather(*(live.post(VERIFY, json={"token": token}) for token in tokens))
    assert sorted(answer.status_code for answer in answers) == [201, 410]
    assert await accounts(live_world) == 4


@pytest.mark.parametrize(
    "path", ["/login", "/register", "/reset", "/reset?token=x", "/verify?token=x", "/mail-sent"]
)
async def test_page_opens_for_everyone(client: httpx.AsyncClient, world: World, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert "<h1>" in answer.text


async def test_profile_page_changes_the_name(client: httpx.AsyncClient, world: World) -> None:
    await web_login(client, "ravi")
    token = await csrf(client, "/account")
    await client.post("/account/name", data={"csrf_token": token, "name": "Ravi <Iyer>"})
    page = await client.get("/account")
    assert "Ravi &lt;Iyer&gt;" in page.text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" Asha@Example.ORG ", "asha@example.org"), ("asha+x@example.co.in", "asha+x@example.co.in")],
)
def test_address_is_normalised(typed: str, kept: str) -> None:
    assert rules.normalise_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["asha", "asha@", "@example.org", "a@b@c.org", "asha@exa mple.org", "asha@example.org\nbcc:x@y.org"],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        rules.normalise_email(typed)


@pytest.mark.parametrize(
    ("password", "second_factor", "good"),
    [
        ("correct horse battery staple", False, True),
        ("mango-lantern-quiet", False, True),
        ("नीला आकाश और हरा मैदान", False, True),
        ("vK7#pw2qZd", True, True),
        ("vK7#pw2qZd", False, False),
        ("password", True, False),
        ("P@ssw0rd123", True, False),
        ("qwertyuiop123456", False, False),
        ("aaaaaaaaaaaaaaaaaaaa", False, False),
        ("iloveyouiloveyou", False, False),
        ("ASHA.RAO@EXAMPLE.ORG", False, False),
        ("asha rao 1234567890", False, False),
        ("assay-assay-assay-2026", False, False),
    ],
)
def test_which_passwords_will_do(password: str, second_factor: bool, good: bool) -> None:
    def check() -> None:
        rules.check_password(
            password, email="asha.rao@example.org", name="Asha Rao", second_factor=second_factor
        )

    if good:
        check()
    else:
        with pytest.raises(Invalid) as refused:
            check()
        assert set(refused.value.fields) == {"password"}
