"""What the record says in words: incidents, and what it proves and what not."""

from enum import StrEnum

from assay.apps.veritas.monitoring.kinds import KINDS
from assay.kernel.web.i18n import gettext as _

KindName = StrEnum("KindName", {kind.name: kind.name for kind in KINDS})  # type: ignore[misc]
"""The names of all kinds, as the API takes them."""

INCIDENTS = {
    "conflict": "Two different batches claimed the same numbers; the first one was kept.",
    "chain_broken": "A batch does not name the one before it.",
    "gap": "Events with these numbers never arrived.",
    "out_of_order": "A batch arrived after a later one.",
    "late": "Events arrived late, as after a time without network.",
    "clock_jump": "The device's clock was set, or the device slept.",
    "second_session": "A second session was opened.",
    "address_changed": "The network address changed.",
    "agent_changed": "The browser changed.",
}


def incident_in_words(kind: str) -> str:
    """A sentence for an incident of that kind."""
    return _(INCIDENTS.get(kind, kind))


def proves() -> list[str]:
    """What follows from a record whose chain and root hold."""
    return [
        _("Every batch was signed with the key of this attempt and arrived as it was sent."),
        _("The order of a device's events, and that none between two batches is missing unless listed."),
        _("When the server received each batch. Nothing was added, changed or removed since the seal."),
    ]


def does_not_prove() -> list[str]:
    """What nobody may conclude from it."""
    return [
        _("That the device told the truth: whoever controls it can keep its events from being reported."),
        _("Why something happened. Leaving a page can be a notification, a cramp or a crash."),
        _("Who sat at the device."),
    ]
