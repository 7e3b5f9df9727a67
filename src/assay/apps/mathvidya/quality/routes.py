"""The quality of marking over HTTP: second markings, adjudication, seeds, severity and drift."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.mathvidya.actors import EvaluationAdmin
from assay.apps.mathvidya.models.evaluations import Evaluation
from assay.apps.mathvidya.quality import report, service, views
from assay.apps.mathvidya.quality.forms import QualityOut, RoundOut, SeedForm, SeedOut
from assay.apps.mathvidya.quality.queries import Seeded
from assay.kernel.db.session import Db
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import Idempotent
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

HERE = "/mathvidya/admin/quality"


@api.post("/evaluations/{evaluation_id}/second-mark")
async def second_mark(evaluation_id: UUID, actor: EvaluationAdmin, db: Db) -> RoundOut:
    """Have a finished script marked by a second teacher, who sees nothing of the first."""
    return _round(await service.second_mark(db, actor, evaluation_id))


@api.post("/evaluations/{evaluation_id}/adjudicate")
async def adjudicate(evaluation_id: UUID, actor: EvaluationAdmin, db: Db) -> RoundOut:
    """Have a third teacher decide between two finished markings; the third's marks count."""
    return _round(await service.adjudicate(db, actor, evaluation_id))


@api.get("/admin/quality")
async def get_quality(actor: EvaluationAdmin, db: Db) -> QualityOut:
    """Markers with their severity and drift, disagreements, seeds; of the last 180 days."""
    return views.quality_out(await report.report(db, actor))


@api.post("/admin/seeds", status_code=201)
async def make_seed(form: SeedForm, actor: EvaluationAdmin, db: Db, _once: Idempotent) -> SeedOut:
    """Make a finished marking a seed: its marks are the agreed ones."""
    return views.seed_out(Seeded(await service.make_seed(db, actor, form), 0, 0))


@api.post("/admin/seeds/{seed_id}/retire", status_code=204)
async def retire_seed(seed_id: UUID, actor: EvaluationAdmin, db: Db) -> Response:
    """Give it to nobody any more."""
    await service.retire_seed(db, actor, seed_id)
    return Response(status_code=204)


@pages.get("/admin/quality")
async def quality_page(request: Request, actor: EvaluationAdmin, db: Db, teacher: str = "") -> Response:
    found = await report.report(db, actor)
    return render(request, "mathvidya/quality/page.html", here=HERE, **views.page_context(found, teacher))


@pages.post("/admin/quality/seeds")
async def make_seed_page(request: Request, actor: EvaluationAdmin, db: Db) -> Response:
    sent = {name: value for name, value in (await form_data(request)).items() if value != ""}
    await service.make_seed(db, actor, parse(SeedForm, sent))
    return redirect(request, HERE, toast=_("The script is a seed now."))


@pages.post("/admin/quality/seeds/{seed_id}/retire")
async def retire_seed_page(request: Request, seed_id: UUID, actor: EvaluationAdmin, db: Db) -> Response:
    await service.retire_seed(db, actor, seed_id)
    return redirect(request, HERE, toast=_("The seed is given to nobody any more."))


@pages.post("/admin/quality/{evaluation_id}/adjudicate")
async def adjudicate_page(request: Request, evaluation_id: UUID, actor: EvaluationAdmin, db: Db) -> Response:
    await service.adjudicate(db, actor, evaluation_id)
    return redirect(request, HERE, toast=_("A third teacher decides."))


def _round(row: Evaluation) -> RoundOut:
    return RoundOut(
        evaluation_id=row.evaluation_id,
        round=row.round,
        purpose=row.purpose.value,
        state=row.state.value,
    )
