"""Which master keys have sealed data, so that a start without one of them is refused."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, local


class MasterKey(Base):
    """A master key by its fingerprint; `retired_at` once no data key is wrapped by it."""

    __tablename__ = "master_keys"
    __table_args__ = ({"schema": "kernel", "info": local()},)

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    first_used_at: Mapped[datetime] = mapped_column(server_default=func.now())
    retired_at: Mapped[datetime | None]
