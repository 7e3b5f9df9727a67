"""Veritas: one live attempt a student and exam; whose time is up, found without a scan."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
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


def downgrade() -> None:
    op.drop_index("ix_exam_attempts_running_deadline_at", "exam_attempts", schema="veritas")
    op.drop_index("ux_exam_attempts_live", "exam_attempts", schema="veritas")
