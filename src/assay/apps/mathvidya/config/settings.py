"""What an institution can set: type, bounds, unit and meaning of each. What is not stored has its default."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from assay.kernel.web.i18n import gettext as _

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
FileType = Literal["image/jpeg", "image/png", "application/pdf"]
Stamp = Literal["tick", "cross", "half", "circle", "star"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FILE_TYPES: tuple[FileType, ...] = ("image/jpeg", "image/png", "application/pdf")
STAMPS: tuple[Stamp, ...] = ("tick", "cross", "half", "circle", "star")
UNIT_NAMES = {
    "number-systems": "Number Systems",
    "algebra": "Algebra",
    "coordinate-geometry": "Coordinate Geometry",
    "geometry": "Geometry",
    "trigonometry": "Trigonometry",
    "mensuration": "Mensuration",
    "statistics-probability": "Statistics and Probability",
    "relations-functions": "Relations and Functions",
    "calculus": "Calculus",
    "vectors-3d": "Vectors and Three-Dimensional Geometry",
    "linear-programming": "Linear Programming",
    "probability": "Probability",
}


def _once(chosen: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(chosen)) != len(chosen):
        raise ValueError(_("Name each of them once."))
    return chosen


def _all_units(names: dict[str, str]) -> dict[str, str]:
    if unknown := sorted(set(names) - set(UNIT_NAMES)):
        raise ValueError(_("There is no unit '%(unit)s'.") % {"unit": unknown[0]})
    return {unit: names.get(unit) or name for unit, name in UNIT_NAMES.items()}


@dataclass(frozen=True, slots=True)
class About:
    """What people are told of a setting. `group` is one of GROUPS; `unit` is empty for what has none."""

    group: str
    label: str
    help: str
    unit: str = ""


GROUPS = {
    "time": "Working time",
    "promise": "Promised time and assignment",
    "uploads": "Answer pages",
    "marking": "Marking and its quality",
    "results": "Results",
    "plans": "Plans",
}

Hours = Annotated[int, Field(ge=1, le=1000)]
Percent = Annotated[int, Field(ge=0, le=100)]


class Config(BaseModel):
    """All settings of an institution. Each field's metadata ends with its `About`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opens_at: Annotated[
        time, About("time", "Work begins", "Working time runs from here on working days.", "IST")
    ] = time(9)
    closes_at: Annotated[
        time, About("time", "Work ends", "What takes the rest of a day is due at this second.", "IST")
    ] = time(18)
    workdays: Annotated[
        tuple[Weekday, ...],
        Field(min_length=1),
        AfterValidator(_once),
        About("time", "Working days", "Days of the week on which working time runs, except holidays."),
    ] = WEEK[:6]
    half_percent: Annotated[
        int,
        Field(ge=1, le=99),
        About("promise", "First reminder", "Share of the working time after which the teacher is told.", "%"),
    ] = 50
    risk_percent: Annotated[
        int,
        Field(ge=1, le=99),
        About(
            "promise",
            "At risk",
            "Share after which teacher and administrators are told, and work nobody began goes to another.",
            "%",
        ),
    ] = 80
    teacher_capacity: Annotated[
        int,
        Field(ge=1, le=500),
        About(
            "promise", "Open scripts of a teacher", "At most so many at once, where the profile says nothing."
        ),
    ] = 20
    upload_mb: Annotated[
        int, Field(ge=1, le=20), About("uploads", "Largest file", "A larger one is refused.", "MB")
    ] = 5
    upload_types: Annotated[
        tuple[FileType, ...],
        Field(min_length=1),
        AfterValidator(_once),
        About("uploads", "Accepted files", "By their content, whatever they are called."),
    ] = FILE_TYPES
    upload_minutes: Annotated[
        int,
        Field(ge=5, le=1440),
        About("uploads", "Time to upload", "After the writing time pages may still come for so long.", "min"),
    ] = 30
    most_pages: Annotated[
        int, Field(ge=5, le=200), About("uploads", "Most pages", "Answer pages of one exam.", "pages")
    ] = 60
    blur_threshold: Annotated[
        float,
        Field(ge=0, le=10_000),
        About("uploads", "Blurred below", "Sharpness under which a page is called blurred."),
    ] = 30.0
    contrast_threshold: Annotated[
        float,
        Field(ge=0, le=255),
        About("uploads", "Faint below", "Contrast under which a page is called faint.", "grey levels"),
    ] = 45.0
    stamps: Annotated[
        tuple[Stamp, ...],
        Field(min_length=1),
        AfterValidator(_once),
        About("marking", "Stamps", "On the marking screen, in the order of the keys 1 to 5."),
    ] = STAMPS
    second_marking_percent: Annotated[
        Percent,
        About("marking", "Second marking", "Share of scripts that a second teacher marks as well.", "%"),
    ] = 10
    second_marking_difference: Annotated[
        Decimal,
        Field(ge=0, le=80, multiple_of=Decimal("0.5")),
        About("marking", "Adjudication above", "Totals further apart go to a third teacher.", "marks"),
    ] = Decimal(2)
    seed_tolerance: Annotated[
        Decimal,
        Field(ge=0, le=20, multiple_of=Decimal("0.5")),
        About("marking", "Tolerance of seeds", "How far from the agreed total is still a hit.", "marks"),
    ] = Decimal(1)
    seed_interval: Annotated[
        int,
        Field(ge=2, le=1000),
        About("marking", "A seed every", "One of so many scripts of a teacher is a seed.", "scripts"),
    ] = 20
    seed_misses: Annotated[
        int,
        Field(ge=1, le=20),
        About("marking", "Stop after", "Seeds missed in a row after which a teacher gets no more.", "seeds"),
    ] = 2
    query_days: Annotated[
        int,
        Field(ge=1, le=90),
        About("results", "Queries until", "Days after the result in which a student may ask.", "days"),
    ] = 14
    query_hours: Annotated[
        Hours,
        About("results", "Answer to a query", "Working hours in which another teacher answers.", "hours"),
    ] = 24
    query_may_lower: Annotated[
        bool, About("results", "A query may lower a mark", "Otherwise a mark only stands or rises.")
    ] = False
    leaderboard_top: Annotated[
        int, Field(ge=3, le=1000), About("results", "Leaderboard", "So many places are shown.", "places")
    ] = 10
    analytics_at: Annotated[
        time, About("results", "Analytics anew", "When figures of everyone are brought up to date.", "IST")
    ] = time(2)
    unit_names: Annotated[
        dict[str, Annotated[str, Field(max_length=80)]],
        AfterValidator(_all_units),
        About("results", "Names of units", "As students read them, a line each: unit = name."),
    ] = Field(default_factory=lambda: dict(UNIT_NAMES))
    plan_left: Annotated[
        int,
        Field(ge=0, le=50),
        About("plans", "Plan near its limit", "The student is told when so many are left.", "exams"),
    ] = 1

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens_at >= self.closes_at:
            raise ValueError(_("Work ends after it begins."))
        if self.half_percent >= self.risk_percent:
            raise ValueError(_("The first reminder comes before 'at risk'."))
        return self

    def document(self) -> dict[str, Any]:
        """The settings as JSON values."""
        return self.model_dump(mode="json")


DEFAULTS = Config()
CALENDAR = frozenset({"opens_at", "closes_at", "workdays", "half_percent", "risk_percent"})
"""Settings that due times and warnings follow from."""


def about(key: str) -> About:
    return next(one for one in Config.model_fields[key].metadata if isinstance(one, About))


def of_stored(values: Mapping[str, Any]) -> Config:
    """The settings where `values` are stored; what a later release no longer knows is left out."""
    return Config.model_validate({key: value for key, value in values.items() if key in Config.model_fields})
