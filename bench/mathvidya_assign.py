"""Waiting evaluations get teachers: the job's own steps, against the bare UPDATE of the same rows."""

import time
from datetime import datetime
from typing import Any
from uuid import UUID

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.evaluations import assigning
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Role
from assay.kernel.errors import AssayError
from assay.kernel.ids import uuid7
from bench.mathvidya_house import House, add_exams, add_profiles

TEACHERS = 50
CAPACITY = 500
"""The most that a profile may say: nobody is full here."""

_TEACHERS = """
INSERT INTO mathvidya.teacher_profiles (org_id, teacher_id, account_id, name, classes, capacity,
    stopped_reason)
SELECT $1, id, id, 'Teacher', '{X,XII}', $3, '' FROM unnest($2::uuid[]) AS id
"""
_WAITING = """
SELECT student_id, evaluation_id FROM mathvidya.evaluations WHERE org_id = $1 AND state = 'waiting'
ORDER BY due_at, evaluation_id
"""
_BARE = """
UPDATE mathvidya.evaluations e SET teacher_id = n.teacher_id, state = 'assigned', assigned_at = now(),
    updated_at = now()
FROM (VALUES {}) AS n(student_id, evaluation_id, teacher_id)
WHERE e.student_id = n.student_id AND e.evaluation_id = n.evaluation_id
"""
_AGAIN = """
UPDATE mathvidya.evaluations SET teacher_id = NULL, state = 'waiting', assigned_at = NULL WHERE org_id = $1
"""


async def measure(rig: House, count: int) -> dict[str, Any]:
    """`count` evaluations of an organisation of their own, all waiting, over TEACHERS teachers."""
    teachers = [uuid7() for _ in range(min(TEACHERS, count))]
    house = await rig.another()
    org_id = house.school.org_id
    house.templates = rig.templates
    await house.admin.execute(_TEACHERS, org_id, teachers, CAPACITY)
    for level, some in zip(ClassLevel, (count - count // 2, count // 2), strict=True):
        students = await add_profiles(house, level, more=some)
        await add_exams(house, level, students, each=1, evaluation="waiting")
    rows = await house.admin.fetch(_WAITING, org_id)
    await house.settle()
    values = ", ".join(
        f"('{row[0]}'::uuid, '{row[1]}'::uuid, '{teachers[place % len(teachers)]}'::uuid)"
        for place, row in enumerate(rows)
    )
    begun = time.perf_counter()
    done = await house.admin.execute(_BARE.format(values))
    limit = time.perf_counter() - begun
    if done != f"UPDATE {count}":
        raise AssayError(f"The limit gave {done}, not {count:,}.")
    await house.admin.execute(_AGAIN, org_id)
    await house.settle()
    begun = time.perf_counter()
    await _assign(house)
    ours = time.perf_counter() - begun
    loads = await house.admin.fetch(
        "SELECT teacher_id, count(*) FROM mathvidya.evaluations WHERE org_id = $1 AND state = 'assigned' "
        "GROUP BY teacher_id",
        org_id,
    )
    given = sum(row[1] for row in loads)
    if given != count:
        raise AssayError(f"{given:,} of {count:,} evaluations got a teacher.")
    return {
        "evaluations": count,
        "teachers": len(teachers),
        "seconds": round(ours, 3),
        "evaluations_per_second": round(count / ours),
        "limit_seconds": round(limit, 3),
        "ratio": round(ours / limit, 2),
        "least_loaded": min((row[1] for row in loads), default=0),
        "most_loaded": max((row[1] for row in loads), default=0),
    }


async def _assign(house: House) -> None:
    """What the job does: chunk by chunk, each with its log entry and notices."""
    actor = system_actor(house.school.org_id, "bench")
    after: tuple[datetime, UUID] | None = None
    while True:
        async with house.school.database.transaction(role=Role.APP, org_id=house.school.org_id) as db:
            step = await assigning.assign_some(db, actor, after=after)
        after = step.after
        if after is None:
            return
