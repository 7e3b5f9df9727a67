"""What a teacher may send about an exam, and what is answered."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from assay.apps.veritas.exams.policies import MonitoringPolicy, ReviewPolicy
from assay.apps.veritas.exams.seb import SebPolicy
from assay.apps.veritas.exams.template import Template
from assay.apps.veritas.models.exams import Exam, ExamQuestion
from assay.apps.veritas.models.people import Level
from assay.apps.veritas.people.accommodations import Measures
from assay.apps.veritas.people.forms import Group
from assay.kernel.questions.document import Body, Finding, Key, Question


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class ExamForm(_Form):
    """A new exam, or the whole of an edited one. Dates carry their time zone; durations are in minutes."""

    title: Annotated[str, Field(min_length=3, max_length=200, examples=["Algebra, mid-term"])]
    instructions: Annotated[str, Field(max_length=20_000)] = ""
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    duration_minutes: Annotated[int, Field(ge=1, le=1440, examples=[60])]
    grace_seconds: Annotated[int, Field(ge=0, le=600)] = 30
    attempts_allowed: Annotated[int, Field(ge=1, le=100)] = 1
    pass_percent: Annotated[Decimal, Field(ge=0, le=100)] = Decimal(40)
    template: Template = Field(default_factory=Template)
    review_policy: ReviewPolicy = Field(default_factory=ReviewPolicy)
    monitoring_policy: MonitoringPolicy = Field(default_factory=MonitoringPolicy)
    seb: SebPolicy = Field(default_factory=SebPolicy)

    @field_validator("closes_at")
    @classmethod
    def _closes_after_opening(cls, value: datetime, info: ValidationInfo) -> datetime:
        opens = info.data.get("opens_at")
        if opens is not None and value <= opens:
            raise ValueError("The window must end after it starts.")
        return value

    def values(self) -> dict[str, Any]:
        """The columns of `exams` this form sets, but for `seb`, which takes the exam's address."""
        return {
            "title": self.title,
            "instructions": self.instructions,
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
            "duration_seconds": self.duration_minutes * 60,
            "grace_seconds": self.grace_seconds,
            "attempts_allowed": self.attempts_allowed,
            "pass_percent": self.pass_percent,
            "template": self.template.document(),
            "review_policy": self.review_policy.document(),
            "monitoring_policy": self.monitoring_policy.document(),
        }


class QuestionForm(Question):
    """A question; with `question_id` it becomes the next version of that one."""

    question_id: UUID | None = None

    def question(self) -> Question:
        return Question(**{name: getattr(self, name) for name in Question.model_fields})


class OrderForm(_Form):
    """Every question of the exam once, in the order wanted."""

    order: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=5000)]


class AssignForm(_Form):
    """Who is to sit: students by identifier or e-mail address, groups, or everyone.

    `accommodations` hold for these students in this exam; left out, those already granted stay.
    """

    student_ids: Annotated[tuple[UUID, ...], Field(max_length=10_000)] = ()
    emails: Annotated[tuple[Annotated[str, Field(max_length=320)], ...], Field(max_length=10_000)] = ()
    groups: Annotated[tuple[Group, ...], Field(max_length=200)] = ()
    everyone: bool = False
    accommodations: Measures | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.student_ids or self.emails or self.groups or self.everyone):
            raise ValueError("Name students or groups.")
        return self


class GrantForm(_Form):
    """A teacher's level for an exam; none takes it away."""

    teacher_id: UUID | None = None
    email: Annotated[str, Field(max_length=320)] = ""
    level: Level | None

    @model_validator(mode="after")
    def _one_teacher(self) -> Self:
        if (self.teacher_id is None) == (not self.email):
            raise ValueError("Name the teacher by identifier or by e-mail address.")
        return self


class FigureForm(_Form):
    """What a figure is called in texts, and what it shows in words."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")]
    alt: Annotated[str, Field(min_length=1, max_length=1000)]


class ProblemOut(BaseModel):
    """What keeps an exam from being published (`error`), or is worth a look (`warning`)."""

    severity: str
    message: str
    question_id: UUID | None = None


class ExamOut(BaseModel):
    """An exam as its teachers see it. The ETag of the answer is made from `version`."""

    exam_id: UUID
    title: str
    instructions: str
    status: str
    opens_at: datetime
    closes_at: datetime
    duration_minutes: int
    grace_seconds: int
    attempts_allowed: int
    pass_percent: Decimal
    template: dict[str, Any]
    review_policy: dict[str, Any]
    monitoring_policy: dict[str, Any]
    seb: dict[str, Any]
    published_at: datetime | None
    version: int
    level: Level | None = None
    questions: int | None = None
    assigned: int | None = None
    problems: list[ProblemOut] | None = None

    @classmethod
    def of(cls, exam: Exam, **more: Any) -> Self:
        return cls(
            exam_id=exam.exam_id,
            title=exam.title,
            instructions=exam.instructions,
            status=exam.status.value,
            opens_at=exam.opens_at,
            closes_at=exam.closes_at,
            duration_minutes=exam.duration_seconds // 60,
            grace_seconds=exam.grace_seconds,
            attempts_allowed=exam.attempts_allowed,
            pass_percent=exam.pass_percent,
            template=exam.template,
            review_policy=exam.review_policy,
            monitoring_policy=exam.monitoring_policy,
            seb={key: value for key, value in exam.seb.items() if key != "quit_digest"},
            published_at=exam.published_at,
            version=exam.version,
            **more,
        )


class QuestionOut(BaseModel):
    """A question in one version. `regrade_offered`: the exam is published, and attempts may hold an older."""

    question_id: UUID
    version: int
    kind: str
    title: str
    pool: str
    points: Decimal
    position: int
    is_removed: bool
    body: dict[str, Any]
    key: dict[str, Any]
    findings: list[Finding]
    regrade_offered: bool = False

    @classmethod
    def of(cls, row: ExamQuestion, findings: list[Finding], *, regrade_offered: bool = False) -> Self:
        return cls(
            question_id=row.question_id,
            version=row.version,
            kind=row.kind.value,
            title=row.title,
            pool=row.pool,
            points=row.points,
            position=row.position,
            is_removed=row.is_removed,
            body=row.body,
            key=row.key,
            findings=findings,
            regrade_offered=regrade_offered,
        )


class ImportOut(BaseModel):
    """What an import brought, or with `dry_run` would bring. `dropped`: what could not be carried over."""

    format: str
    dry_run: bool
    questions: int
    with_errors: int
    dropped: list[dict[str, str]]
    question_ids: list[UUID]


def question_of(row: ExamQuestion) -> Question:
    """The stored question as the document that formats and lint work on."""
    return Question(
        kind=row.kind,
        points=row.points,
        title=row.title,
        pool=row.pool,
        body=Body.model_validate(row.body),
        key=Key.model_validate(row.key),
    )
