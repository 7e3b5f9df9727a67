"""The auditor's view of the log: read it, verify it, change nothing. Each application has it at its place."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import PlainTextResponse

from assay.kernel.access import Actor, org_of, requires
from assay.kernel.audit import service
from assay.kernel.audit.keys import trusted_keys
from assay.kernel.audit.queries import Filters, entries
from assay.kernel.audit.verify import verify_log
from assay.kernel.db.session import Database, Db, get_database
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import render

Databases = Annotated[Database, Depends(get_database)]


def routers(
    permission: StrEnum, prefix: str, *, app: str | None = None, example: StrEnum
) -> tuple[APIRouter, APIRouter]:
    """API and pages of the log, for those who hold `permission`; the pages lie under `prefix`.

    `app` leaves out the entries of other applications; verification walks the whole log all the same.
    `example` is an event shown as what can be searched for.
    """
    api, pages = APIRouter(), APIRouter()
    here = f"{prefix}/admin/audit"
    auditor = requires(permission)

    @api.get("/admin/audit/logs")
    async def logs(
        db: Db,
        event: str | None = None,
        entity_id: str | None = None,
        after: str | None = None,
        limit: int = 50,
        actor: Actor = auditor,
    ) -> dict[str, Any]:
        """The organisation's entries, newest first. `index` is the place in the log, null until sequenced."""
        filters = Filters(app=app, event=event, entity_id=entity_id)
        page = await entries(db, org_id=org_of(actor), filters=filters, after=after, limit=limit)
        return {"items": [entry.body | {"index": entry.index} for entry in page.items], "next": page.next}

    @api.get("/admin/audit/verify-chain")
    async def verify_chain(request: Request, database: Databases, _actor: Actor = auditor) -> dict[str, Any]:
        """Walk the whole log: hashes, chain, tree and signatures. Names the first thing that is broken."""
        report = await verify_log(database, trusted_keys(request.app.state.settings))
        broken = report.broken
        return {
            "ok": report.ok,
            "entries": report.entries,
            "checkpoints": report.checkpoints,
            "checkpoint": report.head,
            "broken": {"index": broken.index, "what": broken.what} if broken else None,
        }

    @api.get("/admin/audit/checkpoint", response_class=PlainTextResponse)
    async def checkpoint(db: Db, _actor: Actor = auditor) -> str:
        """The newest signed checkpoint (c2sp.org/tlog-checkpoint); keep it: a later log must contain it."""
        head = await service.head(db)
        if head is None:
            raise NotFound(_("The log is empty so far."))
        return head

    @pages.get("/admin/audit")
    async def audit_page(
        request: Request, db: Db, event: str = "", after: str | None = None, actor: Actor = auditor
    ) -> Response:
        filters = Filters(app=app, event=event.strip() or None)
        return render(
            request,
            "audit/log.html",
            block="rows",
            here=here,
            page=await entries(db, org_id=org_of(actor), filters=filters, after=after),
            event=event,
            example=example,
            first=after is None,
            head=await service.head(db),
            key=str(trusted_keys(request.app.state.settings)[0]),
        )

    @pages.post("/admin/audit/verify")
    async def verify_page(request: Request, database: Databases, _actor: Actor = auditor) -> Response:
        report = await verify_log(database, trusted_keys(request.app.state.settings))
        return render(request, "audit/verified.html", block="report", here=here, report=report)

    return api, pages
