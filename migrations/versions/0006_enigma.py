"""Enigma: cycles, applications, identities, scrubbed texts, metrics."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = (
    "admission_cycles",
    "cycle_steps",
    "applications",
    "identity_mapping",
    "anonymized_applications",
    "deterministic_metrics",
)


def upgrade() -> None:
    rls.create_schema(op, "enigma")
    create_tables()
    for table in TABLES:
        vault_only = table == "identity_mapping"
        rls.enable_rls(op, f"enigma.{table}", roles=("assay_vault",) if vault_only else ("assay_app",))
    for table in ("admission_cycles", "cycle_steps", "anonymized_applications", "deterministic_metrics"):
        rls.grant(op, f"enigma.{table}", "assay_app", "SELECT, INSERT, UPDATE")
    # What an applicant wrote is changed by the applicant alone, who comes in by the vault role.
    rls.grant(
        op, "enigma.applications", "assay_app", "SELECT, INSERT, UPDATE (status, updated_at, finalized_at)"
    )
    rls.grant(op, "enigma.applications", "assay_vault", "UPDATE, DELETE")
    rls.grant(op, "enigma.identity_mapping", "assay_vault", "SELECT, INSERT, UPDATE, DELETE")
    # Across organisations: whose application or cycle this is, retention, and re-wrapping of data keys.
    rls.grant(op, "enigma.admission_cycles", "assay_system", "SELECT")
    rls.grant(
        op,
        "enigma.applications",
        "assay_system",
        "SELECT (application_id, org_id, cycle_id, access_token_hash, erased_at)",
    )
    rls.grant(
        op,
        "enigma.identity_mapping",
        "assay_system",
        "SELECT (application_id, wrapped_key, master_key), UPDATE (wrapped_key, master_key)",
    )


def downgrade() -> None:
    op.execute("DROP SCHEMA enigma CASCADE")


def create_tables() -> None:
    op.create_table(
        "admission_cycles",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("max_seats", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("results_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "phase",
            sa.Enum(
                "SUBMISSION",
                "FROZEN",
                "PREPROCESSING",
                "BATCH_PREP",
                "PROCESSING",
                "SCORED",
                "SELECTION",
                "PUBLISHED",
                "COMPLETED",
                name="phase",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("policy", postgresql.JSONB(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("policy_hash", sa.String(), nullable=True),
        sa.Column("applications_hash", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("max_seats > 0", name=op.f("ck_admission_cycles_seats_positive")),
        sa.CheckConstraint(
            "starts_at < ends_at AND ends_at < results_at", name=op.f("ck_admission_cycles_dates_in_order")
        ),
        sa.PrimaryKeyConstraint("cycle_id", name="pk_admission_cycles"),
        schema="enigma",
    )
    op.create_index(
        "ix_admission_cycles_org_id_id",
        "admission_cycles",
        ["org_id", "cycle_id"],
        unique=False,
        schema="enigma",
    )
    op.create_index(
        "ux_admission_cycles_one_open",
        "admission_cycles",
        ["org_id"],
        unique=True,
        schema="enigma",
        postgresql_where=sa.text("is_open AND exclusive"),
    )
    op.create_table(
        "applications",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("gpa", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column("gpa_scale", sa.Integer(), nullable=False),
        sa.Column("test_scores", postgresql.JSONB(), nullable=False),
        sa.Column("categories", sa.ARRAY(sa.Text()), nullable=False),
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
        sa.Column("access_token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("content_digest", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("receipt_entry", sa.Uuid(), nullable=True),
        sa.Column("finalized_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("gpa >= 0 AND gpa <= gpa_scale", name=op.f("ck_applications_gpa_within_scale")),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["enigma.admission_cycles.cycle_id"], name="fk_applications_cycle_id"
        ),
        sa.PrimaryKeyConstraint("application_id", name="pk_applications"),
        schema="enigma",
    )
    op.create_index(
        "ix_applications_org_id_cycle_id_status",
        "applications",
        ["org_id", "cycle_id", "status", "application_id"],
        unique=False,
        schema="enigma",
    )
    op.create_table(
        "cycle_steps",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "open",
                "freeze",
                "preprocess",
                "export-batch",
                "evaluate",
                "judge",
                "select-top-k",
                "publish",
                "complete",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("result", postgresql.JSONB(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["enigma.admission_cycles.cycle_id"], name="fk_cycle_steps_cycle_id"
        ),
        sa.PrimaryKeyConstraint("cycle_id", "action", name="pk_cycle_steps"),
        schema="enigma",
    )
    op.create_table(
        "anonymized_applications",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("gpa", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column("gpa_scale", sa.Integer(), nullable=False),
        sa.Column("test_scores", postgresql.JSONB(), nullable=False),
        sa.Column("essay_scrubbed", sa.String(), nullable=False),
        sa.Column("achievements_scrubbed", sa.String(), nullable=False),
        sa.Column("scrubber_version", sa.String(), nullable=False),
        sa.Column("residual_risk", sa.Double(), nullable=False),
        sa.Column("risk_reasons", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "review_state",
            sa.Enum(
                "clear",
                "waiting",
                "approved",
                name="review_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "residual_risk >= 0 AND residual_risk <= 1",
            name=op.f("ck_anonymized_applications_risk_is_a_share"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["enigma.applications.application_id"],
            name="fk_anonymized_applications_application_id",
        ),
        sa.PrimaryKeyConstraint("application_id", name="pk_anonymized_applications"),
        schema="enigma",
    )
    op.create_index(
        "ix_anonymized_applications_org_id_cycle_id_review",
        "anonymized_applications",
        ["org_id", "cycle_id", "review_state", "application_id"],
        unique=False,
        schema="enigma",
    )
    op.create_table(
        "deterministic_metrics",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("gpa_normalized", sa.Numeric(precision=7, scale=4), nullable=False),
        sa.Column("test_average", sa.Numeric(precision=7, scale=4), nullable=True),
        sa.Column("academic_score_computed", sa.Numeric(precision=7, scale=4), nullable=False),
        sa.Column("percentile_rank", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["enigma.applications.application_id"],
            name="fk_deterministic_metrics_application_id",
        ),
        sa.PrimaryKeyConstraint("application_id", name="pk_deterministic_metrics"),
        schema="enigma",
    )
    op.create_index(
        "ix_deterministic_metrics_org_id_cycle_id",
        "deterministic_metrics",
        ["org_id", "cycle_id", "application_id"],
        unique=False,
        schema="enigma",
    )
    op.create_table(
        "identity_mapping",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("cycle_id", sa.Uuid(), nullable=False),
        sa.Column("encrypted_pii", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("master_key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["enigma.applications.application_id"],
            name="fk_identity_mapping_application_id",
        ),
        sa.PrimaryKeyConstraint("application_id", name="pk_identity_mapping"),
        schema="enigma",
    )
    op.create_index(
        "ix_identity_mapping_master_key",
        "identity_mapping",
        ["master_key", "application_id"],
        unique=False,
        schema="enigma",
    )
    op.create_index(
        "ix_identity_mapping_org_id_cycle_id",
        "identity_mapping",
        ["org_id", "cycle_id", "application_id"],
        unique=False,
        schema="enigma",
    )
