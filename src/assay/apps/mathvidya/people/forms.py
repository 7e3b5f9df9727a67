"""What may be sent about students, teachers and parents, and what is answered."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.models.people import (
    ParentStudentMapping,
    StudentProfile,
    TeacherConflict,
    TeacherLeave,
    TeacherProfile,
)
from assay.apps.mathvidya.people import rules

Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]
Words = Annotated[str, Field(max_length=200)]
Said = Annotated[str, Field(min_length=1, max_length=200)]


class StudentForm(BaseModel):
    """A student's class, and whether questions with figures are replaced by their substitutes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    class_level: ClassLevel
    needs_substitutes: bool = False


class NewStudentForm(StudentForm):
    """Gives a member with the role of a student their class."""

    email: Email


class TeacherForm(BaseModel):
    """`capacity`: evaluations open at once; without it the institution's setting holds. A stopped teacher
    gets no more work, and the reason is kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    classes: Annotated[frozenset[ClassLevel], Field(min_length=1)]
    capacity: Annotated[int, Field(ge=0, le=500)] | None = None
    is_stopped: bool = False
    stopped_reason: Words = ""

    @model_validator(mode="after")
    def _reason(self) -> Self:
        if self.is_stopped and not self.stopped_reason:
            raise ValueError("Say why the teacher gets no more work.")
        return self


class LeaveForm(BaseModel):
    """Days off, both ends included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first_day: date
    last_day: date
    reason: Words = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError("The last day comes after the first.")
        return self


class ConflictForm(BaseModel):
    """A student whom the teacher does not mark."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    student_email: Email
    reason: Said


class AskForm(BaseModel):
    """A student names a parent, who must be a member here already."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parent_email: Email
    relation: Said


class AdminAskForm(AskForm):
    """An administrator names both; `note` says what was shown as proof."""

    student_email: Email
    note: Said


class ConfirmForm(BaseModel):
    """The other side's word. `text_version` is the version of the text that was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agree: Literal[True]
    text_version: Said


class StudentOut(BaseModel):
    student_id: UUID
    name: str
    class_level: ClassLevel
    needs_substitutes: bool
    alias: str
    leaderboard_since: datetime | None

    @classmethod
    def of(cls, row: StudentProfile) -> Self:
        return cls.model_validate(row, from_attributes=True)


class TeacherOut(BaseModel):
    teacher_id: UUID
    name: str
    classes: list[str]
    capacity: int | None
    stopped_at: datetime | None
    stopped_reason: str

    @classmethod
    def of(cls, row: TeacherProfile) -> Self:
        return cls.model_validate(row, from_attributes=True)


class LeaveOut(BaseModel):
    leave_id: UUID
    first_day: date
    last_day: date
    reason: str

    @classmethod
    def of(cls, row: TeacherLeave) -> Self:
        return cls.model_validate(row, from_attributes=True)


class ConflictOut(BaseModel):
    student_id: UUID
    reason: str

    @classmethod
    def of(cls, row: TeacherConflict) -> Self:
        return cls.model_validate(row, from_attributes=True)


class MappingOut(BaseModel):
    """`waits_for` names the side whose confirmation is missing."""

    student_id: UUID
    parent_id: UUID
    parent_name: str
    relation: str
    state: str
    waits_for: str | None
    is_primary: bool
    requested_by: str
    confirmed_at: datetime | None
    ended_at: datetime | None
    evidence: dict[str, Any]

    @classmethod
    def of(cls, row: ParentStudentMapping) -> Self:
        return cls(
            student_id=row.student_id,
            parent_id=row.parent_id,
            parent_name=row.parent_name,
            relation=row.relation,
            state=row.state.value,
            waits_for=rules.waits_for(row.state, row.evidence),
            is_primary=row.is_primary,
            requested_by=row.requested_by,
            confirmed_at=row.confirmed_at,
            ended_at=row.ended_at,
            evidence=row.evidence,
        )
