"""Telling people something once: a notice in the application, and a mail, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from assay.apps.mathvidya.models.config import Notification
from assay.apps.mathvidya.notices import queries
from assay.apps.mathvidya.notices.kinds import Kind
from assay.kernel import clock, mail
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.paging import Page
from assay.kernel.db.session import Session
from assay.kernel.errors import Forbidden
from assay.kernel.identity.people import Person, people_in_role, people_of
from assay.kernel.ids import uuid7
from assay.kernel.settings import get_settings
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Notice:
    """What an account is told, once for each `key`. `href` is a path of ours, or empty."""

    account_id: UUID
    kind: Kind
    key: str
    title: str
    body: str = ""
    href: str = ""
    by_mail: bool = True


async def tell(
    db: Session,
    org_id: UUID,
    account_id: UUID,
    kind: Kind,
    title: str,
    body: str = "",
    *,
    key: str,
    href: str = "",
    by_mail: bool = True,
) -> bool:
    """Tell one account; whether it is new (False: that `key` was told before)."""
    notice = Notice(account_id, kind, key, title, body, href, by_mail)
    return await tell_all(db, org_id, [notice]) == 1


async def tell_all(db: Session, org_id: UUID, notices: Sequence[Notice]) -> int:
    """Tell each of them; how many were new. Who left the organisation gets no mail."""
    if not notices:
        return 0
    now = clock.now()
    new = await queries.add(
        db,
        [
            {
                "org_id": org_id,
                "notification_id": uuid7(),
                "account_id": one.account_id,
                "key": one.key,
                "kind": one.kind.value,
                "title": one.title,
                "body": one.body,
                "href": one.href,
                "made_at": now,
            }
            for one in notices
        ],
    )
    mailed = [one for one in notices if one.by_mail and (one.account_id, one.key) in new]
    people = await people_of(db, {one.account_id for one in mailed})
    for one in mailed:
        if one.account_id in people:
            await _mail(db, org_id, one, people[one.account_id])
    return len(new)


async def administrators(db: Session, org_id: UUID) -> Sequence[UUID]:
    """Accounts of those who administer Mathvidya here."""
    return [one.account_id for one in await people_in_role(db, org_id, "mathvidya", "admin")]


async def own(
    db: Session, actor: Actor, *, unread: bool | None = None, after: str | None = None, limit: int = 50
) -> tuple[int, Page[Notification]]:
    """How many of the actor's notices are unread, and a page of them, newest first."""
    org_id, account_id = org_of(actor), _account(actor)
    page = await queries.page(db, org_id, account_id, unread=unread, after=after, limit=limit)
    return await queries.unread(db, org_id, account_id), page


async def read(db: Session, actor: Actor, notification_id: UUID) -> Notification:
    """The actor has read it; a second time changes nothing. Raises NotFound."""
    found = await queries.own(db, org_of(actor), _account(actor), notification_id)
    found.read_at = found.read_at or clock.now()
    await db.flush()
    return found


async def read_all(db: Session, actor: Actor) -> int:
    """Everything is read; how much it was."""
    return await queries.mark_read(db, org_of(actor), _account(actor), clock.now())


async def _mail(db: Session, org_id: UUID, notice: Notice, person: Person) -> None:
    base = get_settings().public_url
    await mail.send(
        db,
        person.email,
        "mathvidya/notice",
        {
            "subject": notice.title,
            "name": person.name,
            "body": notice.body,
            "link": f"{base}{notice.href or '/mathvidya/notices'}",
        },
        key=f"mathvidya:{notice.account_id.hex}:{org_id.hex}:{notice.key}",
        org_id=org_id,
    )


def _account(actor: Actor) -> UUID:
    if actor.account_id is None:
        raise Forbidden(_("This needs an account."))
    return actor.account_id
