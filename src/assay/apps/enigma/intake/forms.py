"""What an applicant may send, with a message of its own for each thing that can be wrong."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from assay.apps.enigma.intake.rules import GPA_SCALES, TESTS

ESSAY_LENGTH = (200, 10_000)
ACHIEVEMENTS_LENGTH = 5_000
_PHONE = re.compile(r"^\+?[0-9][0-9 ()./-]{5,24}$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _clean(text: str) -> str:
    return _CONTROL.sub("", unicodedata.normalize("NFC", text)).replace("\r\n", "\n").strip()


class ApplicationForm(BaseModel):
    """A whole application. `test_scores` maps a test's name to its score; leave out what was not taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(examples=["Asha Verma"])]
    email: Annotated[str, Field(examples=["asha@example.org"])]
    phone: str = ""
    address: str = ""
    school: str = ""
    gpa_scale: Annotated[int, Field(examples=[10])]
    gpa: Annotated[Decimal, Field(examples=["8.7"])]
    test_scores: dict[str, Decimal] = Field(default_factory=dict, examples=[{"SAT": 1420, "CLASS_XII": 91.4}])
    categories: tuple[str, ...] = ()
    essay: str
    achievements: str = ""

    @field_validator("name", "phone", "address", "school", "essay", "achievements", mode="before")
    @classmethod
    def _plain(cls, value: object) -> object:
        return _clean(value) if isinstance(value, str) else value

    @field_validator("name")
    @classmethod
    def _name(cls, value: str) -> str:
        if not 2 <= len(value) <= 120:
            raise ValueError("Write your name, in 2 to 120 characters.")
        return value

    @field_validator("email")
    @classmethod
    def _email(cls, value: str) -> str:
        try:
            return validate_email(value.strip(), check_deliverability=False).normalized
        except EmailNotValidError:
            raise ValueError("Write an e-mail address such as asha@example.org.") from None

    @field_validator("phone")
    @classmethod
    def _phone(cls, value: str) -> str:
        if value and not _PHONE.match(value):
            raise ValueError("Write a phone number such as +91 98765 43210, or leave this empty.")
        return value

    @field_validator("address", "school")
    @classmethod
    def _line(cls, value: str) -> str:
        if len(value) > 500:
            raise ValueError("Keep this within 500 characters.")
        return value

    @field_validator("gpa_scale")
    @classmethod
    def _scale(cls, value: int) -> int:
        if value not in GPA_SCALES:
            raise ValueError(f"Choose the scale of your grades: {', '.join(map(str, GPA_SCALES))}.")
        return value

    @field_validator("gpa")
    @classmethod
    def _gpa(cls, value: Decimal, info: ValidationInfo) -> Decimal:
        if not value.is_finite() or value < 0:
            raise ValueError("Grades cannot be below zero.")
        scale = info.data.get("gpa_scale")
        if scale is not None and value > scale:
            raise ValueError(f"On a scale of {scale}, grades end at {scale}.")
        if value != round(value, 3):
            raise ValueError("Give your grades with at most three decimals.")
        return value

    @field_validator("test_scores", mode="before")
    @classmethod
    def _given(cls, value: object) -> object:
        if isinstance(value, dict):
            return {str(test).upper(): score for test, score in value.items() if score not in ("", None)}
        return value

    @field_validator("test_scores")
    @classmethod
    def _tests(cls, value: dict[str, Decimal]) -> dict[str, Decimal]:
        strangers = sorted(set(value) - set(TESTS))
        if strangers:
            raise ValueError(f"{', '.join(strangers)}: not among the tests we know ({', '.join(TESTS)}).")
        problems = [
            TESTS[test].problem(score) if score.is_finite() else f"{TESTS[test].label}: give a number."
            for test, score in value.items()
        ]
        if found := [problem for problem in problems if problem]:
            raise ValueError(" ".join(found))
        return value

    @field_validator("essay")
    @classmethod
    def _essay(cls, value: str) -> str:
        low, high = ESSAY_LENGTH
        if not low <= len(value) <= high:
            raise ValueError(f"Your essay has {len(value):,} characters; it needs {low:,} to {high:,}.")
        return value

    @field_validator("achievements")
    @classmethod
    def _achievements(cls, value: str) -> str:
        if len(value) > ACHIEVEMENTS_LENGTH:
            raise ValueError(f"This has {len(value):,} characters; keep it within {ACHIEVEMENTS_LENGTH:,}.")
        return value

    @field_validator("categories")
    @classmethod
    def _categories(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(value) > 8 or any(not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,31}", item) for item in value):
            raise ValueError("Choose from the categories of this cycle.")
        return tuple(sorted(set(value)))

    def sealed_content(self) -> dict[str, str]:
        """What is sealed under the applicant's key: the person, and the texts as written."""
        return {
            "name": self.name,
            "email": self.email,
            "phone": self.phone,
            "address": self.address,
            "school": self.school,
            "essay": self.essay,
            "achievements": self.achievements,
        }

    def open_content(self) -> dict[str, Any]:
        """What is stored in clear: figures that do not say who it is."""
        return {
            "gpa": str(self.gpa.normalize() + 0) if self.gpa else "0",
            "gpa_scale": self.gpa_scale,
            "test_scores": {test: float(score) for test, score in sorted(self.test_scores.items())},
            "categories": list(self.categories),
        }


class SubmissionForm(ApplicationForm):
    """A new application; without `cycle_id` it goes to the one cycle that is open."""

    cycle_id: UUID | None = None


def from_page(data: Mapping[str, Any]) -> dict[str, Any]:
    """The page's flat fields (`test_SAT`, `category_SC`) as the document of an ApplicationForm."""
    plain = ("name", "email", "phone", "address", "school", "gpa", "gpa_scale", "essay", "achievements")
    document: dict[str, Any] = {name: data.get(name, "") for name in plain}
    document["test_scores"] = {test: data.get(f"test_{test}", "") for test in TESTS}
    document["categories"] = [
        name.removeprefix("category_")
        for name, value in data.items()
        if name.startswith("category_") and value
    ]
    return document


def page_field(name: str) -> str:
    """The page's field for a dotted name of the form: `test_scores.SAT` is `test_SAT`."""
    head, _, tail = name.partition(".")
    if head == "test_scores":
        return f"test_{tail.split('.')[0]}" if tail else f"test_{next(iter(TESTS))}"
    return "categories" if head == "categories" else head


class AppealForm(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    grounds: str

    @field_validator("grounds")
    @classmethod
    def _grounds(cls, value: str) -> str:
        value = _clean(value)
        if not 20 <= len(value) <= 5_000:
            raise ValueError("Say why, in 20 to 5,000 characters.")
        return value


class AppealDecisionForm(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    upheld: bool
    answer: Annotated[str, Field(min_length=20, max_length=5_000)]


class SubmissionOut(BaseModel):
    """`access_token` is shown once: with the id it is the only way back to the application."""

    application_id: UUID
    access_token: str
    status: str
    receipt: str


class ApplicationOut(BaseModel):
    """The applicant's own view."""

    application_id: UUID
    cycle_id: UUID
    cycle: str
    phase: str
    status: str
    version: int
    submitted_at: datetime
    content: dict[str, Any]
    can_correct: bool
    result: dict[str, Any] | None = None
    appeal: dict[str, Any] | None = None


class AdmissionInfo(BaseModel):
    """One open cycle as applicants see it."""

    cycle_id: UUID
    name: str
    max_seats: int
    starts_at: datetime
    ends_at: datetime
    results_at: datetime
    policy: dict[str, Any]
    tests: dict[str, str]
    gpa_scales: list[int]
