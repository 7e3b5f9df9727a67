"""Marking over HTTP: the API of the marking screen, and the screen."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from assay.apps.mathvidya.actors import Teacher
from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.marking import comments, service, typed, views
from assay.apps.mathvidya.marking.forms import (
    CommentForm,
    CommentOut,
    MarkingOut,
    OpsForm,
    OpsOut,
    RescanForm,
    SameOut,
    SubmitForm,
    SubmittedOut,
    TypedForm,
    TypedOut,
)
from assay.apps.mathvidya.models.evaluations import EvaluationState, SavedComment
from assay.apps.mathvidya.sla.wording import moment
from assay.kernel.db.session import Database, Db, Role, get_database
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import render

api = APIRouter()
pages = APIRouter()

Databases = Annotated[Database, Depends(get_database)]


@api.get("/evaluations/{evaluation_id}")
async def open_script(evaluation_id: UUID, actor: Teacher, db: Db) -> MarkingOut:
    """A script with its pages, its scheme and every operation so far. Nothing says whose it is."""
    return views.marking_out(await service.view(db, actor, evaluation_id))


@api.post("/evaluations/{evaluation_id}/ops")
async def append_ops(evaluation_id: UUID, form: OpsForm, actor: Teacher, db: Db) -> OpsOut:
    """Store operations, all or none. What this acknowledges is stored; sent twice, it counts once."""
    last, behind = await service.append(db, actor, evaluation_id, form)
    return OpsOut(last_op_no=last, behind=behind)


@api.post("/evaluations/{evaluation_id}/submit")
async def submit(evaluation_id: UUID, form: SubmitForm, actor: Teacher, db: Db) -> SubmittedOut:
    """Finish the marking. 409 lists in `lacking` what keeps it from being finished."""
    row = await service.submit(db, actor, evaluation_id, form.last_op_no)
    assert row.score is not None
    assert row.submitted_at is not None
    marks = service.out_of(row)
    return SubmittedOut(
        evaluation_id=row.evaluation_id, score=row.score, marks=marks, submitted_at=row.submitted_at
    )


@api.post("/evaluations/{evaluation_id}/rescan")
async def ask_again(evaluation_id: UUID, form: RescanForm, actor: Teacher, db: Db) -> MarkingOut:
    """Have the student photograph a page again. The promised time stands still until it is there."""
    await service.ask_again(db, actor, evaluation_id, form)
    return views.marking_out(await service.view(db, actor, evaluation_id))


@api.post("/evaluations/{evaluation_id}/typed")
async def compare_typed(
    evaluation_id: UUID, form: TypedForm, actor: Teacher, database: Databases
) -> TypedOut:
    """Compare an answer with the model answer as mathematics, and suggest marks. It counts for nothing."""
    async with database.transaction(role=Role.APP, org_id=actor.org_id) as db:
        org_id, part, question = await typed.asked(db, actor, evaluation_id, form)
    found = await typed.suggest(database, org_id, part, question, form)
    return TypedOut.model_validate(found, from_attributes=True)


@api.get("/evaluations/{evaluation_id}/same/{number}")
async def same_question(
    evaluation_id: UUID, number: int, actor: Teacher, db: Db, by: Annotated[Literal["1", "-1"], Query()] = "1"
) -> SameOut:
    """The next script of mine (`by` 1) or the one before (-1) with the same question of the bank."""
    found = await service.same_question(db, actor, evaluation_id, number, by=int(by))
    return SameOut(evaluation_id=found[0] if found else None, number=found[1] if found else None)


@api.get("/evaluations/{evaluation_id}/figures/{number}/{choice}/{name}")
async def figure(
    evaluation_id: UUID, number: int, choice: str, name: str, actor: Teacher, db: Db
) -> Response:
    """A drawing of a question on the paper, as SVG."""
    svg = service.drawing(await service.view(db, actor, evaluation_id), number, choice, name)
    if svg is None:
        raise NotFound(_("There is no such figure on this paper."))
    return Response(svg, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})


@api.get("/saved-comments")
async def saved_comments(actor: Teacher, db: Db) -> list[CommentOut]:
    """My comments for use again, those used most first."""
    return [_comment(one) for one in await comments.saved(db, actor)]


@api.post("/saved-comments", status_code=201)
async def keep_comment(form: CommentForm, actor: Teacher, db: Db) -> CommentOut:
    """Keep a comment; the same words again count as one more use."""
    return _comment(await comments.keep(db, actor, form.text))


@api.delete("/saved-comments/{comment_id}", status_code=204)
async def forget_comment(comment_id: UUID, actor: Teacher, db: Db) -> Response:
    await comments.forget(db, actor, comment_id)
    return Response(status_code=204)


@pages.get("/teacher/evaluations/{evaluation_id}")
async def marking_page(request: Request, evaluation_id: UUID, actor: Teacher, db: Db) -> Response:
    view = await service.view(db, actor, evaluation_id)
    if view.evaluation.state is EvaluationState.SUBMITTED:
        return render(
            request,
            "mathvidya/marking/done.html",
            evaluation=view.evaluation,
            marks=service.out_of(view.evaluation),
        )
    stamps = (await config.get(db, view.evaluation.org_id)).stamps
    return render(
        request,
        "mathvidya/marking/page.html",
        view=view,
        tools=views.tools(stamps),
        stamps=",".join(stamps),
        keys=views.keys(),
        due=moment(view.evaluation.due_at),
        api=views.API,
        **views.page_context(view),
    )


def _comment(row: SavedComment) -> CommentOut:
    return CommentOut(comment_id=row.comment_id, text=row.body)
