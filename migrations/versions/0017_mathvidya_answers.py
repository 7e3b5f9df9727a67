"""Mathvidya: answers on screen and answer pages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

READ_WRITE = "SELECT, INSERT, UPDATE"
GRANTS = {
    "student_mcq_answers": "SELECT, INSERT, UPDATE (key_version, is_right, marks)",
    "unanswered_questions": "SELECT, INSERT, DELETE",
    "answer_sheet_uploads": READ_WRITE,
}
# Across organisations: what is due, and whose it is.
SYSTEM = {
    "answer_sheet_uploads": "org_id, student_id, exam_id, upload_file_id, state, updated_at",
}


def upgrade() -> None:
    create_tables()
    for table, privileges in GRANTS.items():
        rls.enable_rls(op, f"mathvidya.{table}")
        rls.grant(op, f"mathvidya.{table}", "assay_app", privileges)
    for table, columns in SYSTEM.items():
        rls.grant(op, f"mathvidya.{table}", "assay_system", f"SELECT ({columns})")


def downgrade() -> None:
    op.drop_table("answer_sheet_uploads", schema="mathvidya")
    op.drop_table("unanswered_questions", schema="mathvidya")
    op.drop_table("student_mcq_answers", schema="mathvidya")


def create_tables() -> None:
    op.create_table(
        "student_mcq_answers",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("chosen", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("typed", sa.String(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=True),
        sa.Column("is_right", sa.Boolean(), nullable=True),
        sa.Column("marks", sa.Numeric(precision=4, scale=1), nullable=True),
        sa.CheckConstraint("revision > 0", name=op.f("ck_student_mcq_answers_revision_positive")),
        sa.ForeignKeyConstraint(
            ["student_id", "exam_id"],
            ["mathvidya.exam_instances.student_id", "mathvidya.exam_instances.exam_id"],
            name="fk_student_mcq_answers_student_id_exam_id",
        ),
        sa.PrimaryKeyConstraint("student_id", "exam_id", "number", "revision", name="pk_student_mcq_answers"),
        schema="mathvidya",
    )
    op.create_table(
        "unanswered_questions",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id", "exam_id"],
            ["mathvidya.exam_instances.student_id", "mathvidya.exam_instances.exam_id"],
            name="fk_unanswered_questions_student_id_exam_id",
        ),
        sa.PrimaryKeyConstraint("student_id", "exam_id", "number", name="pk_unanswered_questions"),
        schema="mathvidya",
    )
    op.create_table(
        "answer_sheet_uploads",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("upload_file_id", sa.Uuid(), nullable=False),
        sa.Column("file_page", sa.SmallInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "announced",
                "stored",
                "checked",
                "confirmed",
                "replaced",
                "removed",
                "refused",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("announced_sha256", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("mime", sa.String(), nullable=True),
        sa.Column("object_key", sa.String(), nullable=True),
        sa.Column("original_key", sa.String(), nullable=True),
        sa.Column("picture_file_id", sa.Uuid(), nullable=True),
        sa.Column("page_number", sa.SmallInteger(), nullable=True),
        sa.Column("rotation", sa.SmallInteger(), nullable=False),
        sa.Column("verdict", postgresql.JSONB(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.Column("rescan_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rescan_reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_answer_sheet_uploads_sha256_hex")),
        sa.CheckConstraint(
            "state NOT IN ('checked', 'confirmed') OR (object_key IS NOT NULL AND sha256 IS NOT NULL)",
            name=op.f("ck_answer_sheet_uploads_checked_is_known"),
        ),
        sa.CheckConstraint("page_number > 0", name=op.f("ck_answer_sheet_uploads_page_number_positive")),
        sa.CheckConstraint("position > 0", name=op.f("ck_answer_sheet_uploads_position_positive")),
        sa.CheckConstraint(
            "rotation IN (0, 90, 180, 270)", name=op.f("ck_answer_sheet_uploads_rotation_by_quarters")
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_answer_sheet_uploads_size_positive")),
        sa.ForeignKeyConstraint(
            ["student_id", "exam_id"],
            ["mathvidya.exam_instances.student_id", "mathvidya.exam_instances.exam_id"],
            name="fk_answer_sheet_uploads_student_id_exam_id",
        ),
        sa.PrimaryKeyConstraint("student_id", "exam_id", "sheet_id", name="pk_answer_sheet_uploads"),
        schema="mathvidya",
    )
    op.create_index(
        "ix_answer_sheet_uploads_exam",
        "answer_sheet_uploads",
        ["student_id", "exam_id", "position"],
        unique=False,
        schema="mathvidya",
    )
    op.create_index(
        "ix_answer_sheet_uploads_org_id_sheet_id",
        "answer_sheet_uploads",
        ["org_id", "sheet_id"],
        unique=False,
        schema="mathvidya",
    )
    op.create_index(
        "ix_answer_sheet_uploads_unchecked",
        "answer_sheet_uploads",
        ["updated_at"],
        unique=False,
        schema="mathvidya",
        postgresql_where=sa.text("state = 'stored'"),
    )
    op.create_index(
        "ux_answer_sheet_uploads_file",
        "answer_sheet_uploads",
        ["student_id", "exam_id", "upload_file_id", "file_page"],
        unique=True,
        schema="mathvidya",
    )
