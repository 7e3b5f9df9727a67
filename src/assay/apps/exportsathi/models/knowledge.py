"""The knowledge that answers are taken from, and the questions that were asked of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKeyConstraint, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, REAL, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from assay.apps.exportsathi.models.reports import Report
from assay.apps.exportsathi.models.sources import Source
from assay.kernel.db.base import Base, OrgScoped, Timestamped, checked_enum, reference, sharded
from assay.kernel.ids import uuid7

SEARCHED = "setweight(to_tsvector('english', heading), 'A') || setweight(to_tsvector('english', text), 'B')"


class KnowledgeDocument(Timestamped, Base):
    """One version of the text of a source, as it is searched and cited.

    Offsets of chunks and citations count characters of `text`, which is never changed: a corrected text is a
    new version. `sha256` is that of `text` in UTF-8. `withdrawn_at`: it is no longer searched (another
    version has come, or a curator took it out); what was cited from it can still be shown.
    """

    __tablename__ = "knowledge_documents"
    __table_args__ = (
        CheckConstraint(
            "valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to", name="days_in_order"
        ),
        ForeignKeyConstraint(
            ["org_id", "source_id"],
            [Source.org_id, Source.source_id],
            name="fk_knowledge_documents_source",
        ),
        Index("ux_knowledge_documents_version", "org_id", "source_id", "version", unique=True),
        Index(
            "ux_knowledge_documents_searched",
            "org_id",
            "source_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        {"schema": "exportsathi", "info": reference()},
    )

    org_id: Mapped[UUID] = mapped_column(primary_key=True)
    document_id: Mapped[UUID] = mapped_column(primary_key=True)
    source_id: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    kind: Mapped[str]
    """What it was read from: `markdown`, `html`, `csv`, `pdf`, `text`."""
    text: Mapped[str]
    sha256: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None]


class KnowledgeChunk(Base):
    """A passage of a document: `text` is its characters from `start_at` to `end_at`.

    `heading` is the path of headings above it. `embedding` is a vector of 384 numbers of length 1, for
    whatever the server has to compare such vectors with.
    """

    __tablename__ = "knowledge_chunks"
    __table_args__ = (
        CheckConstraint("start_at >= 0 AND start_at < end_at", name="offsets_in_order"),
        ForeignKeyConstraint(
            ["org_id", "document_id"],
            ["exportsathi.knowledge_documents.org_id", "exportsathi.knowledge_documents.document_id"],
            name="fk_knowledge_chunks_document",
            ondelete="CASCADE",
        ),
        Index("ix_knowledge_chunks_document", "org_id", "document_id", "ordinal"),
        Index("ix_knowledge_chunks_tsv", "tsv", postgresql_using="gin"),
        Index(
            "ix_knowledge_chunks_spelling",
            "text",
            postgresql_using="gin",
            postgresql_ops={"text": "gin_trgm_ops"},
        ),
        {"schema": "exportsathi", "info": reference()},
    )

    org_id: Mapped[UUID] = mapped_column(primary_key=True)
    chunk_id: Mapped[UUID] = mapped_column(primary_key=True)
    document_id: Mapped[UUID]
    ordinal: Mapped[int]
    start_at: Mapped[int]
    end_at: Mapped[int]
    heading: Mapped[str]
    text: Mapped[str]
    sha256: Mapped[str]
    tsv: Mapped[Any] = mapped_column(TSVECTOR, Computed(SEARCHED, persisted=True))
    embedding: Mapped[list[float]] = mapped_column(ARRAY(REAL))


class MessageRole(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"


class ChatSession(OrgScoped, Timestamped, Base):
    """Questions asked in one go, of themselves or about one report."""

    __tablename__ = "chat_sessions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["exporter_id", "report_id"],
            [Report.exporter_id, Report.report_id],
            name="fk_chat_sessions_report",
            ondelete="CASCADE",
        ),
        Index("ix_chat_sessions_org_id_exporter_id", "org_id", "exporter_id", "session_id"),
        Index("ix_chat_sessions_report", "exporter_id", "report_id"),
        {"schema": "exportsathi", "info": sharded("exporter_id")},
    )

    exporter_id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    report_id: Mapped[UUID | None]
    title: Mapped[str] = mapped_column(default="")


class ChatMessage(OrgScoped, Base):
    """A question, or its answer: `sentences` with their citations, or a refusal that says what was searched.

    `sentences` are `chat.rules.Sentence` as JSON; `searched` is what was looked for and in how many passages;
    `engine` says who worded the answer. `notice` is what has to be said about sources that no longer hold.
    """

    __tablename__ = "chat_messages"
    __table_args__ = (
        ForeignKeyConstraint(
            ["exporter_id", "session_id"],
            ["exportsathi.chat_sessions.exporter_id", "exportsathi.chat_sessions.session_id"],
            name="fk_chat_messages_session",
            ondelete="CASCADE",
        ),
        Index("ix_chat_messages_session", "exporter_id", "session_id", "message_id"),
        {"schema": "exportsathi", "info": sharded("exporter_id")},
    )

    exporter_id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    session_id: Mapped[UUID]
    role: Mapped[MessageRole] = mapped_column(checked_enum(MessageRole, "role"))
    text: Mapped[str]
    sentences: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    refusal: Mapped[str] = mapped_column(default="")
    notice: Mapped[str] = mapped_column(default="")
    searched: Mapped[dict[str, Any]] = mapped_column(default=dict)
    engine: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
