"""Signing in and out over HTTP: tokens for programs, a cookie for browsers."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response

from assay.kernel.identity.deps import Config, Device, House, Person, Visitor
from assay.kernel.identity.models import SessionKind
from assay.kernel.identity.sessions import rules, service
from assay.kernel.identity.sessions.forms import (
    ChallengeForm,
    CodeNeededOut,
    CodePageForm,
    EndedOut,
    MeOut,
    OrganisationForm,
    RefreshForm,
    SeatOut,
    SessionOut,
    SignInForm,
    SignInPageForm,
    TokensOut,
)
from assay.kernel.settings import Settings
from assay.kernel.web.cookies import SESSION, clear_cookie, cookie_name, set_cookie
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

api = APIRouter(prefix="/auth", tags=["auth"])
pages = APIRouter(include_in_schema=False)

CHALLENGE = "sign-in"
"""The cookie between the two steps of a sign-in."""


@api.post("/login")
async def login(
    form: SignInForm, actor: Visitor, house: House, settings: Config, device: Device
) -> TokensOut | CodeNeededOut:
    """Sign in with address and password. With a second factor, finish at `/auth/login/second-factor`."""
    command = service.SignIn(form.email, form.password, SessionKind.API, device)
    result = await service.sign_in(house, settings, actor, command)
    if isinstance(result, service.CodeNeeded):
        return CodeNeededOut.of(result)
    return TokensOut.of(result)


@api.post("/login/second-factor")
async def login_second_factor(
    form: ChallengeForm, actor: Visitor, house: House, settings: Config, device: Device
) -> TokensOut:
    """Finish signing in with a code of the authenticator or a recovery code."""
    return TokensOut.of(
        await service.finish_sign_in(
            house,
            settings,
            actor,
            challenge=form.challenge,
            code=form.code,
            kind=SessionKind.API,
            user_agent=device,
        )
    )


@api.post("/refresh")
async def refresh(form: RefreshForm, actor: Visitor, house: House, settings: Config) -> TokensOut:
    """Exchange a refresh token for new tokens. Using one twice ends the session."""
    return TokensOut.of(await service.refresh(house, settings, actor, form.refresh_token))


@api.post("/logout", status_code=204)
async def logout(actor: Person, house: House) -> None:
    """End the session of this token."""
    await service.sign_out(house, actor)


@api.post("/logout-everywhere")
async def logout_everywhere(actor: Person, house: House) -> EndedOut:
    """End every session of the account, this one too."""
    return EndedOut(ended=await service.sign_out_everywhere(house, actor))


@api.get("/me")
async def me(actor: Person) -> MeOut:
    """Who the token belongs to, and what they may do in the active organisation."""
    return MeOut.of(actor)


@api.get("/sessions")
async def list_sessions(actor: Person, house: House, settings: Config) -> list[SessionOut]:
    """Where the account is signed in, the most recently used first."""
    return [SessionOut.of(session, actor) for session in await service.sessions(house, settings, actor)]


@api.delete("/sessions/{session_id}", status_code=204)
async def end_session(session_id: UUID, actor: Person, house: House) -> None:
    """End one of the account's sessions."""
    await service.end_session(house, actor, session_id)


@api.get("/organisations")
async def list_organisations(actor: Person, house: House) -> list[SeatOut]:
    """The organisations the account belongs to."""
    return [SeatOut.of(seat, actor) for seat in await service.seats(house, actor)]


@api.put("/organisation", status_code=204)
async def choose_organisation(form: OrganisationForm, actor: Person, house: House) -> None:
    """Work in another organisation from the next request on."""
    await service.choose_organisation(house, actor, form.org_id)


@pages.get("/login")
async def login_page(request: Request, actor: Visitor, next: str = "/") -> Response:
    """The form, or straight on for those who are signed in."""
    target = rules.safe_next(next)
    if actor.account_id:
        return redirect(request, target)
    return render(request, "identity/login.html", next=target)


@pages.post("/login")
async def login_submit(
    request: Request,
    form: Annotated[SignInPageForm, Form()],
    actor: Visitor,
    house: House,
    settings: Config,
    device: Device,
) -> Response:
    command = service.SignIn(form.email, form.password, SessionKind.WEB, device)
    result = await service.sign_in(house, settings, actor, command)
    target = rules.safe_next(form.next)
    if isinstance(result, service.CodeNeeded):
        response = redirect(request, f"{request.app.url_path_for('login_code_page')}?{_query(target)}")
        seconds = int(rules.CHALLENGE_LIFETIME.total_seconds())
        set_cookie(response, settings, CHALLENGE, result.challenge, max_age=seconds, samesite="strict")
        return response
    await service.sign_out(house, actor)  # whoever was signed in here before
    return _signed_in(request, settings, result, target)


@pages.get("/login/code")
async def login_code_page(request: Request, _actor: Visitor, next: str = "/") -> Response:
    return render(request, "identity/login_code.html", next=rules.safe_next(next))


@pages.post("/login/code")
async def login_code_submit(
    request: Request,
    form: Annotated[CodePageForm, Form()],
    actor: Visitor,
    house: House,
    settings: Config,
    device: Device,
) -> Response:
    challenge = request.cookies.get(cookie_name(settings, CHALLENGE), "")
    result = await service.finish_sign_in(
        house,
        settings,
        actor,
        challenge=challenge,
        code=form.code,
        kind=SessionKind.WEB,
        user_agent=device,
    )
    response = _signed_in(request, settings, result, rules.safe_next(form.next))
    clear_cookie(response, settings, CHALLENGE)
    return response


@pages.post("/logout")
async def logout_submit(request: Request, actor: Visitor, house: House, settings: Config) -> Response:
    await service.sign_out(house, actor)
    return _signed_out(request, settings, _("You are signed out."))


@pages.post("/logout-everywhere")
async def logout_everywhere_submit(
    request: Request, actor: Person, house: House, settings: Config
) -> Response:
    await service.sign_out_everywhere(house, actor)
    return _signed_out(request, settings, _("You are signed out everywhere."))


@pages.post("/account/sessions/{session_id}/end")
async def end_session_submit(request: Request, session_id: UUID, actor: Person, house: House) -> Response:
    await service.end_session(house, actor, session_id)
    return redirect(request, "/account#sessions", toast=_("This session has ended."))


@pages.post("/account/organisation")
async def choose_organisation_submit(
    request: Request, form: Annotated[OrganisationForm, Form()], actor: Person, house: House
) -> Response:
    await service.choose_organisation(house, actor, form.org_id)
    return redirect(request, "/", toast=_("You now work in this organisation."))


def _query(target: str) -> str:
    return urlencode({"next": target})


def _signed_in(request: Request, settings: Settings, result: service.SignedIn, target: str) -> Response:
    """A session cookie without a date: it goes with the browser, the server's limits hold besides."""
    response = redirect(request, target)
    set_cookie(response, settings, SESSION, result.cookie)
    return response


def _signed_out(request: Request, settings: Settings, toast: str) -> Response:
    response = redirect(request, "/login", toast=toast)
    clear_cookie(response, settings, SESSION)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
