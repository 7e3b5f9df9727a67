"""ExportSathi: shipments and their papers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

GRANTS = {
    "shipments": "SELECT, INSERT, UPDATE (title, record, version, updated_at), DELETE",
    "generated_documents": "SELECT, INSERT",
}


def upgrade() -> None:
    create_tables()
    for table, privileges in GRANTS.items():
        rls.enable_rls(op, f"exportsathi.{table}")
        rls.grant(op, f"exportsathi.{table}", "assay_app", privileges)


def downgrade() -> None:
    op.drop_table("generated_documents", schema="exportsathi")
    op.drop_table("shipments", schema="exportsathi")


def create_tables() -> None:
    op.create_table(
        "shipments",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("exporter_id", sa.Uuid(), nullable=False),
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("record", postgresql.JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["exporter_id"],
            ["exportsathi.profiles.exporter_id"],
            name="fk_shipments_exporter_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["exporter_id", "report_id"],
            ["exportsathi.reports.exporter_id", "exportsathi.reports.report_id"],
            name="fk_shipments_exporter_id_report_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("exporter_id", "shipment_id", name="pk_shipments"),
        schema="exportsathi",
    )
    op.create_index(
        "ix_shipments_org_id_exporter_id",
        "shipments",
        ["org_id", "exporter_id", "shipment_id"],
        schema="exportsathi",
    )
    op.create_index(
        "ix_shipments_exporter_id_report_id", "shipments", ["exporter_id", "report_id"], schema="exportsathi"
    )
    op.create_table(
        "generated_documents",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("exporter_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("json_sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("findings", postgresql.JSONB(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("record_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_generated_documents_version_positive")),
        sa.ForeignKeyConstraint(
            ["exporter_id", "shipment_id"],
            ["exportsathi.shipments.exporter_id", "exportsathi.shipments.shipment_id"],
            name="fk_generated_documents_exporter_id_shipment_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("exporter_id", "document_id", name="pk_generated_documents"),
        schema="exportsathi",
    )
    op.create_index(
        "ux_generated_documents_version",
        "generated_documents",
        ["exporter_id", "shipment_id", "type", "version"],
        unique=True,
        schema="exportsathi",
    )
    op.create_index(
        "ix_generated_documents_org_id_exporter_id",
        "generated_documents",
        ["org_id", "exporter_id", "document_id"],
        schema="exportsathi",
    )
