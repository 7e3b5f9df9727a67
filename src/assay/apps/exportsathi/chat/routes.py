"""Questions and answers over HTTP: JSON, server-sent events, and the page.

Answering may ask a model, so no request of this file holds a transaction while it does.
"""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.chat import service
from assay.apps.exportsathi.chat.forms import AnswerOut, MessageOut, QuestionForm, SessionOut
from assay.apps.exportsathi.chat.rules import Context
from assay.apps.exportsathi.chat.streams import Asked, answered, events, shown, told
from assay.apps.exportsathi.knowledge import service as knowledge
from assay.apps.exportsathi.models.knowledge import ChatMessage
from assay.kernel.access.actor import org_of
from assay.kernel.db.session import Database, Db
from assay.kernel.web import idempotency
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import Idempotent, Once
from assay.kernel.web.render import redirect, render
from assay.kernel.web.sse import EventStream

api = APIRouter()
pages = APIRouter()

HERE = "/exportsathi/ask"
STREAMS = "text/event-stream"
ANSWERED: dict[int | str, dict[str, Any]] = {
    200: {"model": AnswerOut, "content": {STREAMS: {"schema": {"type": "string"}}}}
}


def examples() -> list[str]:
    return [
        _("How long is a LUT valid?"),
        _("By when must export proceeds reach India?"),
        _("Which mark does wood packaging need?"),
        _("Who insures the goods under CIF?"),
        _("Were RoDTEP rates halved?"),
    ]


@api.post("/chat", status_code=201)
async def begin_conversation(actor: Exporter, db: Db, _once: Idempotent) -> SessionOut:
    """Begin a conversation."""
    return SessionOut.of(await service.begin(db, actor))


@api.get("/chat")
async def list_conversations(actor: Exporter, db: Db, after: str | None = None) -> dict[str, Any]:
    """Your conversations, the latest first."""
    page = await service.sessions(db, actor, after=after)
    return {"items": [SessionOut.of(one) for one in page.items], "next": page.next}


@api.post("/reports/{report_id}/chat", status_code=201)
async def report_conversation(report_id: UUID, actor: Exporter, db: Db, _once: Idempotent) -> SessionOut:
    """The conversation about one of your reports: the latest, or a new one. What the report is about biases
    the search of each question in it."""
    return SessionOut.of(await service.of_report(db, actor, report_id))


@api.get("/chat/{session_id}/messages")
async def list_messages(session_id: UUID, actor: Exporter, db: Db) -> dict[str, Any]:
    """The messages of one of your conversations, the oldest first."""
    return {"items": [MessageOut.of(one) for one in await service.messages(db, actor, session_id)]}


@api.delete("/chat/{session_id}", status_code=204)
async def forget_conversation(session_id: UUID, actor: Exporter, db: Db) -> None:
    """Delete one of your conversations with everything in it."""
    await service.forget(db, actor, session_id)


@api.post("/chat/{session_id}/messages", responses=ANSWERED, response_model=None)
async def ask(
    request: Request, session_id: UUID, form: QuestionForm, actor: Exporter, once: Once = None
) -> Response:
    """Ask a question. Answered as JSON, or sentence by sentence as server-sent events for who accepts them:
    `begin`, then `sentence` for each, then `end` with the whole answer; `failed` where there is none. An
    answer without sentences is a refusal that says what was searched, or what a figure still needs (`asks`).
    The same Idempotency-Key again gets the stored answer, in either form."""
    database: Database = request.app.state.database
    asked = Asked(request, database, actor, session_id, form, once)
    service.question(form.text)
    async with database.transaction(org_id=org_of(actor)) as db:
        await service.session(db, actor, session_id)
        again = await idempotency.replayed(request, db, actor, once)
    if not _streams(request):
        return again or JSONResponse(await asked.document())
    return EventStream(events(json.loads(bytes(again.body))) if again else told(asked))


def _pairs(messages: Sequence[ChatMessage]) -> list[tuple[str, ChatMessage]]:
    """(question, answer), the latest first."""
    return [(before.text, row) for before, row in zip(messages[::2], messages[1::2], strict=False)][::-1]


@pages.get("/ask")
async def ask_page(request: Request, actor: Exporter, db: Db) -> Response:
    """The question box, and conversations so far."""
    page = await service.sessions(db, actor, after=request.query_params.get("after"))
    return render(
        request,
        "exportsathi/chat/page.html",
        here=HERE,
        session=None,
        about=None,
        pairs=[],
        sessions=page,
        examples=examples(),
        typed=request.query_params.get("q", "")[: service.LONGEST],
        first="after" not in request.query_params,
    )


@pages.post("/ask")
async def ask_first(request: Request, actor: Exporter) -> Response:
    """The first question of a conversation, answered as `ask_next` does."""
    form = parse(QuestionForm, await form_data(request))
    database: Database = request.app.state.database
    service.question(form.text)
    async with database.transaction(org_id=org_of(actor)) as db:
        begun = await service.begin(db, actor)
    return await _answer(Asked(request, database, actor, begun.session_id, form))


@pages.post("/reports/{report_id}/ask")
async def ask_about_report(request: Request, report_id: UUID, actor: Exporter, db: Db) -> Response:
    """The conversation about a report."""
    found = await service.of_report(db, actor, report_id)
    return redirect(request, f"{HERE}/{found.session_id}")


@pages.get("/ask/source/{document_id}")
async def span_page(
    request: Request, document_id: UUID, actor: Exporter, db: Db, start: int, end: int
) -> Response:
    """The place that a citation points at, with what stands around it."""
    return render(
        request,
        "exportsathi/chat/span.html",
        here=HERE,
        span=await knowledge.span(db, actor, document_id, start, end),
    )


@pages.get("/ask/{session_id}")
async def conversation_page(request: Request, session_id: UUID, actor: Exporter, db: Db) -> Response:
    found = await service.session(db, actor, session_id)
    return render(
        request,
        "exportsathi/chat/page.html",
        here=HERE,
        session=found,
        about=await service.about(db, actor, found),
        pairs=_pairs(await service.messages(db, actor, session_id)),
        sessions=None,
        examples=[],
        typed="",
        first=True,
    )


@pages.post("/ask/{session_id}")
async def ask_next(request: Request, session_id: UUID, actor: Exporter) -> Response:
    """Another question. Our script gets the answer sentence by sentence, who has no scripts the page."""
    form = parse(QuestionForm, await form_data(request))
    database: Database = request.app.state.database
    service.question(form.text)
    async with database.transaction(org_id=org_of(actor)) as db:
        await service.session(db, actor, session_id)
    return await _answer(Asked(request, database, actor, session_id, form))


async def _answer(asked: Asked) -> Response:
    if _streams(asked.request):
        return EventStream(shown(asked, HERE))
    await answered(asked.database, asked.actor, asked.session_id, asked.form.text, Context())
    return redirect(asked.request, f"{HERE}/{asked.session_id}")


def _streams(request: Request) -> bool:
    return STREAMS in request.headers.get("accept", "")


@pages.post("/ask/{session_id}/delete")
async def forget_page(request: Request, session_id: UUID, actor: Exporter, db: Db) -> Response:
    await service.forget(db, actor, session_id)
    return redirect(request, HERE, toast=_("Deleted."))
