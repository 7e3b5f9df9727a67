"""Veritas: attempts, every answer, every grade, notices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

READ_WRITE = "SELECT, INSERT, UPDATE"
GRANTS = {
    "exam_attempts": READ_WRITE,
    "attempt_answers": "SELECT, INSERT",
    "answer_grades": "SELECT, INSERT",
    "regrades": READ_WRITE,
    "exam_notices": "SELECT, INSERT",
}


def upgrade() -> None:
    create_tables()
    for table, privileges in GRANTS.items():
        rls.enable_rls(op, f"veritas.{table}")
        rls.grant(op, f"veritas.{table}", "assay_app", privileges)
    # Across organisations: whose time is up, and what retention has to look at.
    rls.grant(
        op,
        "veritas.exam_attempts",
        "assay_system",
        "SELECT (attempt, org_id, exam_id, status, deadline_at, paused_at, attempt_month)",
    )


def downgrade() -> None:
    for table in reversed(GRANTS):
        op.drop_table(table, schema="veritas")


def create_tables() -> None:

    op.create_table(
        "exam_attempts",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("attempt_month", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "running",
                "paused",
                "submitted",
                "graded",
                "abandoned",
                "void",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extra_seconds", sa.Integer(), nullable=False),
        sa.Column("paused_seconds", sa.Integer(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "closed_by",
            sa.Enum(
                "student",
                "clock",
                "proctor",
                name="closed_by",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("form", postgresql.JSONB(), nullable=False),
        sa.Column("device", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("consent", postgresql.JSONB(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("last_saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt_digest", sa.LargeBinary(), nullable=True),
        sa.Column("receipt_entry", sa.Uuid(), nullable=True),
        sa.Column("score", sa.Numeric(precision=10, scale=3), nullable=True),
        sa.Column("max_score", sa.Numeric(precision=10, scale=3), nullable=False),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("to_mark", sa.Integer(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("incidents", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", sa.LargeBinary(), nullable=True),
        sa.Column("events_root", sa.LargeBinary(), nullable=True),
        sa.Column("review_priority", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("attempt >= 0", name=op.f("ck_exam_attempts_attempt_not_negative")),
        sa.CheckConstraint("max_score > 0", name=op.f("ck_exam_attempts_max_score_positive")),
        sa.CheckConstraint("number > 0", name=op.f("ck_exam_attempts_number_positive")),
        sa.CheckConstraint(
            "review_priority BETWEEN 0 AND 100", name=op.f("ck_exam_attempts_review_priority_within_range")
        ),
        sa.CheckConstraint(
            "score >= 0 AND score <= max_score", name=op.f("ck_exam_attempts_score_within_range")
        ),
        sa.CheckConstraint("started_at < deadline_at", name=op.f("ck_exam_attempts_deadline_after_start")),
        sa.ForeignKeyConstraint(["exam_id"], ["veritas.exams.exam_id"], name="fk_exam_attempts_exam_id"),
        sa.PrimaryKeyConstraint("attempt", name="pk_exam_attempts"),
        schema="veritas",
    )
    op.create_index(
        "ix_exam_attempts_org_id_exam_id_changed_at",
        "exam_attempts",
        ["org_id", "exam_id", "changed_at"],
        unique=False,
        schema="veritas",
    )
    op.create_index(
        "ix_exam_attempts_org_id_exam_id_status",
        "exam_attempts",
        ["org_id", "exam_id", "status", "attempt"],
        unique=False,
        schema="veritas",
    )
    op.create_index(
        "ix_exam_attempts_org_id_status_deadline_at",
        "exam_attempts",
        ["org_id", "status", "deadline_at"],
        unique=False,
        schema="veritas",
    )
    op.create_index(
        "ix_exam_attempts_org_id_student_id",
        "exam_attempts",
        ["org_id", "student_id", "exam_id", "number"],
        unique=False,
        schema="veritas",
    )
    op.create_table(
        "exam_notices",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("notice_no", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=True),
        sa.Column("group_name", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["veritas.exams.exam_id"], name="fk_exam_notices_exam_id"),
        sa.PrimaryKeyConstraint("notice_no", name="pk_exam_notices"),
        schema="veritas",
    )
    op.create_index(
        "ix_exam_notices_org_id_exam_id",
        "exam_notices",
        ["org_id", "exam_id", "notice_no"],
        unique=False,
        schema="veritas",
    )
    op.create_index(
        "ux_exam_attempts_live",
        "exam_attempts",
        ["org_id", "student_id", "exam_id"],
        unique=True,
        schema="veritas",
        postgresql_where=sa.text("status IN ('running', 'paused')"),
    )
    op.create_index(
        "ix_exam_attempts_running_deadline_at",
        "exam_attempts",
        ["deadline_at"],
        schema="veritas",
        postgresql_where=sa.text("status = 'running'"),
    )
    op.create_table(
        "regrades",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("regrade_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("nobody_loses", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("difference", postgresql.JSONB(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["veritas.exams.exam_id"], name="fk_regrades_exam_id"),
        sa.PrimaryKeyConstraint("regrade_id", name="pk_regrades"),
        schema="veritas",
    )
    op.create_index(
        "ix_regrades_org_id_exam_id",
        "regrades",
        ["org_id", "exam_id", "regrade_id"],
        unique=False,
        schema="veritas",
    )
    op.create_table(
        "answer_grades",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("grading", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("question_version", sa.Integer(), nullable=False),
        sa.Column("score", sa.Numeric(precision=8, scale=3), nullable=True),
        sa.Column("max_score", sa.Numeric(precision=8, scale=3), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("suggestion", postgresql.JSONB(), nullable=False),
        sa.Column("graded_by", sa.String(), nullable=False),
        sa.Column("regrade_id", sa.Uuid(), nullable=True),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "score >= 0 AND score <= max_score", name=op.f("ck_answer_grades_score_within_range")
        ),
        sa.ForeignKeyConstraint(
            ["attempt"], ["veritas.exam_attempts.attempt"], name="fk_answer_grades_attempt"
        ),
        sa.PrimaryKeyConstraint("attempt", "question_id", "grading", name="pk_answer_grades"),
        schema="veritas",
    )
    op.create_table(
        "attempt_answers",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("response", postgresql.JSONB(), nullable=False),
        sa.Column("typed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.Integer(), nullable=False),
        sa.Column("in_grace", sa.Boolean(), nullable=False),
        sa.CheckConstraint("revision > 0", name=op.f("ck_attempt_answers_revision_positive")),
        sa.ForeignKeyConstraint(
            ["attempt"], ["veritas.exam_attempts.attempt"], name="fk_attempt_answers_attempt"
        ),
        sa.PrimaryKeyConstraint("attempt", "question_id", "revision", name="pk_attempt_answers"),
        schema="veritas",
    )
