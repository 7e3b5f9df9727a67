"""Mathvidya: evaluations, every stroke of a marker, queries about marks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

READ_WRITE = "SELECT, INSERT, UPDATE"
GRANTS = {
    "evaluations": READ_WRITE,
    "question_marks": "SELECT, INSERT",
    "mark_queries": READ_WRITE,
}
# Across organisations: what is due, and whose it is.
SYSTEM = {
    "evaluations": "org_id, student_id, evaluation_id, state, sla_state, due_at, half_at, risk_at",
}


def upgrade() -> None:
    create_tables()
    for table, privileges in GRANTS.items():
        rls.enable_rls(op, f"mathvidya.{table}")
        rls.grant(op, f"mathvidya.{table}", "assay_app", privileges)
    for table, columns in SYSTEM.items():
        rls.grant(op, f"mathvidya.{table}", "assay_system", f"SELECT ({columns})")


def downgrade() -> None:
    op.drop_table("mark_queries", schema="mathvidya")
    op.drop_table("question_marks", schema="mathvidya")
    op.drop_table("evaluations", schema="mathvidya")


def create_tables() -> None:
    op.create_table(
        "evaluations",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "first",
                "second",
                "adjudication",
                "query",
                "seed",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "assigned",
                "started",
                "paused",
                "submitted",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("class_level", sa.String(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=True),
        sa.Column("declined_by", postgresql.JSONB(), nullable=False),
        sa.Column("sla_hours", sa.Integer(), nullable=False),
        sa.Column(
            "sla_state",
            sa.Enum(
                "on_time",
                "half",
                "at_risk",
                "breached",
                name="sla_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("clock_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("half_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("risk_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sa.String(), nullable=False),
        sa.Column("paused_seconds", sa.Integer(), nullable=False),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_op", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=1), nullable=True),
        sa.Column("outcome", postgresql.JSONB(), nullable=False),
        sa.Column("seed_id", sa.Uuid(), nullable=True),
        sa.Column("query_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "state <> 'submitted' OR submitted_at IS NOT NULL", name=op.f("ck_evaluations_submitted_when")
        ),
        sa.CheckConstraint(
            "state NOT IN ('assigned', 'started') OR teacher_id IS NOT NULL",
            name=op.f("ck_evaluations_has_teacher"),
        ),
        sa.CheckConstraint("round > 0", name=op.f("ck_evaluations_round_positive")),
        sa.CheckConstraint("score >= 0", name=op.f("ck_evaluations_score_not_negative")),
        sa.CheckConstraint("sla_hours > 0", name=op.f("ck_evaluations_sla_hours_positive")),
        sa.ForeignKeyConstraint(
            ["student_id", "exam_id"],
            ["mathvidya.exam_instances.student_id", "mathvidya.exam_instances.exam_id"],
            name="fk_evaluations_student_id_exam_id",
        ),
        sa.PrimaryKeyConstraint("student_id", "exam_id", "round", name="pk_evaluations"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_evaluations_open_due_at",
        "evaluations",
        ["due_at"],
        unique=False,
        schema="mathvidya",
        postgresql_where=sa.text("state IN ('waiting', 'assigned', 'started', 'paused')"),
    )
    op.create_index(
        "ix_evaluations_org_id_evaluation_id",
        "evaluations",
        ["org_id", "evaluation_id"],
        unique=False,
        schema="mathvidya",
    )
    op.create_index(
        "ix_evaluations_org_id_state",
        "evaluations",
        ["org_id", "state", "due_at", "evaluation_id"],
        unique=False,
        schema="mathvidya",
    )
    op.create_index(
        "ix_evaluations_org_id_teacher_id",
        "evaluations",
        ["org_id", "teacher_id", "state", "due_at"],
        unique=False,
        schema="mathvidya",
    )
    op.create_index(
        "ux_evaluations_evaluation_id",
        "evaluations",
        ["student_id", "evaluation_id"],
        unique=True,
        schema="mathvidya",
    )
    op.create_table(
        "question_marks",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("evaluation_id", sa.Uuid(), nullable=False),
        sa.Column("op_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("op_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=True),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("method", sa.SmallInteger(), nullable=True),
        sa.Column("step", sa.SmallInteger(), nullable=True),
        sa.Column("marks", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("sheet_id", sa.Uuid(), nullable=True),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("teacher_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "marks >= 0 AND marks * 2 = trunc(marks * 2)", name=op.f("ck_question_marks_marks_in_halves")
        ),
        sa.CheckConstraint("op_no > 0", name=op.f("ck_question_marks_op_no_positive")),
        sa.ForeignKeyConstraint(
            ["student_id", "evaluation_id"],
            ["mathvidya.evaluations.student_id", "mathvidya.evaluations.evaluation_id"],
            name="fk_question_marks_student_id_evaluation_id",
        ),
        sa.PrimaryKeyConstraint("student_id", "evaluation_id", "op_no", name="pk_question_marks"),
        schema="mathvidya",
    )
    op.create_index(
        "ux_question_marks_op_id",
        "question_marks",
        ["student_id", "evaluation_id", "op_id"],
        unique=True,
        schema="mathvidya",
    )
    op.create_table(
        "mark_queries",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("query_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "answered",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("marks_before", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("marks_after", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id", "exam_id"],
            ["mathvidya.exam_instances.student_id", "mathvidya.exam_instances.exam_id"],
            name="fk_mark_queries_student_id_exam_id",
        ),
        sa.PrimaryKeyConstraint("student_id", "query_id", name="pk_mark_queries"),
        schema="mathvidya",
    )
    op.create_index(
        "ux_mark_queries_open",
        "mark_queries",
        ["student_id", "exam_id", "number"],
        unique=True,
        schema="mathvidya",
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
