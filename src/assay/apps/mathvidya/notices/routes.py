"""One's own notices over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.mathvidya.notices import service
from assay.apps.mathvidya.notices.forms import NoticeOut, NoticesOut
from assay.apps.mathvidya.notices.kinds import LABELS, TONES
from assay.kernel.access import Actor, signed_in
from assay.kernel.db.session import Db
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

Anyone = Annotated[Actor, signed_in()]
NOTICES = "/mathvidya/notices"


@api.get("/notices")
async def list_notices(
    actor: Anyone, db: Db, unread: bool | None = None, after: str | None = None, limit: int = 50
) -> NoticesOut:
    """One's own notices, newest first; with `unread`, only unread ones or only read ones."""
    count, page = await service.own(db, actor, unread=unread, after=after, limit=limit)
    return NoticesOut(unread=count, items=[NoticeOut.of(row) for row in page.items], next=page.next)


@api.post("/notices/read")
async def read_notices(actor: Anyone, db: Db) -> NoticesOut:
    """Mark all as read."""
    await service.read_all(db, actor)
    count, page = await service.own(db, actor)
    return NoticesOut(unread=count, items=[NoticeOut.of(row) for row in page.items], next=page.next)


@api.post("/notices/{notification_id}/read")
async def read_notice(notification_id: UUID, actor: Anyone, db: Db) -> NoticeOut:
    """Mark one as read."""
    return NoticeOut.of(await service.read(db, actor, notification_id))


@pages.get("/notices")
async def notices_page(request: Request, actor: Anyone, db: Db, after: str | None = None) -> Response:
    """Unread ones first, those that were read below."""
    count, fresh = await service.own(db, actor, unread=True)
    _count, earlier = await service.own(db, actor, unread=False, after=after)
    return render(
        request,
        "mathvidya/notices/list.html",
        count=count,
        fresh=fresh.items if after is None else [],
        earlier=earlier,
        first=after is None,
        labels=LABELS,
        tones=TONES,
    )


@pages.post("/notices/read")
async def read_all_page(request: Request, actor: Anyone, db: Db) -> Response:
    await service.read_all(db, actor)
    return redirect(request, NOTICES, toast=_("All are read."))


@pages.post("/notices/{notification_id}/open")
async def open_notice_page(request: Request, notification_id: UUID, actor: Anyone, db: Db) -> Response:
    """Read it, and go where it leads."""
    found = await service.read(db, actor, notification_id)
    return redirect(request, found.href or NOTICES)
