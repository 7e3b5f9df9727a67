"""Mathvidya: plans, and what is used of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

READ_WRITE = "SELECT, INSERT, UPDATE"
GRANTS = {
    "subscription_plans": READ_WRITE,
    "subscriptions": "SELECT, INSERT, UPDATE (state, days, cancelled_at, payment_reference, updated_at)",
    "subscription_usage": "SELECT, INSERT, UPDATE (allowed, reserved, used)",
    "usage_entries": "SELECT, INSERT, UPDATE (state, settled_at, subscription_id, starts_on, reserved_at)",
}
# Across organisations: what is due, and whose it is.
SYSTEM = {
    "usage_entries": "org_id, student_id, key, state, reserved_at",
}


def upgrade() -> None:
    # Trusted since PostgreSQL 13: the owner of the database may create it. Holds one plan at a time.
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    create_tables()
    for table, privileges in GRANTS.items():
        rls.enable_rls(op, f"mathvidya.{table}")
        rls.grant(op, f"mathvidya.{table}", "assay_app", privileges)
    for table, columns in SYSTEM.items():
        rls.grant(op, f"mathvidya.{table}", "assay_system", f"SELECT ({columns})")


def downgrade() -> None:
    op.drop_table("usage_entries", schema="mathvidya")
    op.drop_table("subscription_usage", schema="mathvidya")
    op.drop_table("subscriptions", schema="mathvidya")
    op.drop_table("subscription_plans", schema="mathvidya")


def create_tables() -> None:
    op.create_table(
        "subscription_plans",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("monthly_exams", sa.Integer(), nullable=False),
        sa.Column("mcq_only", sa.Boolean(), nullable=False),
        sa.Column("unit_practice", sa.Boolean(), nullable=False),
        sa.Column("leaderboard", sa.Boolean(), nullable=False),
        sa.Column("sla_hours", sa.Integer(), nullable=False),
        sa.Column("price_month", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("price_year", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "monthly_exams BETWEEN 1 AND 10000", name=op.f("ck_subscription_plans_monthly_exams_within_range")
        ),
        sa.CheckConstraint(
            "price_month >= 0 AND price_year >= 0", name=op.f("ck_subscription_plans_prices_not_negative")
        ),
        sa.CheckConstraint(
            "sla_hours BETWEEN 1 AND 1000", name=op.f("ck_subscription_plans_sla_hours_within_range")
        ),
        sa.PrimaryKeyConstraint("plan_id", name="pk_subscription_plans"),
        schema="mathvidya",
    )
    op.create_index(
        "ux_subscription_plans_code",
        "subscription_plans",
        ["org_id", "code"],
        unique=True,
        schema="mathvidya",
    )
    op.create_table(
        "subscriptions",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("days", postgresql.DATERANGE(), nullable=False),
        sa.Column(
            "billing",
            sa.Enum("month", "year", name="billing", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "active", "cancelled", name="state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("terms", postgresql.JSONB(), nullable=False),
        sa.Column("price", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("payment_reference", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("student_id"), "="),
            (sa.column("days"), "&&"),
            where=sa.text("state = 'active'"),
            using="gist",
            name="ex_subscriptions_one_at_a_time",
        ),
        sa.CheckConstraint(
            "NOT isempty(days) AND NOT lower_inf(days)", name=op.f("ck_subscriptions_days_begin")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["mathvidya.subscription_plans.plan_id"], name="fk_subscriptions_plan_id"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["mathvidya.student_profiles.student_id"], name="fk_subscriptions_student_id"
        ),
        sa.PrimaryKeyConstraint("student_id", "subscription_id", name="pk_subscriptions"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_subscriptions_org_id_student_id",
        "subscriptions",
        ["org_id", "student_id", "subscription_id"],
        unique=False,
        schema="mathvidya",
    )
    op.create_table(
        "subscription_usage",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.CheckConstraint("reserved + used <= allowed", name=op.f("ck_subscription_usage_within_allowed")),
        sa.CheckConstraint(
            "reserved >= 0 AND used >= 0", name=op.f("ck_subscription_usage_counters_not_negative")
        ),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_subscription_usage_period_in_order")),
        sa.ForeignKeyConstraint(
            ["student_id", "subscription_id"],
            ["mathvidya.subscriptions.student_id", "mathvidya.subscriptions.subscription_id"],
            name="fk_subscription_usage_student_id_subscription_id",
        ),
        sa.PrimaryKeyConstraint("student_id", "subscription_id", "starts_on", name="pk_subscription_usage"),
        schema="mathvidya",
    )
    op.create_table(
        "usage_entries",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "reserved",
                "committed",
                "released",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reserved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["student_id", "subscription_id", "starts_on"],
            [
                "mathvidya.subscription_usage.student_id",
                "mathvidya.subscription_usage.subscription_id",
                "mathvidya.subscription_usage.starts_on",
            ],
            name="fk_usage_entries_student_id_subscription_id_starts_on",
        ),
        sa.PrimaryKeyConstraint("student_id", "key", name="pk_usage_entries"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_usage_entries_reserved",
        "usage_entries",
        ["reserved_at"],
        unique=False,
        schema="mathvidya",
        postgresql_where=sa.text("state = 'reserved'"),
    )
