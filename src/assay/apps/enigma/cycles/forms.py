"""What a caller may send about a cycle."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from assay.apps.enigma.policy import Policy


class CycleForm(BaseModel):
    """A new cycle, or the whole of an edited one. Dates carry their time zone."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    name: Annotated[str, Field(min_length=3, max_length=120, examples=["B.Tech 2027"])]
    max_seats: Annotated[int, Field(ge=1, le=1_000_000, examples=[60])]
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    results_at: AwareDatetime
    exclusive: bool = True
    policy: Policy = Field(default_factory=Policy)

    @field_validator("ends_at")
    @classmethod
    def _ends_after_start(cls, value: datetime, info: ValidationInfo) -> datetime:
        start = info.data.get("starts_at")
        if start is not None and value <= start:
            raise ValueError("The end must come after the start.")
        return value

    @field_validator("results_at")
    @classmethod
    def _results_after_end(cls, value: datetime, info: ValidationInfo) -> datetime:
        end = info.data.get("ends_at")
        if end is not None and value <= end:
            raise ValueError("The results must come after the end of submissions.")
        return value

    @field_validator("policy")
    @classmethod
    def _seats_suffice(cls, value: Policy, info: ValidationInfo) -> Policy:
        seats = info.data.get("max_seats")
        reserved = sum(one.seats for one in value.reserved if one.kind == "vertical")
        if seats is not None and reserved > seats:
            raise ValueError(f"{reserved} seats are reserved, but there are only {seats}.")
        return value

    def values(self) -> dict[str, Any]:
        """The columns of `admission_cycles` this form sets."""
        return {
            "name": self.name,
            "max_seats": self.max_seats,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "results_at": self.results_at,
            "exclusive": self.exclusive,
            "policy": self.policy.document(),
        }


class CycleOut(BaseModel):
    """A cycle as the API shows it. `etag` of the answer is `version`."""

    cycle_id: str
    name: str
    max_seats: int
    starts_at: datetime
    ends_at: datetime
    results_at: datetime
    phase: str
    is_open: bool
    exclusive: bool
    policy: dict[str, Any]
    policy_hash: str | None
    applications_hash: str | None
    version: int


class StepOut(BaseModel):
    """A step: `state` is running, waiting (for people), failed or finished; progress is its job's."""

    action: str
    phase: str
    state: str
    job_id: str | None = None
    done: int = 0
    total: int | None = None
    note: str = ""
    result: dict[str, Any] | None = None
