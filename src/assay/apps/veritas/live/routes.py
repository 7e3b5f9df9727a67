"""The live board over HTTP, what proctors do there, and the stream of a student's page."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from assay.apps.veritas.actors import Student, Teacher
from assay.apps.veritas.attempts import queries as attempts
from assay.apps.veritas.exams import queries as exams
from assay.apps.veritas.live import queries, rules, service, streams
from assay.apps.veritas.live.forms import (
    LiveClockOut,
    Minutes,
    One,
    ReachedOut,
    Scope,
    WideMinutes,
    WideWords,
    Words,
)
from assay.apps.veritas.live.rules import Action
from assay.apps.veritas.live.streams import Watch
from assay.apps.veritas.models.people import Level
from assay.apps.veritas.permissions import Permission
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.listen import listener_of
from assay.kernel.db.session import Db, Session
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import Idempotent
from assay.kernel.web.render import render
from assay.kernel.web.sse import EventStream, last_event_number, still_may

api = APIRouter()
pages = APIRouter()

STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


def _watch(request: Request, actor: Actor) -> Watch:
    return Watch(request.app.state.database, listener_of(request.app), actor)


# --- streams ----------------------------------------------------------------------------------------------


@api.get("/teacher/exams/{exam_id}/live", status_code=200, response_class=EventStream, responses=STREAM)
async def board_stream(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> Response:
    """Who sits the exam, as server-sent events: `rows`, `ready`, then `rows` whenever something changes.

    Come back with `Last-Event-ID` within ten minutes and only what changed since is told.
    """
    await exams.exam(db, org_of(actor), person_of(actor), exam_id)
    messages = streams.board(_watch(request, actor), exam_id, since=last_event_number(request))
    return EventStream(messages, permitted=still_may(request, Permission.EXAM_READ))


@api.get(
    "/student/attempts/{attempt_id}/stream", status_code=200, response_class=EventStream, responses=STREAM
)
async def own_stream(
    request: Request,
    attempt_id: UUID,
    actor: Student,
    db: Db,
    device: Annotated[int | None, Query(ge=1, le=2**20)] = None,
    after_notice: Annotated[int | None, Query(ge=0, le=2**62)] = None,
) -> Response:
    """The clock and the notices of one's own sitting, as server-sent events: `clock`, `notice`, `closed`.

    `after_notice`: the last one the page knows. `Last-Event-ID` goes before it; without either only new ones.
    """
    await attempts.own(db, org_of(actor), person_of(actor), attempt_id)
    returned = last_event_number(request)
    since = after_notice if returned is None else returned
    messages = streams.own_clock(_watch(request, actor), attempt_id, device=device, since=since)
    return EventStream(messages, permitted=still_may(request, Permission.SIT))


# --- one sitting ------------------------------------------------------------------------------------------


@api.post("/teacher/attempts/{attempt_id}/pause")
async def pause(attempt_id: UUID, actor: Teacher, db: Db, _once: Idempotent) -> LiveClockOut:
    """Stop the clock of one sitting; the time is given back."""
    return LiveClockOut.of(*await service.act_on_one(db, actor, attempt_id, Action.PAUSE))


@api.post("/teacher/attempts/{attempt_id}/resume")
async def resume(attempt_id: UUID, actor: Teacher, db: Db, _once: Idempotent) -> LiveClockOut:
    """Let the clock run again."""
    return LiveClockOut.of(*await service.act_on_one(db, actor, attempt_id, Action.RESUME))


@api.post("/teacher/attempts/{attempt_id}/extend")
async def extend(attempt_id: UUID, form: Minutes, actor: Teacher, db: Db, _once: Idempotent) -> LiveClockOut:
    """Give one sitting more time. It is on the student's page within a second."""
    done = await service.act_on_one(db, actor, attempt_id, Action.EXTEND, seconds=form.minutes * 60)
    return LiveClockOut.of(*done)


@api.post("/teacher/attempts/{attempt_id}/message")
async def message(attempt_id: UUID, form: Words, actor: Teacher, db: Db, _once: Idempotent) -> LiveClockOut:
    """Say something to one student."""
    return LiveClockOut.of(*await service.act_on_one(db, actor, attempt_id, Action.MESSAGE, words=form.text))


# --- a group, or everyone ---------------------------------------------------------------------------------


@api.post("/teacher/exams/{exam_id}/live/pause")
async def pause_many(exam_id: UUID, form: Scope, actor: Teacher, db: Db, _once: Idempotent) -> ReachedOut:
    """Stop the clocks of a group, or of everyone."""
    return await _many(db, actor, exam_id, Action.PAUSE, form)


@api.post("/teacher/exams/{exam_id}/live/resume")
async def resume_many(exam_id: UUID, form: Scope, actor: Teacher, db: Db, _once: Idempotent) -> ReachedOut:
    """Let the clocks run again."""
    return await _many(db, actor, exam_id, Action.RESUME, form)


@api.post("/teacher/exams/{exam_id}/live/extend")
async def extend_many(
    exam_id: UUID, form: WideMinutes, actor: Teacher, db: Db, _once: Idempotent
) -> ReachedOut:
    """Give a group, or everyone, more time."""
    return await _many(db, actor, exam_id, Action.EXTEND, form, seconds=form.minutes * 60)


@api.post("/teacher/exams/{exam_id}/live/message")
async def message_many(
    exam_id: UUID, form: WideWords, actor: Teacher, db: Db, _once: Idempotent
) -> ReachedOut:
    """Say something to a group, or to everyone."""
    return await _many(db, actor, exam_id, Action.MESSAGE, form, words=form.text)


async def _many(
    db: Session,
    actor: Actor,
    exam_id: UUID,
    action: Action,
    form: Scope,
    *,
    seconds: int = 0,
    words: str = "",
) -> ReachedOut:
    done = await service.act_on_many(
        db, actor, exam_id, action, group=form.group, seconds=seconds, words=words
    )
    return ReachedOut(attempts=done.attempts, notice_no=done.notice_no)


# --- the page ---------------------------------------------------------------------------------------------


@pages.get("/teacher/exams/{exam_id}/live")
async def board_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> HTMLResponse:
    """The board. Without script it shows the first rows as they are now."""
    org_id, teacher_id = org_of(actor), person_of(actor)
    exam = await exams.exam(db, org_id, teacher_id, exam_id)
    level = await exams.level_of(db, org_id, teacher_id, exam_id)
    rows, _more = await queries.live_rows(db, org_id, exam_id, limit=100)
    return render(
        request,
        "veritas/live/board.html",
        exam=exam,
        rows=rows,
        groups=await queries.groups_of_exam(db, org_id, exam_id),
        columns=rules.COLUMNS,
        may_act=level is Level.MANAGE,
        silent=rules.SILENT_SECONDS,
    )


@pages.post("/teacher/exams/{exam_id}/live/pause")
async def pause_on_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> HTMLResponse:
    return await _act(request, db, actor, exam_id, Action.PAUSE)


@pages.post("/teacher/exams/{exam_id}/live/resume")
async def resume_on_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> HTMLResponse:
    return await _act(request, db, actor, exam_id, Action.RESUME)


@pages.post("/teacher/exams/{exam_id}/live/extend")
async def extend_on_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> HTMLResponse:
    return await _act(request, db, actor, exam_id, Action.EXTEND)


@pages.post("/teacher/exams/{exam_id}/live/message")
async def message_on_page(request: Request, exam_id: UUID, actor: Teacher, db: Db) -> HTMLResponse:
    return await _act(request, db, actor, exam_id, Action.MESSAGE)


async def _act(request: Request, db: Session, actor: Actor, exam_id: UUID, action: Action) -> HTMLResponse:
    """`whom` of the form: empty for everyone, `group:<name>`, or the id of an attempt."""
    sent = await form_data(request)
    whom = str(sent.get("whom", ""))
    seconds = parse(Minutes, {"minutes": sent.get("minutes")}).minutes * 60 if action is Action.EXTEND else 0
    words = parse(Words, {"text": sent.get("text")}).text if action is Action.MESSAGE else ""
    if whom and not whom.startswith("group:"):
        await service.act_on_one(
            db, actor, parse(One, {"attempt_id": whom}).attempt_id, action, seconds=seconds, words=words
        )
        reached = 1
    else:
        done = await service.act_on_many(
            db, actor, exam_id, action, group=whom[6:] or None, seconds=seconds, words=words
        )
        reached = done.attempts
    done_words = {
        Action.PAUSE: _("Paused."),
        Action.RESUME: _("Running again."),
        Action.EXTEND: _("Time was given."),
        Action.MESSAGE: _("Said."),
    }
    return render(request, "veritas/live/board.html", block="done", says=done_words[action], reached=reached)
