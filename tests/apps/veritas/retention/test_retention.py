"""Months of events go when nobody keeps them any longer, and leave their proof."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from assay.apps.veritas.exams.policies import MonitoringPolicy
from assay.apps.veritas.jobspecs import RETENTION
from assay.apps.veritas.retention import jobs as retention_jobs
from assay.apps.veritas.retention import queries, rules
from assay.apps.veritas.retention.rules import Holding, kept_until, may_go, month_after
from assay.kernel import clock, jobs
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Database, Role
from assay.kernel.ids import uuid7
from assay.kernel.jobs import NoArgs, run_jobs
from tests.apps.veritas.analysis.scene import make_exam

MONTH = date(2026, 1, 1)
SAT = datetime(2026, 1, 10, 9, tzinfo=UTC)
END = datetime(2026, 2, 1, tzinfo=UTC)


def test_the_month_after_december_is_january() -> None:
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert month_after(MONTH) == date(2026, 2, 1)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 3650), st.integers(0, 60), st.integers(-100, 4000))
def test_no_part_goes_before_its_time(days: int, late: int, now: int) -> None:
    held = Holding(1, 5, days, SAT + timedelta(days=late), 0)
    at = END + timedelta(days=now)
    if may_go(MONTH, [held], at):
        assert at >= END + timedelta(days=days)
        assert at >= held.last_closed_at + timedelta(days=days)


def test_the_longest_retention_and_any_held_attempt_keep_the_month() -> None:
    short, long = Holding(1, 5, 30, SAT, 0), Holding(1, 5, 180, SAT, 0)
    assert kept_until(MONTH, short) == END + timedelta(days=30)
    assert may_go(MONTH, [short], END + timedelta(days=31))
    assert not may_go(MONTH, [short, long], END + timedelta(days=31))
    assert not may_go(MONTH, [Holding(1, 5, 30, SAT, 1)], END + timedelta(days=4000))


async def sat_in_january(database: Database, org: UUID, root: bytes, days: int = 30, **values: Any) -> int:
    """One attempt of January 2026 with three events; its key."""
    async with database.transaction(role=Role.SYSTEM) as db:
        await db.execute(text("SELECT veritas.make_events_partition(:month)"), {"month": MONTH})
    async with database.transaction(org_id=org) as db:
        policy = MonitoringPolicy(retention_days=days).document()
        scene = await make_exam(db, org, [], monitoring_policy=policy)
        columns = {"started_at": SAT, "submitted_at": SAT, "deadline_at": SAT + timedelta(hours=1), **values}
        sat = await scene.attempt("Asha Rao", events=3, events_root=root, **columns)
        await scene.events(sat, ("page_hidden", 1.0), ("page_visible", 2.0), ("heartbeat", 3.0))
        return sat.attempt


async def retain(database: Database, at: datetime) -> None:
    with clock.frozen(at):
        async with database.transaction(role=Role.SYSTEM) as db:
            await jobs.defer(db, system_actor(None, "test"), RETENTION, NoArgs())
        await run_jobs(database, retention_jobs.HANDLERS)


async def has_partition(database: Database) -> bool:
    async with database.transaction(role=Role.SYSTEM) as db:
        found = await db.scalar(text("SELECT to_regclass('veritas.monitoring_events__2026_01')::text"))
    return found is not None


async def proof(database: Database, org: UUID) -> list[Any]:
    async with database.transaction(org_id=org) as db:
        rows = await db.execute(
            text(
                "SELECT d.attempts, d.events, d.roots_digest, (SELECT count(*) FROM kernel.audit_entries "
                "WHERE event = 'veritas.events.dropped') FROM veritas.dropped_events d"
            )
        )
        return [tuple(row) for row in rows.all()]


async def test_a_month_goes_with_a_proof_for_each_organisation(database: Database) -> None:
    first, second = uuid7(), uuid7()
    root = hashlib.sha256(b"events").digest()
    attempt = await sat_in_january(database, first, root)
    await sat_in_january(database, second, root, days=60)
    await retain(database, END + timedelta(days=45))
    assert await has_partition(database)
    assert await proof(database, first) == []
    await retain(database, END + timedelta(days=61))
    assert not await has_partition(database)
    for org in (first, second):
        assert await proof(database, org) == [(1, 3, rules.digest([root]), 1)]
    async with database.transaction(org_id=first) as db:
        assert await db.scalar(text("SELECT count(*) FROM veritas.monitoring_events")) == 0
        kept = await db.scalar(
            text("SELECT events_root FROM veritas.exam_attempts WHERE attempt = :attempt"),
            {"attempt": attempt},
        )
    assert kept == root


@pytest.mark.parametrize("why", ["case", "appeal", "unsealed"])
async def test_what_somebody_still_needs_is_kept(database: Database, why: str) -> None:
    org = uuid7()
    attempt = await sat_in_january(database, org, b"" if why == "unsealed" else b"root")
    later = END + timedelta(days=400)
    async with database.transaction(org_id=org) as db:
        if why == "unsealed":
            await db.execute(text("UPDATE veritas.exam_attempts SET events_root = NULL"))
        else:
            await db.execute(
                text(
                    "INSERT INTO veritas.review_cases (org_id, attempt, exam_id, state, opened_by, "
                    "overturned, verdict, appeal_until) SELECT org_id, attempt, exam_id, :state, 'rules', "
                    "false, :verdict, :until FROM veritas.exam_attempts WHERE attempt = :attempt"
                ),
                {
                    "attempt": attempt,
                    "state": "open" if why == "case" else "decided",
                    "verdict": None if why == "case" else "warn",
                    "until": None if why == "case" else later + timedelta(days=1),
                },
            )
    await retain(database, later)
    assert await has_partition(database)
    assert await proof(database, org) == []


async def test_proof_and_drop_live_or_die_together(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    org = uuid7()
    await sat_in_january(database, org, b"root")

    async def locked_out(*_args: Any) -> bool:
        raise ConnectionError("lock timeout")

    monkeypatch.setattr(queries, "drop_partition", locked_out)
    with pytest.raises(Exception, match="lock timeout"):
        await retain(database, END + timedelta(days=400))
    assert await has_partition(database)
    assert await proof(database, org) == []
