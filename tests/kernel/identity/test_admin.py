"""What operators do from the command line."""

import httpx
import pytest

from assay.kernel.errors import Invalid
from assay.kernel.identity import admin
from assay.kernel.identity.organisations import rules
from tests.kernel.identity.support import NEW_PASSWORD, PASSWORD, World, api_login, bearer


async def test_first_administrator_of_a_new_organisation(client: httpx.AsyncClient, world: World) -> None:
    first, second = [
        await admin.create_admin(
            world.database,
            world.settings,
            email="head@example.org",
            password=NEW_PASSWORD,
            org_id=await admin.organisation_named(world.database, "West College"),
        )
        for _ in range(2)
    ]
    assert first == second
    tokens = await api_login(client, "head", NEW_PASSWORD)
    listed = await client.get("/api/v1/organisation/members", headers=bearer(tokens))
    assert [one["roles"] for one in listed.json()["items"]] == [{"kernel": "admin"}]


async def test_administrator_keeps_other_roles_and_the_password(
    client: httpx.AsyncClient, world: World
) -> None:
    await admin.create_admin(
        world.database,
        world.settings,
        email="ravi@example.org",
        password=NEW_PASSWORD,
        org_id=await admin.organisation_named(world.database, "North"),
    )
    tokens = await api_login(client, "ravi", PASSWORD)
    assert (await client.get("/api/v1/auth/me", headers=bearer(tokens))).json()["roles"] == {
        "kernel": "admin",
        "demo": "reader",
    }


async def test_administrator_is_held_to_the_rules_for_passwords(world: World) -> None:
    with pytest.raises(Invalid):
        await admin.create_admin(
            world.database, world.settings, email="x@example.org", password="password", org_id=world.org
        )


@pytest.mark.parametrize(
    ("name", "slug"),
    [("North College", "north-college"), ("  Écoles & Co. ", "ecoles-co"), ("विद्यालय", "विद्यालय")],
)
def test_slug_of_a_name(name: str, slug: str) -> None:
    assert rules.slug(name) == slug


def test_name_without_letters_is_refused() -> None:
    with pytest.raises(Invalid):
        rules.slug("!!!")
