"""Answers as they come: asked once for each key, told as a whole or sentence by sentence, to programs and
to pages."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Request

from assay.apps.exportsathi.chat import service
from assay.apps.exportsathi.chat.forms import AnswerOut, QuestionForm
from assay.apps.exportsathi.chat.rules import Answer, Context
from assay.apps.exportsathi.models.knowledge import ChatMessage
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Database, Session
from assay.kernel.errors import AssayError
from assay.kernel.settings import get_settings
from assay.kernel.web import idempotency
from assay.kernel.web.idempotency import Replay
from assay.kernel.web.render import part
from assay.kernel.web.sse import Message

COMING = "exportsathi/chat/coming.html"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in a conversation; `once` is its Idempotency-Key."""

    request: Request
    database: Database
    actor: Actor
    session_id: UUID
    form: QuestionForm
    once: str | None = None

    async def document(self) -> dict[str, Any]:
        """The stored answer. Raises Replay where the same request was answered meanwhile."""
        context = Context(self.form.product, self.form.code, self.form.destination)

        async def claim(db: Session) -> None:
            if self.once:
                await idempotency.claim(self.request, db, self.actor, self.once)

        answer, row = await answered(
            self.database, self.actor, self.session_id, self.form.text, context, claim
        )
        return AnswerOut.of(answer.question, row).model_dump(mode="json")


async def answered(
    database: Database,
    actor: Actor,
    session_id: UUID,
    text: str,
    context: Context,
    claim: Callable[[Session], Awaitable[None]] | None = None,
) -> tuple[Answer, ChatMessage]:
    """Answer, then store, in two transactions: none is open while a model is asked.

    `claim` runs in the second.
    """
    async with database.transaction(org_id=org_of(actor)) as db:
        draft = await service.asked(db, actor, session_id, text, context)
    answer = await service.reword(database, get_settings(), actor, draft)
    async with database.transaction(org_id=org_of(actor)) as db:
        if claim is not None:
            await claim(db)
        row = await service.store(db, actor, session_id, answer)
    return answer, row


async def told(asked: Asked) -> AsyncIterator[Message]:
    """A question that is answered while its response is open already."""
    try:
        document = await asked.document()
        await idempotency.keep(asked.request, json.dumps(document).encode())
    except Replay as kept:
        document = json.loads(bytes(kept.response.body))
    except AssayError as refused:
        # The response has begun: what else would be a status is told in it.
        yield Message("failed", {"status": refused.status, "detail": refused.detail})
        return
    async for message in events(document):
        yield message


BEGINS = ("message_id", "question", "notice", "engine")


async def events(document: dict[str, Any]) -> AsyncIterator[Message]:
    """An answer (`AnswerOut`), sentence by sentence."""
    yield Message("begin", {name: document[name] for name in BEGINS})
    for number, sentence in enumerate(document["sentences"], start=1):
        yield Message("sentence", sentence, id=str(number))
    yield Message("end", document)


async def shown(asked: Asked, here: str) -> AsyncIterator[Message]:
    """The same for a page, as its own HTML: `asked` at once, `sentence` for each, `end` with where the answer
    stands; `failed` where there is none."""
    address = f"{here}/{asked.session_id}"

    def html(block: str, **context: Any) -> dict[str, str]:
        return {"html": part(asked.request, COMING, block, here=here, **context)}

    yield Message("asked", html("question", question=service.question(asked.form.text)))
    message_id, before = "", 0
    async for message in told(asked):
        data = message.data
        if message.event == "begin":
            message_id = data["message_id"]
            if data["notice"]:
                yield Message("notice", html("notice", notice=data["notice"]))
        elif message.event == "sentence":
            told_so_far = html("sentence", sentence=data, before=before, message_id=message_id)
            yield Message("sentence", told_so_far, message.id)
            before += len(data["citations"])
        elif message.event == "end":
            yield Message("end", {"address": address})
        else:
            yield Message("failed", html("failed", detail=data["detail"]))
