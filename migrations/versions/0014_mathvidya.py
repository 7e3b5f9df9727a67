"""Mathvidya: people, settings, notices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

READ_WRITE = "SELECT, INSERT, UPDATE"
READ_WRITE_DELETE = f"{READ_WRITE}, DELETE"
GRANTS = {
    "holidays": READ_WRITE_DELETE,
    "system_config": READ_WRITE_DELETE,
    "notifications": "SELECT, INSERT, UPDATE (read_at)",
    "student_profiles": READ_WRITE,
    "teacher_profiles": READ_WRITE,
    "teacher_leave": READ_WRITE_DELETE,
    "teacher_conflicts": READ_WRITE_DELETE,
    "parent_student_mappings": READ_WRITE,
}
# Across organisations: what is due, and whose it is.
SYSTEM = {
    "holidays": "org_id, day",
}


def upgrade() -> None:
    rls.create_schema(op, "mathvidya")
    create_tables()
    for table, privileges in GRANTS.items():
        rls.enable_rls(op, f"mathvidya.{table}")
        rls.grant(op, f"mathvidya.{table}", "assay_app", privileges)
    for table, columns in SYSTEM.items():
        rls.grant(op, f"mathvidya.{table}", "assay_system", f"SELECT ({columns})")


def downgrade() -> None:
    op.execute("DROP SCHEMA mathvidya CASCADE")


def create_tables() -> None:
    op.create_table(
        "holidays",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "day", name="pk_holidays"),
        schema="mathvidya",
    )
    op.create_table(
        "system_config",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "key", name="pk_system_config"),
        schema="mathvidya",
    )
    op.create_table(
        "notifications",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("href", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("notification_id", name="pk_notifications"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_notifications_org_id_account_id",
        "notifications",
        ["org_id", "account_id", "made_at", "notification_id"],
        unique=False,
        schema="mathvidya",
    )
    op.create_index(
        "ux_notifications_key",
        "notifications",
        ["org_id", "account_id", "key"],
        unique=True,
        schema="mathvidya",
    )
    op.create_table(
        "student_profiles",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "class_level",
            sa.Enum("X", "XII", name="class_level", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("needs_substitutes", sa.Boolean(), nullable=False),
        sa.Column("leaderboard_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leaderboard_consent", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("student_id", name="pk_student_profiles"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_student_profiles_org_id_class_level",
        "student_profiles",
        ["org_id", "class_level", "student_id"],
        unique=False,
        schema="mathvidya",
    )
    op.create_index(
        "ix_student_profiles_org_id_student_id",
        "student_profiles",
        ["org_id", "student_id"],
        unique=False,
        schema="mathvidya",
    )
    op.create_table(
        "teacher_profiles",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("classes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "capacity BETWEEN 0 AND 500", name=op.f("ck_teacher_profiles_capacity_within_range")
        ),
        sa.PrimaryKeyConstraint("teacher_id", name="pk_teacher_profiles"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_teacher_profiles_org_id_teacher_id",
        "teacher_profiles",
        ["org_id", "teacher_id"],
        unique=False,
        schema="mathvidya",
    )
    op.create_table(
        "teacher_leave",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("leave_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_teacher_leave_days_in_order")),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["mathvidya.teacher_profiles.teacher_id"], name="fk_teacher_leave_teacher_id"
        ),
        sa.PrimaryKeyConstraint("leave_id", name="pk_teacher_leave"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_teacher_leave_org_id_teacher_id",
        "teacher_leave",
        ["org_id", "teacher_id", "last_day"],
        unique=False,
        schema="mathvidya",
    )
    op.create_table(
        "teacher_conflicts",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["mathvidya.teacher_profiles.teacher_id"], name="fk_teacher_conflicts_teacher_id"
        ),
        sa.PrimaryKeyConstraint("teacher_id", "student_id", name="pk_teacher_conflicts"),
        schema="mathvidya",
    )
    op.create_table(
        "parent_student_mappings",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("parent_account_id", sa.Uuid(), nullable=False),
        sa.Column("parent_name", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "confirmed",
                "ended",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence", postgresql.JSONB(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "NOT is_primary OR state = 'confirmed'",
            name=op.f("ck_parent_student_mappings_primary_is_confirmed"),
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR (confirmed_at IS NOT NULL AND consent_at IS NOT NULL)",
            name=op.f("ck_parent_student_mappings_confirmed_with_consent"),
        ),
        sa.CheckConstraint("parent_id <> student_id", name=op.f("ck_parent_student_mappings_not_oneself")),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["mathvidya.student_profiles.student_id"],
            name="fk_parent_student_mappings_student_id",
        ),
        sa.PrimaryKeyConstraint("student_id", "parent_id", name="pk_parent_student_mappings"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_parent_student_mappings_org_id_parent_id",
        "parent_student_mappings",
        ["org_id", "parent_id", "student_id"],
        unique=False,
        schema="mathvidya",
    )
    op.create_index(
        "ux_parent_student_mappings_primary",
        "parent_student_mappings",
        ["student_id"],
        unique=True,
        schema="mathvidya",
        postgresql_where=sa.text("is_primary"),
    )
