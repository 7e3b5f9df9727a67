"""Veritas: the event stream in monthly partitions, analyses, cases, figures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

READ_WRITE = "SELECT, INSERT, UPDATE"
GRANTS = {
    "monitoring_events": "SELECT, INSERT",
    "monitoring_batches": "SELECT, INSERT",
    "monitoring_incidents": "SELECT, INSERT, DELETE",
    "event_counters": "SELECT, INSERT, UPDATE, DELETE",
    "dropped_events": "SELECT, INSERT",
    "behavior_analyses": "SELECT, INSERT, UPDATE, DELETE",
    "review_cases": READ_WRITE,
    "case_decisions": "SELECT, INSERT, UPDATE (reasons)",
    "performance_metrics": READ_WRITE,
}
INGEST = ("monitoring_events", "monitoring_batches")


def upgrade() -> None:
    create_tables()
    op.execute("CREATE TABLE veritas.monitoring_events__rest PARTITION OF veritas.monitoring_events DEFAULT")
    for table, privileges in GRANTS.items():
        rls.enable_rls(
            op, f"veritas.{table}", roles=("assay_app", "assay_ingest") if table in INGEST else ("assay_app",)
        )
        rls.grant(op, f"veritas.{table}", "assay_app", privileges)
    for table in INGEST:
        rls.grant(op, f"veritas.{table}", "assay_ingest", "INSERT")
    rls.append_only(op, "veritas.dropped_events")
    create_partition_functions()


def downgrade() -> None:
    for name in ("make_events_partition", "drop_events_partition"):
        op.execute(f"DROP FUNCTION veritas.{name}(date)")
    for table in ("case_decisions", *(name for name in GRANTS if name != "case_decisions")):
        op.drop_table(table, schema="veritas")


def create_partition_functions() -> None:
    """Workers make and drop partitions as the owner, and in no other way than these two."""
    op.execute(
        """
        CREATE FUNCTION veritas.make_events_partition(month date) RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
        DECLARE
            first date := date_trunc('month', month)::date;
            name text := 'monitoring_events__' || to_char(month, 'YYYY_MM');
        BEGIN
            IF to_regclass('veritas.' || name) IS NOT NULL THEN RETURN false; END IF;
            EXECUTE format('CREATE TABLE veritas.%I PARTITION OF veritas.monitoring_events '
                           'FOR VALUES FROM (%L) TO (%L)', name, first, (first + interval '1 month')::date);
            RETURN true;
        END $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION veritas.drop_events_partition(month date) RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
        DECLARE
            name text := 'monitoring_events__' || to_char(month, 'YYYY_MM');
        BEGIN
            IF to_regclass('veritas.' || name) IS NULL THEN RETURN false; END IF;
            EXECUTE format('DROP TABLE veritas.%I', name);
            RETURN true;
        END $$
        """
    )
    for name in ("make_events_partition", "drop_events_partition"):
        op.execute(f"REVOKE ALL ON FUNCTION veritas.{name}(date) FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION veritas.{name}(date) TO assay_system")


def create_tables() -> None:

    op.create_table(
        "dropped_events",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_month", sa.Date(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("roots_digest", sa.LargeBinary(), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "attempt_month", name="pk_dropped_events"),
        schema="veritas",
    )
    op.create_table(
        "monitoring_events",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("attempt_month", sa.Date(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("wall_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("monotonic_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("data", postgresql.JSONB(), nullable=True),
        sa.CheckConstraint(
            "evidence IN ('A', 'B', 'C', 'D')", name=op.f("ck_monitoring_events_evidence_class")
        ),
        sa.CheckConstraint("seq > 0", name=op.f("ck_monitoring_events_seq_positive")),
        sa.CheckConstraint(
            "severity BETWEEN 0 AND 3", name=op.f("ck_monitoring_events_severity_within_range")
        ),
        sa.PrimaryKeyConstraint("attempt_month", "attempt", "seq", name="pk_monitoring_events"),
        schema="veritas",
        postgresql_partition_by="RANGE (attempt_month)",
    )
    op.create_index(
        "ix_monitoring_events_received_at",
        "monitoring_events",
        ["received_at"],
        unique=False,
        schema="veritas",
        postgresql_using="brin",
    )
    op.create_table(
        "performance_metrics",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("mean_percent", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("median_percent", sa.Numeric(precision=6, scale=3), nullable=True),
        sa.Column("deviation", sa.Numeric(precision=8, scale=3), nullable=True),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("flagged", sa.Integer(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "subject IN ('student', 'exam')", name=op.f("ck_performance_metrics_subject_known")
        ),
        sa.PrimaryKeyConstraint("subject_id", name="pk_performance_metrics"),
        schema="veritas",
    )
    op.create_index(
        "ix_performance_metrics_org_id_subject",
        "performance_metrics",
        ["org_id", "subject", "subject_id"],
        unique=False,
        schema="veritas",
    )
    op.create_table(
        "behavior_analyses",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rules_version", sa.String(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("priority", sa.Numeric(precision=6, scale=3), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "low", "medium", "high", name="level", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("contributions", postgresql.JSONB(), nullable=False),
        sa.Column("not_observed", postgresql.JSONB(), nullable=False),
        sa.Column("features", postgresql.JSONB(), nullable=False),
        sa.Column("summary", postgresql.JSONB(), nullable=False),
        sa.Column("analysed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "priority BETWEEN 0 AND 100", name=op.f("ck_behavior_analyses_priority_within_range")
        ),
        sa.ForeignKeyConstraint(
            ["attempt"], ["veritas.exam_attempts.attempt"], name="fk_behavior_analyses_attempt"
        ),
        sa.PrimaryKeyConstraint("attempt", "rules_version", name="pk_behavior_analyses"),
        schema="veritas",
    )
    op.create_index(
        "ix_behavior_analyses_org_id_exam_id",
        "behavior_analyses",
        ["org_id", "exam_id", "rules_version", "attempt"],
        unique=False,
        schema="veritas",
    )
    op.create_table(
        "event_counters",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("duration_ms", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt"], ["veritas.exam_attempts.attempt"], name="fk_event_counters_attempt"
        ),
        sa.PrimaryKeyConstraint("attempt", "kind", name="pk_event_counters"),
        schema="veritas",
    )
    op.create_index(
        "ix_event_counters_org_id_exam_id_kind",
        "event_counters",
        ["org_id", "exam_id", "kind", "attempt"],
        unique=False,
        schema="veritas",
    )
    op.create_table(
        "monitoring_batches",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("monotonic_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offset_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "first_seq > 0 AND last_seq >= first_seq", name=op.f("ck_monitoring_batches_numbers_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["attempt"], ["veritas.exam_attempts.attempt"], name="fk_monitoring_batches_attempt"
        ),
        sa.PrimaryKeyConstraint("attempt", "first_seq", name="pk_monitoring_batches"),
        schema="veritas",
    )
    op.create_table(
        "monitoring_incidents",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt"], ["veritas.exam_attempts.attempt"], name="fk_monitoring_incidents_attempt"
        ),
        sa.PrimaryKeyConstraint("attempt", "incident_id", name="pk_monitoring_incidents"),
        schema="veritas",
    )
    op.create_index(
        "ix_monitoring_incidents_org_id_exam_id",
        "monitoring_incidents",
        ["org_id", "exam_id", "noticed_at", "incident_id"],
        unique=False,
        schema="veritas",
    )
    op.create_table(
        "review_cases",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("exam_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "second_review",
                "decided",
                "appealed",
                "expunged",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=True),
        sa.Column("statement_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal", sa.String(), nullable=True),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum(
                "clear", "warn", "void", name="verdict", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("overturned", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt"], ["veritas.exam_attempts.attempt"], name="fk_review_cases_attempt"
        ),
        sa.PrimaryKeyConstraint("attempt", name="pk_review_cases"),
        schema="veritas",
    )
    op.create_index(
        "ix_review_cases_org_id_exam_id_state",
        "review_cases",
        ["org_id", "exam_id", "state", "attempt"],
        unique=False,
        schema="veritas",
    )
    op.create_table(
        "case_decisions",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "clear", "warn", "void", name="verdict", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt"], ["veritas.review_cases.attempt"], name="fk_case_decisions_attempt"
        ),
        sa.PrimaryKeyConstraint("attempt", "number", name="pk_case_decisions"),
        schema="veritas",
    )
