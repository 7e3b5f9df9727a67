"""Background jobs: the record, the workers, and the queue library's own schema."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls
from assay.kernel.jobs import transport

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LIVE = "status IN ('queued', 'running')"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid()),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("args", postgresql.JSONB(), nullable=False),
        sa.Column("key", sa.String()),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("max_attempts", sa.SmallInteger(), nullable=False),
        sa.Column("run_after", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("handover", sa.Integer(), nullable=False),
        sa.Column("handed_at", MOMENT),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Uuid()),
        sa.Column("progress_done", sa.BigInteger()),
        sa.Column("progress_total", sa.BigInteger()),
        sa.Column("progress_note", sa.String()),
        sa.Column("cursor", postgresql.JSONB()),
        sa.Column("error", postgresql.JSONB()),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid()),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("started_at", MOMENT),
        sa.Column("finished_at", MOMENT),
        sa.Column("heartbeat_at", MOMENT),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_jobs_status")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        schema="kernel",
    )
    op.create_index(
        "uq_jobs_live_key",
        "jobs",
        ["org_id", "name", "key"],
        unique=True,
        schema="kernel",
        postgresql_where=sa.text(f"key IS NOT NULL AND {LIVE}"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_index(
        "ix_jobs_waiting",
        "jobs",
        ["run_after", "id"],
        schema="kernel",
        postgresql_where=sa.text("status = 'queued' AND handed_at IS NULL"),
    )
    op.create_index(
        "ix_jobs_unsettled",
        "jobs",
        ["status", "handed_at"],
        schema="kernel",
        postgresql_where=sa.text("status IN ('queued', 'running', 'failed')"),
    )
    op.create_index("ix_jobs_org_id_status_id", "jobs", ["org_id", "status", "id"], schema="kernel")
    op.create_index(
        "ix_jobs_finished_at",
        "jobs",
        ["finished_at"],
        schema="kernel",
        postgresql_where=sa.text("finished_at IS NOT NULL"),
    )
    op.create_table(
        "workers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("concurrency", sa.SmallInteger(), nullable=False),
        sa.Column("running", sa.SmallInteger(), nullable=False),
        sa.Column("started_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("seen_at", MOMENT, server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
        schema="kernel",
    )

    rls.enable_rls(op, "kernel.jobs", roles=("assay_app", "assay_vault"))
    # A request may defer, look, try again and cancel; only the worker says what became of a job.
    rls.grant(op, "kernel.jobs", "assay_app", "SELECT, INSERT")
    rls.grant(
        op,
        "kernel.jobs",
        "assay_app",
        "UPDATE (status, attempts, run_after, handed_at, worker_id, finished_at)",
    )
    rls.grant(op, "kernel.jobs", "assay_vault", "SELECT, INSERT")
    rls.grant(op, "kernel.jobs", "assay_system", "SELECT, INSERT, UPDATE, DELETE")
    rls.grant(op, "kernel.workers", "assay_app", "SELECT")
    rls.grant(op, "kernel.workers", "assay_system", "SELECT, INSERT, UPDATE, DELETE")

    # Readiness compares it with the code.
    rls.grant(op, "public.alembic_version", "assay_system", "SELECT")

    for statement in transport.install_statements():
        op.execute(statement)
    op.execute(f"GRANT USAGE ON SCHEMA {transport.SCHEMA} TO assay_system")
    op.execute(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {transport.SCHEMA} TO assay_system"
    )
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {transport.SCHEMA} TO assay_system")


def downgrade() -> None:
    op.execute("REVOKE SELECT ON public.alembic_version FROM assay_system")
    op.execute(f"DROP SCHEMA {transport.SCHEMA} CASCADE")
    op.drop_table("workers", schema="kernel")
    op.drop_table("jobs", schema="kernel")
