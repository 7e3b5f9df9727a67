"""Protection of cookie-authenticated requests and forms against other sites.

Two independent checks on every unsafe method: the browser's own word about where the request comes from
(`Sec-Fetch-Site`, else `Origin`), and a token that only our pages can read. The token is an HMAC of the
session cookie, or of a random `csrf` cookie where nobody is signed in. A request that carries no cookie of
ours and a bearer token, or goes to the API without a session, has no ambient authority to abuse.
"""

import hashlib
import hmac
import re
import secrets
from urllib.parse import parse_qs, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assay.kernel.errors import Forbidden
from assay.kernel.settings import Settings
from assay.kernel.web.cookies import CSRF, SESSION, cookie_name
from assay.kernel.web.i18n import gettext as _

FIELD = "csrf_token"
HEADER = "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
PEEK = 64 * 1024
SELF_SIGNED: set[str] = set()
"""Paths whose requests carry a signature of their own in the body, because `navigator.sendBeacon` can set no
header. They must come from our own pages; the token is not asked for. A route adds its path on import."""
_MULTIPART_FIELD = re.compile(rb'name="csrf_token"\r\n(?:[^\r\n]+\r\n)*\r\n([A-Za-z0-9_=-]{10,200})\r\n')


def token(request: Request) -> str:
    """The token for forms of this request; invents the anonymous cookie's value where none was sent.

    `render` sends `request.state.csrf_cookie` when it was invented.
    """
    settings: Settings = request.app.state.settings
    session = request.cookies.get(cookie_name(settings, SESSION))
    if session:
        return _sign(settings, "session:" + session)
    nonce = request.cookies.get(cookie_name(settings, CSRF))
    if not nonce:
        nonce = getattr(request.state, "csrf_cookie", None) or secrets.token_urlsafe(32)
        request.state.csrf_cookie = nonce
    return _sign(settings, "form:" + nonce)


def _sign(settings: Settings, binding: str) -> str:
    key = hmac.digest(settings.secret_bytes("hmac_key"), b"assay csrf v1", hashlib.sha256)
    return hmac.new(key, binding.encode(), hashlib.sha256).hexdigest()


class CsrfMiddleware:
    """Refuses unsafe requests that another site could have caused."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        request, signed = Request(scope), scope["path"] in SELF_SIGNED
        if not signed and self._exempt(request):
            await self.app(scope, receive, send)
            return
        from assay.kernel.web.errors import respond

        if not self._same_site(request):
            error = Forbidden(_("This form was sent from another site. Open the page here and try again."))
            await (await respond(request, error))(scope, receive, send)
            return
        if signed:
            await self.app(scope, receive, send)
            return
        try:
            sent, receive = await self._sent_token(request, receive)
        except HTTPException as too_large:
            await (await respond(request, too_large))(scope, receive, send)
            return
        if not any(hmac.compare_digest(sent, good) for good in self._good_tokens(request)):
            error = Forbidden(
                _("The page was open for too long or cookies are switched off. Reload it and send it again.")
            )
            await (await respond(request, error))(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _exempt(self, request: Request) -> bool:
        if request.headers.get("authorization", "").lower().startswith("bearer "):
            return True
        signed_in = cookie_name(self.settings, SESSION) in request.cookies
        return request.url.path.startswith("/api/") and not signed_in

    def _same_site(self, request: Request) -> bool:
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        origin = request.headers.get("origin")
        if origin is None:
            return True  # neither header: not a browser of the last years; the token decides
        own = {urlsplit(self.settings.public_url).netloc, request.headers.get("host", "")}
        return urlsplit(origin).netloc in own

    def _good_tokens(self, request: Request) -> list[str]:
        good = []
        if session := request.cookies.get(cookie_name(self.settings, SESSION)):
            good.append(_sign(self.settings, "session:" + session))
        elif nonce := request.cookies.get(cookie_name(self.settings, CSRF)):
            good.append(_sign(self.settings, "form:" + nonce))
        return good

    async def _sent_token(self, request: Request, receive: Receive) -> tuple[str, Receive]:
        """The token of header or form, and a `receive` that gives the body read so far once more."""
        if header := request.headers.get(HEADER):
            return header, receive
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
            return "", receive
        messages: list[Message] = []
        body = b""
        found = ""
        while not found:
            message = await receive()
            messages.append(message)
            body += message.get("body", b"")
            if kind == "multipart/form-data":
                match = _MULTIPART_FIELD.search(body)
                found = match[1].decode() if match else ""
                if len(body) > PEEK:
                    break  # the field comes first in our forms
            if message["type"] != "http.request" or not message.get("more_body"):
                break
        if kind == "application/x-www-form-urlencoded":
            found = parse_qs(body.decode("latin-1"), max_num_fields=2000).get(FIELD, [""])[0]

        async def again() -> Message:
            return messages.pop(0) if messages else await receive()

        return found, again
