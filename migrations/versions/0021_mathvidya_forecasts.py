"""Mathvidya: how forecasts of results turned out."""

import sqlalchemy as sa
from alembic import op

from assay.kernel.db import rls

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forecast_checks",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("class_level", sa.String(), nullable=False),
        sa.Column("forecasts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("naive_error", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("width", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("tested", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("held BETWEEN 0 AND tested", name=op.f("ck_forecast_checks_held_within_tested")),
        sa.PrimaryKeyConstraint("org_id", "class_level", name="pk_forecast_checks"),
        schema="mathvidya",
    )
    rls.enable_rls(op, "mathvidya.forecast_checks")
    rls.grant(op, "mathvidya.forecast_checks", "assay_app", "SELECT, INSERT, UPDATE")


def downgrade() -> None:
    op.drop_table("forecast_checks", schema="mathvidya")
