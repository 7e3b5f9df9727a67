"""Pages and fragments from templates: `render(request, "enigma/cycles/detail.html", cycle=cycle)`.

A request of htmx for part of a page gets only the named block of the same template. Macros are reached
through the one global `ui` (`{{ ui.field(...) }}`), in pages, blocks and macros alike, without an import.
"""

import base64
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Literal

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from jinja2_fragments import render_block
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from assay.kernel.access.actor import Actor
from assay.kernel.module import AppModule
from assay.kernel.settings import Settings
from assay.kernel.web import charts, csrf, formats, i18n, local_time
from assay.kernel.web.cookies import CSRF, TOAST, clear_cookie, cookie_name, set_cookie
from assay.kernel.web.navigation import ACCOUNT_LINKS, navigation

KERNEL = Path(__file__).parent.parent
MACROS = ("web/layout.html", "web/feedback.html", "web/form.html", "web/table.html", "web/chart.html")
TOAST_SECONDS = 30

ToastKind = Literal["done", "note", "warning", "error"]

_request: ContextVar[Request] = ContextVar("rendering")


class Macros:
    """Every macro of the kernel under one name: `ui.button` is the macro `button`, in whichever file."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Callable[..., str]:
        for file in MACROS:
            macro = getattr(self._environment.get_template(file).module, name, None)
            if callable(macro):
                found: Callable[..., str] = macro
                return found
        raise AttributeError(f"No macro {name} in {', '.join(MACROS)}.")


def make_environment(modules: Sequence[AppModule], *, reload: bool) -> Environment:
    """The template environment: autoescape, undefined names are errors, strings translated."""
    own = sorted(KERNEL.glob("*/templates"))
    folders = [*own, *(module.templates for module in modules if module.templates)]
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=reload,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, i18n.ngettext, newstyle=True
    )
    environment.filters.update(formats.FILTERS)
    environment.globals.update(
        ui=Macros(environment),
        chart=charts,
        csrf_token=_csrf_token,
        asset=_asset,
        url_for=_url_for,
        language=i18n.language,
        account_links=ACCOUNT_LINKS,
        zone_name=local_time.zone_name,
    )
    return environment


def _csrf_token() -> str:
    return csrf.token(_request.get())


def _asset(path: str) -> str:
    url: str = _request.get().app.state.assets.url(path)
    return url


def _url_for(name: str, **params: object) -> str:
    return str(_request.get().app.url_path_for(name, **params))


def is_htmx(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks for part of a page (not for a boosted or restored whole one)."""
    whole = (
        request.headers.get("hx-request-type") == "full" or "hx-history-restore-request" in request.headers
    )
    return is_htmx(request) and not whole


def actor_of(request: Request) -> Actor:
    """The actor found for this request so far; anonymous when nobody has looked yet."""
    actor = getattr(request.state, "actor", None)
    return actor if isinstance(actor, Actor) else Actor()


def render(
    request: Request,
    template: str,
    *,
    block: str | Sequence[str] | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """The page `template`, or one block of it when htmx asks for a part and `block` is given.

    With several blocks the one named like the target element (its id, dashes as underscores) is taken, else
    the first. Besides `context`, templates see `request`, `actor`, `nav`, `toasts`; names they use but are
    not given raise.
    """
    environment: Environment = request.app.state.templates
    names = {"request": request, "actor": actor_of(request), **context}
    token = _request.set(request)
    took_toast = False
    try:
        if block and wants_fragment(request):
            text = render_block(environment, template, _pick(request, block), **names)
        else:
            names["nav"] = navigation(request, names["actor"])
            names["toasts"] = _read_toast(request)
            took_toast = bool(names["toasts"])
            text = environment.get_template(template).render(**names)
    finally:
        _request.reset(token)
    response = HTMLResponse(text, status_code=status, headers={"Vary": "HX-Request", **(headers or {})})
    settings: Settings = request.app.state.settings
    if took_toast:
        clear_cookie(response, settings, TOAST)
    if nonce := getattr(request.state, "csrf_cookie", None):
        set_cookie(response, settings, CSRF, nonce)
    return response


def part(request: Request, template: str, block: str, **context: Any) -> str:
    """One block of `template` as text, for a stream that tells a page what to add."""
    environment: Environment = request.app.state.templates
    token = _request.set(request)
    try:
        return render_block(environment, template, block, request=request, actor=actor_of(request), **context)
    finally:
        _request.reset(token)


def _pick(request: Request, block: str | Sequence[str]) -> str:
    if isinstance(block, str):
        return block
    target = request.headers.get("hx-target", "").partition("#")[2].replace("-", "_")
    return target if target in block else block[0]


def redirect(request: Request, url: str, *, toast: str = "", kind: ToastKind = "done") -> Response:
    """Go to `url` after a form: 303, or HX-Redirect for htmx; `toast` is shown on the page that follows."""
    response: Response
    if is_htmx(request):
        response = Response(status_code=204, headers={"HX-Redirect": url})
    else:
        response = RedirectResponse(url, status_code=303)
    if toast:
        settings: Settings = request.app.state.settings
        set_cookie(response, settings, TOAST, _pack(settings, toast, kind), max_age=TOAST_SECONDS)
    return response


def with_toast(response: Response, toast: str, kind: ToastKind = "done") -> Response:
    """Show `toast` beside the fragment that `response` carries to htmx."""
    response.headers["HX-Trigger"] = json.dumps({"assay:toast": {"text": toast, "kind": kind}})
    return response


def _pack(settings: Settings, toast: str, kind: ToastKind) -> str:
    text = base64.urlsafe_b64encode(json.dumps({"text": toast, "kind": kind}).encode()).decode()
    return f"{text}.{_seal(settings, text)}"


def _read_toast(request: Request) -> list[dict[str, str]]:
    settings: Settings = request.app.state.settings
    text, _, seal = request.cookies.get(cookie_name(settings, TOAST), "").partition(".")
    if not text or not hmac.compare_digest(seal.encode(), _seal(settings, text).encode()):
        return []
    found: dict[str, str] = json.loads(base64.urlsafe_b64decode(text))
    return [found]


def _seal(settings: Settings, text: str) -> str:
    return hmac.digest(settings.secret_bytes("hmac_key"), b"assay toast v1" + text.encode(), "sha256").hex()
