"""ExportSathi: the tariff's codes."""

import sqlalchemy as sa
from alembic import op

from assay.kernel.db import rls

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hs_codes",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("is_eudr", sa.Boolean(), nullable=False),
        sa.Column("is_eutr", sa.Boolean(), nullable=False),
        sa.Column("is_cbam", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "level IN (2, 4, 6, 8) AND length(code) = level", name=op.f("ck_hs_codes_level_is_length")
        ),
        sa.ForeignKeyConstraint(["parent"], ["exportsathi.hs_codes.code"], name="fk_hs_codes_parent"),
        sa.PrimaryKeyConstraint("code", name="pk_hs_codes"),
        schema="exportsathi",
    )
    op.create_index("ix_hs_codes_parent_code", "hs_codes", ["parent", "code"], schema="exportsathi")
    rls.grant(op, "exportsathi.hs_codes", "assay_app", "SELECT")


def downgrade() -> None:
    op.drop_table("hs_codes", schema="exportsathi")
