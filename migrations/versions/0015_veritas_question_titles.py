"""Veritas: questions have a title in their teachers' lists."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "exam_questions",
        sa.Column("title", sa.String(), server_default="", nullable=False),
        schema="veritas",
    )


def downgrade() -> None:
    op.drop_column("exam_questions", "title", schema="veritas")
