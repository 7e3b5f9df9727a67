"""The documents of an exam that say what students see of it, and what is recorded while they sit it."""

from collections.abc import Container
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator


class Shown(StrEnum):
    """What of an attempt its student may be shown."""

    RESPONSE = "response"
    MARK = "mark"
    KEY = "key"
    FEEDBACK = "feedback"
    CLASS_FIGURES = "class_figures"


class ReviewPhase(StrEnum):
    """Where a student stands: sitting; submitted; the exam closed for all; past a date the teacher set.

    Each begins where the one before it ends, so exactly one holds at any time.
    """

    DURING = "during"
    AFTER_SUBMIT = "after_submit"
    AFTER_CLOSE = "after_close"
    AFTER_DATE = "after_date"


NEVER_DURING = (Shown.MARK, Shown.KEY, Shown.CLASS_FIGURES)
_LATER = (ReviewPhase.AFTER_CLOSE, ReviewPhase.AFTER_DATE)


def _defaults() -> dict[Shown, tuple[ReviewPhase, ...]]:
    return {
        Shown.RESPONSE: (ReviewPhase.DURING, ReviewPhase.AFTER_SUBMIT, *_LATER),
        Shown.MARK: _LATER,
        Shown.KEY: _LATER,
        Shown.FEEDBACK: _LATER,
        Shown.CLASS_FIGURES: _LATER,
    }


class _Policy(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def document(self) -> dict[str, Any]:
        """As a JSON document, the way it is stored."""
        return self.model_dump(mode="json")


class ReviewPolicy(_Policy):
    """For each field the phases it is shown in. A field that is left out is never shown."""

    show: dict[Shown, tuple[ReviewPhase, ...]] = Field(default_factory=_defaults)
    date: AwareDatetime | None = None
    """When `after_date` begins. Without one, that phase never comes."""

    def shows(self, what: Shown, phase: ReviewPhase) -> bool:
        return phase in self.show.get(what, ())

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for what in NEVER_DURING:
            if self.shows(what, ReviewPhase.DURING):
                raise ValueError(
                    f"{what.value.replace('_', ' ').capitalize()} cannot be shown during the exam. "
                    "Choose a later phase."
                )
        only_dated = any(phases == (ReviewPhase.AFTER_DATE,) for phases in self.show.values())
        if only_dated and self.date is None:
            raise ValueError("Set the date from which it is shown.")
        return self


SWITCHABLE = (
    "page_hidden",
    "page_visible",
    "window_blur",
    "window_focus",
    "fullscreen_exit",
    "fullscreen_enter",
    "copy",
    "cut",
    "paste",
    "print",
    "context_menu",
    "blocked_key",
    "devtools_suspected",
    "resize",
    "second_screen_hint",
    "idle",
)
"""Kinds of events a teacher may switch off for an exam. Connection, clock and saves are always kept."""

BLOCKABLE = ("F12", "PrintScreen", "Ctrl+P", "Ctrl+S", "Ctrl+U", "Ctrl+Shift+I", "Ctrl+Shift+C")


class MonitoringPolicy(_Policy):
    """What is recorded while the exam is sat. The consent page is made from it."""

    off: tuple[Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")], ...] = ()
    """Kinds of events that are not recorded."""
    fullscreen: bool = False
    """The page asks for the whole screen; leaving it is recorded."""
    face_count: bool = False
    """The page counts the faces before the camera, on the device; a number is sent, never a picture."""
    face_threshold: Annotated[int, Field(ge=5, le=300)] = 15
    """Seconds for which another number than one must last to be sent."""
    blocked_keys: tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9+]{1,30}$")], ...] = ()
    idle_seconds: Annotated[int, Field(ge=30, le=3600)] = 300
    guardian_consent: bool = False
    """Minors need a guardian's consent on record before they start."""
    students_see_events: bool = True
    retention_days: Annotated[int, Field(ge=1, le=3650)] = 180
    consent_version: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,20}$")] = "1"

    def records(self, kind: str) -> bool:
        """Whether events of this kind are kept."""
        return kind not in self.off

    def counts_faces(self, rules_off: Container[str]) -> bool:
        """Whether a student for whom `rules_off` do not count is asked for the camera."""
        return self.face_count and "face_count" not in rules_off and "faces" not in rules_off
