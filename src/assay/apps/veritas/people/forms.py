"""What an administrator may send about people, and what is answered."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assay.apps.veritas.models.exams import Accommodation
from assay.apps.veritas.models.people import StudentProfile
from assay.apps.veritas.people.accommodations import Measures

Group = Annotated[str, Field(pattern=r"^[^\s,;][^,;]{0,59}$")]


class StudentForm(BaseModel):
    """A student's groups, and the guardian's consent where one is needed; an empty name takes it back."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    groups: Annotated[tuple[Group, ...], Field(max_length=50)] = ()
    is_minor: bool = False
    guardian_consent_by: Annotated[str, Field(max_length=200)] = ""


class AccommodationForm(BaseModel):
    """For an exam, for a group (in one exam or in all), or for a student in every exam."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    exam_id: UUID | None = None
    group_name: Group | None = None
    student_id: UUID | None = None
    measures: Measures
    reason: Annotated[str, Field(min_length=1, max_length=2000)]

    @model_validator(mode="after")
    def _scope(self) -> Self:
        if self.student_id is not None and (self.exam_id is not None or self.group_name is not None):
            raise ValueError("A student's accommodation holds in every exam: leave out exam and group.")
        if self.scope == "nobody":
            raise ValueError("Say whom it is for: an exam, a group or a student.")
        if self.measures.is_empty:
            raise ValueError("Say what is done: more time, pauses, another window or rules switched off.")
        return self

    @property
    def scope(self) -> str:
        if self.student_id is not None:
            return "student"
        if self.group_name is not None:
            return "group"
        return "exam" if self.exam_id is not None else "nobody"


class StudentOut(BaseModel):
    student_id: UUID
    name: str
    groups: list[str]
    is_minor: bool
    guardian_consent_by: str | None
    guardian_consent_at: datetime | None

    @classmethod
    def of(cls, row: StudentProfile) -> Self:
        return cls(
            student_id=row.student_id,
            name=row.name,
            groups=row.groups,
            is_minor=row.is_minor,
            guardian_consent_by=row.guardian_consent_by,
            guardian_consent_at=row.guardian_consent_at,
        )


class AccommodationOut(BaseModel):
    accommodation_id: UUID
    exam_id: UUID | None
    group_name: str | None
    student_id: UUID | None
    measures: dict[str, Any]
    reason: str
    granted_by: str
    granted_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, row: Accommodation) -> Self:
        return cls(
            accommodation_id=row.accommodation_id,
            exam_id=row.exam_id,
            group_name=row.group_name,
            student_id=row.student_id,
            measures=row.measures,
            reason=row.reason,
            granted_by=row.granted_by,
            granted_at=row.created_at,
            ended_at=row.ended_at,
        )
