"""What an administrator may send about settings and holidays, and what is answered."""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from assay.apps.mathvidya.models.config import Holiday

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)


class SettingForm(BaseModel):
    """A new value of one setting; null takes it back to its default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Any


class HolidayForm(BaseModel):
    """What is said of a day without working time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=200)]
    source: Annotated[str, Field(min_length=1, max_length=200)]
    is_confirmed: bool = True


class NewHolidayForm(HolidayForm):
    day: Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]


class SettingOut(BaseModel):
    key: str
    value: Any
    default: Any
    unit: str
    label: str
    help: str
    changed_by: str | None
    changed_at: datetime | None


class SettingsOut(BaseModel):
    items: list[SettingOut]


class HolidayOut(BaseModel):
    day: date
    name: str
    source: str
    is_confirmed: bool

    @classmethod
    def of(cls, row: Holiday) -> Self:
        return cls(day=row.day, name=row.name, source=row.source, is_confirmed=row.is_confirmed)


class HolidaysOut(BaseModel):
    year: int
    items: list[HolidayOut]
