"""ExportSathi: knowledge and questions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assay.kernel.db import rls

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

SCHEMA = "exportsathi"
GRANTS = {
    "knowledge_documents": "SELECT, INSERT, UPDATE",
    "knowledge_chunks": "SELECT, INSERT, DELETE",
    "chat_sessions": "SELECT, INSERT, UPDATE, DELETE",
    "chat_messages": "SELECT, INSERT, DELETE",
}
SEARCHED = "setweight(to_tsvector('english', heading), 'A') || setweight(to_tsvector('english', text), 'B')"


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    create_knowledge()
    create_questions()
    # Vectors lie with their rows, since every question reads all of them; long texts move out instead.
    op.execute("ALTER TABLE exportsathi.knowledge_chunks ALTER COLUMN embedding SET STORAGE MAIN")
    for table, privileges in GRANTS.items():
        rls.enable_rls(op, f"{SCHEMA}.{table}")
        rls.grant(op, f"{SCHEMA}.{table}", "assay_app", privileges)


def downgrade() -> None:
    for table in reversed(GRANTS):
        op.drop_table(table, schema=SCHEMA)


def moments() -> list[sa.Column[object]]:
    return [
        sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
        for name in ("created_at", "updated_at")
    ]


def create_knowledge() -> None:
    op.create_table(
        "knowledge_documents",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        *moments(),
        sa.CheckConstraint(
            "valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to",
            name=op.f("ck_knowledge_documents_days_in_order"),
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "source_id"],
            ["exportsathi.sources.org_id", "exportsathi.sources.source_id"],
            name="fk_knowledge_documents_source",
        ),
        sa.PrimaryKeyConstraint("org_id", "document_id", name="pk_knowledge_documents"),
        schema=SCHEMA,
    )
    op.create_index(
        "ux_knowledge_documents_version",
        "knowledge_documents",
        ["org_id", "source_id", "version"],
        unique=True,
        schema=SCHEMA,
    )
    op.create_index(
        "ux_knowledge_documents_searched",
        "knowledge_documents",
        ["org_id", "source_id"],
        unique=True,
        schema=SCHEMA,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "knowledge_chunks",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("chunk_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("start_at", sa.Integer(), nullable=False),
        sa.Column("end_at", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("tsv", postgresql.TSVECTOR(), sa.Computed(SEARCHED, persisted=True), nullable=False),
        sa.Column("embedding", postgresql.ARRAY(sa.REAL()), nullable=False),
        sa.CheckConstraint(
            "start_at >= 0 AND start_at < end_at", name=op.f("ck_knowledge_chunks_offsets_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["org_id", "document_id"],
            ["exportsathi.knowledge_documents.org_id", "exportsathi.knowledge_documents.document_id"],
            name="fk_knowledge_chunks_document",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("org_id", "chunk_id", name="pk_knowledge_chunks"),
        schema=SCHEMA,
    )
    op.create_index(
        "ix_knowledge_chunks_document",
        "knowledge_chunks",
        ["org_id", "document_id", "ordinal"],
        schema=SCHEMA,
    )
    op.create_index(
        "ix_knowledge_chunks_tsv", "knowledge_chunks", ["tsv"], schema=SCHEMA, postgresql_using="gin"
    )
    op.create_index(
        "ix_knowledge_chunks_spelling",
        "knowledge_chunks",
        ["text"],
        schema=SCHEMA,
        postgresql_using="gin",
        postgresql_ops={"text": "gin_trgm_ops"},
    )


def create_questions() -> None:
    op.create_table(
        "chat_sessions",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("exporter_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        *moments(),
        sa.ForeignKeyConstraint(
            ["exporter_id", "report_id"],
            ["exportsathi.reports.exporter_id", "exportsathi.reports.report_id"],
            name="fk_chat_sessions_report",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("exporter_id", "session_id", name="pk_chat_sessions"),
        schema=SCHEMA,
    )
    op.create_index(
        "ix_chat_sessions_org_id_exporter_id",
        "chat_sessions",
        ["org_id", "exporter_id", "session_id"],
        schema=SCHEMA,
    )
    op.create_index("ix_chat_sessions_report", "chat_sessions", ["exporter_id", "report_id"], schema=SCHEMA)
    op.create_table(
        "chat_messages",
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("exporter_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("user", "assistant", name="role", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sentences", postgresql.JSONB(), nullable=False),
        sa.Column("refusal", sa.String(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("searched", postgresql.JSONB(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["exporter_id", "session_id"],
            ["exportsathi.chat_sessions.exporter_id", "exportsathi.chat_sessions.session_id"],
            name="fk_chat_messages_session",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("exporter_id", "message_id", name="pk_chat_messages"),
        schema=SCHEMA,
    )
    op.create_index(
        "ix_chat_messages_session",
        "chat_messages",
        ["exporter_id", "session_id", "message_id"],
        schema=SCHEMA,
    )
