"""Who somebody is: accounts, second factor, sessions, organisations and their members."""

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request

from assay.kernel.access.actor import Actor
from assay.kernel.errors import Unauthorized

if TYPE_CHECKING:
    from assay.kernel.settings import Settings


def install(app: FastAPI, _settings: "Settings") -> None:
    """Add the routes and their link, and tell the house how to find out who sent a request."""
    # imported here: models and services of other packages import ours
    from assay.kernel.access.permissions import Permission
    from assay.kernel.identity.accounts import routes as accounts
    from assay.kernel.identity.organisations import routes as organisations
    from assay.kernel.identity.second_factor import routes as second_factor
    from assay.kernel.identity.sessions import routes as sessions
    from assay.kernel.module import NavItem
    from assay.kernel.web.i18n import gettext as _

    app.state.identify = identify
    for routes in (accounts, sessions, second_factor, organisations):
        app.include_router(routes.api, prefix="/api/v1")
        app.include_router(routes.pages)
    known = getattr(app.state, "kernel_nav", ())
    members = NavItem(_("Members"), "/organisation/members", Permission.MEMBERS_MANAGE)
    app.state.kernel_nav = (*known, members)


async def identify(request: Request) -> Actor:
    """The actor of `request`, found once: by bearer token, else by cookie, else anonymous.

    A bearer token that does not count makes the caller anonymous; why is kept in `request.state.refusal`.
    """
    known = getattr(request.state, "actor", None)
    if isinstance(known, Actor):
        return known
    from assay.kernel.identity.sessions import service
    from assay.kernel.web.cookies import SESSION, cookie_name

    state = request.app.state
    caller = Actor(
        request_id=getattr(request.state, "request_id", ""),
        address=request.client.host if request.client else "",
    )
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    bearer = token.strip() if scheme.lower() == "bearer" else None
    cookie = "" if bearer is not None else request.cookies.get(cookie_name(state.settings, SESSION), "")
    try:
        actor = await service.identify(
            state.database, state.settings, state.role_table, caller, cookie=cookie, bearer=bearer
        )
    except Unauthorized as refusal:
        request.state.refusal = refusal
        actor = caller
    request.state.actor = actor
    return actor
