"""The second factor over HTTP. Turning it off and renewing codes asks for the password again."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from assay.kernel.identity.deps import Config, House, Person
from assay.kernel.identity.second_factor import service
from assay.kernel.identity.second_factor.forms import (
    CodeForm,
    EnrolmentOut,
    PasswordForm,
    RecoveryCodesOut,
    StatusOut,
)
from assay.kernel.identity.sessions.service import reauthenticate
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

api = APIRouter(prefix="/auth/second-factor", tags=["auth"])
pages = APIRouter(prefix="/account/second-factor", include_in_schema=False)

IN_PLACE = {"HX-Retarget": "#second-factor", "HX-Reswap": "outerHTML"}
"""Codes are shown once, in the answer itself: no address holds them."""


@api.get("")
async def status(actor: Person, house: House) -> StatusOut:
    """Whether the second factor is on."""
    return StatusOut.of(await service.status(house, actor))


@api.post("", status_code=201)
async def enrol(actor: Person, house: House, settings: Config, form: PasswordForm) -> EnrolmentOut:
    """Start turning it on: a secret for the authenticator app."""
    await reauthenticate(house, settings, actor, form.current_password)
    return EnrolmentOut.of(await service.enrol(house, settings, actor))


@api.post("/confirm")
async def confirm(form: CodeForm, actor: Person, house: House, settings: Config) -> RecoveryCodesOut:
    """Turn it on with the first code."""
    return RecoveryCodesOut(recovery_codes=await service.confirm(house, settings, actor, form.code))


@api.post("/disable", status_code=204)
async def disable(form: PasswordForm, actor: Person, house: House, settings: Config) -> None:
    """Turn it off."""
    await reauthenticate(house, settings, actor, form.current_password)
    await service.disable(house, actor, password=form.current_password)


@api.post("/recovery-codes")
async def renew(form: PasswordForm, actor: Person, house: House, settings: Config) -> RecoveryCodesOut:
    """New recovery codes; the old ones are void."""
    await reauthenticate(house, settings, actor, form.current_password)
    return RecoveryCodesOut(recovery_codes=await service.renew_recovery_codes(house, actor))


@pages.get("")
async def page(request: Request, actor: Person, house: House) -> Response:
    return render(
        request, "identity/second_factor.html", state=await service.status(house, actor), step="start"
    )


@pages.post("")
async def enrol_submit(
    request: Request, form: Annotated[PasswordForm, Form()], actor: Person, house: House, settings: Config
) -> Response:
    await reauthenticate(house, settings, actor, form.current_password)
    enrolment = await service.enrol(house, settings, actor)
    return _part(request, step="confirm", enrolment=enrolment)


@pages.post("/confirm")
async def confirm_submit(
    request: Request, form: Annotated[CodeForm, Form()], actor: Person, house: House, settings: Config
) -> Response:
    codes = await service.confirm(house, settings, actor, form.code)
    return _part(request, step="codes", codes=codes)


@pages.post("/recovery-codes")
async def renew_submit(
    request: Request, form: Annotated[PasswordForm, Form()], actor: Person, house: House, settings: Config
) -> Response:
    await reauthenticate(house, settings, actor, form.current_password)
    codes = await service.renew_recovery_codes(house, actor)
    return _part(request, step="codes", codes=codes)


@pages.post("/disable")
async def disable_submit(
    request: Request, form: Annotated[PasswordForm, Form()], actor: Person, house: House, settings: Config
) -> Response:
    await reauthenticate(house, settings, actor, form.current_password)
    await service.disable(house, actor, password=form.current_password)
    return redirect(request, "/account", toast=_("The second factor is off."))


def _part(request: Request, **context: Any) -> Response:
    return render(
        request,
        "identity/second_factor.html",
        block="second_factor",
        headers=IN_PLACE,
        **context,
    )
