"""ExportSathi: policy, benefits, certificates and other dated facts."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLES = ("export_policy", "duty_benefits", "benefit_overlays", "certification_rules", "reference_facts")
NOT_WITHDRAWN = "withdrawn_at IS NULL"
DAYS = sa.func.daterange(sa.column("valid_from"), sa.column("valid_to"), sa.text("'[]'"))


def upgrade() -> None:
    create_policy()
    create_benefits()
    create_rules()
    for table in TABLES:
        rls.enable_rls(op, f"exportsathi.{table}")
        rls.grant(op, f"exportsathi.{table}", "assay_app", "SELECT, INSERT, UPDATE")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table, schema="exportsathi")


def create_fact_table(name: str, *columns: Any) -> None:
    """A table of facts: `columns` between the key and what every fact has."""
    op.create_table(
        name,
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        *(one for one in columns if isinstance(one, sa.Column)),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        *(one for one in columns if not isinstance(one, sa.Column)),
        sa.CheckConstraint("valid_from <= valid_to", name=f"ck_{name}_days_in_order"),
        sa.ForeignKeyConstraint(
            ["org_id", "source_id"],
            ["exportsathi.sources.org_id", "exportsathi.sources.source_id"],
            name=f"fk_{name}_source",
        ),
        sa.PrimaryKeyConstraint("org_id", "fact_id", name=f"pk_{name}"),
        schema="exportsathi",
    )
    op.create_index(f"ix_{name}_org_id_source_id", name, ["org_id", "source_id"], schema="exportsathi")


def in_force_once(name: str, *same: str) -> postgresql.ExcludeConstraint:
    return postgresql.ExcludeConstraint(
        *((sa.column(one), "=") for one in ("org_id", *same)),
        (DAYS, "&&"),
        name=name,
        where=sa.text(NOT_WITHDRAWN),
        using="gist",
    )


def one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def create_policy() -> None:
    create_fact_table(
        "export_policy",
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("policy", one_of("policy", "Free", "Restricted", "Prohibited", "STE"), nullable=True),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("scomet", sa.Boolean(), nullable=False),
        sa.CheckConstraint("line ~ '^[0-9]{8}$'", name=op.f("ck_export_policy_line_of_eight_digits")),
    )
    op.create_index(
        "ux_export_policy_line",
        "export_policy",
        ["org_id", "line", "valid_from"],
        unique=True,
        schema="exportsathi",
        postgresql_where=sa.text(NOT_WITHDRAWN),
        postgresql_nulls_not_distinct=True,
    )


def create_benefits() -> None:
    create_fact_table(
        "duty_benefits",
        sa.Column("scheme", one_of("scheme", "rodtep", "drawback"), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=7, scale=4), nullable=False),
        sa.Column("cap", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.CheckConstraint("entry ~ '^[0-9]{4,10}$'", name=op.f("ck_duty_benefits_entry_of_digits")),
        sa.CheckConstraint("rate BETWEEN 0 AND 100", name=op.f("ck_duty_benefits_rate_within_range")),
        sa.CheckConstraint("cap >= 0", name=op.f("ck_duty_benefits_cap_not_negative")),
        in_force_once("ex_duty_benefits_in_force_once", "scheme", "entry"),
    )
    op.create_index("ix_duty_benefits_entry", "duty_benefits", ["org_id", "entry"], schema="exportsathi")
    create_fact_table(
        "benefit_overlays",
        sa.Column("scheme", one_of("scheme", "rodtep", "drawback"), nullable=False),
        sa.Column("factor", sa.Numeric(precision=7, scale=4), nullable=False),
        sa.Column("first_chapter", sa.Integer(), nullable=False),
        sa.Column("last_chapter", sa.Integer(), nullable=False),
        sa.CheckConstraint("factor BETWEEN 0 AND 10", name=op.f("ck_benefit_overlays_factor_within_range")),
        sa.CheckConstraint(
            "first_chapter BETWEEN 1 AND 99 AND last_chapter BETWEEN first_chapter AND 99",
            name=op.f("ck_benefit_overlays_chapters_in_order"),
        ),
        postgresql.ExcludeConstraint(
            (sa.column("org_id"), "="),
            (sa.column("scheme"), "="),
            (sa.func.int4range(sa.column("first_chapter"), sa.column("last_chapter"), sa.text("'[]'")), "&&"),
            (DAYS, "&&"),
            name="ex_benefit_overlays_in_force_once",
            where=sa.text(NOT_WITHDRAWN),
            using="gist",
        ),
    )


def create_rules() -> None:
    create_fact_table(
        "certification_rules",
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("certificate_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("legal_basis", sa.String(), nullable=False),
        *(
            sa.Column(name, postgresql.ARRAY(sa.String()), nullable=False)
            for name in ("prefixes", "attributes", "requires", "excludes", "destinations")
        ),
        sa.Column("cost_low", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("cost_high", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("days_low", sa.Integer(), nullable=False),
        sa.Column("days_high", sa.Integer(), nullable=False),
        sa.Column("blocking", sa.Boolean(), nullable=False),
        *(
            sa.Column(name, postgresql.JSONB(), nullable=False)
            for name in ("steps", "labs", "subsidies", "needs")
        ),
        sa.CheckConstraint(
            "cost_low BETWEEN 0 AND cost_high", name=op.f("ck_certification_rules_costs_in_order")
        ),
        sa.CheckConstraint(
            "days_low BETWEEN 0 AND days_high", name=op.f("ck_certification_rules_lead_time_in_order")
        ),
        sa.CheckConstraint(
            "cardinality(destinations) > 0", name=op.f("ck_certification_rules_some_destination")
        ),
        in_force_once("ex_certification_rules_in_force_once", "rule_id"),
    )
    create_fact_table(
        "reference_facts",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        in_force_once("ex_reference_facts_in_force_once", "kind", "key"),
    )
