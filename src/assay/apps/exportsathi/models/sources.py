"""Where facts and knowledge come from."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, Timestamped, reference


class Source(Timestamped, Base):
    """A publication that facts stand on; no fact and no text of the knowledge is without one.

    `valid_to` is the last day it holds. `checked_on`: the day somebody last compared it with the original;
    `is_verified` says whether that was ever done. `sha256` and `rows` pin what was imported from it.
    """

    __tablename__ = "sources"
    __table_args__ = (
        CheckConstraint(
            "valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to", name="days_in_order"
        ),
        Index("ix_sources_org_id_valid_to", "org_id", "valid_to", "source_id"),
        {"schema": "exportsathi", "info": reference()},
    )

    org_id: Mapped[UUID] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    publisher: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    licence: Mapped[str] = mapped_column(default="")
    published: Mapped[date | None]
    checked_on: Mapped[date | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    is_verified: Mapped[bool] = mapped_column(default=False)
    sha256: Mapped[str] = mapped_column(default="")
    rows: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
