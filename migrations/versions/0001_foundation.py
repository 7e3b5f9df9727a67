"""Roles, the kernel's schema, and the function that refuses changes to append-only tables."""

import sqlalchemy as sa
from alembic import op

from assay.kernel.db import rls

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    rls.create_roles(op)
    rls.create_schema(op, "kernel")
    op.execute(
        """
        CREATE FUNCTION kernel.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )
    op.create_table(
        "master_keys",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_master_keys"),
        schema="kernel",
    )
    rls.grant(op, "kernel.master_keys", "assay_system", "SELECT, INSERT, UPDATE")


def downgrade() -> None:
    op.execute("DROP SCHEMA kernel CASCADE")
    # Roles are shared by the whole server and stay.
