"""Mathvidya: quality of marking, and what is computed of results."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

READ_WRITE = "SELECT, INSERT, UPDATE"
READ_WRITE_DELETE = f"{READ_WRITE}, DELETE"
GRANTS = {
    "saved_comments": READ_WRITE_DELETE,
    "seed_scripts": READ_WRITE,
    "mark_checks": "SELECT, INSERT",
    "unit_mastery": READ_WRITE_DELETE,
    "forecasts": READ_WRITE_DELETE,
    "leaderboard_entries": READ_WRITE_DELETE,
}


def upgrade() -> None:
    create_tables()
    for table, privileges in GRANTS.items():
        rls.enable_rls(op, f"mathvidya.{table}")
        rls.grant(op, f"mathvidya.{table}", "assay_app", privileges)


def downgrade() -> None:
    op.drop_table("leaderboard_entries", schema="mathvidya")
    op.drop_table("forecasts", schema="mathvidya")
    op.drop_table("unit_mastery", schema="mathvidya")
    op.drop_table("mark_checks", schema="mathvidya")
    op.drop_table("seed_scripts", schema="mathvidya")
    op.drop_table("saved_comments", schema="mathvidya")


def create_tables() -> None:
    op.create_table(
        "saved_comments",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["mathvidya.teacher_profiles.teacher_id"], name="fk_saved_comments_teacher_id"
        ),
        sa.PrimaryKeyConstraint("comment_id", name="pk_saved_comments"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_saved_comments_org_id_teacher_id",
        "saved_comments",
        ["org_id", "teacher_id", "comment_id"],
        unique=False,
        schema="mathvidya",
    )
    op.create_table(
        "seed_scripts",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("seed_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("class_level", sa.String(), nullable=False),
        sa.Column("agreed", postgresql.JSONB(), nullable=False),
        sa.Column("agreed_score", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("tolerance", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("tolerance >= 0", name=op.f("ck_seed_scripts_tolerance_not_negative")),
        sa.PrimaryKeyConstraint("seed_id", name="pk_seed_scripts"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_seed_scripts_org_id_class_level",
        "seed_scripts",
        ["org_id", "class_level", "seed_id"],
        unique=False,
        schema="mathvidya",
    )
    op.create_table(
        "mark_checks",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("given", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("reference", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("within", sa.Boolean(), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("check_id", name="pk_mark_checks"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_mark_checks_org_id_teacher_id",
        "mark_checks",
        ["org_id", "teacher_id", "made_at"],
        unique=False,
        schema="mathvidya",
    )
    op.create_index(
        "ux_mark_checks_evaluation_id",
        "mark_checks",
        ["org_id", "evaluation_id", "kind"],
        unique=True,
        schema="mathvidya",
    )
    op.create_table(
        "unit_mastery",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("exams", sa.Integer(), nullable=False),
        sa.Column("earned", sa.Numeric(precision=10, scale=1), nullable=False),
        sa.Column("possible", sa.Numeric(precision=10, scale=1), nullable=False),
        sa.Column("mastery", sa.Numeric(precision=6, scale=4), nullable=False),
        sa.Column("low", sa.Numeric(precision=6, scale=4), nullable=False),
        sa.Column("high", sa.Numeric(precision=6, scale=4), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "earned >= 0 AND earned <= possible", name=op.f("ck_unit_mastery_earned_within_possible")
        ),
        sa.CheckConstraint(
            "low <= mastery AND mastery <= high", name=op.f("ck_unit_mastery_interval_holds_mastery")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["mathvidya.student_profiles.student_id"], name="fk_unit_mastery_student_id"
        ),
        sa.PrimaryKeyConstraint("student_id", "unit", name="pk_unit_mastery"),
        schema="mathvidya",
    )
    op.create_table(
        "forecasts",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("exams", sa.Integer(), nullable=False),
        sa.Column("low", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("middle", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("high", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("trend", postgresql.JSONB(), nullable=False),
        sa.Column("practice", postgresql.JSONB(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("low <= middle AND middle <= high", name=op.f("ck_forecasts_range_in_order")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["mathvidya.student_profiles.student_id"], name="fk_forecasts_student_id"
        ),
        sa.PrimaryKeyConstraint("student_id", name="pk_forecasts"),
        schema="mathvidya",
    )
    op.create_table(
        "leaderboard_entries",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("class_level", sa.String(), nullable=False),
        sa.Column("shown_as", sa.String(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "percent BETWEEN 0 AND 100", name=op.f("ck_leaderboard_entries_percent_is_a_percentage")
        ),
        sa.CheckConstraint("points = percent * 1000", name=op.f("ck_leaderboard_entries_points_are_percent")),
        sa.ForeignKeyConstraint(
            ["student_id"],
            ["mathvidya.student_profiles.student_id"],
            name="fk_leaderboard_entries_student_id",
        ),
        sa.PrimaryKeyConstraint("student_id", "template_id", name="pk_leaderboard_entries"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_leaderboard_entries_org_id_template_id",
        "leaderboard_entries",
        ["org_id", "template_id", "points", "student_id"],
        unique=False,
        schema="mathvidya",
    )
