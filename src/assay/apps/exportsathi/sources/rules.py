"""What a statement stands on, and whether that still holds on a day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Standing(StrEnum):
    """How a source or a fact stands on a day. Only `CURRENT` is used without a remark."""

    CURRENT = "current"
    UNVERIFIED = "unverified"
    """In force as far as we know; nobody has checked it against the original."""
    NOT_YET = "not yet in force"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A source as it is cited. `source_id` is a stable slug, such as `dgft-schedule-2-2022`.

    `valid_to` is the last day it holds; None: no end is known. `reference` names the place in it: a rule,
    a paragraph, a notification number.
    """

    source_id: str
    title: str
    publisher: str
    reference: str = ""
    url: str = ""
    published: date | None = None
    checked_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    is_verified: bool = False

    def standing(self, on: date) -> Standing:
        return standing(on, self.valid_from, self.valid_to, is_verified=self.is_verified)

    def document(self, stands: Standing) -> dict[str, Any]:
        """The source as JSON, days in ISO 8601, with how it stood when it was used."""

        def day(one: date | None) -> str | None:
            return one.isoformat() if one else None

        return {
            "source_id": self.source_id,
            "title": self.title,
            "publisher": self.publisher,
            "reference": self.reference,
            "url": self.url,
            "published": day(self.published),
            "checked_on": day(self.checked_on),
            "valid_from": day(self.valid_from),
            "valid_to": day(self.valid_to),
            "is_verified": self.is_verified,
            "standing": stands.value,
        }


def standing(on: date, valid_from: date | None, valid_to: date | None, *, is_verified: bool) -> Standing:
    """How something valid from day to day (ends included, None: open) stands on the day `on`."""
    if valid_to is not None and on > valid_to:
        return Standing.EXPIRED
    if valid_from is not None and on < valid_from:
        return Standing.NOT_YET
    return Standing.CURRENT if is_verified else Standing.UNVERIFIED
