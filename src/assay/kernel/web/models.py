"""Answers kept for a while, so that a creating request sent twice creates once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from assay.kernel.db.base import Base, local


class IdempotencyKey(Base):
    """One use of an `Idempotency-Key` header. The answer is null while its request is under way.

    `scope` and `key` are keyed digests: of who asked (account, else address) and of method, route and the
    header's value. Nobody can read another's answer, and the answer itself is encrypted, since it may hold a
    secret that is shown once; so the table needs no row-level security.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        CheckConstraint("(status is null) = (answer is null)", name="answered"),
        {"schema": "kernel", "info": local()},
    )

    scope: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int | None] = mapped_column(SmallInteger)
    media_type: Mapped[str | None] = mapped_column(String(100))
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
