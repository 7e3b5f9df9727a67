"""Settings and holidays over HTTP, for administrators."""

from datetime import date

from fastapi import APIRouter, Request, Response

from assay.apps.mathvidya.actors import ConfigAdmin
from assay.apps.mathvidya.config import pages as page_data
from assay.apps.mathvidya.config import service
from assay.apps.mathvidya.config.forms import (
    HolidayForm,
    HolidayOut,
    HolidaysOut,
    NewHolidayForm,
    SettingForm,
    SettingOut,
    SettingsOut,
)
from assay.kernel import clock
from assay.kernel.access.actor import org_of
from assay.kernel.db.session import Db
from assay.kernel.web.forms import form_data, parse
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.idempotency import Idempotent
from assay.kernel.web.render import redirect, render

api = APIRouter()
pages = APIRouter()

HOLIDAYS = "/mathvidya/admin/holidays"


@api.get("/admin/config")
async def get_config(actor: ConfigAdmin, db: Db) -> SettingsOut:
    """Every setting with its value, default, unit and meaning, and who changed it."""
    return SettingsOut(items=await service.listed(db, org_of(actor)))


@api.put("/admin/config/{key}")
async def put_config(key: str, form: SettingForm, actor: ConfigAdmin, db: Db) -> SettingOut:
    """Change one setting; a value of null takes it back to its default."""
    await service.change(db, actor, {key: form.value})
    return next(one for one in await service.listed(db, org_of(actor)) if one.key == key)


@api.get("/admin/holidays")
async def list_holidays(actor: ConfigAdmin, db: Db, year: int | None = None) -> HolidaysOut:
    """The holidays of a year, this one where none is named."""
    wanted = page_data.year_of(year, clock.now().year)
    rows = await service.holidays_of(db, org_of(actor), wanted)
    return HolidaysOut(year=wanted, items=[HolidayOut.of(row) for row in rows])


@api.post("/admin/holidays", status_code=201)
async def post_holiday(form: NewHolidayForm, actor: ConfigAdmin, db: Db, _once: Idempotent) -> HolidayOut:
    """A day more without working time. Due times of open evaluations follow."""
    return HolidayOut.of(await service.add_holiday(db, actor, form))


@api.put("/admin/holidays/{day}")
async def put_holiday(day: date, form: HolidayForm, actor: ConfigAdmin, db: Db) -> HolidayOut:
    """Another name or source, or that an estimate has been announced."""
    return HolidayOut.of(await service.change_holiday(db, actor, day, form))


@api.delete("/admin/holidays/{day}", status_code=204)
async def delete_holiday(day: date, actor: ConfigAdmin, db: Db) -> None:
    """It is a working day after all. Due times of open evaluations follow."""
    await service.remove_holiday(db, actor, day)


@pages.get("/admin/config")
async def config_page(request: Request, actor: ConfigAdmin, db: Db) -> Response:
    config = await service.get(db, org_of(actor))
    return render(request, "mathvidya/config/settings.html", groups=page_data.groups(config))


@pages.post("/admin/config")
async def change_config_page(request: Request, actor: ConfigAdmin, db: Db) -> Response:
    await service.change(db, actor, page_data.values_of(await form_data(request)))
    return redirect(request, "/mathvidya/admin/config", toast=_("Saved."))


@pages.get("/admin/holidays")
async def holidays_page(request: Request, actor: ConfigAdmin, db: Db, year: int | None = None) -> Response:
    current = clock.now().year
    wanted = page_data.year_of(year, current)
    return render(
        request,
        "mathvidya/config/holidays.html",
        rows=await service.holidays_of(db, org_of(actor), wanted),
        year=wanted,
        years=[current - 1, current, current + 1],
    )


@pages.post("/admin/holidays")
async def add_holiday_page(request: Request, actor: ConfigAdmin, db: Db) -> Response:
    form = parse(NewHolidayForm, page_data.holiday_document(await form_data(request)))
    await service.add_holiday(db, actor, form)
    return redirect(request, f"{HOLIDAYS}?year={form.day.year}", toast=_("The holiday is added."))


@pages.post("/admin/holidays/{day}/confirm")
async def confirm_holiday_page(request: Request, day: date, actor: ConfigAdmin, db: Db) -> Response:
    await service.confirm_holiday(db, actor, day)
    return redirect(request, f"{HOLIDAYS}?year={day.year}", toast=_("The day is confirmed."))


@pages.post("/admin/holidays/{day}/remove")
async def remove_holiday_page(request: Request, day: date, actor: ConfigAdmin, db: Db) -> Response:
    await service.remove_holiday(db, actor, day)
    return redirect(request, f"{HOLIDAYS}?year={day.year}", toast=_("It is a working day again."))
