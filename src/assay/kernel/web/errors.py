"""The one place where an exception becomes an answer: problem JSON, a page, or a fragment for htmx."""

from urllib.parse import urlencode

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from assay.kernel.errors import AssayError
from assay.kernel.web.idempotency import Replay
from assay.kernel.web.navigation import SIGN_IN
from assay.kernel.web.problems import MEDIA_TYPE, Problem, problem_of
from assay.kernel.web.render import is_htmx, render

log = structlog.get_logger(__name__)


def wants_json(request: Request) -> bool:
    """Whether the caller is a program: anything under /api, or a client that does not take HTML."""
    if request.url.path.startswith("/api/"):
        return True
    accept = request.headers.get("accept", "")
    return "json" in accept and "text/html" not in accept


async def respond(request: Request, error: Exception) -> Response:
    """The answer to `error` in the form that suits the caller."""
    problem = problem_of(error)
    if wants_json(request):
        headers = dict(problem.headers)
        if problem.status == 401:
            headers.setdefault("WWW-Authenticate", "Bearer")
        return JSONResponse(problem.document(request), problem.status, headers, MEDIA_TYPE)
    if is_htmx(request):
        return _fragment(request, problem)
    if problem.status == 401 and request.method == "GET":
        return RedirectResponse(_sign_in(request.url.path, request.url.query), status_code=303)
    await _find_actor(request, problem)
    return render(request, "web/error.html", status=problem.status, headers=problem.headers, problem=problem)


async def _find_actor(request: Request, problem: Problem) -> None:
    """Nobody has looked who asks where no route was reached; the page should not look signed out."""
    if problem.status >= 500 or hasattr(request.state, "actor"):
        return
    try:
        request.state.actor = await request.app.state.identify(request)
    except Exception:
        # the page about one error must not fail by another; it just shows nobody signed in
        log.warning("actor of an error page not found", path=request.url.path)


def _fragment(request: Request, problem: Problem) -> Response:
    """Field errors go into the form that was sent; everything else becomes a toast."""
    if problem.status == 401:
        return Response(status_code=204, headers={"HX-Redirect": SIGN_IN})
    kind, _, source = request.headers.get("hx-source", "").partition("#")
    if problem.status == 422 and kind == "form" and source.replace("-", "").replace("_", "").isalnum():
        place = {"HX-Retarget": f"#{source} [data-errors]", "HX-Reswap": "innerHTML"}
        block = "summary"
    else:
        place = {"HX-Retarget": "#toasts", "HX-Reswap": "beforeend"}
        block, source = "toast", ""
    return render(
        request,
        "web/error_fragments.html",
        block=block,
        status=problem.status,
        headers={**problem.headers, **place},
        problem=problem,
        prefix=f"{source}-",
    )


def _sign_in(path: str, query: str) -> str:
    return f"{SIGN_IN}?{urlencode({'next': f'{path}?{query}' if query else path})}"


async def handle(request: Request, error: Exception) -> Response:
    """Exception handler for what we expect: refusals, not accidents.

    A failure of our own (status 500) is none we expect, whatever its type: it is logged as an accident.
    """
    if getattr(error, "status", 0) == 500:
        return await unexpected(request, error)
    return await respond(request, error)


async def unexpected(request: Request, error: Exception) -> Response:
    """Log an accident with its traceback and answer without a word about our insides."""
    log.error("unexpected error", path=request.url.path, exc_info=error)
    return await respond(request, error)


async def replayed(_request: Request, error: Exception) -> Response:
    """The kept answer of a request that was sent before."""
    if not isinstance(error, Replay):
        raise error
    return error.response


def install(app: FastAPI) -> None:
    """Render these wherever a route raises them. Accidents are caught by the outermost middleware."""
    for kind in (AssayError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, handle)
    app.add_exception_handler(Replay, replayed)
