"""Students who press the button at once: each gets a paper, and every counter says so exactly."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import httpx
from tests.support.mathvidya import API
from tests.support.school import Caller

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.kernel.errors import AssayError
from assay.kernel.ids import uuid7
from bench.mathvidya_house import House, add_profiles, people

PATIENCE = 1_200
"""Seconds that the last one may wait."""
LONGEST_WAIT = 5.0

_COUNTED = """
SELECT (SELECT count(*) FROM mathvidya.exam_instances WHERE student_id = ANY($1)),
       (SELECT count(*) FROM mathvidya.usage_entries WHERE student_id = ANY($1) AND state = 'committed'),
       (SELECT coalesce(sum(used), 0)::bigint FROM mathvidya.subscription_usage WHERE student_id = ANY($1)),
       (SELECT coalesce(sum(reserved), 0)::bigint FROM mathvidya.subscription_usage
        WHERE student_id = ANY($1)),
       (SELECT coalesce(sum(jsonb_array_length(paper -> 'key' -> 'items')), 0)::bigint
        FROM mathvidya.exam_instances WHERE student_id = ANY($1))
"""
_USES = "SELECT coalesce(sum(uses), 0)::bigint FROM mathvidya.questions WHERE org_id = $1 AND is_current"


async def measure(rig: House, count: int) -> dict[str, Any]:
    """`count` students generate a board paper each, all at once; who is told to come again does."""
    callers: list[tuple[Caller, UUID]] = []
    students: list[UUID] = []
    for level, some in zip(ClassLevel, (count - count // 2, count // 2), strict=True):
        known = await people(rig, "student", some)
        students += await add_profiles(rig, level, known)
        callers += [(one, rig.templates[level][0]) for one in known]
    before = await rig.admin.fetchval(_USES, rig.school.org_id)
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=rig.url, timeout=PATIENCE, limits=limits) as http:
        begun = time.perf_counter()
        told = await asyncio.gather(*(_generate(http, one, template) for one, template in callers))
        seconds = time.perf_counter() - begun
    exams, entries, used, reserved, asked = await rig.admin.fetchrow(_COUNTED, students)
    uses = await rig.admin.fetchval(_USES, rig.school.org_id) - before
    counted = {
        "exams": exams,
        "used": used,
        "reserved": reserved,
        "ledger_entries": entries,
        "questions_in_papers": asked,
        "uses_of_questions": uses,
    }
    exact = (exams, entries, used, reserved) == (count, count, count, 0) and uses == asked
    return {
        "students": count,
        "seconds": round(seconds, 2),
        "exams_per_second": round(count / seconds, 2),
        **_times([taken for taken, _again in told]),
        "sent_again": sum(again for _taken, again in told),
        "counted": counted,
        "exact": exact,
    }


async def _generate(http: httpx.AsyncClient, caller: Caller, template: UUID) -> tuple[float, int]:
    """(seconds until there is an exam, how often it was sent again). Raises AssayError on other answers."""
    form = {"template_id": str(template), "key": str(uuid7())}
    begun, again = time.perf_counter(), 0
    while True:
        wait = 0.0
        try:
            answer = await http.post(f"{API}/exams", json=form, headers=caller.headers)
        except httpx.TransportError:
            # A connection that had waited as long as the server keeps one. The key makes both one exam.
            answer = None
        if answer is not None:
            if answer.status_code == 201:
                return time.perf_counter() - begun, again
            if answer.status_code not in (429, 503):
                raise AssayError(f"/exams answered {answer.status_code}: {answer.text[:200]}")
            wait = min(LONGEST_WAIT, float(answer.headers.get("retry-after", 1)))
        again += 1
        await asyncio.sleep(wait)


def _times(seconds: Sequence[float]) -> dict[str, int]:
    ordered = sorted(seconds)
    return {
        "p50_ms": round(ordered[len(ordered) // 2] * 1000),
        "p99_ms": round(ordered[len(ordered) * 99 // 100] * 1000),
    }
