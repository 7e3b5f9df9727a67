"""Veritas: people, exams and their questions, assignments and accommodations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

READ_WRITE = "SELECT, INSERT, UPDATE"
GRANTS = {
    "student_profiles": READ_WRITE,
    "teacher_profiles": READ_WRITE,
    "exams": READ_WRITE,
    "teacher_exam_permissions": "SELECT, INSERT, UPDATE, DELETE",
    # A version of a question stays as it was sat; only its place and its currency change.
    "exam_questions": "SELECT, INSERT, UPDATE (is_current, is_removed, position, pool)",
    "exam_assignments": "SELECT, INSERT, UPDATE, DELETE",
    "accommodations": "SELECT, INSERT, UPDATE (ended_at, updated_at)",
}


def upgrade() -> None:
    rls.create_schema(op, "veritas")
    create_tables()
    for table, privileges in GRANTS.items():
        rls.enable_rls(op, f"veritas.{table}")
        rls.grant(op, f"veritas.{table}", "assay_app", privileges)
    # Across organisations: which windows are over.
    rls.grant(
        op, "veritas.exams", "assay_system", "SELECT (exam_id, org_id, grace_seconds, closes_at, status)"
    )


def downgrade() -> None:
    op.execute("DROP SCHEMA veritas CASCADE")


def create_tables() -> None:

    op.create_table(
        "exams",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("instructions", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                "closed",
                "archived",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_seconds", sa.Integer(), nullable=False),
        sa.Column("grace_seconds", sa.Integer(), nullable=False),
        sa.Column("attempts_allowed", sa.Integer(), nullable=False),
        sa.Column("pass_percent", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column("template", postgresql.JSONB(), nullable=False),
        sa.Column("review_policy", postgresql.JSONB(), nullable=False),
        sa.Column("monitoring_policy", postgresql.JSONB(), nullable=False),
        sa.Column("seb", postgresql.JSONB(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("attempts_allowed BETWEEN 1 AND 100", name=op.f("ck_exams_attempts_allowed")),
        sa.CheckConstraint(
            "duration_seconds BETWEEN 60 AND 86400", name=op.f("ck_exams_duration_within_a_day")
        ),
        sa.CheckConstraint("grace_seconds BETWEEN 0 AND 600", name=op.f("ck_exams_grace_is_short")),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_exams_window_in_order")),
        sa.CheckConstraint(
            "pass_percent BETWEEN 0 AND 100", name=op.f("ck_exams_pass_percent_is_a_percentage")
        ),
        sa.PrimaryKeyConstraint("exam_id", name="pk_exams"),
        schema="veritas",
    )
    op.create_index("ix_exams_org_id_exam_id", "exams", ["org_id", "exam_id"], unique=False, schema="veritas")
    op.create_index(
        "ix_exams_org_id_status_closes_at",
        "exams",
        ["org_id", "status", "closes_at"],
        unique=False,
        schema="veritas",
    )
    op.create_table(
        "student_profiles",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("groups", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_minor", sa.Boolean(), nullable=False),
        sa.Column("guardian_consent_by", sa.String(), nullable=True),
        sa.Column("guardian_consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("exams_taken", sa.Integer(), nullable=False),
        sa.Column("total_score", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("total_max", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("mean_percent", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column(
            "dropout_risk",
            sa.Enum(
                "low",
                "medium",
                "high",
                name="dropout_risk",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("dropout_score", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column("dropout_reasons", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "dropout_score BETWEEN 0 AND 100", name=op.f("ck_student_profiles_dropout_score_within_range")
        ),
        sa.CheckConstraint("exams_taken >= 0", name=op.f("ck_student_profiles_exams_taken_not_negative")),
        sa.CheckConstraint(
            "mean_percent BETWEEN 0 AND 100", name=op.f("ck_student_profiles_mean_percent_is_a_percentage")
        ),
        sa.PrimaryKeyConstraint("student_id", name="pk_student_profiles"),
        schema="veritas",
    )
    op.create_index(
        "ix_student_profiles_org_id_student_id",
        "student_profiles",
        ["org_id", "student_id"],
        unique=False,
        schema="veritas",
    )
    op.create_table(
        "teacher_profiles",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("teacher_id", name="pk_teacher_profiles"),
        schema="veritas",
    )
    op.create_index(
        "ix_teacher_profiles_org_id_teacher_id",
        "teacher_profiles",
        ["org_id", "teacher_id"],
        unique=False,
        schema="veritas",
    )
    op.create_table(
        "accommodations",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("accommodation_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=True),
        sa.Column("group_name", sa.String(), nullable=True),
        sa.Column("student_id", sa.Uuid(), nullable=True),
        sa.Column("measures", postgresql.JSONB(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("granted_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(group_name, student_id) <= 1 AND num_nonnulls(exam_id, group_name, student_id) >= 1 AND NOT (exam_id IS NOT NULL AND student_id IS NOT NULL)",
            name=op.f("ck_accommodations_scope"),
        ),
        sa.ForeignKeyConstraint(["exam_id"], ["veritas.exams.exam_id"], name="fk_accommodations_exam_id"),
        sa.PrimaryKeyConstraint("accommodation_id", name="pk_accommodations"),
        schema="veritas",
    )
    op.create_index(
        "ix_accommodations_org_id",
        "accommodations",
        ["org_id", "exam_id", "group_name", "student_id"],
        unique=False,
        schema="veritas",
    )
    op.create_table(
        "exam_assignments",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("accommodations", postgresql.JSONB(), nullable=False),
        sa.Column("assigned_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["veritas.exams.exam_id"], name="fk_exam_assignments_exam_id"),
        sa.ForeignKeyConstraint(
            ["student_id"], ["veritas.student_profiles.student_id"], name="fk_exam_assignments_student_id"
        ),
        sa.PrimaryKeyConstraint("student_id", "exam_id", name="pk_exam_assignments"),
        schema="veritas",
    )
    op.create_index(
        "ix_exam_assignments_org_id_exam_id",
        "exam_assignments",
        ["org_id", "exam_id", "student_id"],
        unique=False,
        schema="veritas",
    )
    op.create_index(
        "ix_exam_assignments_org_id_student_id",
        "exam_assignments",
        ["org_id", "student_id", "exam_id"],
        unique=False,
        schema="veritas",
    )
    op.create_table(
        "exam_questions",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("pool", sa.String(), nullable=False),
        sa.Column("title", sa.String(), server_default="", nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "single_choice",
                "multiple_choice",
                "numeric",
                "short_text",
                "long_text",
                "formula",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("points", sa.Numeric(precision=8, scale=3), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("key", postgresql.JSONB(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_exam_questions_points_positive")),
        sa.CheckConstraint("version > 0", name=op.f("ck_exam_questions_version_positive")),
        sa.ForeignKeyConstraint(["exam_id"], ["veritas.exams.exam_id"], name="fk_exam_questions_exam_id"),
        sa.PrimaryKeyConstraint("question_id", "version", name="pk_exam_questions"),
        schema="veritas",
    )
    op.create_index(
        "ix_exam_questions_org_id_exam_id",
        "exam_questions",
        ["org_id", "exam_id", "position", "question_id", "version"],
        unique=False,
        schema="veritas",
    )
    op.create_index(
        "ux_exam_questions_current",
        "exam_questions",
        ["question_id"],
        unique=True,
        schema="veritas",
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "teacher_exam_permissions",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "view", "grade", "manage", name="level", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("granted_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["exam_id"], ["veritas.exams.exam_id"], name="fk_teacher_exam_permissions_exam_id"
        ),
        sa.ForeignKeyConstraint(
            ["teacher_id"],
            ["veritas.teacher_profiles.teacher_id"],
            name="fk_teacher_exam_permissions_teacher_id",
        ),
        sa.PrimaryKeyConstraint("exam_id", "teacher_id", name="pk_teacher_exam_permissions"),
        schema="veritas",
    )
    op.create_index(
        "ix_teacher_exam_permissions_org_id_teacher_id",
        "teacher_exam_permissions",
        ["org_id", "teacher_id", "exam_id"],
        unique=False,
        schema="veritas",
    )
