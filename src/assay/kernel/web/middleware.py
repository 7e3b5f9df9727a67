"""Around every request: its number, its language, the security headers, the size limit, the access log."""

import re
import time
from collections.abc import Mapping

import structlog
from starlette.datastructures import MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitResponder
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings
from assay.kernel.web import cookies, i18n

log = structlog.get_logger("assay.access")

BODY_LIMIT = 2_000_000
"""Bytes a request may carry unless its route says otherwise (`max_body_size=` of the route)."""

SANE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


def policy_with(origin: str) -> str:
    """The policy of a page that also sends to `origin`, such as the file store's."""
    return CSP.replace("connect-src 'self'", f"connect-src 'self' {origin}")


REFUSED = ("camera", "geolocation", "microphone", "payment", "usb")
"""What no page may ask a browser for, but for `permissions`."""


def permissions(*own: str) -> str:
    """A Permissions-Policy by which a page of ours may ask for `own`, and for nothing else of `REFUSED`."""
    return ", ".join(f"{name}=({'self' if name in own else ''})" for name in REFUSED)


HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": permissions(),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def security_headers(settings: Settings) -> Mapping[str, str]:
    """The headers every answer gets unless its route set its own."""
    if cookies.secure(settings):
        return {**HEADERS, "Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
    return HEADERS


class RequestMiddleware:
    """Outermost: gives each request an id and a language, each answer its headers, and catches accidents."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.headers = security_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        from assay.kernel.web.errors import unexpected

        request = Request(scope, receive)
        given = request.headers.get("x-request-id", "")
        request_id = given if SANE_ID.fullmatch(given) else str(uuid7())
        request.state.request_id = request_id
        started = time.perf_counter()
        status = 0

        async def finish(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        with (
            structlog.contextvars.bound_contextvars(request_id=request_id),
            i18n.speaking(i18n.negotiate(request)),
        ):
            try:
                await self.app(scope, receive, finish)
            except ClientDisconnect:
                log.info("the client went away", path=scope["path"])  # nobody is left to answer
            except Exception as error:
                if status:
                    raise  # half an answer is out: let the server cut the connection
                answer = await unexpected(request, error)
                await answer(scope, receive, finish)
            finally:
                log.info(
                    "request",
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    ms=round((time.perf_counter() - started) * 1000, 1),
                )


class _Responder(RequestBodyLimitResponder):
    """Starlette's counter of body bytes; the refusal itself is rendered like every other error."""

    async def send_with_limit(self, message: Message) -> None:
        self.response_started = True
        await self.send(message)


class BodyLimitMiddleware:
    """Stops reading a body past the limit; a route with `max_body_size` sets its own."""

    def __init__(self, app: ASGIApp, limit: int = BODY_LIMIT) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await _Responder(self.app, self.limit)(scope, receive, send)
