"""What machines ask: alive? ready? how much of what?"""

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from assay.kernel.access import Actor, public
from assay.kernel.db.session import Database, get_database
from assay.kernel.errors import Forbidden
from assay.kernel.ops import health, metrics
from assay.kernel.web.i18n import gettext as _

Probe = Annotated[Actor, public("Load balancers and orchestrators ask without an account; no data is told.")]
Scraper = Annotated[Actor, public("Prometheus has no account; ASSAY_METRICS_TOKEN closes it.")]
Store = Annotated[Database, Depends(get_database)]

router = APIRouter(include_in_schema=False)


@router.get("/health")
async def live(_actor: Probe) -> JSONResponse:
    """The process runs and answers. Asks nothing of anyone else."""
    return JSONResponse({"status": "ok"})


@router.get("/ready")
async def ready(_actor: Probe, database: Store) -> JSONResponse:
    """200 when requests can be served, else 503; the parts say what is amiss."""
    parts = await health.readiness(database)
    serving = all(part.ok for part in parts if part.vital)
    told = {part.name: {"ok": part.ok, "note": part.note} for part in parts}
    return JSONResponse(
        {"status": "ready" if serving else "not ready", "parts": told}, status_code=200 if serving else 503
    )


@router.get("/metrics")
async def scrape(request: Request, _actor: Scraper, database: Store) -> Response:
    """The figures in Prometheus' text format; with ASSAY_METRICS_TOKEN set, for its bearer only."""
    token = request.app.state.settings.metrics_token.get_secret_value()
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token and not hmac.compare_digest(given.encode(), token.encode()):
        raise Forbidden(_("Send the metrics token as a bearer token."))
    return Response(await metrics.scrape(database), media_type=metrics.CONTENT_TYPE)
