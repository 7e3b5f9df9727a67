"""What retention keeps and what it dropped, for administrators."""

from typing import Any

from fastapi import APIRouter, Request, Response

from assay.apps.veritas.actors import RetentionAdmin
from assay.apps.veritas.models.monitoring import DroppedEvents
from assay.apps.veritas.retention import queries
from assay.kernel.access.actor import org_of
from assay.kernel.db.session import Db
from assay.kernel.web.render import render

api = APIRouter()
pages = APIRouter()


@api.get("/admin/retention")
async def dropped(actor: RetentionAdmin, db: Db, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """Months of events that were dropped, newest first, each with what proves it."""
    page = await queries.dropped(db, org_of(actor), after=after, limit=limit)
    return {"items": [_facts(row) for row in page.items], "next": page.next}


@pages.get("/admin/retention")
async def retention_page(
    request: Request, actor: RetentionAdmin, db: Db, after: str | None = None
) -> Response:
    page = await queries.dropped(db, org_of(actor), after=after)
    return render(
        request,
        "veritas/retention/list.html",
        block="rows",
        rows=page.items,
        next=page.next,
        first=after is None,
    )


def _facts(row: DroppedEvents) -> dict[str, Any]:
    return {
        "month": f"{row.attempt_month:%Y-%m}",
        "attempts": row.attempts,
        "events": row.events,
        "roots_digest": row.roots_digest.hex(),
        "dropped_at": row.dropped_at.isoformat(),
    }
