"""The audit log: entries, their place in the tree, and the signed heads."""

import sqlalchemy as sa
from alembic import op

from assay.kernel.db import rls

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
APPEND_ONLY = ("audit_entries", "audit_leaves", "audit_nodes", "audit_checkpoints")


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid()),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("app", sa.String(40), nullable=False),
        sa.Column("event", sa.String(80), nullable=False),
        sa.Column("entity", sa.String(80), nullable=False),
        sa.Column("entity_id", sa.String(200), nullable=False),
        sa.Column("actor_kind", sa.String(20), nullable=False),
        sa.Column("actor_id", sa.Uuid()),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        schema="kernel",
    )
    for found_by in ([], ["entity", "entity_id"], ["event"], ["actor_id"]):
        columns = ["org_id", *found_by, "recorded_at", "id"]
        op.create_index(f"ix_audit_entries_{'_'.join(columns)}", "audit_entries", columns, schema="kernel")
    op.create_table(
        "audit_pending",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_pending")),
        schema="kernel",
    )
    op.create_table(
        "audit_salts",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid()),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_salts")),
        schema="kernel",
    )
    op.create_table(
        "audit_leaves",
        sa.Column("idx", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=False),
        sa.Column("chain_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("idx", name=op.f("pk_audit_leaves")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_leaves_entry_id")),
        schema="kernel",
    )
    op.create_table(
        "audit_nodes",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("idx", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "idx", name=op.f("pk_audit_nodes")),
        schema="kernel",
    )
    op.create_table(
        "audit_checkpoints",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("chain_hash", sa.LargeBinary(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_audit_checkpoints")),
        schema="kernel",
    )

    for table in APPEND_ONLY:
        rls.append_only(op, f"kernel.{table}")
    for table in ("audit_entries", "audit_salts"):
        rls.enable_rls(op, f"kernel.{table}")
    rls.grant(op, "kernel.audit_entries", "assay_app", "SELECT, INSERT")
    rls.grant(op, "kernel.audit_pending", "assay_app", "INSERT")
    rls.grant(op, "kernel.audit_salts", "assay_app", "INSERT")
    # Leaves, nodes and checkpoints hold hashes only; a receipt needs them and they tell nothing.
    for table in ("audit_leaves", "audit_nodes", "audit_checkpoints"):
        rls.grant(op, f"kernel.{table}", "assay_app", "SELECT")
    # The vault role erases people, so it may erase what makes their digests checkable.
    rls.grant(op, "kernel.audit_salts", "assay_vault", "SELECT, DELETE")
    for table in APPEND_ONLY:
        rls.grant(op, f"kernel.{table}", "assay_system", "SELECT, INSERT")
    rls.grant(op, "kernel.audit_pending", "assay_system", "SELECT, INSERT, DELETE")
    rls.grant(op, "kernel.audit_salts", "assay_system", "SELECT, INSERT, DELETE")


def downgrade() -> None:
    for table in (*APPEND_ONLY, "audit_pending", "audit_salts"):
        op.drop_table(table, schema="kernel")
