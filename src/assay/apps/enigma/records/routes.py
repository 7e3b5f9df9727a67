"""The auditor's view of the log: read it, verify it, change nothing."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import PlainTextResponse

from assay.apps.enigma.actors import Auditor
from assay.kernel import audit
from assay.kernel.access.actor import org_of
from assay.kernel.audit.keys import trusted_keys
from assay.kernel.audit.queries import Filters, entries
from assay.kernel.audit.verify import verify_log
from assay.kernel.db.session import Database, Db, get_database
from assay.kernel.errors import NotFound
from assay.kernel.web.render import render

api = APIRouter()
pages = APIRouter()
Databases = Annotated[Database, Depends(get_database)]


@api.get("/admin/audit/logs")
async def logs(
    actor: Auditor,
    db: Db,
    event: str | None = None,
    entity_id: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """The organisation's entries, newest first. `index` is the place in the log, null until sequenced."""
    page = await entries(
        db,
        org_id=org_of(actor),
        filters=Filters(event=event, entity_id=entity_id),
        after=after,
        limit=limit,
    )
    return {"items": [entry.body | {"index": entry.index} for entry in page.items], "next": page.next}


@api.get("/admin/audit/verify-chain")
async def verify_chain(request: Request, _actor: Auditor, database: Databases) -> dict[str, Any]:
    """Walk the whole log: leaf hashes, chain, tree and signatures. Names the first thing that is broken."""
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
async def checkpoint(_actor: Auditor, db: Db) -> str:
    """The newest signed checkpoint (c2sp.org/tlog-checkpoint); keep it: a later log must contain it."""
    head = await audit.head(db)
    if head is None:
        raise NotFound("The log is empty so far.")
    return head


@pages.get("/admin/audit")
async def audit_page(
    request: Request, actor: Auditor, db: Db, event: str = "", after: str | None = None
) -> Response:
    page = await entries(db, org_id=org_of(actor), filters=Filters(event=event or None), after=after)
    keys = trusted_keys(request.app.state.settings)
    return render(
        request,
        "enigma/records/log.html",
        block="rows",
        page=page,
        event=event,
        first=after is None,
        head=await audit.head(db),
        key=str(keys[0]),
    )


@pages.post("/admin/audit/verify")
async def verify_page(request: Request, _actor: Auditor, database: Databases) -> Response:
    report = await verify_log(database, trusted_keys(request.app.state.settings))
    return render(request, "enigma/records/verified.html", block="report", report=report)
