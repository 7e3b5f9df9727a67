"""Members: who sees whom, inviting, changing roles, and the last administrator."""

import asyncio
import re
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from assay.kernel.audit.models import AuditEntry
from assay.kernel.db.session import Role
from assay.kernel.identity import admin
from assay.kernel.identity.models import Account, Organisation
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

MEMBERS, INVITATIONS = "/api/v1/organisation/members", "/api/v1/organisation/invitations"


async def test_administrator_sees_the_members_of_their_organisation_only(
    client: httpx.AsyncClient, world: World
) -> None:
    tokens = await api_login(client)
    listed = (await client.get(MEMBERS, headers=bearer(tokens))).json()
    assert [(one["name"], one["roles"]) for one in listed["items"]] == [
        ("Asha", {"kernel": "admin", "demo": "editor"}),
        ("Ravi", {"kernel": "member", "demo": "reader"}),
    ]


async def test_members_come_in_pages(client: httpx.AsyncClient, world: World) -> None:
    tokens = await api_login(client)
    first = (await client.get(f"{MEMBERS}?limit=1", headers=bearer(tokens))).json()
    second = (
        await client.get(MEMBERS, params={"limit": 1, "after": first["next"]}, headers=bearer(tokens))
    ).json()
    assert [one["name"] for page in (first, second) for one in page["items"]] == ["Asha", "Ravi"]
    assert second["next"] is None


async def test_plain_member_is_told_that_their_role_does_not_permit_it(
    client: httpx.AsyncClient, world: World
) -> None:
    tokens = await api_login(client, "ravi")
    assert (await client.get(MEMBERS, headers=bearer(tokens))).status_code == 403
    assert (await client.get(MEMBERS)).status_code == 401


async def test_role_app_reads_names_of_its_organisation_and_no_secrets(world: World) -> None:
    async with world.database.transaction(role=Role.APP, org_id=world.org) as db:
        assert set(await db.scalars(select(Account.name))) == {"Asha", "Ravi"}
        assert set(await db.scalars(select(Organisation.slug))) == {"north"}
    for table in (
        "credentials",
        "sessions",
        "refresh_tokens",
        "one_time_tokens",
        "recovery_codes",
        "registrations",
    ):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with world.database.transaction(role=Role.APP, org_id=world.org) as db:
                await db.execute(text(f"SELECT 1 FROM kernel.{table}"))


async def test_role_app_cannot_write_memberships_of_another_organisation(world: World) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        async with world.database.transaction(role=Role.APP, org_id=world.org) as db:
            await db.execute(
                text("INSERT INTO kernel.memberships VALUES (:org, :account, 'kernel', 'admin', now())"),
                {"org": world.other, "account": world.ravi},
            )


async def test_changed_role_counts_with_the_next_request(client: httpx.AsyncClient, world: World) -> None:
    asha, ravi = await api_login(client), await api_login(client, "ravi")
    changed = await client.put(
        f"{MEMBERS}/{world.ravi}/roles", json={"roles": {"demo": "editor"}}, headers=bearer(asha)
    )
    assert changed.json() == {"roles": {"kernel": "member", "demo": "editor"}}
    me = (await client.get("/api/v1/auth/me", headers=bearer(ravi))).json()
    assert me["permissions"] == ["demo:read", "demo:write"]
    assert "identity.member_role_changed" in await events(world.database)


@pytest.mark.parametrize("roles", [{"demo": "owner"}, {"nosuch": "reader"}, {"kernel": "root"}])
async def test_role_that_does_not_exist_is_refused(
    client: httpx.AsyncClient, world: World, roles: dict[str, str]
) -> None:
    tokens = await api_login(client)
    answer = await client.put(f"{MEMBERS}/{world.ravi}/roles", json={"roles": roles}, headers=bearer(tokens))
    assert answer.status_code == 422


@pytest.mark.parametrize("who", ["zoya", "nobody"])
async def test_stranger_cannot_be_changed_or_removed(
    client: httpx.AsyncClient, world: World, who: str
) -> None:
    tokens = await api_login(client)
    account = world.zoya if who == "zoya" else uuid4()
    change = await client.put(
        f"{MEMBERS}/{account}/roles", json={"roles": {"demo": "reader"}}, headers=bearer(tokens)
    )
    assert change.status_code == 404
    assert (await client.delete(f"{MEMBERS}/{account}", headers=bearer(tokens))).status_code == 404


async def test_removed_member_loses_the_organisation_at_once(client: httpx.AsyncClient, world: World) -> None:
    asha, ravi = await api_login(client), await api_login(client, "ravi")
    assert (await client.delete(f"{MEMBERS}/{world.ravi}", headers=bearer(asha))).status_code == 204
    me = (await client.get("/api/v1/auth/me", headers=bearer(ravi))).json()
    assert (me["org_id"], me["roles"], me["permissions"]) == (None, {}, [])


async def test_last_administrator_stays(client: httpx.AsyncClient, world: World) -> None:
    tokens = await api_login(client)
    step_down = await client.put(f"{MEMBERS}/{world.asha}/roles", json={"roles": {}}, headers=bearer(tokens))
    assert step_down.status_code == 409
    assert step_down.json()["type"].endswith("last-administrator")
    assert (await client.delete(f"{MEMBERS}/{world.asha}", headers=bearer(tokens))).status_code == 409


async def test_of_two_administrators_who_leave_at_once_one_stays(
    live: httpx.AsyncClient, live_world: World
) -> None:
    await admin.ensure_user(
        live_world.database,
        live_world.settings,
        email="ravi@example.org",
        password=PASSWORD,
        org_id=live_world.org,
        roles={"kernel": "admin"},
    )
    asha, ravi = await api_login(live), await api_login(live, "ravi")
    answers = await asyncio.gather(
        live.delete(f"{MEMBERS}/{live_world.asha}", headers=bearer(asha)),
        live.delete(f"{MEMBERS}/{live_world.ravi}", headers=bearer(ravi)),
    )
    assert sorted(answer.status_code for answer in answers) == [204, 409]


async def invite(client: httpx.AsyncClient, email: str, roles: dict[str, str]) -> httpx.Response:
    tokens = await api_login(client)
    return await client.post(INVITATIONS, json={"email": email, "roles": roles}, headers=bearer(tokens))


async def test_invited_newcomer_makes_an_account_and_is_a_member(
    client: httpx.AsyncClient, world: World
) -> None:
    assert (await invite(client, "Mira@example.org", {"demo": "reader"})).status_code == 201
    token = await mailed_token(world.database, "mira@example.org")
    page = await client.get(f"/invitation?token={token}")
    assert "North College" in page.text
    body = {"token": token, "name": "Mira Sen", "password": NEW_PASSWORD}
    joined = await client.post("/api/v1/auth/invitation/register", json=body)
    assert joined.status_code == 201
    tokens = await api_login(client, "mira", NEW_PASSWORD)
    me = (await client.get("/api/v1/auth/me", headers=bearer(tokens))).json()
    assert me["org_id"] == str(world.org)
    assert me["roles"] == {"kernel": "member", "demo": "reader"}
    assert (await client.post("/api/v1/auth/invitation/register", json=body)).status_code == 410


async def test_invited_person_with_an_account_takes_the_seat_signed_in(
    client: httpx.AsyncClient, world: World
) -> None:
    await invite(client, "zoya@example.org", {"demo": "editor"})
    token = await mailed_token(world.database, "zoya@example.org")
    ravi, zoya = await api_login(client, "ravi"), await api_login(client, "zoya")
    path = "/api/v1/auth/invitation/accept"
    assert (await client.post(path, json={"token": token}, headers=bearer(ravi))).status_code == 403
    taken = await client.post(path, json={"token": token}, headers=bearer(zoya))
    assert taken.json() == {"org_id": str(world.org)}
    assert (await client.post(path, json={"token": token}, headers=bearer(zoya))).status_code == 410
    seats = (await client.get("/api/v1/auth/organisations", headers=bearer(zoya))).json()
    assert {seat["slug"]: seat["roles"].get("demo") for seat in seats} == {"north": "editor", "south": None}
    async with world.database.transaction(role=Role.SYSTEM) as db:
        entry = await db.scalar(
            select(AuditEntry.org_id)
            .where(AuditEntry.event == "identity.member_added")
            .order_by(AuditEntry.id.desc())
        )
    assert entry == world.org  # though Zoya was working in the south


async def test_invitation_sent_twice_with_one_key_is_made_once(
    client: httpx.AsyncClient, world: World
) -> None:
    headers = {**bearer(await api_login(client)), "Idempotency-Key": "invite-mira-1"}
    body = {"email": "mira@example.org", "roles": {}}
    answers = [await client.post(INVITATIONS, json=body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert len(await subjects(world.database, "mira@example.org")) == 1


async def test_withdrawn_invitation_opens_nothing(client: httpx.AsyncClient, world: World) -> None:
    made = (await invite(client, "mira@example.org", {})).json()
    token = await mailed_token(world.database, "mira@example.org")
    zoya = await api_login(client, "zoya")
    foreign = await client.delete(f"{INVITATIONS}/{made['id']}", headers=bearer(zoya))
    assert foreign.status_code == 404
    asha = await api_login(client)
    assert (await client.delete(f"{INVITATIONS}/{made['id']}", headers=bearer(asha))).status_code == 204
    body = {"token": token, "name": "Mira Sen", "password": NEW_PASSWORD}
    assert (await client.post("/api/v1/auth/invitation/register", json=body)).status_code == 410
    assert (await client.get(INVITATIONS, headers=bearer(asha))).json() == []


async def test_administrator_page_invites_changes_and_removes(
    client: httpx.AsyncClient, world: World
) -> None:
    await web_login(client)
    token = await csrf(client, "/organisation/members")
    form = {"csrf_token": token, "email": "mira@example.org", "role.kernel": "member", "role.demo": "reader"}
    assert (await client.post("/organisation/invitations", data=form)).status_code == 303
    page = (await client.get("/organisation/members")).text
    assert "mira@example.org" in page
    assert "zoya@example.org" not in page
    change = {"csrf_token": token, "role.kernel": "member", "role.demo": "editor"}
    answer = await client.post(f"/organisation/members/{world.ravi}/roles", data=change)
    assert answer.status_code == 303
    page = (await client.get("/organisation/members")).text
    card = re.search(rf'id="member-{world.ravi}".*?</section>', page, re.DOTALL)
    assert card
    assert "demo: editor" in card[0]
    removed = await client.post(f"/organisation/members/{world.ravi}/remove", data={"csrf_token": token})
    assert removed.status_code == 303
    assert f'id="member-{world.ravi}"' not in (await client.get("/organisation/members")).text
