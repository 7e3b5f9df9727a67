"""`Idempotency-Key`: a creating request that is sent twice creates once and is answered the same.

    @api.post("/cycles", status_code=201)
    async def create(form: CycleForm, actor: CycleAdmin, db: Db, _once: Idempotent) -> CycleOut: ...

The claim on a key is a row of the request's own transaction: it lives and dies with what was created. The
answer is added by `AnswerMiddleware` right after the commit, before it leaves. Should the process die in
between, the key still protects: the repeated request is told that the work is done.
"""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from fastapi import Depends, Header, Request
from sqlalchemy import CursorResult, delete, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import Headers, UploadFile
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assay.kernel import clock
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Database, Role, current_actor, request_session
from assay.kernel.errors import Conflict, Invalid
from assay.kernel.settings import Settings
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.models import IdempotencyKey

log = structlog.get_logger(__name__)

KEPT = timedelta(hours=24)
LONGEST_KEY = 255
LARGEST_ANSWER = 256_000
CLAIM = "idempotency_claim"


class Replay(Exception):
    """Not an error: the answer to this request is kept, and is given again."""

    def __init__(self, response: Response) -> None:
        super().__init__("replayed")
        self.response = response


def digest(settings: Settings, *parts: str) -> bytes:
    """A keyed SHA-256 of `parts`, so that the table tells neither addresses nor keys."""
    message = "\x1f".join(("assay idempotency v1", *parts)).encode()
    return hmac.digest(settings.secret_bytes("hmac_key"), message, hashlib.sha256)


def cipher(settings: Settings) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.master_key_list()])


async def request_hash(request: Request) -> bytes:
    """SHA-256 of the body; of names, texts and file contents where a form was already read."""
    form = getattr(request, "_form", None)
    if form is None:
        return hashlib.sha256(await request.body()).digest()
    whole = hashlib.sha256()
    for name, value in sorted(form.multi_items(), key=lambda pair: pair[0]):
        whole.update(f"{name}\0".encode())
        if isinstance(value, UploadFile):
            while chunk := await value.read(1 << 20):
                whole.update(chunk)
            await value.seek(0)
        else:
            whole.update(value.encode())
        whole.update(b"\0")
    return whole.digest()


@dataclass(frozen=True, slots=True)
class _Found:
    """A key as it is looked for, and the row of an earlier request with it whose time is not over."""

    scope: bytes
    key: bytes
    body: bytes
    row: IdempotencyKey | None


async def claim(request: Request, db: AsyncSession, actor: Actor, header: str) -> None:
    """Claim the key in the transaction of `db`.

    Raises Replay where the answer is kept, Invalid where the key was used for another request, Conflict while
    the first request is still under way or when its answer was lost.
    """
    found = await _look(request, db, actor, header)
    if found.row is not None:
        raise Replay(_answer(request.app.state.settings, found))
    now = clock.now()
    await db.execute(
        delete(IdempotencyKey).where(IdempotencyKey.scope == found.scope, IdempotencyKey.key == found.key)
    )
    db.add(
        IdempotencyKey(
            scope=found.scope,
            key=found.key,
            request_hash=found.body,
            created_at=now,
            expires_at=now + KEPT,
        )
    )
    await db.flush()
    setattr(request.state, CLAIM, (found.scope, found.key))


async def replayed(request: Request, db: AsyncSession, actor: Actor, header: str | None) -> Response | None:
    """The kept answer of a request that was sent before; None for a new one. Raises as `claim` does.

    For routes that hold no transaction while they work: they look first, and `claim` in the transaction that
    stores what they made. Two at the same moment both work; the second finds the key taken, and stops.
    """
    if not header:
        return None
    found = await _look(request, db, actor, header)
    return _answer(request.app.state.settings, found) if found.row is not None else None


async def _look(request: Request, db: AsyncSession, actor: Actor, header: str) -> _Found:
    if len(header) > LONGEST_KEY or not header.isprintable():
        raise Invalid(_("Idempotency-Key takes up to 255 printable characters."))
    settings: Settings = request.app.state.settings
    scope = digest(settings, str(actor.account_id or actor.address))
    key = digest(settings, request.method, request.url.path, header)
    body = await request_hash(request)
    number = int.from_bytes(hashlib.sha256(scope + key).digest()[:8], "big", signed=True)
    free = await db.scalar(text("SELECT pg_try_advisory_xact_lock(:number)"), {"number": number})
    if not free:
        raise Conflict(_("The first request with this Idempotency-Key is still being worked on."))
    kept = await db.scalar(
        select(IdempotencyKey).where(IdempotencyKey.scope == scope, IdempotencyKey.key == key)
    )
    return _Found(scope, key, body, kept if kept and kept.expires_at > clock.now() else None)


def _answer(settings: Settings, found: _Found) -> Response:
    row = found.row
    if row is None or row.request_hash != found.body:
        raise Invalid(_("This Idempotency-Key was used for a different request. Take a new one."))
    if row.answer is None:
        raise Conflict(_("This was done already, but its answer was not kept. Look up what was created."))
    return _restore(settings, row)


def _restore(settings: Settings, kept: IdempotencyKey) -> Response:
    try:
        content = cipher(settings).decrypt(kept.answer or b"")
    except InvalidToken:
        raise Conflict(_("This was done already. Look up what was created.")) from None
    return Response(
        content, kept.status or 200, {"Idempotency-Replayed": "true"}, media_type=kept.media_type or None
    )


def once_in(session: Callable[..., Any]) -> Any:
    """The dependency that claims keys in the transaction of the session dependency `session`.

    `session` must be the very function that the route's session comes from, declared with
    `scope="function"`, so that claim and change share one transaction.
    """

    async def claimed(
        request: Request,
        db: Annotated[AsyncSession, Depends(session, scope="function")],
        actor: Annotated[Actor, Depends(current_actor)],
        idempotency_key: Annotated[
            str | None, Header(description="Any unique text; the same one again gives the same answer.")
        ] = None,
    ) -> None:
        if idempotency_key:
            await claim(request, db, actor, idempotency_key)

    return Depends(claimed, scope="function")


Idempotent = Annotated[None, once_in(request_session)]
"""Put it on every creating POST whose session is `Db`."""
Once = Annotated[
    str | None,
    Header(alias="Idempotency-Key", description="Any unique text; the same one again gives the same answer."),
]
"""The key of a request whose route claims it itself (`replayed`)."""


class AnswerMiddleware:
    """Keeps the answer of a request that claimed a key."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or b"idempotency-key" not in dict(scope["headers"]):
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def keep(message: Message) -> None:
            nonlocal start, body
            claimed = scope.get("state", {}).get(CLAIM)
            if message["type"] == "http.response.start" and claimed and message["status"] < 400:
                start = message
                return
            if start is None or message["type"] != "http.response.body":
                await send(message)
                return
            body += message.get("body", b"")
            if message.get("more_body") and len(body) <= LARGEST_ANSWER:
                return
            if not message.get("more_body"):
                await self._store(Request(scope), claimed, start, body)
            await send(start)
            await send({**message, "body": body})
            start = None

        await self.app(scope, receive, keep)

    async def _store(
        self, request: Request, claimed: tuple[bytes, bytes], start: Message, body: bytes
    ) -> None:
        try:
            await store(request, claimed, start, body)
        except SQLAlchemyError:
            # the work is committed: its answer must leave even if it cannot be kept
            log.exception("answer not kept", path=request.url.path)


async def store(request: Request, claimed: tuple[bytes, bytes], start: Message, body: bytes) -> None:
    """Add the answer to the claimed row, in a transaction of its own after the request's commit."""
    media_type = Headers(raw=start["headers"]).get("content-type", "")
    await _write(request, claimed, body, start["status"], media_type)


async def keep(request: Request, body: bytes, media_type: str = "application/json") -> None:
    """Keep the answer to a request that claimed a key itself and whose response had begun before that."""
    claimed = getattr(request.state, CLAIM, None)
    if claimed is not None:
        await _write(request, claimed, body, 200, media_type)


async def _write(
    request: Request, claimed: tuple[bytes, bytes], body: bytes, status: int, media_type: str
) -> None:
    state = request.app.state
    scope, key = claimed
    database: Database = state.database
    async with database.transaction(role=Role.APP) as db:
        await db.execute(
            update(IdempotencyKey)
            .where(IdempotencyKey.scope == scope, IdempotencyKey.key == key)
            .values(
                status=status,
                media_type=media_type[:100],
                answer=cipher(state.settings).encrypt(body),
            )
        )


async def purge(db: AsyncSession) -> int:
    """Delete keys past their time; the number deleted. For the periodic job."""
    result = await db.execute(delete(IdempotencyKey).where(IdempotencyKey.expires_at < clock.now()))
    return result.rowcount if isinstance(result, CursorResult) else 0
