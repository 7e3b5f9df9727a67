"""SQL of features: episodes out of events and incidents, a set of attempts at a time.

Reads go by the primary key of the events (month, attempt), so their cost is that of the attempts asked for.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.veritas.analysis.rules import Observation
from assay.apps.veritas.analysis.ruleset import RuleSet

NETWORK = "network"
"""Stands for a network loss among the signals of one query."""
KEPT_EVENTS = 50
"""Events named per signal; the counts are of all."""

_EPISODES = """
    WITH spec AS (
        SELECT * FROM unnest(CAST(:signals AS text[]), CAST(:begins AS int[]), CAST(:ends AS int[]))
                      AS s(signal, begins, ends)
    ),
    event AS (
        SELECT e.attempt, e.seq, e.kind, e.evidence, e.wall_at, e.duration_ms,
               coalesce(a.submitted_at, a.deadline_at) AS closed_at
        FROM veritas.exam_attempts a
        JOIN veritas.monitoring_events e ON e.attempt_month = a.attempt_month AND e.attempt = a.attempt
        WHERE a.org_id = :org_id AND e.org_id = :org_id AND a.attempt = ANY(:attempts)
          AND e.attempt = ANY(:attempts) AND e.kind = ANY(:kinds)
    ),
    mark AS (
        SELECT s.signal, s.ends, e.*, e.kind = s.begins AS is_begin,
               lead(e.wall_at) OVER (PARTITION BY e.attempt, s.signal, s.begins ORDER BY e.seq) AS next_at
        FROM event e JOIN spec s ON e.kind = s.begins OR e.kind = s.ends
    ),
    span AS (
        SELECT attempt, signal, seq, evidence, wall_at AS began,
               CASE WHEN duration_ms IS NOT NULL THEN wall_at + duration_ms * interval '1 millisecond'
                    WHEN ends IS NULL THEN wall_at
                    ELSE greatest(wall_at, coalesce(next_at, closed_at)) END AS ended
        FROM mark WHERE is_begin
    ),
    reached AS (
        SELECT *, max(ended) OVER (PARTITION BY attempt, signal ORDER BY began, seq
                                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach
        FROM span WHERE evidence <> 'D' AND signal <> :network
    ),
    numbered AS (
        SELECT *, count(*) FILTER (WHERE reach IS NULL OR began > reach + :join * interval '1 second')
                  OVER (PARTITION BY attempt, signal ORDER BY began, seq) AS episode
        FROM reached
    ),
    episode AS (
        SELECT attempt, signal, episode, min(began) AS began, max(ended) AS ended, min(seq) AS first,
               array_agg(seq ORDER BY seq) AS seqs
        FROM numbered GROUP BY attempt, signal, episode
    ),
    judged AS (
        SELECT p.*, EXISTS (
            SELECT FROM span n WHERE n.signal = :network AND n.attempt = p.attempt
            AND n.began - :margin * interval '1 second' <= p.ended
            AND n.ended + :margin * interval '1 second' >= p.began) AS excused
        FROM episode p
    )
    SELECT attempt, signal, count(*) FILTER (WHERE NOT excused) AS episodes,
           coalesce(sum(extract(epoch FROM ended - began)) FILTER (WHERE NOT excused), 0) AS seconds,
           count(*) FILTER (WHERE excused) AS excused, 0 AS by_model,
           coalesce(jsonb_agg(to_jsonb(seqs) ORDER BY first) FILTER (WHERE NOT excused), '[]') AS seqs
    FROM judged GROUP BY attempt, signal
    UNION ALL
    SELECT attempt, signal, 0, 0, 0, count(*), jsonb_build_array(jsonb_agg(seq ORDER BY seq))
    FROM span WHERE evidence = 'D' AND signal <> :network GROUP BY attempt, signal
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """One event as a timeline shows it."""

    seq: int
    kind: int
    severity: int
    evidence: str
    at: datetime
    duration_ms: int | None


async def observe(
    db: AsyncSession, org_id: UUID, attempts: Sequence[int], rules: RuleSet, numbers: Mapping[str, int]
) -> dict[int, dict[str, Observation]]:
    """What is seen of each attempt, by signal; `numbers` gives the number of each kind of event.

    Kinds that have no number are kinds nobody reports. Fan-in of two statements, whatever the number of
    attempts.
    """
    found: dict[int, dict[str, Observation]] = {attempt: {} for attempt in attempts}
    for attempt, signal, episodes, seconds, excused, by_model, seqs in await _episodes(
        db, org_id, attempts, rules, numbers
    ):
        _add(found[attempt], signal, int(episodes), float(seconds), int(excused), int(by_model), seqs)
    wanted = {kind: signal.key for signal in rules.signals for kind in signal.incidents}
    rows = await db.execute(
        text(
            "SELECT attempt, kind, count(*) FROM veritas.monitoring_incidents WHERE org_id = :org_id "
            "AND attempt = ANY(:attempts) AND kind = ANY(:kinds) GROUP BY attempt, kind ORDER BY kind"
        ),
        {"org_id": org_id, "attempts": list(attempts), "kinds": list(wanted)},
    )
    noticed: dict[tuple[int, str], int] = defaultdict(int)
    for attempt, kind, count in rows.all():
        noticed[attempt, wanted[kind]] += count
    for (attempt, signal), count in noticed.items():
        # The server notes an incident beside the event that tells the same: the larger count holds both.
        seen = found[attempt].get(signal, Observation())
        if count > seen.count:
            found[attempt][signal] = Observation(
                count, seen.seconds, seen.excused, seen.by_model, seen.events
            )
    return found


async def _episodes(
    db: AsyncSession, org_id: UUID, attempts: Sequence[int], rules: RuleSet, numbers: Mapping[str, int]
) -> Sequence[tuple[int, str, int, float, int, int, list[list[int]]]]:
    spans = [(signal.key, span.begins, span.ends) for signal in rules.signals for span in signal.spans]
    spans.append((NETWORK, "network_lost", "network_back"))
    known = [
        (key, numbers[begins], numbers.get(ends) if ends else None)
        for key, begins, ends in spans
        if begins in numbers
    ]
    result = await db.execute(
        text(_EPISODES),
        {
            "org_id": org_id,
            "attempts": list(attempts),
            "signals": [key for key, _begins, _ends in known],
            "begins": [begins for _key, begins, _ends in known],
            "ends": [ends for _key, _begins, ends in known],
            "kinds": sorted({number for _k, begins, ends in known for number in (begins, ends) if number}),
            "network": NETWORK,
            "join": rules.join_seconds,
            "margin": rules.network_margin_seconds,
        },
    )
    return [tuple(row) for row in result.all()]


def _add(
    seen: dict[str, Observation],
    signal: str,
    episodes: int,
    seconds: float,
    excused: int,
    by_model: int,
    seqs: list[list[int]],
) -> None:
    before = seen.get(signal, Observation())
    events = [seq for group in seqs for seq in group] if episodes or by_model else []
    seen[signal] = Observation(
        before.count + episodes,
        before.seconds + seconds,
        before.excused + excused,
        before.by_model + by_model,
        tuple(sorted({*before.events, *events})[:KEPT_EVENTS]),
    )


async def moments(
    db: AsyncSession, org_id: UUID, attempt: int, *, leaving_out: Sequence[int], limit: int = 1000
) -> Sequence[Moment]:
    """The events of an attempt in order, without the kinds of `leaving_out`. Single-root."""
    rows = await db.execute(
        text(
            """
            SELECT e.seq, e.kind, e.severity, e.evidence, e.wall_at, e.duration_ms
            FROM veritas.exam_attempts a
            JOIN veritas.monitoring_events e ON e.attempt_month = a.attempt_month AND e.attempt = a.attempt
            WHERE a.org_id = :org_id AND e.org_id = :org_id AND a.attempt = :attempt
              AND e.attempt = :attempt AND e.kind <> ALL(:leaving_out)
            ORDER BY e.seq LIMIT :limit
            """
        ),
        {"org_id": org_id, "attempt": attempt, "leaving_out": list(leaving_out), "limit": limit},
    )
    return [Moment(*row) for row in rows.all()]
