"""What is done for a student, and how several grants become one.

Grants come from four places: the whole exam, a group, the student in every exam, and the student's
assignment to one exam. `merge` takes them in that order:

* the most generous **multiplier** holds; two grants of time and a half are not time and three quarters;
* **extra minutes**, and the number of **pauses**, add up: each was granted for a reason of its own;
* the longest **pause** holds;
* the **alternate window** of the nearest place holds (assignment before student before group before exam),
  because a window is a place in time and not an amount; of two from the same place, the one ending later;
* every **rule** switched off by any of them is off.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import IntEnum
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

MOST_MINUTES = 1440
MOST_PAUSES = 20
ONE = Decimal(1)


class Place(IntEnum):
    """Where a grant comes from; the higher, the nearer to the sitting."""

    EXAM = 0
    GROUP = 1
    STUDENT = 2
    ASSIGNMENT = 3


class Window(BaseModel):
    """A window in place of the exam's own, both ends in UTC; it ends after it begins."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opens_at: AwareDatetime
    closes_at: AwareDatetime

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens_at >= self.closes_at:
            raise ValueError("A window ends after it begins.")
        return self


class Measures(BaseModel):
    """What is done, as it is stored in `accommodations.measures` and `exam_assignments.accommodations`.

    `multiplier` of the exam's duration; `extra_minutes` on top; `pauses_allowed` is how often the student may
    stop the clock, for at most `pause_minutes` each time; `rules_off` names rules of the review priority, or
    kinds of events, that are not counted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    multiplier: Annotated[Decimal, Field(ge=1, le=4)] = ONE
    extra_minutes: Annotated[int, Field(ge=0, le=MOST_MINUTES)] = 0
    pauses_allowed: Annotated[int, Field(ge=0, le=MOST_PAUSES)] = 0
    pause_minutes: Annotated[int, Field(ge=1, le=120)] = 10
    window: Window | None = None
    rules_off: tuple[Annotated[str, Field(pattern=r"^[a-z0-9_.-]{1,60}$")], ...] = ()

    def window_of(self, opens_at: datetime, closes_at: datetime) -> tuple[datetime, datetime]:
        """The window that holds for the student, given the exam's."""
        if self.window is None:
            return opens_at, closes_at
        return self.window.opens_at, self.window.closes_at

    @property
    def is_empty(self) -> bool:
        return self == NONE


NONE = Measures()


def merge(grants: Iterable[tuple[Place, Measures]]) -> Measures:
    """All grants as one, by the rules above. The order in which they are given does not matter."""
    given = list(grants)
    if not given:
        return NONE
    windows = [(place, one.window.closes_at, one.window) for place, one in given if one.window is not None]
    # Ends may be equal, and then the earlier beginning is the more generous.
    nearest = max(windows, key=lambda w: (w[0], w[1], -w[2].opens_at.timestamp()))[2] if windows else None
    pausing = [one.pause_minutes for _place, one in given if one.pauses_allowed]
    return Measures(
        multiplier=max(one.multiplier for _place, one in given),
        extra_minutes=min(sum(one.extra_minutes for _place, one in given), MOST_MINUTES),
        pauses_allowed=min(sum(one.pauses_allowed for _place, one in given), MOST_PAUSES),
        pause_minutes=max(pausing, default=NONE.pause_minutes),
        window=nearest,
        rules_off=tuple(sorted({rule for _place, one in given for rule in one.rules_off})),
    )
