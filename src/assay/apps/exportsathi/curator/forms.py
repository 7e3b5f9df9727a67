"""What a curator may send about facts, by API, page or file: one form for each table, read the same way."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from assay.apps.exportsathi.facts import kinds
from assay.apps.exportsathi.facts.kinds import Kind
from assay.apps.exportsathi.facts.rules import ATTRIBUTES, Policy, Scheme
from assay.apps.exportsathi.models.facts import (
    BenefitOverlay,
    CertificationRule,
    DutyBenefit,
    ExportPolicy,
    Fact,
    ReferenceFact,
)
from assay.apps.exportsathi.sources.forms import Slug
from assay.kernel.web.messages import field_messages

Line = Annotated[str, Field(pattern=r"^[0-9]{8}$", examples=["11051000"])]
Entry = Annotated[str, Field(pattern=r"^[0-9]{4,10}$", examples=["11051000"])]
Prefix = Annotated[str, Field(pattern=r"^[0-9]{2,10}$")]
Place = Annotated[str, Field(pattern=r"^(\*|[A-Z]{2,8})$")]
Short = Annotated[str, Field(min_length=1, max_length=300)]
Sentence = Annotated[str, Field(min_length=1, max_length=1000)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
Days = Annotated[int, Field(ge=0, le=2000)]
Chapter = Annotated[int, Field(ge=1, le=99)]


class FactForm(BaseModel):
    """What every fact is sent with. `valid_from`, `valid_to`: first and last day, empty: open."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    MODEL: ClassVar[type[Fact]]
    KEY: ClassVar[tuple[str, ...]]
    """What names the fact: with the same, a row is about the same thing."""

    source_id: Slug
    valid_from: date | None = None
    valid_to: date | None = None
    is_verified: bool = False
    note: Annotated[str, Field(max_length=1000)] = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("The last day lies before the first.")
        return self

    def columns(self) -> dict[str, Any]:
        return self.model_dump(mode="python", exclude={"table"})

    def key(self) -> tuple[str, ...]:
        return tuple(str(getattr(self, name)) for name in self.KEY)


class PolicyForm(FactForm):
    MODEL, KEY = ExportPolicy, ("line",)

    table: Literal["policy"] = "policy"
    line: Line
    policy: Policy | None = None
    condition: Annotated[str, Field(max_length=2000)] = ""
    scomet: bool = False


class RateForm(FactForm):
    MODEL, KEY = DutyBenefit, ("scheme", "entry")

    table: Literal["rates"] = "rates"
    scheme: Scheme
    entry: Entry
    description: Short
    rate: Annotated[Decimal, Field(ge=0, le=100, decimal_places=4, examples=["3.9"])]
    cap: Amount | None = None
    unit: Annotated[str, Field(max_length=20, examples=["kg"])] = ""

    @model_validator(mode="after")
    def _unit_of_cap(self) -> Self:
        if self.cap is not None and not self.unit:
            raise ValueError("A cap needs the unit it is for.")
        return self


class OverlayForm(FactForm):
    MODEL, KEY = BenefitOverlay, ("scheme", "first_chapter", "last_chapter")

    table: Literal["overlays"] = "overlays"
    scheme: Scheme
    factor: Annotated[Decimal, Field(ge=0, le=10, decimal_places=4, examples=["0.5"])]
    first_chapter: Chapter
    last_chapter: Chapter

    @model_validator(mode="after")
    def _chapters_in_order(self) -> Self:
        if self.first_chapter > self.last_chapter:
            raise ValueError("The last chapter lies before the first.")
        return self


class RuleForm(FactForm):
    MODEL, KEY = CertificationRule, ("rule_id",)

    table: Literal["rules"] = "rules"
    rule_id: Slug
    certificate_id: Slug
    name: Short
    authority: Short
    legal_basis: Short
    prefixes: tuple[Prefix, ...] = ()
    attributes: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    excludes: tuple[Prefix, ...] = ()
    destinations: Annotated[tuple[Place, ...], Field(min_length=1)] = ("*",)
    cost_low: Amount
    cost_high: Amount
    days_low: Days
    days_high: Days
    blocking: bool = False
    steps: tuple[Sentence, ...] = ()
    labs: tuple[Short, ...] = ()
    subsidies: tuple[Sentence, ...] = ()
    needs: tuple[Slug, ...] = ()

    @field_validator("attributes", "requires")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [one for one in value if one not in ATTRIBUTES]
        if unknown:
            raise ValueError(f"There is no attribute {unknown[0]}.")
        return value

    @model_validator(mode="after")
    def _ranges_in_order(self) -> Self:
        if self.cost_low > self.cost_high or self.days_low > self.days_high:
            raise ValueError("A range ends before it begins.")
        return self

    def columns(self) -> dict[str, Any]:
        lists = {"prefixes", "attributes", "requires", "excludes", "destinations"}
        lists |= {"steps", "labs", "subsidies", "needs"}
        return {name: list(value) if name in lists else value for name, value in super().columns().items()}


class SmallForm(FactForm):
    """A fact of one of the small kinds; `value` fits the type of `kind`."""

    MODEL, KEY = ReferenceFact, ("kind", "key_")

    table: Literal["small"] = "small"
    kind: Kind
    key_: Annotated[str, Field(alias="key", min_length=1, max_length=80, pattern=r"^[A-Za-z0-9-]+$")]
    value: dict[str, Any]

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        try:
            kinds.read(self.kind, self.value)
        except ValidationError as error:
            name, text = next(iter(field_messages(error.errors(include_url=False)).items()))
            raise ValueError(f"value.{name}: {text}") from None
        return self

    def columns(self) -> dict[str, Any]:
        own = super().columns()
        own["key"] = own.pop("key_")
        own["value"] = kinds.written(kinds.read(self.kind, self.value))
        return own


AnyForm = PolicyForm | RateForm | OverlayForm | RuleForm | SmallForm
Sent = Annotated[AnyForm, Field(discriminator="table")]
FORMS: Mapping[str, type[AnyForm]] = {
    "policy": PolicyForm,
    "rates": RateForm,
    "overlays": OverlayForm,
    "rules": RuleForm,
    "small": SmallForm,
}
MODELS: Mapping[str, type[Fact]] = {name: form.MODEL for name, form in FORMS.items()}
LISTS = frozenset(
    {"prefixes", "attributes", "requires", "excludes", "destinations", "steps", "labs", "subsidies", "needs"}
)


def table_of(row: Fact) -> str:
    return next(name for name, model in MODELS.items() if isinstance(row, model))


def form_of(row: Fact) -> AnyForm:
    """A stored fact as the form it could have been sent with."""
    form = FORMS[table_of(row)]
    names = [name for name in form.model_fields if name != "table"]
    return form.model_validate({name: getattr(row, column_of(name)) for name in names})


def column_of(name: str) -> str:
    """The column that a field of a form fills."""
    return name.rstrip("_")


class FactOut(BaseModel):
    """A fact as it is stored. `fact` is what it could be sent with; `standing` is that of today."""

    fact_id: str
    fact: Sent
    standing: str
    withdrawn: bool
    replaced_by: str | None
    version: int


class ImportOut(BaseModel):
    """What a file brings. Errors are lines of the file, from 2; with any, nothing is stored."""

    table: str
    dry_run: bool
    rows: int
    sha256: str
    new: int
    changed: int
    same: int
    stored: bool
    errors: list[dict[str, str]] = []
    examples: list[dict[str, str]] = []
    """Some of what changes: which fact, what it was, what it becomes."""


class ImportForm(BaseModel):
    """Which table a file fills and what it stands on. `rows`, `sha256`: what it must be, if said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: Literal["policy", "rates", "overlays", "rules", "small"]
    source_id: Slug
    dry_run: bool = False
    rows: Annotated[int | None, Field(ge=0)] = None
    sha256: Annotated[str, Field(pattern=r"^([0-9a-fA-F]{64})?$")] = ""
