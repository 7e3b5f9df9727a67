"""Mathvidya: how many stand at each result of a leaderboard."""

import sqlalchemy as sa
from alembic import op

from assay.kernel.db import rls

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leaderboard_counts",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("students", sa.Integer(), nullable=False),
        sa.CheckConstraint("students >= 0", name=op.f("ck_leaderboard_counts_students_not_negative")),
        sa.PrimaryKeyConstraint("org_id", "template_id", "points", name="pk_leaderboard_counts"),
        schema="mathvidya",
    )
    rls.enable_rls(op, "mathvidya.leaderboard_counts")
    rls.grant(op, "mathvidya.leaderboard_counts", "assay_app", "SELECT, INSERT, UPDATE")


def downgrade() -> None:
    op.drop_table("leaderboard_counts", schema="mathvidya")
