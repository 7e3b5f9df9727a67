"""Settings and holidays of an institution: read typed, changed with an entry in the log."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from assay.apps.mathvidya.config import queries
from assay.apps.mathvidya.config.forms import HolidayForm, NewHolidayForm, SettingOut
from assay.apps.mathvidya.config.national import national_holidays
from assay.apps.mathvidya.config.settings import CALENDAR, DEFAULTS, Config, about, of_stored
from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.jobspecs import RECOMPUTE_DUE
from assay.apps.mathvidya.models.config import Holiday
from assay.kernel import audit, clock, jobs
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, Invalid, NotFound
from assay.kernel.jobs import NoArgs
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.messages import field_messages

CACHE = "mathvidya.config"
SEEDED_BY = "seed"


async def get(db: Session, org_id: UUID) -> Config:
    """The institution's settings, read once in a transaction."""
    known = _cache(db)
    if org_id not in known:
        known[org_id] = of_stored({row.key: row.value for row in await queries.stored(db, org_id)})
    return known[org_id]


async def listed(db: Session, org_id: UUID) -> list[SettingOut]:
    """Every setting as the API tells it."""
    stored = {row.key: row for row in await queries.stored(db, org_id)}
    values = of_stored({key: row.value for key, row in stored.items()}).document()
    defaults, out = DEFAULTS.document(), []
    for key, value in values.items():
        told, row = about(key), stored.get(key)
        out.append(
            SettingOut(
                key=key,
                value=value,
                default=defaults[key],
                unit=told.unit,
                label=_(told.label),
                help=_(told.help),
                changed_by=row.changed_by if row else None,
                changed_at=row.changed_at if row else None,
            )
        )
    return out


async def change(db: Session, actor: Actor, values: Mapping[str, Any]) -> Config:
    """Set what `values` name, to JSON values or to their defaults (None). Raises Invalid, NotFound.

    What does not change is not written. A change of the calendar has due times computed anew.
    """
    org_id = org_of(actor)
    if unknown := sorted(set(values) - set(Config.model_fields)):
        raise NotFound(_("There is no setting '%(key)s'.") % {"key": unknown[0]})
    await queries.lock(db, org_id)
    before = of_stored({row.key: row.value for row in await queries.stored(db, org_id)})
    after = _checked(before, values)
    old, new, default = before.document(), after.document(), DEFAULTS.document()
    changed = sorted(key for key in new if new[key] != old[key])
    for key in changed:
        if new[key] == default[key]:
            await queries.forget(db, org_id, key)
        else:
            row = {"org_id": org_id, "key": key, "value": new[key], "changed_by": actor.label}
            await queries.store(db, {**row, "changed_at": clock.now()})
        await audit.record(
            db,
            actor,
            Event.CONFIG_CHANGED,
            entity="config",
            entity_id=key,
            details={"key": key, "from": old[key], "to": new[key]},
        )
    _cache(db)[org_id] = after
    if CALENDAR & set(changed):
        await recompute(db, actor)
    return after


async def set_up(db: Session, org_id: UUID) -> int:
    """Holidays of this year and the next, where the institution has none of that year; how many are new."""
    year = clock.now().year
    return await _seed(db, org_id, await queries.days_off(db, org_id), (year, year + 1))


async def days_off(db: Session, org_id: UUID) -> frozenset[date]:
    """All holidays; those of this year and the next are seeded when they are asked for first."""
    year, known = clock.now().year, await queries.days_off(db, org_id)
    if await _seed(db, org_id, known, (year, year + 1)):
        known = await queries.days_off(db, org_id)
    return frozenset(known)


async def holidays_of(db: Session, org_id: UUID, year: int) -> list[Holiday]:
    await set_up(db, org_id)
    return list(await queries.holidays(db, org_id, first=date(year, 1, 1), last=date(year, 12, 31)))


async def add_holiday(db: Session, actor: Actor, form: NewHolidayForm) -> Holiday:
    """A day more without working time. Raises Conflict where it is a holiday already."""
    org_id = org_of(actor)
    row = {"org_id": org_id, "day": form.day, **_columns(actor, form)}
    if not await queries.add_holidays(db, [row]):
        raise Conflict(_("This day is a holiday already. Change what is there."))
    await _holiday_changed(db, actor, form.day, {"added": True})
    await recompute(db, actor)
    return await _holiday(db, org_id, form.day)


async def change_holiday(db: Session, actor: Actor, day: date, form: HolidayForm) -> Holiday:
    """Another name or source, or that an estimate is announced. Raises NotFound."""
    stored = await _holiday(db, org_of(actor), day)
    for name, value in _columns(actor, form).items():
        setattr(stored, name, value)
    await db.flush()
    await _holiday_changed(db, actor, day, {"is_confirmed": form.is_confirmed})
    return stored


async def confirm_holiday(db: Session, actor: Actor, day: date) -> Holiday:
    """The estimate has been announced. Raises NotFound."""
    stored = await _holiday(db, org_of(actor), day)
    stored.is_confirmed, stored.changed_by = True, actor.label
    await db.flush()
    await _holiday_changed(db, actor, day, {"is_confirmed": True})
    return stored


async def remove_holiday(db: Session, actor: Actor, day: date) -> None:
    """It was no holiday after all; due times come earlier by it. Raises NotFound."""
    if not await queries.remove_holiday(db, org_of(actor), day):
        raise NotFound(_("This day is no holiday."))
    await _holiday_changed(db, actor, day, {"removed": True})
    await recompute(db, actor)


async def recompute(db: Session, actor: Actor) -> None:
    """Have due times of open evaluations computed anew after this transaction.

    One job for each change: a job at work may have read the calendar before it.
    """
    await jobs.defer(db, actor, RECOMPUTE_DUE, NoArgs())


async def _holiday(db: Session, org_id: UUID, day: date) -> Holiday:
    found = await queries.holiday_for_update(db, org_id, day)
    if found is None:
        raise NotFound(_("This day is no holiday."))
    return found


async def _holiday_changed(db: Session, actor: Actor, day: date, details: Mapping[str, object]) -> None:
    await audit.record(
        db, actor, Event.HOLIDAY_CHANGED, entity="holiday", entity_id=day.isoformat(), details=details
    )


async def _seed(db: Session, org_id: UUID, known: Collection[date], years: Collection[int]) -> int:
    missing = set(years) - {day.year for day in known}
    if not missing:
        return 0
    added = await queries.add_holidays(
        db,
        [
            {
                "org_id": org_id,
                "day": one.day,
                "name": one.name,
                "source": one.source,
                "is_confirmed": one.is_confirmed,
                "changed_by": SEEDED_BY,
            }
            for one in national_holidays(missing)
        ],
    )
    return len(added)


def _columns(actor: Actor, form: HolidayForm) -> dict[str, Any]:
    return {
        "name": form.name,
        "source": form.source,
        "is_confirmed": form.is_confirmed,
        "changed_by": actor.label,
    }


def _checked(before: Config, values: Mapping[str, Any]) -> Config:
    document = {**before.document(), **values}
    for key in [key for key, value in document.items() if value is None]:
        document[key] = DEFAULTS.document()[key]
    try:
        return Config.model_validate(document)
    except ValidationError as error:
        messages = field_messages(error.errors(include_url=False))
    raise Invalid(
        _("Correct the fields named below and send it again."),
        fields={name.split(".")[0]: text for name, text in messages.items()},
    )


def _cache(db: Session) -> dict[UUID, Config]:
    known: dict[UUID, Config] = db.info.setdefault(CACHE, {})
    return known
