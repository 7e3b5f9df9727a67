"""Parents and students: who asks, who confirms, and what is kept as evidence of it. Pure.

A student names a parent, and the parent confirms. An administrator who was shown a paper names both, and the
student confirms. So both sides have agreed, each signed in as themselves, before a parent sees anything.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from assay.apps.mathvidya.models.people import MappingState
from assay.kernel.errors import OutOfOrder
from assay.kernel.web.i18n import gettext as _


class Side(StrEnum):
    STUDENT = "student"
    PARENT = "parent"
    ADMIN = "admin"


CONFIRMS = {Side.STUDENT: Side.PARENT, Side.ADMIN: Side.STUDENT}
"""Who asked → who confirms."""


def asked(
    earlier: dict[str, Any], *, side: Side, account_id: UUID | None, label: str, at: datetime, note: str = ""
) -> dict[str, Any]:
    """The evidence of a new request. What was kept of an ended one stays, under `earlier`."""
    history = [*earlier.get("earlier", []), {k: v for k, v in earlier.items() if k != "earlier"}]
    kept = {"earlier": history} if any(history) else {}
    return {**kept, "asked": _step(side, account_id, label, at, note=note)}


def confirmed(
    evidence: dict[str, Any],
    *,
    side: Side,
    account_id: UUID | None,
    label: str,
    at: datetime,
    text_version: str,
    address: str,
) -> dict[str, Any]:
    """The evidence with the confirmation: who, when, from where, and the version of the text agreed to."""
    how = "signed in, by a form"
    step = _step(side, account_id, label, at, text=text_version, address=address, how=how)
    return {**evidence, "confirmed": step}


def ended(
    evidence: dict[str, Any], *, side: Side, account_id: UUID | None, label: str, at: datetime
) -> dict[str, Any]:
    return {**evidence, "ended": _step(side, account_id, label, at)}


def waits_for(state: MappingState, evidence: dict[str, Any]) -> Side | None:
    """Whose confirmation a mapping waits for; None where it waits for nobody's."""
    if state is not MappingState.REQUESTED:
        return None
    return CONFIRMS[Side(evidence.get("asked", {}).get("side", Side.STUDENT))]


def check_confirms(side: Side, state: MappingState, evidence: dict[str, Any]) -> None:
    """Raises OutOfOrder unless the mapping waits for this side."""
    if waits_for(state, evidence) is not side:
        raise OutOfOrder(_("This does not wait for your confirmation."), state=state.value)


def on_leave(days: Iterable[tuple[date, date]], today: date) -> bool:
    """Whether `today` lies in one of the leaves, both ends included."""
    return any(first <= today <= last for first, last in days)


def _step(side: Side, account_id: UUID | None, label: str, at: datetime, **more: str) -> dict[str, Any]:
    return {
        "side": side.value,
        "account": str(account_id) if account_id else None,
        "by": label,
        "at": at.isoformat(),
        **{name: text for name, text in more.items() if text},
    }
