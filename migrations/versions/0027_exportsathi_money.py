"""ExportSathi: finance and freight."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

SCHEMA = "exportsathi"
GRANTS = {
    "finance_analyses": "SELECT, INSERT, DELETE",
    "logistics_analyses": "SELECT, INSERT, DELETE",
    "freight_quotes": "SELECT, INSERT, UPDATE, DELETE",
    "examination_outcomes": "SELECT, INSERT, DELETE",
}


def upgrade() -> None:
    for table in ("finance_analyses", "logistics_analyses"):
        create_analyses(table)
    create_quotes()
    create_outcomes()
    for table, privileges in GRANTS.items():
        rls.enable_rls(op, f"{SCHEMA}.{table}")
        rls.grant(op, f"{SCHEMA}.{table}", "assay_app", privileges)


def downgrade() -> None:
    for table in reversed(GRANTS):
        op.drop_table(table, schema=SCHEMA)


def stamps() -> list[sa.Column[object]]:
    return [
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    ]


def of_profile(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["exporter_id"],
        [f"{SCHEMA}.profiles.exporter_id"],
        name=f"fk_{table}_exporter_id",
        ondelete="CASCADE",
    )


def create_analyses(table: str) -> None:
    op.create_table(
        table,
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("exporter_id", sa.Uuid(), nullable=False),
        sa.Column("analysis_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("rules_version", sa.String(), nullable=False),
        sa.Column("inputs", postgresql.JSONB(), nullable=False),
        sa.Column("lines", postgresql.JSONB(), nullable=False),
        sa.Column("sources", postgresql.JSONB(), nullable=False),
        *stamps(),
        of_profile(table),
        sa.ForeignKeyConstraint(
            ["exporter_id", "report_id"],
            [f"{SCHEMA}.reports.exporter_id", f"{SCHEMA}.reports.report_id"],
            name=f"fk_{table}_exporter_id_report_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("exporter_id", "analysis_id", name=f"pk_{table}"),
        schema=SCHEMA,
    )
    op.create_index(
        f"ix_{table}_org_id_exporter_id", table, ["org_id", "exporter_id", "analysis_id"], schema=SCHEMA
    )
    op.create_index(
        f"ix_{table}_report", table, ["org_id", "exporter_id", "report_id"], unique=True, schema=SCHEMA
    )


def create_quotes() -> None:
    op.create_table(
        "freight_quotes",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("exporter_id", sa.Uuid(), nullable=False),
        sa.Column("quote_id", sa.Uuid(), nullable=False),
        sa.Column(
            "carriage",
            sa.Enum(
                "lcl",
                "fcl-20",
                "fcl-40",
                "fcl-40hc",
                "air",
                name="carriage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("forwarder", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("fixed", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("minimum", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *stamps(),
        sa.CheckConstraint(
            "rate > 0 AND fixed >= 0 AND minimum >= 0", name=op.f("ck_freight_quotes_amounts_not_negative")
        ),
        sa.CheckConstraint("valid_from <= valid_to", name=op.f("ck_freight_quotes_days_in_order")),
        of_profile("freight_quotes"),
        sa.PrimaryKeyConstraint("exporter_id", "quote_id", name="pk_freight_quotes"),
        schema=SCHEMA,
    )
    op.create_index(
        "ix_freight_quotes_org_id_exporter_id",
        "freight_quotes",
        ["org_id", "exporter_id", "quote_id"],
        schema=SCHEMA,
    )


def create_outcomes() -> None:
    op.create_table(
        "examination_outcomes",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("exporter_id", sa.Uuid(), nullable=False),
        sa.Column("outcome_id", sa.Uuid(), nullable=False),
        sa.Column("shipped_on", sa.Date(), nullable=False),
        sa.Column("port", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("examined", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        *stamps(),
        of_profile("examination_outcomes"),
        sa.PrimaryKeyConstraint("exporter_id", "outcome_id", name="pk_examination_outcomes"),
        schema=SCHEMA,
    )
    op.create_index(
        "ix_examination_outcomes_org_id_exporter_id",
        "examination_outcomes",
        ["org_id", "exporter_id", "outcome_id"],
        schema=SCHEMA,
    )
