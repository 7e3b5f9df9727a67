"""Evaluation over HTTP: run it, and the queue of those a person decides."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.enigma.actors import BatchAdmin, JudgeReviewer
from assay.apps.enigma.cycles import service as cycle_service
from assay.apps.enigma.cycles.forms import StepOut
from assay.apps.enigma.cycles.routes import step_out
from assay.apps.enigma.evaluation import queries, service
from assay.apps.enigma.evaluation.forms import CaseOut, Decision, ReviewOut
from assay.apps.enigma.models.evaluation import HumanReview
from assay.apps.enigma.phases import Action
from assay.kernel.access.actor import org_of
from assay.kernel.db.session import Db
from assay.kernel.errors import Invalid
from assay.kernel.web.forms import form_data
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()


@api.post("/admin/cycles/{cycle_id}/evaluate")
async def evaluate(cycle_id: UUID, actor: BatchAdmin, db: Db) -> StepOut:
    """Have every text scored that has no answer yet, as a job."""
    return step_out(await cycle_service.begin(db, actor, cycle_id, Action.EVALUATE))


@api.post("/admin/cycles/{cycle_id}/judge")
async def judge(cycle_id: UUID, actor: BatchAdmin, db: Db) -> StepOut:
    """Have doubtful scores reviewed, as a job; the step closes when no person is awaited any more."""
    return step_out(await cycle_service.begin(db, actor, cycle_id, Action.JUDGE))


@api.get("/admin/reviews")
async def reviews(actor: JudgeReviewer, db: Db, after: str | None = None, limit: int = 50) -> dict[str, Any]:
    """Applications that wait for a person."""
    page = await queries.review_page(db, org_of(actor), after=after, limit=limit)
    return {"items": [_out(item) for item in page.items], "next": page.next}


@api.get("/admin/reviews/{application_id}")
async def review(application_id: UUID, actor: JudgeReviewer, db: Db) -> CaseOut:
    """The scrubbed text, its scores and what was said about it: nothing that names a person."""
    return _case_out(await service.case(db, actor, application_id))


@api.post("/admin/reviews/{application_id}")
async def decide(application_id: UUID, form: Decision, actor: JudgeReviewer, db: Db) -> ReviewOut:
    return _out(await service.decide(db, actor, application_id, form))


def _facts(item: HumanReview) -> dict[str, Any]:
    return {
        "application_id": str(item.application_id),
        "reasons": list(item.reasons),
        "status": item.status.value,
        "opened_at": item.opened_at.isoformat(),
        "scores": item.scores,
    }


def _out(item: HumanReview) -> ReviewOut:
    return ReviewOut(**_facts(item))


def _case_out(case: service.Case) -> CaseOut:
    scored = case.evaluation
    return CaseOut(
        **_facts(case.review),
        text=case.body,
        injection_suspected=list(case.injection),
        traits=list(case.rubric.keys),
        medians=[float(score) for score in scored.medians] if scored else None,
        spreads=list(scored.spreads) if scored else None,
        worker=list(case.worker),
        judge=list(case.judge),
    )


@pages.post("/admin/cycles/{cycle_id}/evaluate")
async def evaluate_page(request: Request, cycle_id: UUID, actor: BatchAdmin, db: Db) -> Response:
    await cycle_service.begin(db, actor, cycle_id, Action.EVALUATE)
    return redirect(request, f"/enigma/admin/cycles/{cycle_id}", toast=_("The evaluation is running."))


@pages.post("/admin/cycles/{cycle_id}/judge")
async def judge_page(request: Request, cycle_id: UUID, actor: BatchAdmin, db: Db) -> Response:
    await cycle_service.begin(db, actor, cycle_id, Action.JUDGE)
    return redirect(request, f"/enigma/admin/cycles/{cycle_id}", toast=_("The judge is at work."))


@pages.get("/admin/reviews")
async def reviews_page(request: Request, actor: JudgeReviewer, db: Db, after: str | None = None) -> Response:
    page = await queries.review_page(db, org_of(actor), after=after)
    return render(
        request,
        "enigma/evaluation/queue.html",
        block="rows",
        rows=page.items,
        next=page.next,
        first=after is None,
    )


@pages.get("/admin/reviews/{application_id}")
async def review_page(request: Request, application_id: UUID, actor: JudgeReviewer, db: Db) -> Response:
    case = await service.case(db, actor, application_id)
    return render(request, "enigma/evaluation/case.html", case=case)


@pages.post("/admin/reviews/{application_id}")
async def decide_page(request: Request, application_id: UUID, actor: JudgeReviewer, db: Db) -> Response:
    sent = await form_data(request)
    try:
        scores = {
            name.removeprefix("score."): int(str(value))
            for name, value in sent.items()
            if name.startswith("score.")
        }
    except ValueError:
        raise Invalid(_("Each trait of the rubric needs its score.")) from None
    note = str(sent.get("note", ""))[:2000]
    await service.decide(db, actor, application_id, Decision(scores=scores, note=note))
    return redirect(request, "/enigma/admin/reviews", toast=_("Your scores count."))
