"""The certificates of a report, over HTTP and from its page."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.certificates import service
from assay.apps.exportsathi.certificates.forms import CertificateOut, CertificatesOut, ProgressForm
from assay.kernel.db.session import Db
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect

api = APIRouter()
pages = APIRouter()


@api.get("/reports/{report_id}/certifications")
async def list_certifications(report_id: UUID, actor: Exporter, db: Db) -> CertificatesOut:
    """What the product needs for the country: guidance, test laboratories, subsidies, and how far you are."""
    return CertificatesOut(items=await service.of_report(db, actor, report_id))


@api.put("/reports/{report_id}/certifications/{certificate_id}")
async def put_certification(
    report_id: UUID, certificate_id: str, form: ProgressForm, actor: Exporter, db: Db
) -> CertificateOut:
    """Say where a certificate stands: not_started, in_progress, completed or rejected.

    `version` is the one you saw; 412 where it changed meanwhile, 409 for a move that cannot be.
    """
    return await service.move(db, actor, report_id, certificate_id, form)


@pages.post("/reports/{report_id}/certifications/{certificate_id}")
async def save_certification(
    request: Request, report_id: UUID, certificate_id: str, actor: Exporter, db: Db
) -> Response:
    form = parse(ProgressForm, await form_data(request))
    await service.move(db, actor, report_id, certificate_id, form)
    return redirect(request, f"/exportsathi/reports/{report_id}?part=certificates", toast=_("Saved."))
