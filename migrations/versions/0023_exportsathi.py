"""ExportSathi: sources, businesses, reports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

GRANTS = {
    "sources": "SELECT, INSERT, UPDATE",
    "profiles": "SELECT, INSERT, UPDATE, DELETE",
    "reports": "SELECT, INSERT, UPDATE, DELETE",
}


def upgrade() -> None:
    rls.create_schema(op, "exportsathi")
    create_tables()
    for table, privileges in GRANTS.items():
        rls.enable_rls(op, f"exportsathi.{table}")
        rls.grant(op, f"exportsathi.{table}", "assay_app", privileges)


def downgrade() -> None:
    op.execute("DROP SCHEMA exportsathi CASCADE")


def create_tables() -> None:
    op.create_table(
        "sources",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to",
            name=op.f("ck_sources_days_in_order"),
        ),
        sa.PrimaryKeyConstraint("org_id", "source_id", name="pk_sources"),
        schema="exportsathi",
    )
    op.create_index(
        "ix_sources_org_id_valid_to", "sources", ["org_id", "valid_to", "source_id"], schema="exportsathi"
    )
    op.create_table(
        "profiles",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("exporter_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("company", sa.String(), nullable=False),
        sa.Column(
            "business_type",
            sa.Enum(
                "Manufacturing",
                "SaaS",
                "Merchant",
                name="business_type",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "company_size",
            sa.Enum(
                "Micro",
                "Small",
                "Medium",
                name="company_size",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("iec", sa.String(), nullable=False),
        sa.Column("gstin", sa.String(), nullable=False),
        sa.Column("pan", sa.String(), nullable=False),
        sa.Column("address", postgresql.JSONB(), nullable=False),
        sa.Column("bank", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("exporter_id", name="pk_profiles"),
        schema="exportsathi",
    )
    op.create_index(
        "ix_profiles_org_id_exporter_id", "profiles", ["org_id", "exporter_id"], schema="exportsathi"
    )
    op.create_table(
        "reports",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("exporter_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("materials", sa.String(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "processing",
                "completed",
                "failed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("hs_code", sa.String(), nullable=False),
        sa.Column("hs_confidence", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.Column("hs_candidates", postgresql.JSONB(), nullable=False),
        sa.Column("hs_override", postgresql.JSONB(), nullable=True),
        sa.Column("risk_score", sa.Integer(), nullable=True),
        sa.Column("risk_parts", postgresql.JSONB(), nullable=False),
        sa.Column("completeness", sa.Integer(), nullable=True),
        sa.Column("report_data", postgresql.JSONB(), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("risk_score BETWEEN 0 AND 100", name=op.f("ck_reports_risk_score_within_range")),
        sa.CheckConstraint(
            "hs_confidence BETWEEN 0 AND 1", name=op.f("ck_reports_hs_confidence_within_range")
        ),
        sa.ForeignKeyConstraint(
            ["exporter_id"],
            ["exportsathi.profiles.exporter_id"],
            name="fk_reports_exporter_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("exporter_id", "report_id", name="pk_reports"),
        schema="exportsathi",
    )
    op.create_index(
        "ix_reports_org_id_exporter_id",
        "reports",
        ["org_id", "exporter_id", "report_id"],
        schema="exportsathi",
    )
