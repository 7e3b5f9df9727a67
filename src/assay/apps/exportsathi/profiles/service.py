"""The own business: looked up, described, taken away; and what it did, for the figures."""

from uuid import UUID

from assay.apps.exportsathi.events import Event
from assay.apps.exportsathi.models.profiles import BusinessType, Profile
from assay.apps.exportsathi.models.progress import Happening
from assay.apps.exportsathi.profiles import queries, rules
from assay.apps.exportsathi.profiles.forms import ProfileForm
from assay.apps.exportsathi.profiles.rules import Numbers
from assay.kernel import audit
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Invalid, NotFound, PreconditionFailed, PreconditionRequired
from assay.kernel.web.etag import check_version
from assay.kernel.web.i18n import gettext as _


async def find(db: Session, actor: Actor) -> Profile | None:
    """The actor's business, None before it was described."""
    return await queries.profile(db, org_of(actor), person_of(actor))


async def own(db: Session, actor: Actor) -> Profile:
    """The actor's business. Raises NotFound before it was described."""
    found = await find(db, actor)
    if found is None:
        raise NotFound(_("Describe your business first: everything else stands on it."))
    return found


async def save(db: Session, actor: Actor, form: ProfileForm, *, version: int | None) -> Profile:
    """Describe the business, or change what was said; `version` is the one that was seen, None for none.

    Raises Invalid naming the field of each wrong number, PreconditionRequired where there is a business and
    no version was named, PreconditionFailed on another than the stored.
    """
    checked = rules.check(_typed(form))
    if checked.wrong:
        raise Invalid(_("Correct the numbers named below."), fields=checked.wrong)
    org_id, exporter_id = org_of(actor), person_of(actor)
    stored = await queries.profile(db, org_id, exporter_id, lock=True)
    if stored is None:
        if version is not None:
            raise PreconditionFailed(_("This business is no longer there. Describe it anew."))
        assert actor.account_id is not None
        stored = Profile(org_id=org_id, exporter_id=exporter_id, account_id=actor.account_id, version=0)
        db.add(stored)
    else:
        if version is None:
            raise PreconditionRequired(_("Send the ETag you got with the profile in the If-Match header."))
        check_version(stored.version, version)
    _write(stored, form, checked.numbers)
    await db.flush()
    await note(db, org_id, exporter_id, Happening.PROFILE_SAVED)
    await audit.record(
        db,
        actor,
        Event.PROFILE_CHANGED,
        entity="exporter",
        entity_id=exporter_id,
        after=form.model_dump(mode="json"),
        details={"version": stored.version, "business_type": form.business_type.value},
    )
    return stored


async def remove(db: Session, actor: Actor, *, version: int) -> None:
    """Take the business away with its reports, shipments and conversations. Raises as `save` does."""
    org_id, exporter_id = org_of(actor), person_of(actor)
    stored = await queries.profile(db, org_id, exporter_id, lock=True)
    if stored is None:
        raise NotFound(_("There is no business of yours."))
    check_version(stored.version, version)
    await queries.remove(db, org_id, exporter_id)
    await audit.record(db, actor, Event.PROFILE_REMOVED, entity="exporter", entity_id=exporter_id)


async def note(db: Session, org_id: UUID, exporter_id: UUID, kind: Happening, subject: str = "") -> None:
    """Write down that an exporter did something, in the transaction in which it was done."""
    await queries.add_event(db, org_id, exporter_id, kind, subject)


def numbers_of(profile: Profile) -> Numbers:
    """The numbers of a stored business."""
    return Numbers(
        iec=profile.iec,
        gstin=profile.gstin,
        pan=profile.pan,
        state_code=profile.address.get("state_code", ""),
        pin=profile.address.get("pin", ""),
        ifsc=profile.bank.get("ifsc", ""),
        ad_code=profile.bank.get("ad_code", ""),
    )


def missing(profile: Profile) -> tuple[str, ...]:
    """Numbers that exporting needs and this business has not."""
    return rules.missing(numbers_of(profile), services=profile.business_type is BusinessType.SAAS)


def _typed(form: ProfileForm) -> Numbers:
    return Numbers(
        iec=form.iec,
        gstin=form.gstin,
        pan=form.pan,
        state_code=form.address.state_code,
        pin=form.address.pin,
        ifsc=form.bank.ifsc,
        ad_code=form.bank.ad_code,
    )


def _write(stored: Profile, form: ProfileForm, numbers: Numbers) -> None:
    stored.company = form.company
    stored.business_type = form.business_type
    stored.company_size = form.company_size
    stored.iec, stored.gstin, stored.pan = numbers.iec, numbers.gstin, numbers.pan
    stored.address = form.address.model_dump() | {"state_code": numbers.state_code, "pin": numbers.pin}
    stored.bank = form.bank.model_dump() | {"ifsc": numbers.ifsc, "ad_code": numbers.ad_code}
    stored.version += 1
