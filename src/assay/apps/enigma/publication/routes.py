"""Publication over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.enigma.actors import Publisher
from assay.apps.enigma.cycles.forms import StepOut
from assay.apps.enigma.cycles.routes import step_out
from assay.apps.enigma.publication import service
from assay.kernel.db.session import Db
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect

api = APIRouter()
pages = APIRouter()


@api.post("/admin/cycles/{cycle_id}/publish")
async def publish(cycle_id: UUID, actor: Publisher, db: Db) -> StepOut:
    """Show every applicant the result and mail it once."""
    return step_out(await service.publish(db, actor, cycle_id))


@pages.post("/admin/cycles/{cycle_id}/publish")
async def publish_page(request: Request, cycle_id: UUID, actor: Publisher, db: Db) -> Response:
    await service.publish(db, actor, cycle_id)
    return redirect(
        request, f"/enigma/admin/cycles/{cycle_id}", toast=_("Results are out; mail is on its way.")
    )
