"""Roles, the kernel's schema, and the function that refuses changes to append-only tables."""

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


def downgrade() -> None:
    op.execute("DROP SCHEMA kernel CASCADE")
    # Roles are shared by the whole server and stay.
