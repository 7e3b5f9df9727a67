"""One request, one transaction, bound to a role and an organisation.

The role and the organisation travel with BEGIN in one round trip. A transaction that is bound to no
organisation cannot read an organisation's rows: the policy's `current_setting` raises.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from assay.kernel.access.actor import Actor
from assay.kernel.errors import Busy
from assay.kernel.web.i18n import gettext as _

RETRY_AFTER = 5
"""Seconds after which whoever found no free connection may come again."""

Session = AsyncSession
"""A database session: what services pass on to queries without knowing SQL."""


class Role(StrEnum):
    """Database roles a transaction can run under. The owner of the tables is not among them."""

    APP = "assay_app"
    """Requests and jobs: sees the rows of one organisation."""
    INGEST = "assay_ingest"
    """Only inserts, by COPY, into event and staging tables."""
    VAULT = "assay_vault"
    """Alone reads identities."""
    SYSTEM = "assay_system"
    """Crosses organisations where a policy says so: sign-in, sequencer, job relay."""


def binding(role: Role, org_id: UUID | None) -> str:
    """The statements that bind a transaction. `org_id` is a UUID, so the literal needs no quoting."""
    statements = f"SET LOCAL ROLE {role.value};"
    if org_id is not None:
        if not isinstance(org_id, UUID):
            raise TypeError("org_id must be a UUID.")
        statements += f"SET LOCAL assay.org_id='{org_id}';"
    return statements


class Database:
    """The one door to PostgreSQL. `bind` is an engine, or in tests one connection inside a transaction."""

    def __init__(self, bind: AsyncEngine | AsyncConnection) -> None:
        self.bind = bind

    @asynccontextmanager
    async def transaction(
        self, *, role: Role = Role.APP, org_id: UUID | None = None
    ) -> AsyncIterator[AsyncSession]:
        """A session in a transaction under `role`, bound to `org_id`; commits unless the block raises.

        Raises Busy when no connection gets free in time.
        """
        nested = isinstance(self.bind, AsyncConnection)
        session = AsyncSession(
            self.bind,
            expire_on_commit=False,
            autoflush=True,
            join_transaction_mode="create_savepoint" if nested else "conditional_savepoint",
        )
        async with session:
            if nested:
                await rebind(session, role=role, org_id=org_id)
            else:
                try:
                    raw = await raw_connection(session)
                except PoolTimeoutError:
                    words = _("Too many people are here at once. Try again in a moment.")
                    raise Busy(words, retry_after=RETRY_AFTER) from None
                raw.binding = binding(role, org_id)
            try:
                yield session
            except BaseException:
                await session.rollback()
                raise
            await session.commit()

    async def dispose(self) -> None:
        if isinstance(self.bind, AsyncEngine):
            await self.bind.dispose()


async def raw_connection(session: AsyncSession) -> Any:
    """The asyncpg connection under `session`, for COPY and for libraries that speak asyncpg."""
    connection = await session.connection()
    return (await connection.get_raw_connection()).driver_connection


# A transaction that is bound to an organisation already stays so where none is named.
_REBIND = text(
    "SELECT set_config('role', :role, true), "
    "CASE WHEN CAST(:org_id AS text) IS NOT NULL THEN set_config('assay.org_id', :org_id, true) END"
)


async def rebind(session: AsyncSession, *, role: Role, org_id: UUID | None) -> None:
    """Bind the running transaction anew, as when a public request has found out its organisation."""
    await session.execute(_REBIND, {"role": role.value, "org_id": None if org_id is None else str(org_id)})


def get_database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def current_actor(request: Request) -> Actor:
    """Whoever sent the request, found once per request by `app.state.identify`."""
    actor: Actor = await request.app.state.identify(request)
    return actor


async def request_session(
    database: Annotated[Database, Depends(get_database)],
    actor: Annotated[Actor, Depends(current_actor)],
) -> AsyncIterator[AsyncSession]:
    async with database.transaction(role=Role.APP, org_id=actor.org_id) as session:
        yield session


async def vault_session(
    database: Annotated[Database, Depends(get_database)],
    actor: Annotated[Actor, Depends(current_actor)],
) -> AsyncIterator[AsyncSession]:
    async with database.transaction(role=Role.VAULT, org_id=actor.org_id) as session:
        yield session


# scope="function": the commit happens before the answer leaves, so a redirect never reads the past.
Db = Annotated[AsyncSession, Depends(request_session, scope="function")]
VaultDb = Annotated[AsyncSession, Depends(vault_session, scope="function")]
"""A request that handles an identity: intake, and the applicant's own page."""
