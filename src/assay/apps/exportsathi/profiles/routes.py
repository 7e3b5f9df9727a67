"""The own business, over HTTP and as a page."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response

from assay.apps.exportsathi.actors import Exporter
from assay.apps.exportsathi.models.profiles import BusinessType, CompanySize, Profile
from assay.apps.exportsathi.profiles import rules, service
from assay.apps.exportsathi.profiles.forms import ProfileForm, ProfileOut
from assay.kernel.db.session import Db
from assay.kernel.web.etag import check_if_match, etag_of
from assay.kernel.web.forms import form_data, parse, version_of
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

HERE = "/exportsathi/profile"
GROUPS = ("address", "bank")


def _out(row: Profile, response: Response) -> ProfileOut:
    response.headers["ETag"] = etag_of(row.version)
    return ProfileOut.of(row, service.missing(row))


@api.get("/profile")
async def get_profile(actor: Exporter, db: Db, response: Response) -> ProfileOut:
    """The own business. 404 before it was described."""
    return _out(await service.own(db, actor), response)


@api.put("/profile")
async def put_profile(
    form: ProfileForm,
    actor: Exporter,
    db: Db,
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
) -> ProfileOut:
    """Describe the business; to change it, send the ETag you saw in `If-Match`.

    422 names the field of each number that cannot be right, and says what to do about it.
    """
    version = check_if_match(if_match) if if_match else None
    return _out(await service.save(db, actor, form, version=version), response)


@api.delete("/profile", status_code=204)
async def delete_profile(actor: Exporter, db: Db, if_match: Annotated[str | None, Header()] = None) -> None:
    """Take the business away with all that is its own: reports, shipments, documents, conversations."""
    await service.remove(db, actor, version=check_if_match(if_match))


@pages.get("/profile")
async def profile_page(request: Request, actor: Exporter, db: Db) -> Response:
    found = await service.find(db, actor)
    return render(
        request,
        "exportsathi/profiles/profile.html",
        profile=found,
        values=_values(found) if found else {},
        missing=service.missing(found) if found else (),
        types=[(one.value, _type_in_words(one)) for one in BusinessType],
        sizes=[(one.value, one.value) for one in CompanySize],
        states=sorted(rules.STATES.items(), key=lambda one: one[1]),
        here=HERE,
    )


@pages.post("/profile")
async def save_profile_page(request: Request, actor: Exporter, db: Db) -> Response:
    data = await form_data(request)
    form = parse(ProfileForm, _nested(data))
    await service.save(db, actor, form, version=version_of(data) or None)
    return redirect(request, HERE, toast=_("Saved."))


@pages.post("/profile/delete")
async def remove_profile_page(request: Request, actor: Exporter, db: Db) -> Response:
    await service.remove(db, actor, version=version_of(await form_data(request)))
    return redirect(request, HERE, toast=_("Your business and all that belonged to it are gone."))


def _type_in_words(kind: BusinessType) -> str:
    return {
        BusinessType.MANUFACTURING: _("Manufacturer"),
        BusinessType.MERCHANT: _("Merchant exporter: buys and exports"),
        BusinessType.SAAS: _("Software or services"),
    }[kind]


def _nested(data: Mapping[str, Any]) -> dict[str, Any]:
    """`address.city` of the page as `city` of the model's `address`."""
    found: dict[str, Any] = {name: {} for name in GROUPS}
    for name, value in data.items():
        group, dot, inner = name.partition(".")
        if dot and group in GROUPS:
            found[group][inner] = value
        elif name != "version":
            found[name] = value
    return found


def _values(row: Profile) -> dict[str, Any]:
    flat = {f"{group}.{name}": value for group in GROUPS for name, value in getattr(row, group).items()}
    return flat | {
        "company": row.company,
        "business_type": row.business_type.value,
        "company_size": row.company_size.value,
        "iec": row.iec,
        "gstin": row.gstin,
        "pan": row.pan,
    }
