"""What is sent about templates, and what is answered."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from assay.apps.mathvidya.models.exams import ExamTemplate
from assay.apps.mathvidya.papers.blueprint import Blueprint


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class TemplateForm(_Form):
    """The whole of a template. A changed blueprint makes a new version; papers keep the one they have."""

    name: Annotated[str, Field(min_length=3, max_length=120, examples=["Class X, full paper"])]
    blueprint: Blueprint
    is_offered: bool = True


class NewTemplateForm(TemplateForm):
    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,39}$", examples=["x-board"])]


class TryForm(_Form):
    """A paper nobody sits. Without a seed one is drawn."""

    seed: Annotated[int, Field(ge=0, lt=2**31)] | None = None


class TemplateOut(BaseModel):
    template_id: UUID
    version: int
    code: str
    name: str
    class_level: str
    kind: str
    session: str
    minutes: int
    total: str
    questions: int
    on_screen: bool
    is_offered: bool
    changed_at: datetime
    blueprint: dict[str, Any]

    @classmethod
    def of(cls, row: ExamTemplate) -> Self:
        blueprint = Blueprint.model_validate(row.blueprint)
        return cls(
            template_id=row.template_id,
            version=row.version,
            code=row.code,
            name=row.name,
            class_level=row.class_level.value,
            kind=row.kind.value,
            session=row.session,
            minutes=blueprint.minutes,
            total=str(blueprint.total),
            questions=blueprint.questions,
            on_screen=blueprint.on_screen,
            is_offered=row.is_offered,
            changed_at=row.created_at,
            blueprint=row.blueprint,
        )


class TriedOut(BaseModel):
    """A paper made for a look, key and all. `kin`: two questions come from one template of questions."""

    seed: int
    digest: str
    kin: bool
    snapshot: dict[str, Any]
