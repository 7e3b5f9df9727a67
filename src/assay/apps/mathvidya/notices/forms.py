"""What is answered about notices."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from assay.apps.mathvidya.models.config import Notification


class NoticeOut(BaseModel):
    notification_id: UUID
    kind: str
    title: str
    body: str
    href: str
    made_at: datetime
    read_at: datetime | None

    @classmethod
    def of(cls, row: Notification) -> Self:
        return cls(
            notification_id=row.notification_id,
            kind=row.kind,
            title=row.title,
            body=row.body,
            href=row.href,
            made_at=row.made_at,
            read_at=row.read_at,
        )


class NoticesOut(BaseModel):
    """`unread` are all there are, whatever page this is."""

    unread: int
    items: list[NoticeOut]
    next: str | None
