"""One flush: batches of one organisation judged against what is stored, then stored together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from assay.apps.veritas.attempts.rules import attempt_key
from assay.apps.veritas.models.attempts import LIVE
from assay.apps.veritas.monitoring import batch as wire
from assay.apps.veritas.monitoring import queries_incidents, queries_ingest, rules
from assay.apps.veritas.monitoring.batch import Batch, Signed
from assay.apps.veritas.monitoring.queries_incidents import Noticed
from assay.apps.veritas.monitoring.queries_ingest import Accepted, Sitting, Tally
from assay.apps.veritas.monitoring.rules import Finding, Incident, Link, Outcome
from assay.kernel import clock
from assay.kernel.db.listen import notify
from assay.kernel.db.session import Session
from assay.kernel.errors import AssayError, Conflict, Forbidden, NotFound
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Arrived:
    """A batch whose signature holds, and when it came."""

    signed: Signed
    received_at: datetime

    @property
    def batch(self) -> Batch:
        return self.signed.batch


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender is told once its batch is durable: the same, however often it is sent."""

    first_seq: int
    last_seq: int
    digest: str


def exam_topic(exam_id: UUID) -> str:
    """What the live pages of an exam wait for: something of a sitting changed."""
    return f"veritas.exam.{exam_id}"


def told_topic(exam_id: UUID) -> str:
    """What everyone who sits an exam waits for: something was told to all or to a group."""
    return f"veritas.told.{exam_id}"


def attempt_topic(attempt_id: UUID) -> str:
    """What the page of one sitting waits for."""
    return f"veritas.attempt.{attempt_id}"


async def run(db: Session, org_id: UUID, arrived: Sequence[Arrived]) -> list[Receipt | AssayError]:
    """Lock, judge, store. See `service.record_monitoring_events`."""
    now = clock.now()
    keys = {attempt_key(one.batch.attempt_id) for one in arrived}
    sittings = await queries_ingest.lock_sittings(db, org_id, sorted(keys))
    links = [_link(one) for one in arrived]
    ranges = [
        (sitting.attempt, link.first, link.last)
        for one, link in zip(arrived, links, strict=True)
        if (sitting := sittings.get(one.batch.attempt_id))
    ]
    known = await queries_ingest.neighbours(db, org_id, ranges) if ranges else {}
    flush = Flush(known)
    outcomes = [
        flush.take(one, link, sittings.get(one.batch.attempt_id))
        for one, link in zip(arrived, links, strict=True)
    ]
    await _store(db, org_id, flush, now)
    return outcomes


class Flush:
    """What a flush has decided so far."""

    def __init__(self, known: dict[int, list[Link]]) -> None:
        self.known = known
        self.accepted: list[Accepted] = []
        self.noticed: list[Noticed] = []
        self.uneven: dict[int, Sitting] = {}
        """Attempts whose gaps have to be looked at anew."""

    def take(self, one: Arrived, link: Link, sitting: Sitting | None) -> Receipt | AssayError:
        """Judge one batch in the light of what is stored and of those before it."""
        if sitting is None:
            return NotFound(_("There is no such attempt."))
        batch = one.batch
        stored = self.known.setdefault(sitting.attempt, [])
        judged = rules.judge(link, stored)
        receipt = Receipt(batch.first_seq, batch.last_seq, one.signed.digest.hex())
        if judged.outcome is Outcome.REPEATED:
            return receipt
        if sitting.status not in LIVE:
            return Conflict(_("This attempt is finished. Nothing is recorded any more."))
        if batch.device > sitting.device:
            return Forbidden(_("This page does not sit the exam."))
        self.noticed += [
            Noticed(sitting.attempt, sitting.attempt_id, sitting.exam_id, finding)
            for finding in judged.findings
        ]
        if judged.outcome is Outcome.CONFLICT:
            return Conflict(_("Other events were recorded under these numbers. This is kept as an incident."))
        if judged.gaps_changed:
            self.uneven[sitting.attempt] = sitting
        stored.append(link)
        sent_at = datetime.fromtimestamp(batch.sent_at / 1000, UTC)
        self.accepted.append(Accepted(sitting, batch, link, sent_at, one.received_at))
        return receipt


async def _store(db: Session, org_id: UUID, flush: Flush, now: datetime) -> None:
    """Everything the flush decided, in set-based statements, and one notice of it."""
    if flush.accepted:
        await queries_ingest.insert_batches(db, org_id, flush.accepted)
        await queries_ingest.insert_events(db, org_id, flush.accepted)
        await queries_ingest.add_counters(db, org_id, tallies(flush.accepted))
        await queries_ingest.mark_seen(db, org_id, flush.accepted, now)
    if flush.uneven:
        flush.noticed += await _open_gaps(db, org_id, flush.uneven)
    await queries_incidents.insert_incidents(db, org_id, flush.noticed, now)
    changed = {one.attempt for one in flush.noticed} | set(flush.uneven)
    await queries_incidents.recount(db, org_id, sorted(changed), now)
    exams = {one.sitting.exam_id for one in flush.accepted} | {one.exam_id for one in flush.noticed}
    await notify(db, {exam_topic(exam_id) for exam_id in exams})


async def _open_gaps(db: Session, org_id: UUID, uneven: dict[int, Sitting]) -> list[Noticed]:
    """The gaps that are open now, of attempts where one opened or closed; filled ones are dropped."""
    links = await queries_ingest.all_links(db, org_id, sorted(uneven))
    found = [
        Noticed(
            attempt,
            sitting.attempt_id,
            sitting.exam_id,
            Finding(Incident.GAP, gap.first, {"first": gap.first, "last": gap.last}),
        )
        for attempt, sitting in uneven.items()
        for gap in rules.gaps(links.get(attempt, []))
    ]
    await queries_incidents.drop_filled_gaps(db, org_id, sorted(uneven), found)
    return found


def _link(one: Arrived) -> Link:
    batch = one.batch
    return Link(
        start=batch.base + 1,
        first=batch.base + batch.first_seq,
        last=batch.base + batch.last_seq,
        previous=bytes.fromhex(batch.previous),
        digest=one.signed.digest,
        sent_ms=batch.sent_at,
        mono_ms=batch.mono,
        offset_ms=round(one.received_at.timestamp() * 1000) - batch.sent_at,
    )


def tallies(accepted: Sequence[Accepted]) -> dict[tuple[int, int], Tally]:
    """What to add to the counters of (attempt, kind)."""
    found: dict[tuple[int, int], Tally] = {}
    for one in accepted:
        attempt, exam_id = one.sitting.attempt, one.sitting.exam_id
        by_name: dict[str, Tally] = {}
        for event in one.batch.events:
            tally = by_name.get(event.kind)
            if tally is None:
                key = (attempt, wire.kind_of(event).number)
                tally = by_name[event.kind] = found.setdefault(key, Tally(exam_id))
            tally.events += 1
            if event.duration_ms:
                tally.duration_ms += event.duration_ms
            if event.wall < tally.first_ms:  # noqa: PLR1730 - min() and max() take twice as long
                tally.first_ms = event.wall
            if event.wall > tally.last_ms:  # noqa: PLR1730
                tally.last_ms = event.wall
    return found
