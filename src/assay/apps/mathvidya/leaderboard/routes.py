"""The leaderboard over HTTP: places, consent, and taking it back."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from assay.apps.mathvidya.actors import Student
from assay.apps.mathvidya.leaderboard import queries, service
from assay.apps.mathvidya.leaderboard.forms import BoardOut, JoinForm, PlaceOut
from assay.apps.mathvidya.leaderboard.service import Place
from assay.apps.mathvidya.people.forms import StudentOut
from assay.apps.mathvidya.people.service import student_of
from assay.kernel.clock import day_in_india
from assay.kernel.db.session import Db
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

PROFILE = "/mathvidya/student/profile"


@api.get("/leaderboard")
async def get_board(
    actor: Student, db: Db, template_id: UUID | None = None, after: str | None = None
) -> BoardOut:
    """Best results of one kind of paper in your class; ranks are 1-2-2-4 over everyone on it."""
    found = await service.board(db, actor, template_id, after=after)
    return BoardOut(
        template_id=found.template_id,
        places=[_out(one) for one in found.places],
        you=_out(found.you) if found.you else None,
        next=found.next,
    )


@api.post("/leaderboard/join")
async def join(form: JoinForm, actor: Student, db: Db) -> StudentOut:
    """Agree to be shown, or change the alias."""
    return StudentOut.of(await service.join(db, actor, form))


@api.post("/leaderboard/leave")
async def leave(actor: Student, db: Db) -> StudentOut:
    """Take the consent back: you are gone from it at once."""
    return StudentOut.of(await service.leave(db, actor))


@pages.get("/student/leaderboard")
async def board_page(
    request: Request, actor: Student, db: Db, template_id: UUID | None = None, after: str | None = None
) -> Response:
    student = await student_of(db, actor)
    choices = await queries.templates(db, student.org_id, student.class_level)
    return render(
        request,
        "mathvidya/leaderboard/page.html",
        student=student,
        choices=choices,
        board=await service.board(db, actor, template_id, after=after) if choices else None,
        first=after is None,
        day_in_india=day_in_india,
    )


@pages.post("/student/leaderboard/join")
async def join_page(request: Request, actor: Student, db: Db) -> Response:
    data = await form_data(request)
    await service.join(db, actor, parse(JoinForm, {**data, "agree": data.get("agree") == "true" or None}))
    return redirect(request, PROFILE, toast=_("Saved."))


@pages.post("/student/leaderboard/leave")
async def leave_page(request: Request, actor: Student, db: Db) -> Response:
    await service.leave(db, actor)
    return redirect(request, PROFILE, toast=_("You are no longer on the leaderboard."))


def _out(place: Place) -> PlaceOut:
    return PlaceOut(
        rank=place.rank,
        shown_as=place.entry.shown_as,
        percent=place.entry.percent,
        reached_at=place.entry.reached_at,
        is_you=place.is_you,
    )
