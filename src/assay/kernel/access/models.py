"""The table behind the rate limits."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, local


class RateLimit(Base):
    """One limited key and its theoretical arrival time (see `access.ratelimit`).

    Unlogged: after a crash of the server the counters start anew, and no request waits for the disk.
    """

    __tablename__ = "rate_limits"
    __table_args__ = {"schema": "kernel", "info": local(), "prefixes": ["UNLOGGED"]}

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    arrival: Mapped[datetime]
