"""Dated facts: export policy, benefits, certificates, and the small ones of one table.

Every fact stands on a source of its organisation and holds from day to day (ends included, None: open). What
was once in force is never rewritten: a change is a row that begins later and ends its predecessor; a row that
was wrong from the start is withdrawn and stays, unused.
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Numeric,
    String,
    column,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from assay.apps.exportsathi.facts.rules import Policy, Scheme
from assay.kernel.db.base import Base, Json, Timestamped, checked_enum, reference
from assay.kernel.ids import uuid7

NOT_WITHDRAWN = "withdrawn_at IS NULL"


def _days() -> ColumnElement[object]:
    return func.daterange(column("valid_from"), column("valid_to"), text("'[]'"))


def _in_force_once(name: str, *same: str) -> ExcludeConstraint:
    """No two rows that are the same in `same` hold on one day."""
    return ExcludeConstraint(
        *((column(one), "=") for one in ("org_id", *same)),
        (_days(), "&&"),
        name=name,
        where=text(NOT_WITHDRAWN),
        using="gist",
    )


def _constraints(table: str) -> tuple[CheckConstraint | ForeignKeyConstraint | Index, ...]:
    return (
        CheckConstraint("valid_from <= valid_to", name="days_in_order"),
        ForeignKeyConstraint(
            ["org_id", "source_id"],
            ["exportsathi.sources.org_id", "exportsathi.sources.source_id"],
            name=f"fk_{table}_source",
        ),
        Index(f"ix_{table}_org_id_source_id", "org_id", "source_id"),
    )


class Fact(Timestamped):
    """What every fact has. `is_verified`: somebody compared this row with the original.

    `note` says what is doubtful about it. `pack` names the file it came with, empty: written or imported by a
    curator. `version` counts the changes of this row.
    """

    __tablename__: str

    org_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-90)
    fact_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-80)
    source_id: Mapped[str] = mapped_column(sort_order=80)
    valid_from: Mapped[date | None] = mapped_column(sort_order=81)
    valid_to: Mapped[date | None] = mapped_column(sort_order=82)
    is_verified: Mapped[bool] = mapped_column(default=False, sort_order=83)
    note: Mapped[str] = mapped_column(default="", sort_order=84)
    pack: Mapped[str] = mapped_column(default="", sort_order=85)
    withdrawn_at: Mapped[datetime | None] = mapped_column(sort_order=86)
    version: Mapped[int] = mapped_column(default=1, sort_order=87)
    replaced_by: Mapped[UUID | None] = mapped_column(sort_order=88)
    """The row that ended or corrected this one."""


class ExportPolicy(Fact, Base):
    """Export policy of a line of eight digits. `policy` None: the source could not be read for the line."""

    __tablename__ = "export_policy"
    __table_args__ = (
        CheckConstraint("line ~ '^[0-9]{8}$'", name="line_of_eight_digits"),
        *_constraints("export_policy"),
        Index(
            "ux_export_policy_line",
            "org_id",
            "line",
            "valid_from",
            unique=True,
            postgresql_where=text(NOT_WITHDRAWN),
            postgresql_nulls_not_distinct=True,
        ),
        {"schema": "exportsathi", "info": reference()},
    )

    line: Mapped[str]
    policy: Mapped[Policy | None] = mapped_column(checked_enum(Policy, "policy"))
    condition: Mapped[str] = mapped_column(default="")
    scomet: Mapped[bool] = mapped_column(default=False)


class DutyBenefit(Fact, Base):
    """A rate of RoDTEP or drawback. `rate`: per cent of FOB; `cap`: rupees for each `unit`, None: no cap."""

    __tablename__ = "duty_benefits"
    __table_args__ = (
        CheckConstraint("entry ~ '^[0-9]{4,10}$'", name="entry_of_digits"),
        CheckConstraint("rate BETWEEN 0 AND 100", name="rate_within_range"),
        CheckConstraint("cap >= 0", name="cap_not_negative"),
        *_constraints("duty_benefits"),
        _in_force_once("ex_duty_benefits_in_force_once", "scheme", "entry"),
        Index("ix_duty_benefits_entry", "org_id", "entry"),
        {"schema": "exportsathi", "info": reference()},
    )

    scheme: Mapped[Scheme] = mapped_column(checked_enum(Scheme, "scheme"))
    entry: Mapped[str]
    description: Mapped[str]
    rate: Mapped[Decimal] = mapped_column(Numeric(7, 4))
    cap: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    unit: Mapped[str] = mapped_column(default="")


class BenefitOverlay(Fact, Base):
    """A dated change over the rates and caps of a scheme in chapters `first_chapter` to `last_chapter`."""

    __tablename__ = "benefit_overlays"
    __table_args__ = (
        CheckConstraint("factor BETWEEN 0 AND 10", name="factor_within_range"),
        CheckConstraint(
            "first_chapter BETWEEN 1 AND 99 AND last_chapter BETWEEN first_chapter AND 99",
            name="chapters_in_order",
        ),
        *_constraints("benefit_overlays"),
        ExcludeConstraint(
            (column("org_id"), "="),
            (column("scheme"), "="),
            (func.int4range(column("first_chapter"), column("last_chapter"), text("'[]'")), "&&"),
            (_days(), "&&"),
            name="ex_benefit_overlays_in_force_once",
            where=text(NOT_WITHDRAWN),
            using="gist",
        ),
        {"schema": "exportsathi", "info": reference()},
    )

    scheme: Mapped[Scheme] = mapped_column(checked_enum(Scheme, "scheme"))
    factor: Mapped[Decimal] = mapped_column(Numeric(7, 4))
    first_chapter: Mapped[int]
    last_chapter: Mapped[int]


class CertificationRule(Fact, Base):
    """When a certificate is needed, and what it takes.

    A product is meant where one of `prefixes` begins its code or it has one of `attributes` (both empty:
    every product), it has all of `requires`, and none of `excludes` begins its code. `destinations` are
    countries (ISO 3166-1 alpha-2), groups such as `EU` or `GCC`, or `*`. Costs in rupees, days are working
    days.
    """

    __tablename__ = "certification_rules"
    __table_args__ = (
        CheckConstraint("cost_low BETWEEN 0 AND cost_high", name="costs_in_order"),
        CheckConstraint("days_low BETWEEN 0 AND days_high", name="lead_time_in_order"),
        CheckConstraint("cardinality(destinations) > 0", name="some_destination"),
        *_constraints("certification_rules"),
        _in_force_once("ex_certification_rules_in_force_once", "rule_id"),
        {"schema": "exportsathi", "info": reference()},
    )

    rule_id: Mapped[str]
    """Stable slug of the rule; several rules may speak of one certificate."""
    certificate_id: Mapped[str]
    name: Mapped[str]
    authority: Mapped[str]
    legal_basis: Mapped[str]
    prefixes: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    attributes: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    requires: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    excludes: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    destinations: Mapped[list[str]] = mapped_column(ARRAY(String))
    cost_low: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    cost_high: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    days_low: Mapped[int]
    days_high: Mapped[int]
    blocking: Mapped[bool]
    steps: Mapped[list[str]] = mapped_column(JSONB, default=list)
    labs: Mapped[list[str]] = mapped_column(JSONB, default=list)
    subsidies: Mapped[list[str]] = mapped_column(JSONB, default=list)
    needs: Mapped[list[str]] = mapped_column(JSONB, default=list)


class ReferenceFact(Fact, Base):
    """A small dated fact: `kind` and `key` name it, `value` is read by the kind's type (`facts.kinds`)."""

    __tablename__ = "reference_facts"
    __table_args__ = (
        *_constraints("reference_facts"),
        _in_force_once("ex_reference_facts_in_force_once", "kind", "key"),
        {"schema": "exportsathi", "info": reference()},
    )

    kind: Mapped[str]
    key: Mapped[str]
    value: Mapped[Json]
