"""What a route says about who may call it. A route that says nothing keeps the application from starting.

    CycleAdmin = Annotated[Actor, requires(Permission.CYCLE_RUN)]
    Reader = Annotated[Actor, signed_in()]
    Visitor = Annotated[Actor, public("Results are open to everyone.")]

Nobody signed in: 401 (pages are led to /login). Signed in without the permission: 403, in every application
alike, because which routes exist is public (OpenAPI says so); which objects exist is not, and queries answer
404 for what the actor may not see.
"""

from enum import StrEnum
from typing import Any

from fastapi import Depends, Request

from assay.kernel.access.actor import Actor, ActorKind
from assay.kernel.errors import Forbidden, Unauthorized
from assay.kernel.web.i18n import gettext as _


async def identify(request: Request) -> Actor:
    """Whoever sent the request: by bearer token, else by cookie, else anonymous. Found once per request.

    A token that is not valid (any more) makes the caller anonymous and leaves its refusal in
    `request.state.refusal`: a client may send a stale token along to a public route, such as the refresh.
    """
    actor: Actor = await request.app.state.identify(request)
    return actor


class Guard:
    """A dependency that lets a request through or raises. `says` tells what it demands, for people."""

    says: str

    async def __call__(self, request: Request) -> Actor:
        raise NotImplementedError


class PublicGuard(Guard):
    """Lets everyone through."""

    def __init__(self, reason: str) -> None:
        if not reason.strip():
            raise ValueError("Say why this route is public.")
        self.says = f"public: {reason}"

    async def __call__(self, request: Request) -> Actor:
        return await identify(request)


class SignedInGuard(Guard):
    """Lets every account through."""

    says = "signed in"

    async def __call__(self, request: Request) -> Actor:
        actor = await identify(request)
        if actor.kind is not ActorKind.ACCOUNT:
            refusal: Unauthorized | None = getattr(request.state, "refusal", None)
            raise refusal or Unauthorized(_("Sign in to go on."))
        return actor


class PermissionGuard(SignedInGuard):
    """Lets those through whose role in the active organisation holds `permission`."""

    def __init__(self, permission: StrEnum) -> None:
        self.permission = permission
        self.says = str(permission)

    async def __call__(self, request: Request) -> Actor:
        actor = await super().__call__(request)
        if not actor.may(self.permission):
            raise Forbidden(_("Your role does not permit this. Ask an administrator of your organisation."))
        return actor


def requires(permission: StrEnum) -> Any:
    """The caller's role must hold `permission`. 401 when nobody is signed in, 403 otherwise."""
    return Depends(PermissionGuard(permission))


def signed_in() -> Any:
    """Any account, with or without an organisation. 401 when nobody is signed in."""
    return Depends(SignedInGuard())


def public(reason: str) -> Any:
    """Everyone; `reason` says why. The actor may be anonymous."""
    return Depends(PublicGuard(reason))
