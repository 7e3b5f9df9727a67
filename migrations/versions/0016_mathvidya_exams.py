"""Mathvidya: questions, papers, exams."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

READ_WRITE = "SELECT, INSERT, UPDATE"
GRANTS = {
    "questions": "SELECT, INSERT, UPDATE (is_current, is_retired, uses)",
    "exam_templates": "SELECT, INSERT, UPDATE (is_current, is_offered, name, updated_at)",
    "exam_instances": (
        "SELECT, INSERT, UPDATE (status, started_at, deadline_at, uploads_until, submitted_at, closed_by,"
        " on_screen_score, written_score, score, marked_at, result, receipt_entry, updated_at)"
    ),
}
# Across organisations: what is due, and whose it is.
SYSTEM = {
    "exam_instances": "org_id, student_id, exam_id, usage_key, status, deadline_at, uploads_until, marked_at",
}


def upgrade() -> None:
    create_tables()
    for table, privileges in GRANTS.items():
        rls.enable_rls(op, f"mathvidya.{table}")
        rls.grant(op, f"mathvidya.{table}", "assay_app", privileges)
    for table, columns in SYSTEM.items():
        rls.grant(op, f"mathvidya.{table}", "assay_system", f"SELECT ({columns})")


def downgrade() -> None:
    op.drop_table("exam_instances", schema="mathvidya")
    op.drop_table("exam_templates", schema="mathvidya")
    op.drop_table("questions", schema="mathvidya")


def create_tables() -> None:
    op.create_table(
        "questions",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "class_level",
            sa.Enum("X", "XII", name="class_level", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "mcq",
                "mcq_multiple",
                "assertion_reason",
                "very_short",
                "short",
                "long",
                "case_study",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "unit",
            sa.Enum(
                "number-systems",
                "algebra",
                "coordinate-geometry",
                "geometry",
                "trigonometry",
                "mensuration",
                "statistics-probability",
                "relations-functions",
                "calculus",
                "vectors-3d",
                "linear-programming",
                "probability",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column(
            "cognitive",
            sa.Enum(
                "remember_understand",
                "apply",
                "analyse",
                name="cognitive",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "difficulty",
            sa.Enum(
                "easy",
                "medium",
                "hard",
                name="difficulty",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("marks", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("has_choice", sa.Boolean(), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("choices", postgresql.JSONB(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column(
            "searched",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('english', words)", persisted=True),
            nullable=False,
        ),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "marks > 0 AND marks * 2 = trunc(marks * 2)", name=op.f("ck_questions_marks_in_halves")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_questions_version_positive")),
        sa.PrimaryKeyConstraint("question_id", "version", name="pk_questions"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_questions_org_id_class_level",
        "questions",
        ["org_id", "class_level", "unit", "kind", "question_id"],
        unique=False,
        schema="mathvidya",
        postgresql_where=sa.text("is_current AND NOT is_retired"),
    )
    op.create_index(
        "ix_questions_org_id_question_id",
        "questions",
        ["org_id", "question_id", "version"],
        unique=False,
        schema="mathvidya",
    )
    op.create_index(
        "ix_questions_org_id_source", "questions", ["org_id", "source"], unique=False, schema="mathvidya"
    )
    op.create_index(
        "ix_questions_tags", "questions", ["tags"], unique=False, schema="mathvidya", postgresql_using="gin"
    )
    op.create_index(
        "ix_questions_searched",
        "questions",
        ["searched"],
        unique=False,
        schema="mathvidya",
        postgresql_using="gin",
    )
    op.create_index(
        "ux_questions_current",
        "questions",
        ["question_id"],
        unique=True,
        schema="mathvidya",
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "exam_templates",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "class_level",
            sa.Enum("X", "XII", name="class_level", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "full", "section", "unit", name="kind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("blueprint", postgresql.JSONB(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_exam_templates_version_positive")),
        sa.PrimaryKeyConstraint("template_id", "version", name="pk_exam_templates"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_exam_templates_org_id_class_level",
        "exam_templates",
        ["org_id", "class_level", "code", "version"],
        unique=False,
        schema="mathvidya",
    )
    op.create_index(
        "ux_exam_templates_current",
        "exam_templates",
        ["org_id", "code"],
        unique=True,
        schema="mathvidya",
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "exam_instances",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column(
            "class_level",
            sa.Enum("X", "XII", name="class_level", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("paper", postgresql.JSONB(), nullable=False),
        sa.Column("paper_digest", sa.LargeBinary(), nullable=False),
        sa.Column("plan_code", sa.String(), nullable=False),
        sa.Column("sla_hours", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("usage_key", sa.Uuid(), nullable=False),
        sa.Column("max_score", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("written_max", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("generated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "generated",
                "running",
                "uploading",
                "submitted",
                "marked",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uploads_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("on_screen_score", sa.Numeric(precision=5, scale=1), nullable=True),
        sa.Column("written_score", sa.Numeric(precision=5, scale=1), nullable=True),
        sa.Column("score", sa.Numeric(precision=5, scale=1), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", postgresql.JSONB(), nullable=False),
        sa.Column("receipt_entry", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "status <> 'marked' OR score IS NOT NULL", name=op.f("ck_exam_instances_marked_has_a_score")
        ),
        sa.CheckConstraint(
            "max_score > 0 AND written_max >= 0", name=op.f("ck_exam_instances_max_score_positive")
        ),
        sa.CheckConstraint(
            "octet_length(paper_digest) = 32", name=op.f("ck_exam_instances_paper_digest_is_sha256")
        ),
        sa.CheckConstraint(
            "score >= 0 AND score <= max_score", name=op.f("ck_exam_instances_score_within_range")
        ),
        sa.CheckConstraint("started_at < deadline_at", name=op.f("ck_exam_instances_deadline_after_start")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["mathvidya.student_profiles.student_id"], name="fk_exam_instances_student_id"
        ),
        sa.PrimaryKeyConstraint("student_id", "exam_id", name="pk_exam_instances"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_exam_instances_live",
        "exam_instances",
        ["deadline_at"],
        unique=False,
        schema="mathvidya",
        postgresql_where=sa.text("status IN ('running', 'uploading')"),
    )
    op.create_index(
        "ix_exam_instances_org_id_exam_id",
        "exam_instances",
        ["org_id", "exam_id"],
        unique=False,
        schema="mathvidya",
    )
    op.create_index(
        "ix_exam_instances_org_id_status",
        "exam_instances",
        ["org_id", "status", "exam_id"],
        unique=False,
        schema="mathvidya",
    )
    op.create_index(
        "ix_exam_instances_org_id_student_id",
        "exam_instances",
        ["org_id", "student_id", "exam_id"],
        unique=False,
        schema="mathvidya",
    )
    op.create_index(
        "ix_exam_instances_org_id_template_id",
        "exam_instances",
        ["org_id", "template_id", "student_id"],
        unique=False,
        schema="mathvidya",
    )
