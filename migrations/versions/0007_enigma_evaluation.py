"""Enigma: scrubbing reviews, batch runs, results of worker and judge, the person's queue."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    "batch_files",
    "batch_line_errors",
    "batch_runs",
    "batch_requests",
    "evaluation_texts",
    "evaluations",
    "human_reviews",
    "scrub_reviews",
    "judge_results",
    "worker_results",
)
KEPT = frozenset({"batch_requests", "worker_results", "judge_results"})


def upgrade() -> None:
    create_tables()
    for table in TABLES:
        rls.enable_rls(op, f"enigma.{table}")
        kept = table in KEPT
        rls.grant(op, f"enigma.{table}", "assay_app", "SELECT, INSERT" if kept else "SELECT, INSERT, UPDATE")
    # Every attempt is kept as it was; only erasure empties what was said about a person.
    for table in ("worker_results", "judge_results"):
        rls.grant(op, f"enigma.{table}", "assay_vault", "UPDATE (answer)")
    # A line that failed leaves the list once its answer has come.
    rls.grant(op, "enigma.batch_line_errors", "assay_app", "DELETE")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table, schema="enigma")


def create_tables() -> None:
    op.create_table(
        "batch_files",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("batch_run_id", sa.Uuid(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum(
                "export", "import", name="direction", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("lines", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("landed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("repeated", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("refused", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("batch_run_id", "direction", "sha256", name="pk_batch_files"),
        schema="enigma",
    )
    op.create_table(
        "batch_line_errors",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("batch_run_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("custom_id", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("batch_run_id", "source", "line_no", name="pk_batch_line_errors"),
        schema="enigma",
    )
    op.create_index(
        "ix_batch_line_errors_batch_run_id_custom_id",
        "batch_line_errors",
        ["batch_run_id", "custom_id"],
        unique=False,
        schema="enigma",
    )
    op.create_table(
        "batch_runs",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("batch_run_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "worker_evaluation",
                "judge_review",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "preparing",
                "exported",
                "running",
                "paused",
                "complete",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("prompt_version", sa.Text(), nullable=False),
        sa.Column("prompt_hash", sa.Text(), nullable=False),
        sa.Column("rubric_version", sa.Text(), nullable=False),
        sa.Column("rubric_hash", sa.Text(), nullable=False),
        sa.Column("replicates", sa.SmallInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("processed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cost", sa.Numeric(precision=14, scale=6), server_default="0", nullable=False),
        sa.Column("remote", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("replicates between 1 and 9", name=op.f("ck_batch_runs_replicates")),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["enigma.admission_cycles.cycle_id"], name="fk_batch_runs_cycle_id"
        ),
        sa.PrimaryKeyConstraint("batch_run_id", name="pk_batch_runs"),
        schema="enigma",
    )
    op.create_index(
        "ix_batch_runs_org_id_cycle_id",
        "batch_runs",
        ["org_id", "cycle_id", "created_at"],
        unique=False,
        schema="enigma",
    )
    op.create_table(
        "batch_requests",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("batch_run_id", sa.Uuid(), nullable=False),
        sa.Column("replicate", sa.SmallInteger(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("custom_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["enigma.applications.application_id"],
            name="fk_batch_requests_application_id",
        ),
        sa.PrimaryKeyConstraint(
            "application_id", "batch_run_id", "replicate", "attempt", name="pk_batch_requests"
        ),
        schema="enigma",
    )
    op.create_index(
        "ix_batch_requests_batch_run_id_custom_id",
        "batch_requests",
        ["batch_run_id", "custom_id"],
        unique=False,
        schema="enigma",
    )
    op.create_table(
        "evaluation_texts",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("injection", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["enigma.applications.application_id"],
            name="fk_evaluation_texts_application_id",
        ),
        sa.PrimaryKeyConstraint("application_id", name="pk_evaluation_texts"),
        schema="enigma",
    )
    op.create_index(
        "ix_evaluation_texts_org_id_cycle_id",
        "evaluation_texts",
        ["org_id", "cycle_id", "application_id"],
        unique=False,
        schema="enigma",
    )
    op.create_table(
        "evaluations",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("worker_run_id", sa.Uuid(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("medians", sa.ARRAY(sa.Numeric(precision=4, scale=2)), nullable=False),
        sa.Column("spreads", sa.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("final", sa.ARRAY(sa.Numeric(precision=4, scale=2)), nullable=False),
        sa.Column("decided_by", sa.Text(), server_default="worker", nullable=False),
        sa.Column("concerns", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("essay", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column("achievements", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["enigma.applications.application_id"], name="fk_evaluations_application_id"
        ),
        sa.PrimaryKeyConstraint("application_id", name="pk_evaluations"),
        schema="enigma",
    )
    op.create_index(
        "ix_evaluations_org_id_cycle_id",
        "evaluations",
        ["org_id", "cycle_id", "application_id"],
        unique=False,
        schema="enigma",
    )
    op.create_table(
        "human_reviews",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("reasons", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open", "decided", name="review_status", native_enum=False, create_constraint=True, length=40
            ),
            server_default="open",
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("scores", sa.ARRAY(sa.SmallInteger()), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["enigma.applications.application_id"], name="fk_human_reviews_application_id"
        ),
        sa.PrimaryKeyConstraint("application_id", name="pk_human_reviews"),
        schema="enigma",
    )
    op.create_index(
        "ix_human_reviews_org_id_cycle_id_status",
        "human_reviews",
        ["org_id", "cycle_id", "status", "application_id"],
        unique=False,
        schema="enigma",
    )
    op.create_table(
        "scrub_reviews",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "approved",
                "added",
                "restored",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("placeholder", sa.Text(), server_default="", nullable=False),
        sa.Column("occurrences", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("occurrences >= 0", name=op.f("ck_scrub_reviews_occurrences_not_negative")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["enigma.applications.application_id"], name="fk_scrub_reviews_application_id"
        ),
        sa.PrimaryKeyConstraint("application_id", "review_id", name="pk_scrub_reviews"),
        schema="enigma",
    )
    op.create_index(
        "ix_scrub_reviews_org_id_cycle_id",
        "scrub_reviews",
        ["org_id", "cycle_id", "decided_at"],
        unique=False,
        schema="enigma",
    )
    op.create_table(
        "judge_results",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("batch_run_id", sa.Uuid(), nullable=False),
        sa.Column("replicate", sa.SmallInteger(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "uphold",
                "adjust",
                "escalate",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answer", postgresql.JSONB(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("prompt_version", sa.Text(), nullable=False),
        sa.Column("tokens_in", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tokens_out", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id", "batch_run_id", "replicate", "attempt"],
            [
                "enigma.batch_requests.application_id",
                "enigma.batch_requests.batch_run_id",
                "enigma.batch_requests.replicate",
                "enigma.batch_requests.attempt",
            ],
            name="fk_judge_results_application_id_batch_run_id_replicate_attempt",
        ),
        sa.PrimaryKeyConstraint(
            "application_id", "batch_run_id", "replicate", "attempt", name="pk_judge_results"
        ),
        schema="enigma",
    )
    op.create_table(
        "worker_results",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("batch_run_id", sa.Uuid(), nullable=False),
        sa.Column("replicate", sa.SmallInteger(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("scores", sa.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("answer", postgresql.JSONB(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("prompt_version", sa.Text(), nullable=False),
        sa.Column("tokens_in", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tokens_out", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id", "batch_run_id", "replicate", "attempt"],
            [
                "enigma.batch_requests.application_id",
                "enigma.batch_requests.batch_run_id",
                "enigma.batch_requests.replicate",
                "enigma.batch_requests.attempt",
            ],
            name="fk_worker_results_application_id_batch_run_id_replicate_attempt",
        ),
        sa.PrimaryKeyConstraint(
            "application_id", "batch_run_id", "replicate", "attempt", name="pk_worker_results"
        ),
        schema="enigma",
    )
