"""The house's own pages: home, about, what each error means, and in development the style page."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.routing import iter_route_contexts

from assay.kernel.access import Actor, public, signed_in
from assay.kernel.errors import Forbidden, NotFound
from assay.kernel.module import AppModule
from assay.kernel.web import gallery
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.navigation import entrance, may_enter, visible
from assay.kernel.web.problems import all_problems
from assay.kernel.web.render import render

Visitor = Annotated[Actor, public("The front door, and what explains itself, is open to everyone.")]
Account = Annotated[Actor, signed_in()]

router = APIRouter(include_in_schema=False)
development = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request, actor: Visitor) -> HTMLResponse:
    """All applications for a visitor; for an account those it has something to do in."""
    modules: list[AppModule] = request.app.state.modules
    applications = [
        {
            "title": module.title,
            "summary": module.summary,
            "href": entrance(module, actor),
            "places": visible(module.nav, actor),
            "role": actor.roles.get(module.name, ""),
        }
        for module in modules
        if not actor.account_id or may_enter(module, actor)
    ]
    return render(request, "web/home.html", applications=applications)


def open_doors(app: FastAPI, modules: Sequence[AppModule]) -> None:
    """Add `/<name>` of every application that has no page there itself. Call it after theirs are included."""
    pages = {route.path for route in iter_route_contexts(app.routes) if "GET" in (route.methods or ())}
    for module in modules:
        if f"/{module.name}" not in pages:
            app.include_router(_front_door(module))


def _front_door(module: AppModule) -> APIRouter:
    """`/<name>`: on to the first page of the application that the account may open."""
    door = APIRouter(include_in_schema=False)

    @door.get(f"/{module.name}")
    async def enter(actor: Account) -> RedirectResponse:
        if not visible(module.nav, actor):
            raise Forbidden(
                _("You have no part in %(app)s. An administrator of your organisation can give you one.")
                % {"app": module.title}
            )
        return RedirectResponse(entrance(module, actor), status_code=303)

    return door


@router.get("/about")
async def about(request: Request, _actor: Visitor) -> HTMLResponse:
    return render(request, "web/about.html")


@router.get("/problems/{slug}")
async def problem_page(request: Request, slug: str, _actor: Visitor) -> HTMLResponse:
    found = all_problems().get(slug)
    if found is None:
        raise NotFound(_("No error of that name is known."))
    status, title, meaning = found
    return render(
        request,
        "web/problem.html",
        slug=slug,
        code=status,
        heading=_(title),
        meaning=meaning.split("\n\n")[0],
    )


@router.get("/robots.txt")
async def robots(_actor: Visitor) -> PlainTextResponse:
    return PlainTextResponse("User-agent: *\nAllow: /$\nAllow: /about$\nDisallow: /\n")


@router.get("/favicon.ico")
async def favicon(request: Request, _actor: Visitor) -> Response:
    return FileResponse(
        request.app.state.assets.roots["kernel"] / "favicon.svg",
        media_type="image/svg+xml",
        headers={"Cache-Control": "public, max-age=86400"},
    )


@development.get("/design")
async def design(request: Request, _actor: Visitor) -> HTMLResponse:
    return render(request, "web/design.html", **gallery.examples())


@development.get("/design/progress")
async def design_progress(request: Request, _actor: Visitor, done: int = 0) -> HTMLResponse:
    return render(
        request, "web/design.html", block="progress", **gallery.examples(done=min(done + 1900, 12_000))
    )


@development.post("/design/form")
async def design_form(_actor: Visitor, sent: Annotated[gallery.Sample, gallery.form_body()]) -> Response:
    return PlainTextResponse(sent.name)
