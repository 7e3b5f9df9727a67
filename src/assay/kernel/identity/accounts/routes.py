"""Registering, forgotten passwords and one's own account over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from assay.kernel.identity.accounts import rules, service
from assay.kernel.identity.accounts.forms import (
    AccountIdOut,
    AccountOut,
    ChangeEmailForm,
    ChangePasswordForm,
    ForgottenForm,
    NameForm,
    RegisterForm,
    ResetForm,
    SentOut,
    TokenForm,
)
from assay.kernel.identity.deps import Config, House, LinkHolder, Person, Visitor
from assay.kernel.identity.second_factor import service as second_factor
from assay.kernel.identity.sessions import service as sessions
from assay.kernel.web.cookies import SESSION, clear_cookie
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

api = APIRouter(prefix="/auth", tags=["auth"])
pages = APIRouter(include_in_schema=False)


def sent() -> SentOut:
    return SentOut(message=_("If this address can be used, a mail is on its way."))


def registration(form: RegisterForm) -> service.Register:
    return service.Register(form.email, form.name, form.password)


@api.post("/register", status_code=202)
async def register(form: RegisterForm, actor: Visitor, house: House, settings: Config) -> SentOut:
    """Ask for an account. The link in the mail makes it; the answer is the same for a known address."""
    await service.register(house, settings, actor, registration(form))
    return sent()


@api.post("/verify", status_code=201)
async def verify(form: TokenForm, actor: LinkHolder, house: House) -> AccountIdOut:
    """Make the account the mailed token stands for."""
    return AccountIdOut(account_id=await service.verify(house, actor, form.token))


@api.post("/password/forgotten", status_code=202)
async def forgotten(form: ForgottenForm, actor: Visitor, house: House, settings: Config) -> SentOut:
    """Ask for a mail with a token to set a new password. The answer is the same for an unknown address."""
    await service.request_reset(house, settings, actor, form.email)
    return sent()


@api.post("/password/reset", status_code=204)
async def reset(form: ResetForm, actor: LinkHolder, house: House, settings: Config) -> None:
    """Set a new password with the mailed token; every session ends."""
    await service.reset_password(house, settings, actor, token=form.token, password=form.password)


@api.put("/password", status_code=204)
async def change_password(form: ChangePasswordForm, actor: Person, house: House, settings: Config) -> None:
    """Set a new password; every other session ends."""
    await service.change_password(
        house, settings, actor, current_password=form.current_password, password=form.password
    )


@api.get("/account")
async def account(actor: Person, house: House) -> AccountOut:
    """The caller's own account."""
    return AccountOut.model_validate(await service.profile(house, actor))


@api.put("/account/name", status_code=204)
async def change_name(form: NameForm, actor: Person, house: House) -> None:
    """Change the name others see."""
    await service.change_name(house, actor, form.name)


@api.post("/email", status_code=202)
async def request_email(form: ChangeEmailForm, actor: Person, house: House, settings: Config) -> SentOut:
    """Ask to move the account to another address; the token goes to the new one."""
    await service.request_email_change(
        house, settings, actor, current_password=form.current_password, email=form.email
    )
    return sent()


@api.post("/email/confirm", status_code=204)
async def confirm_email(form: TokenForm, actor: LinkHolder, house: House) -> None:
    """Move the account to the address the token was mailed to; every session ends."""
    await service.confirm_email_change(house, actor, form.token)


@pages.get("/register")
async def register_page(request: Request, _actor: Visitor) -> Response:
    return render(request, "identity/register.html", least=rules.MIN_LENGTH)


@pages.post("/register")
async def register_submit(
    request: Request, form: Annotated[RegisterForm, Form()], actor: Visitor, house: House, settings: Config
) -> Response:
    await service.register(house, settings, actor, registration(form))
    return redirect(request, "/mail-sent")


@pages.get("/mail-sent")
async def mail_sent_page(request: Request, _actor: Visitor) -> Response:
    return render(request, "identity/mail_sent.html")


@pages.get("/verify")
async def verify_page(request: Request, _actor: LinkHolder, token: str = "") -> Response:
    """A button, because mail scanners follow links."""
    return render(
        request,
        "identity/confirm.html",
        title=_("Confirm your address"),
        text=_("One click makes your account."),
        action="/verify",
        label=_("Confirm"),
        token=token,
    )


@pages.post("/verify")
async def verify_submit(
    request: Request, form: Annotated[TokenForm, Form()], actor: LinkHolder, house: House
) -> Response:
    await service.verify(house, actor, form.token)
    return redirect(request, "/login", toast=_("Your account is ready. Sign in."))


@pages.get("/reset")
async def reset_page(request: Request, _actor: LinkHolder, token: str = "") -> Response:
    """Ask for a link, or, with one, choose a new password."""
    return render(request, "identity/reset.html", token=token, least=rules.MIN_LENGTH)


@pages.post("/reset")
async def forgotten_submit(
    request: Request, form: Annotated[ForgottenForm, Form()], actor: Visitor, house: House, settings: Config
) -> Response:
    await service.request_reset(house, settings, actor, form.email)
    return redirect(request, "/mail-sent")


@pages.post("/reset/password")
async def reset_submit(
    request: Request, form: Annotated[ResetForm, Form()], actor: LinkHolder, house: House, settings: Config
) -> Response:
    await service.reset_password(house, settings, actor, token=form.token, password=form.password)
    return redirect(request, "/login", toast=_("Your password is changed. Sign in with the new one."))


@pages.get("/account")
async def account_page(request: Request, actor: Person, house: House, settings: Config) -> Response:
    return render(
        request,
        "identity/account.html",
        account=await service.profile(house, actor),
        second_factor=await second_factor.status(house, actor),
        sessions=await sessions.sessions(house, settings, actor),
        seats=await sessions.seats(house, actor),
        least=rules.MIN_LENGTH,
    )


@pages.post("/account/name")
async def name_submit(
    request: Request, form: Annotated[NameForm, Form()], actor: Person, house: House
) -> Response:
    await service.change_name(house, actor, form.name)
    return redirect(request, "/account", toast=_("Your name is changed."))


@pages.post("/account/password")
async def password_submit(
    request: Request,
    form: Annotated[ChangePasswordForm, Form()],
    actor: Person,
    house: House,
    settings: Config,
) -> Response:
    await service.change_password(
        house, settings, actor, current_password=form.current_password, password=form.password
    )
    return redirect(
        request, "/account", toast=_("Your password is changed, and you are signed out elsewhere.")
    )


@pages.post("/account/email")
async def email_submit(
    request: Request, form: Annotated[ChangeEmailForm, Form()], actor: Person, house: House, settings: Config
) -> Response:
    await service.request_email_change(
        house, settings, actor, current_password=form.current_password, email=form.email
    )
    return redirect(request, "/mail-sent")


@pages.get("/account/email")
async def email_page(request: Request, _actor: LinkHolder, token: str = "") -> Response:
    return render(
        request,
        "identity/confirm.html",
        title=_("Confirm your new address"),
        text=_("From then on you sign in with it. You will be signed out everywhere."),
        action="/account/email/confirm",
        label=_("Use this address"),
        token=token,
    )


@pages.post("/account/email/confirm")
async def email_confirm_submit(
    request: Request,
    form: Annotated[TokenForm, Form()],
    actor: LinkHolder,
    house: House,
    settings: Config,
) -> Response:
    await service.confirm_email_change(house, actor, form.token)
    response = redirect(request, "/login", toast=_("Your address is changed. Sign in with it."))
    clear_cookie(response, settings, SESSION)
    return response
