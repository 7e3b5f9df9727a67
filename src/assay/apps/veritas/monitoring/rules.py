"""Whether a batch may join what is stored, and what is to be said about it. Pure.

Two classes of findings. Transport: gaps, late and reordered batches, clocks that jump; honest sittings have
them. Integrity: numbers used twice with different content, a chain that does not fit; an honest page cannot
cause them. Neither convicts anyone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

GENESIS = bytes(32)
LATE_MS = 30_000
JUMP_MS = 2_000


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    REPEATED = "repeated"
    """Stored before, byte for byte: the same answer again."""
    CONFLICT = "conflict"
    """Its numbers are taken by other content: refused, and kept as an incident."""


class Incident(StrEnum):
    CONFLICT = "conflict"
    CHAIN_BROKEN = "chain_broken"
    GAP = "gap"
    OUT_OF_ORDER = "out_of_order"
    LATE = "late"
    CLOCK_JUMP = "clock_jump"
    SECOND_SESSION = "second_session"
    ADDRESS_CHANGED = "address_changed"
    AGENT_CHANGED = "agent_changed"


INTEGRITY = frozenset({Incident.CONFLICT, Incident.CHAIN_BROKEN})


@dataclass(frozen=True, slots=True)
class Link:
    """A batch as the rules see it: numbers as stored, times in milliseconds.

    `start`: the first number of its device. `offset_ms`: the server's clock at receipt less the device's.
    """

    start: int
    first: int
    last: int
    previous: bytes
    digest: bytes
    sent_ms: int
    mono_ms: int
    offset_ms: int


@dataclass(frozen=True, slots=True)
class Finding:
    """`at` is the number it is about: one finding of a kind and number is kept once."""

    kind: Incident
    at: int
    details: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    gaps_changed: bool = False
    """The holes between stored batches have to be looked at anew."""


def judge(new: Link, stored: Sequence[Link]) -> Judged:
    """What becomes of `new`, given the stored batches of its attempt around it.

    `stored` must hold every batch that shares a number with `new` or touches it, the nearest one before it
    and the nearest one after it of the same device; others do no harm.
    """
    near = [link for link in stored if link.start == new.start]
    clash = [link for link in near if link.first <= new.last and new.first <= link.last]
    if any((link.first, link.last, link.digest) == (new.first, new.last, new.digest) for link in clash):
        return Judged(Outcome.REPEATED)
    if clash:
        details: dict[str, object] = {
            "first": new.first,
            "last": new.last,
            "stored": [link.digest.hex() for link in clash],
            "sent": new.digest.hex(),
        }
        return Judged(Outcome.CONFLICT, (Finding(Incident.CONFLICT, new.first, details),))
    before = max((link for link in near if link.last < new.first), key=lambda link: link.last, default=None)
    after = min((link for link in near if link.first > new.last), key=lambda link: link.first, default=None)
    findings = [*_chain(new, before, after), *_clocks(new, before)]
    if after is not None:
        findings.append(
            Finding(Incident.OUT_OF_ORDER, new.first, {"first": new.first, "came_after": after.first})
        )
    hole = new.first != (new.start if before is None else before.last + 1)
    return Judged(Outcome.ACCEPTED, tuple(findings), gaps_changed=hole or after is not None)


def _chain(new: Link, before: Link | None, after: Link | None) -> list[Finding]:
    """Where neighbours touch, each must name the digest of the one before it."""
    broken = []
    if new.first == new.start:
        expected: bytes | None = GENESIS
    else:
        expected = before.digest if before and before.last + 1 == new.first else None
    if expected is not None and new.previous != expected:
        broken.append(Finding(Incident.CHAIN_BROKEN, new.first, {"first": new.first}))
    if after and after.first == new.last + 1 and after.previous != new.digest:
        broken.append(Finding(Incident.CHAIN_BROKEN, after.first, {"first": after.first}))
    return broken


def _clocks(new: Link, before: Link | None) -> list[Finding]:
    if before is None:
        return []
    drift, earlier = new.sent_ms - new.mono_ms, before.sent_ms - before.mono_ms
    jump = drift - earlier
    if abs(jump) > JUMP_MS or new.mono_ms < before.mono_ms - JUMP_MS:
        return [Finding(Incident.CLOCK_JUMP, new.first, {"first": new.first, "jump_ms": jump})]
    if new.offset_ms - before.offset_ms > LATE_MS:
        seconds = (new.offset_ms - before.offset_ms) // 1000
        return [Finding(Incident.LATE, new.first, {"first": new.first, "seconds": seconds})]
    return []


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers `first` to `last` were never received."""

    first: int
    last: int


def gaps(stored: Sequence[Link]) -> list[Gap]:
    """The holes in the numbers of every device. What follows a device's last batch is not known here."""
    found: list[Gap] = []
    expected: dict[int, int] = {}
    for link in sorted(stored, key=lambda one: one.first):
        begin = expected.get(link.start, link.start)
        if link.first > begin:
            found.append(Gap(begin, link.first - 1))
        expected[link.start] = link.last + 1
    return found
