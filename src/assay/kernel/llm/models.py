"""Tables of the model gateway: what each call cost, and answers worth keeping."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, String, func
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, Json, OrgScoped, checked_enum, local
from assay.kernel.ids import uuid7
from assay.kernel.llm.types import Outcome


class LlmCall(OrgScoped, Base):
    """One call of a model. Holds no text and nothing that names a person."""

    __tablename__ = "llm_calls"
    __table_args__ = (
        CheckConstraint("request_hash ~ '^[0-9a-f]{64}$'", name="request_hash_hex"),
        Index("ix_llm_calls_org_id_run_id", "org_id", "run_id"),
        Index("ix_llm_calls_org_id_created_at", "org_id", "created_at"),
        {"schema": "kernel", "info": local()},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    run_id: Mapped[UUID | None]
    purpose: Mapped[str] = mapped_column(String(40))
    engine: Mapped[str] = mapped_column(String(20))
    model: Mapped[str] = mapped_column(String(120))
    prompt_version: Mapped[str] = mapped_column(String(80))
    request_hash: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[Outcome] = mapped_column(checked_enum(Outcome, "outcome"))
    cached: Mapped[bool]
    attempts: Mapped[int]
    input_tokens: Mapped[int]
    output_tokens: Mapped[int]
    milliseconds: Mapped[int]
    cost: Mapped[Decimal] = mapped_column(Numeric(14, 6))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class LlmCache(OrgScoped, Base):
    """A validated answer by the content of its request, within one organisation."""

    __tablename__ = "llm_cache"
    __table_args__ = (
        Index("ix_llm_cache_created_at", "created_at"),
        {"schema": "kernel", "info": local()},
    )

    org_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-90)
    request_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    model: Mapped[str] = mapped_column(String(120))
    value: Mapped[Json]
    input_tokens: Mapped[int]
    output_tokens: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
