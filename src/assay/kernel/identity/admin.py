"""What operators do from the command line: organisations, administrators, demo people."""

import asyncio
from collections.abc import Mapping
from uuid import UUID

from assay.kernel import clock
from assay.kernel.access.actor import Actor, system_actor
from assay.kernel.access.permissions import ADMIN, KERNEL
from assay.kernel.audit import record
from assay.kernel.db.session import Database, Role
from assay.kernel.identity.accounts import queries as account_queries
from assay.kernel.identity.accounts import rules as account_rules
from assay.kernel.identity.accounts import service as accounts
from assay.kernel.identity.events import Event
from assay.kernel.identity.organisations import queries as organisation_queries
from assay.kernel.identity.organisations import rules as organisation_rules
from assay.kernel.identity.organisations import service as organisations
from assay.kernel.identity.passwords import hasher_for
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings

OPERATOR = system_actor(None, "command line")


async def ensure_organisation(
    database: Database, slug: str, name: str, *, org_id: UUID | None = None
) -> UUID:
    """The organisation `slug`, made (as `org_id`, if given) when it does not exist; answers its id."""
    async with database.transaction(role=Role.SYSTEM) as db:
        wanted = org_id or uuid7()
        if await organisation_queries.ensure_organisation(db, wanted, slug, name, clock.now()):
            actor = system_actor(wanted, OPERATOR.label)
            await record(db, actor, Event.ORGANISATION_CREATED, entity="organisation", entity_id=wanted)
            return wanted
        found = await organisation_queries.organisation_by_slug(db, slug)
    assert found is not None
    return found.id


async def organisation_named(database: Database, name: str) -> UUID:
    """The organisation with the slug of `name`, made when it is new. Raises Invalid on an empty name."""
    return await ensure_organisation(database, organisation_rules.slug(name), name)


async def ensure_user(
    database: Database,
    settings: Settings,
    *,
    email: str,
    password: str,
    org_id: UUID,
    roles: Mapping[str, str],
    name: str = "",
) -> UUID:
    """An account with `roles` (application → role) in `org_id`; answers its id.

    An account that exists keeps its password, its name and the roles that `roles` does not name. Demo
    passwords are not held to the rules for people's; `create_admin` holds to them. Raises Invalid on the
    address.
    """
    address = account_rules.normalise_email(email)
    async with database.transaction(role=Role.SYSTEM) as db:
        account = await account_queries.account_by_email(db, address)
    password_hash = "" if account else await hasher_for(settings).hash(password)
    async with database.transaction(role=Role.SYSTEM) as db:
        actor = Actor(kind=OPERATOR.kind, org_id=org_id, label=OPERATOR.label)
        account_id = account.id if account else None
        if account_id is None:
            account_id = await accounts.new_account(
                db, actor, email=address, name=name or address.partition("@")[0], password_hash=password_hash
            )
        if account_id is None:
            account_id = (await account_queries.account_by_email(db, address)).id  # type: ignore[union-attr]
        held = await organisation_queries.roles_for_update(db, org_id, account_id)
        await organisations.add_member(db, actor, org_id, account_id, {**held, **roles})
    return account_id


async def create_admin(
    database: Database,
    settings: Settings,
    *,
    email: str,
    password: str,
    org_id: UUID,
    name: str = "",
    roles: Mapping[str, str] | None = None,
) -> UUID:
    """An administrator of `org_id`, with `roles` (application → role) besides.

    Answers the account's id. An account that exists keeps its password. Raises Invalid on the address or the
    password.
    """
    address = account_rules.normalise_email(email)
    await asyncio.to_thread(
        account_rules.check_password, password, email=address, name=name, second_factor=False
    )
    wanted = {**(roles or {}), KERNEL: ADMIN}
    return await ensure_user(
        database, settings, email=address, password=password, org_id=org_id, roles=wanted, name=name
    )
