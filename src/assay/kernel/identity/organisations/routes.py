"""Members and invitations over HTTP."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response

from assay.kernel.access.ratelimit import rate_limit
from assay.kernel.db.session import Db
from assay.kernel.identity.accounts.forms import TokenForm
from assay.kernel.identity.accounts.rules import MIN_LENGTH
from assay.kernel.identity.deps import Administrator, Config, House, LinkHolder, Person, Roles
from assay.kernel.identity.organisations import service
from assay.kernel.identity.organisations.forms import (
    InvitationOut,
    InviteForm,
    InvitePageForm,
    JoinedOut,
    JoinForm,
    MemberOut,
    MembersOut,
    RolesForm,
    RolesOut,
    SubmittedRoles,
)
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import Idempotent
from assay.kernel.web.render import redirect, render

api = APIRouter(tags=["organisation"])
pages = APIRouter(include_in_schema=False)

inviting = [rate_limit("invitations", 200, timedelta(hours=1))]


@api.get("/organisation/members")
async def list_members(
    actor: Administrator,
    db: Db,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> MembersOut:
    """The members by name, a page at a time."""
    page = await service.members(db, actor, after=after, limit=limit)
    return MembersOut(items=[MemberOut.of(member) for member in page.items], next=page.next)


@api.put("/organisation/members/{account_id}/roles")
async def change_roles(
    account_id: UUID, form: RolesForm, actor: Administrator, db: Db, table: Roles
) -> RolesOut:
    """Replace a member's roles."""
    return RolesOut(roles=await service.change_roles(db, table, actor, account_id, form.roles))


@api.delete("/organisation/members/{account_id}", status_code=204)
async def remove_member(account_id: UUID, actor: Administrator, db: Db) -> None:
    """Take a member out of the organisation; their account stays."""
    await service.remove(db, actor, account_id)


@api.get("/organisation/invitations")
async def list_invitations(actor: Administrator, db: Db) -> list[InvitationOut]:
    """Seats offered and not taken yet."""
    return [InvitationOut.model_validate(found) for found in await service.invitations(db, actor)]


@api.post("/organisation/invitations", status_code=201, dependencies=inviting)
async def invite(
    form: InviteForm, actor: Administrator, db: Db, settings: Config, table: Roles, _once: Idempotent
) -> InvitationOut:
    """Offer a seat by mail. An older offer to the same address is void."""
    made = await service.invite(db, settings, table, actor, email=form.email, roles=form.roles)
    return InvitationOut.model_validate(made)


@api.delete("/organisation/invitations/{invitation_id}", status_code=204)
async def withdraw(invitation_id: UUID, actor: Administrator, db: Db) -> None:
    """Take back an offer."""
    await service.withdraw(db, actor, invitation_id)


@api.post("/auth/invitation/accept")
async def accept(form: TokenForm, actor: Person, house: House) -> JoinedOut:
    """Take the seat as the account signed in."""
    return JoinedOut(org_id=await service.accept(house, actor, form.token))


@api.post("/auth/invitation/register", status_code=201)
async def join(form: JoinForm, actor: LinkHolder, house: House, settings: Config) -> JoinedOut:
    """Make an account for the invited address and take the seat."""
    org_id = await service.register_and_accept(
        house, settings, actor, token=form.token, name=form.name, password=form.password
    )
    return JoinedOut(org_id=org_id)


@pages.get("/organisation/members")
async def members_page(
    request: Request, actor: Administrator, db: Db, table: Roles, after: str | None = None
) -> Response:
    return render(
        request,
        "identity/members.html",
        block="members",
        organisation=await service.organisation(db, actor),
        members=await service.members(db, actor, after=after),
        invitations=await service.invitations(db, actor),
        apps={app: [(role, role) for role in roles] for app, roles in table.apps.items()},
        first=after is None,
    )


@pages.post("/organisation/invitations", dependencies=inviting)
async def invite_submit(
    request: Request,
    form: Annotated[InvitePageForm, Form()],
    roles: SubmittedRoles,
    actor: Administrator,
    db: Db,
    settings: Config,
    table: Roles,
) -> Response:
    await service.invite(db, settings, table, actor, email=form.email, roles=roles)
    return redirect(request, "/organisation/members", toast=_("The invitation is on its way."))


@pages.post("/organisation/invitations/{invitation_id}/withdraw")
async def withdraw_submit(request: Request, invitation_id: UUID, actor: Administrator, db: Db) -> Response:
    await service.withdraw(db, actor, invitation_id)
    return redirect(request, "/organisation/members", toast=_("The invitation is withdrawn."))


@pages.post("/organisation/members/{account_id}/roles")
async def roles_submit(
    request: Request,
    account_id: UUID,
    roles: SubmittedRoles,
    actor: Administrator,
    db: Db,
    table: Roles,
) -> Response:
    await service.change_roles(db, table, actor, account_id, roles)
    return redirect(request, "/organisation/members", toast=_("The roles are changed."))


@pages.post("/organisation/members/{account_id}/remove")
async def remove_submit(request: Request, account_id: UUID, actor: Administrator, db: Db) -> Response:
    await service.remove(db, actor, account_id)
    return redirect(request, "/organisation/members", toast=_("The member is removed."))


@pages.get("/invitation")
async def invitation_page(request: Request, actor: LinkHolder, house: House, token: str = "") -> Response:
    return render(
        request,
        "identity/invitation.html",
        offer=await service.offer(house, token),
        token=token,
        signed_in=actor.account_id is not None,
        least=MIN_LENGTH,
    )


@pages.post("/invitation")
async def accept_submit(
    request: Request, form: Annotated[TokenForm, Form()], actor: Person, house: House
) -> Response:
    await service.accept(house, actor, form.token)
    return redirect(request, "/account#organisations", toast=_("You are a member now."))


@pages.post("/invitation/register")
async def join_submit(
    request: Request, form: Annotated[JoinForm, Form()], actor: LinkHolder, house: House, settings: Config
) -> Response:
    await service.register_and_accept(
        house, settings, actor, token=form.token, name=form.name, password=form.password
    )
    return redirect(request, "/login", toast=_("Your account is ready. Sign in."))
