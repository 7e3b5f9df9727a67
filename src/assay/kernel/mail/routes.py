"""The outbox page of a development machine: what would have left. Everywhere else it does not exist."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from assay.kernel.access import Actor, public
from assay.kernel.db.session import Database, Role, get_database
from assay.kernel.errors import NotFound
from assay.kernel.mail import queries
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import render


def _only_in_development(request: Request) -> None:
    if request.app.state.settings.env != "development":
        raise NotFound(_("There is no page here."))


router = APIRouter(prefix="/outbox", include_in_schema=False, dependencies=[Depends(_only_in_development)])

Visitor = Annotated[Actor, public("Exists in development only, where whoever reaches it owns the machine.")]
Everything = Annotated[Database, Depends(get_database)]


@router.get("")
async def outbox(
    request: Request, _actor: Visitor, database: Everything, after: str | None = None
) -> HTMLResponse:
    async with database.transaction(role=Role.SYSTEM) as db:
        page = await queries.page(db, after=after)
    return render(
        request,
        "mail/outbox.html",
        mails=page.items,
        next=page.next,
        first=after is None,
        leaves=request.app.state.settings.mail_url != "outbox:",
    )


@router.get("/{mail_id}")
async def message(request: Request, _actor: Visitor, database: Everything, mail_id: UUID) -> HTMLResponse:
    async with database.transaction(role=Role.SYSTEM) as db:
        mail = await queries.mail(db, mail_id)
    return render(request, "mail/message.html", mail=mail)
