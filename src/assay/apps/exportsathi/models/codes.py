"""The tariff's codes: the one table that belongs to no organisation."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, reference


class HsCode(Base):
    """A chapter, heading or subheading of HS 2022, or an Indian line of eight digits (`level` digits).

    `is_current` is false for Indian lines of older editions: they are shown, never proposed. `unit` is the
    unit of quantity where it is known.
    """

    __tablename__ = "hs_codes"
    __table_args__ = (
        CheckConstraint("level IN (2, 4, 6, 8) AND length(code) = level", name="level_is_length"),
        Index("ix_hs_codes_parent_code", "parent", "code"),
        {"schema": "exportsathi", "info": reference()},
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int]
    parent: Mapped[str | None] = mapped_column(ForeignKey("exportsathi.hs_codes.code"))
    description: Mapped[str]
    section: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    is_current: Mapped[bool] = mapped_column(default=True)
    is_eudr: Mapped[bool] = mapped_column(default=False)
    is_eutr: Mapped[bool] = mapped_column(default=False)
    is_cbam: Mapped[bool] = mapped_column(default=False)
