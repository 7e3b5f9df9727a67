"""`python -m bench.mathvidya_assign`: waiting scripts find teachers, against the bare UPDATE of as many rows.

A throw-away server with normal durability. Half of the scripts are of class X; a tenth of the teachers is on
leave, and every twentieth script has a teacher with a conflict. The job runs as a worker runs it, notices and
the entry in the log included; the teachers have no account, so no mail is written. The limit is one statement
that writes a teacher into as many rows of a copy of the table, with its indexes, as the superuser.
"""

import argparse
import asyncio
import json
import time
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from tests.support import mathvidya
from tests.support.school import School

from assay.apps.mathvidya.evaluations.jobs import HANDLERS
from assay.apps.mathvidya.jobspecs import ASSIGN
from assay.kernel import clock
from assay.kernel.access.actor import system_actor
from assay.kernel.errors import AssayError
from assay.kernel.jobs import NoArgs, defer, run_jobs
from bench.serving import served

TEACHERS = 200
AIM = 5.0
"""How many times as long as the bare UPDATE it may take: rules, locks, notices and the log are in it."""

_TEACHERS = """
INSERT INTO mathvidya.teacher_profiles (org_id, teacher_id, account_id, name, classes, stopped_reason)
SELECT $1, md5('t' || n)::uuid, md5('ta' || n)::uuid, 'Teacher ' || n,
       CASE n % 3 WHEN 0 THEN '{X}' WHEN 1 THEN '{XII}' ELSE '{X,XII}' END::text[], ''
FROM generate_series(1, $2::int) n
"""
_LEAVE = """
INSERT INTO mathvidya.teacher_leave (org_id, leave_id, teacher_id, first_day, last_day, reason)
SELECT $1, md5('l' || n)::uuid, md5('t' || n)::uuid, $2, $2, ''
FROM generate_series(10, $3::int, 10) n
"""
_STUDENTS = """
INSERT INTO mathvidya.student_profiles (org_id, student_id, account_id, name, class_level, alias,
                                        needs_substitutes, leaderboard_consent)
SELECT $1, md5('s' || n)::uuid, md5('sa' || n)::uuid, 'Student ' || n,
       CASE n % 2 WHEN 0 THEN 'X' ELSE 'XII' END, '', false, '{}'
FROM generate_series(1, $2::int) n
"""
_EXAMS = """
INSERT INTO mathvidya.exam_instances (org_id, student_id, exam_id, template_id, template_version, class_level,
    title, seed, paper, paper_digest, plan_code, sla_hours, minutes, usage_key, max_score, written_max,
    generated_at, status, submitted_at, result)
SELECT $1, student_id, md5('e' || student_id)::uuid, $2, 1, class_level, 'Full paper', 1, '{}',
       decode(repeat('00', 32), 'hex'), 'premium', 48, 180, md5('u' || student_id)::uuid, 80, 60, $3,
       'submitted', $3, '{}'
FROM mathvidya.student_profiles WHERE org_id = $1
"""
_WAITING = """
INSERT INTO mathvidya.evaluations (org_id, student_id, exam_id, round, evaluation_id, purpose, state,
    class_level, declined_by, sla_hours, sla_state, clock_from, due_at, half_at, risk_at, pause_reason,
    paused_seconds, last_op, outcome)
SELECT org_id, student_id, exam_id, 1, md5('v' || exam_id)::uuid, 'first', 'waiting', class_level, '{}', 48,
       'on_time', $2::timestamptz,
       $2::timestamptz + interval '6 days' + interval '1 second' * row_number() OVER (),
       $2::timestamptz + interval '3 days', $2::timestamptz + interval '5 days', '', 0, 0, '{}'
FROM mathvidya.exam_instances WHERE org_id = $1
"""
_CONFLICTS = """
INSERT INTO mathvidya.teacher_conflicts (org_id, teacher_id, student_id, reason)
SELECT $1, md5('t' || (1 + n % $3))::uuid, md5('s' || n)::uuid, ''
FROM generate_series(20, $2::int, 20) n
"""


async def measure(count: int) -> dict[str, Any]:
    """Seconds for `count` scripts. Raises AssayError where one has no teacher, or the wrong one."""
    async with served() as rig, httpx.AsyncClient() as http:
        admin = await asyncpg.connect(rig.admin_url.replace("+asyncpg", ""))
        try:
            school = await mathvidya.found(http, rig.database, rig.settings)
            await fill(admin, school.org_id, count)
            limit = await bare(admin, school.org_id)
            seconds = await assigned(school)
            spread = await check(admin, school.org_id, count)
        finally:
            await admin.close()
    return {
        "evaluations": count,
        "teachers": TEACHERS,
        "seconds": round(seconds, 3),
        "per_s": round(count / seconds),
        "limit_s": round(limit, 3),
        "ratio": round(seconds / limit, 2),
        "aim": AIM,
        "fewest": min(spread),
        "most": max(spread),
    }


async def fill(admin: Any, org_id: UUID, count: int) -> None:
    """People, exams that were handed in, and evaluations that wait."""
    now = clock.now()
    await admin.execute("SET session_replication_role = replica")
    await admin.execute(_TEACHERS, org_id, TEACHERS)
    await admin.execute(_LEAVE, org_id, (now + timedelta(hours=5.5)).date(), TEACHERS)
    await admin.execute(_STUDENTS, org_id, count)
    await admin.execute(_EXAMS, org_id, org_id, now)
    await admin.execute(_WAITING, org_id, now)
    await admin.execute(_CONFLICTS, org_id, count, TEACHERS)
    await admin.execute("SET session_replication_role = DEFAULT")
    capacity = 2 + 2 * count // TEACHERS
    await admin.execute("UPDATE mathvidya.teacher_profiles SET capacity = least($1, 500)", capacity)
    await admin.execute("ANALYZE")
    await admin.execute("CHECKPOINT")


async def bare(admin: Any, org_id: UUID) -> float:
    """Seconds of the one UPDATE, on a copy of the table."""
    await admin.execute("CREATE SCHEMA bench")
    await admin.execute("CREATE TABLE bench.evaluations (LIKE mathvidya.evaluations INCLUDING ALL)")
    await admin.execute("INSERT INTO bench.evaluations SELECT * FROM mathvidya.evaluations")
    await admin.execute("ANALYZE bench.evaluations")
    await admin.execute("CHECKPOINT")
    begun = time.perf_counter()
    await admin.execute(
        "UPDATE bench.evaluations SET teacher_id = md5('t1')::uuid, state = 'assigned', assigned_at = now(), "
        "updated_at = now() WHERE org_id = $1",
        org_id,
    )
    return time.perf_counter() - begun


async def assigned(school: School) -> float:
    """Seconds of the job."""
    async with school.database.transaction(org_id=school.org_id) as db:
        await defer(db, system_actor(school.org_id, "bench"), ASSIGN, NoArgs(), key="waiting")
    begun = time.perf_counter()
    await run_jobs(school.database, HANDLERS)
    return time.perf_counter() - begun


async def check(admin: Any, org_id: UUID, count: int) -> list[int]:
    """How many scripts each teacher has. Raises AssayError where the rules were broken."""
    rows = await admin.fetch(
        """
        SELECT e.teacher_id, e.class_level = ANY(t.classes) AND l.teacher_id IS NULL
                             AND c.teacher_id IS NULL AS good
        FROM mathvidya.evaluations e
        LEFT JOIN mathvidya.teacher_profiles t USING (teacher_id)
        LEFT JOIN mathvidya.teacher_leave l ON l.teacher_id = e.teacher_id
        LEFT JOIN mathvidya.teacher_conflicts c
               ON c.teacher_id = e.teacher_id AND c.student_id = e.student_id
        WHERE e.org_id = $1
        """,
        org_id,
    )
    loads = Counter(row["teacher_id"] for row in rows)
    if len(rows) != count or None in loads or not all(row["good"] for row in rows):
        raise AssayError("A script has no teacher, or one who may not have it.")
    return list(loads.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    print(json.dumps(asyncio.run(measure(parser.parse_args().count)), indent=2))


if __name__ == "__main__":
    main()
