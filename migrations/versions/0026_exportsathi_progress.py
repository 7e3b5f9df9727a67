"""ExportSathi: certificates, action plan, figures."""

import sqlalchemy as sa
from alembic import op

from assay.kernel.db import rls

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

GRANTS = {
    "certification_progress": "SELECT, INSERT, UPDATE",
    "action_plan_progress": "SELECT, INSERT, UPDATE",
    "user_events": "SELECT, INSERT",
}
HAPPENINGS = (
    "profile.saved",
    "report.asked",
    "report.completed",
    "code.overridden",
    "certificate.completed",
    "task.done",
    "task.undone",
    "document.made",
    "question.asked",
    "report.printed",
)
# Counted whenever they are asked for, so they cannot drift from what happened. The reader's own rights and
# policies hold (security_invoker), not those of the view's owner.
METRICS = """
CREATE VIEW exportsathi.user_metrics WITH (security_invoker = true) AS
SELECT org_id, exporter_id, kind, count(*) AS times, count(DISTINCT subject) AS subjects,
       min(happened_at) AS first_at, max(happened_at) AS last_at
FROM exportsathi.user_events
GROUP BY org_id, exporter_id, kind
"""


def upgrade() -> None:
    create_tables()
    for table, privileges in GRANTS.items():
        rls.enable_rls(op, f"exportsathi.{table}")
        rls.grant(op, f"exportsathi.{table}", "assay_app", privileges)
    op.execute(METRICS)
    rls.grant(op, "exportsathi.user_metrics", "assay_app", "SELECT")


def downgrade() -> None:
    op.execute("DROP VIEW exportsathi.user_metrics")
    for table in reversed(GRANTS):
        op.drop_table(table, schema="exportsathi")


def create_tables() -> None:
    op.create_table(
        "certification_progress",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("exporter_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("certificate_id", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "not_started",
                "in_progress",
                "completed",
                "rejected",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_timestamps(),
        _of_report("certification_progress"),
        sa.PrimaryKeyConstraint(
            "exporter_id", "report_id", "certificate_id", name="pk_certification_progress"
        ),
        schema="exportsathi",
    )
    op.create_table(
        "action_plan_progress",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("exporter_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        *_timestamps(),
        sa.CheckConstraint("day BETWEEN 1 AND 7", name=op.f("ck_action_plan_progress_day_within_plan")),
        _of_report("action_plan_progress"),
        sa.PrimaryKeyConstraint("exporter_id", "report_id", "task_id", name="pk_action_plan_progress"),
        schema="exportsathi",
    )
    op.create_table(
        "user_events",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("exporter_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*HAPPENINGS, name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["exporter_id"],
            ["exportsathi.profiles.exporter_id"],
            name="fk_user_events_exporter_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("exporter_id", "event_id", name="pk_user_events"),
        schema="exportsathi",
    )
    op.create_index(
        "ix_user_events_org_id_exporter_id",
        "user_events",
        ["org_id", "exporter_id", "happened_at"],
        schema="exportsathi",
    )


def _of_report(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["exporter_id", "report_id"],
        ["exportsathi.reports.exporter_id", "exportsathi.reports.report_id"],
        name=f"fk_{table}_exporter_id_report_id",
        ondelete="CASCADE",
    )


def _timestamps() -> tuple[sa.Column[object], sa.Column[object]]:
    moment, now = sa.DateTime(timezone=True), sa.text("now()")
    return (
        sa.Column("created_at", moment, server_default=now, nullable=False),
        sa.Column("updated_at", moment, server_default=now, nullable=False),
    )
