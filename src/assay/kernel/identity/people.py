"""Who somebody is, for applications: names, addresses and roles by account.

Row-level security shows members of the organisation that the session is bound to, and nobody else.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel.identity.models import Account, Membership


@dataclass(frozen=True, slots=True)
class Person:
    """An account's name and e-mail address."""

    account_id: UUID
    name: str
    email: str


async def people_in_role(
    db: AsyncSession, org_id: UUID, app: str, role: str, emails: Collection[str] | None = None
) -> list[Person]:
    """Who holds `role` in an application, by account; with `emails`, those of them with such an address."""
    statement = (
        select(Account.id, Account.name, Account.email)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.org_id == org_id, Membership.app == app, Membership.role == role)
        .order_by(Account.id)
    )
    if emails is not None:
        statement = statement.where(Account.email.in_([email.strip().lower() for email in emails]))
    return [Person(*row) for row in (await db.execute(statement)).all()]


async def people_of(db: AsyncSession, account_ids: Collection[UUID]) -> dict[UUID, Person]:
    """The people behind accounts, of those who are members."""
    if not account_ids:
        return {}
    rows = await db.execute(
        select(Account.id, Account.name, Account.email).where(Account.id.in_(account_ids))
    )
    return {row[0]: Person(*row) for row in rows.all()}
