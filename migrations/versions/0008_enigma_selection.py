"""Enigma: final scores, the log of selections, appeals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = (
    "final_scores",
    "selection_logs",
    "appeals",
)


def upgrade() -> None:
    create_tables()
    for table in TABLES:
        rls.enable_rls(op, f"enigma.{table}")
    rls.grant(op, "enigma.final_scores", "assay_app", "SELECT, INSERT, UPDATE")
    rls.grant(op, "enigma.appeals", "assay_app", "SELECT, INSERT, UPDATE")
    rls.grant(op, "enigma.selection_logs", "assay_app", "SELECT, INSERT")
    rls.append_only(op, "enigma.selection_logs")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table, schema="enigma")


def create_tables() -> None:
    op.create_table(
        "selection_logs",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("selection_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("rule", postgresql.JSONB(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("inputs_hash", sa.String(), nullable=False),
        sa.Column("outcome_hash", sa.String(), nullable=False),
        sa.Column("cut_off", sa.Numeric(precision=7, scale=4), nullable=True),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["enigma.admission_cycles.cycle_id"], name="fk_selection_logs_cycle_id"
        ),
        sa.PrimaryKeyConstraint("selection_id", name="pk_selection_logs"),
        schema="enigma",
    )
    op.create_index(
        "ix_selection_logs_org_id_cycle_id",
        "selection_logs",
        ["org_id", "cycle_id"],
        unique=False,
        schema="enigma",
    )
    op.create_table(
        "appeals",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_grounds", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["enigma.applications.application_id"], name="fk_appeals_application_id"
        ),
        sa.PrimaryKeyConstraint("application_id", name="pk_appeals"),
        schema="enigma",
    )
    op.create_index(
        "ix_appeals_org_id_cycle_id",
        "appeals",
        ["org_id", "cycle_id", "application_id"],
        unique=False,
        schema="enigma",
    )
    op.create_table(
        "final_scores",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("aggregate", sa.Numeric(precision=7, scale=4), nullable=False),
        sa.Column("components", postgresql.JSONB(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "SUBMITTED",
                "FINALIZED",
                "PREPROCESSING",
                "BATCH_READY",
                "PROCESSING",
                "SCORED",
                "SELECTED",
                "WAITLISTED",
                "NOT_SELECTED",
                "PUBLISHED",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("seat", sa.String(), nullable=True),
        sa.Column("waitlist_place", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["enigma.applications.application_id"], name="fk_final_scores_application_id"
        ),
        sa.PrimaryKeyConstraint("application_id", name="pk_final_scores"),
        schema="enigma",
    )
    op.create_index(
        "ix_final_scores_org_id_cycle_id_rank",
        "final_scores",
        ["org_id", "cycle_id", "rank"],
        unique=False,
        schema="enigma",
    )
    op.create_index(
        "ix_final_scores_org_id_cycle_id_status",
        "final_scores",
        ["org_id", "cycle_id", "status", "rank"],
        unique=False,
        schema="enigma",
    )
