"""A throw-away school in a temporary folder that practises mathematics; its people and exams as rows.

An exam's paper is a tiny document here: the pages that are measured never read it, and whole ones of
2,000,000 exams would not fit. Each student's last exam is being marked; of the others the result is there.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from tests.support import mathvidya
from tests.support.school import Caller, School

from assay.apps.mathvidya.bank.document import ClassLevel
from assay.apps.mathvidya.papers.blueprint import UNITS
from assay.kernel import clock
from assay.kernel.access.actor import person_id
from assay.kernel.access.permissions import KERNEL
from assay.kernel.identity import access_tokens
from assay.kernel.ids import uuid7
from bench.serving import served

EACH = 10
"""Exams of one student; three kinds of paper in turn."""
KINDS = 3
CHUNK = 10_000
"""Students made by one statement."""
PLAN = "centum"


@dataclass(slots=True)
class House:
    """`admin` is a superuser's connection: it fills tables, and measures limits and scans.

    `templates`: KINDS of each class, the board's paper first.
    """

    school: School
    http: httpx.AsyncClient
    admin: Any
    url: str
    templates: dict[ClassLevel, list[UUID]] = field(default_factory=dict)
    students: int = 0

    async def settle(self) -> None:
        """Write out what is dirty, and let the planner know what there is."""
        await self.admin.execute("VACUUM ANALYZE")
        await self.admin.execute("CHECKPOINT")

    async def another(self) -> "House":
        """A second organisation in the same place, without people."""
        return House(await _found(self.http, self.school), self.http, self.admin, self.url)


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    """Started from nothing, and gone afterwards; the web server is a process of its own."""
    async with served() as place, httpx.AsyncClient(base_url=place.web.url, timeout=120) as http:
        admin = await asyncpg.connect(place.admin_url.replace("+asyncpg", ""))
        try:
            school = await mathvidya.found(http, place.database, place.settings)
            yield House(school, http, admin, place.web.url)
        finally:
            await admin.close()


async def _found(http: httpx.AsyncClient, like: School) -> School:
    return await mathvidya.found(http, like.database, like.settings)


_PEOPLE = """
WITH made AS (
    INSERT INTO kernel.accounts (id, email, name, created_at)
    SELECT id, id || '@bench.example.org', 'Bench', now() FROM unnest($1::uuid[]) AS id RETURNING id)
INSERT INTO kernel.memberships (org_id, account_id, app, role, created_at)
SELECT $2, made.id, has.app, has.role, now()
FROM made, (VALUES ($3::text, 'member'), ('mathvidya', $4::text)) AS has(app, role)
"""
_SESSIONS = """
INSERT INTO kernel.sessions (id, account_id, active_org_id, kind, address, user_agent, created_at,
    last_seen_at, expires_at)
SELECT s.id, s.account_id, $3, 'api', '127.0.0.1', 'bench', now(), now(), now() + interval '1 day'
FROM unnest($1::uuid[], $2::uuid[]) AS s(id, account_id)
"""


async def people(rig: House, role: str, count: int) -> list[Caller]:
    """Members of the organisation with this role and no password, signed in; they have no profile yet."""
    accounts = [uuid7() for _ in range(count)]
    org_id = rig.school.org_id
    async with rig.admin.transaction():
        await rig.admin.execute(_PEOPLE, accounts, org_id, KERNEL, role)
    return await sign_in(
        rig,
        [Caller("mathvidya", rig.http, "", "", account, person_id(org_id, account)) for account in accounts],
    )


async def sign_in(rig: House, callers: Sequence[Caller]) -> list[Caller]:
    """The same people with a session that has only begun: tokens end after minutes."""
    sessions = [uuid7() for _ in callers]
    accounts = [one.account_id for one in callers]
    await rig.admin.execute(_SESSIONS, sessions, accounts, rig.school.org_id)
    now = clock.now() - timedelta(seconds=1)
    return [
        replace(
            one,
            token=access_tokens.issue(
                rig.school.settings, account_id=one.account_id, session_id=session, now=now
            ),
        )
        for one, session in zip(callers, sessions, strict=True)
    ]


_PLANS = """
INSERT INTO mathvidya.subscription_plans (org_id, plan_id, code, name, position, monthly_exams, mcq_only,
    unit_practice, leaderboard, sla_hours, price_month, price_year, is_offered, version)
VALUES ($1, $2, $3, 'Centum', 1, 50, false, true, true, 24, 1499, 14999, true, 1)
"""
_PROFILES = """
INSERT INTO mathvidya.student_profiles (org_id, student_id, account_id, name, class_level, alias,
    needs_substitutes, leaderboard_since, leaderboard_consent)
SELECT $1, s.student_id, s.account_id, 'Student ' || s.n, $5, '', false, now(), '{}'
FROM unnest($2::uuid[], $3::uuid[], $4::int[]) AS s(student_id, account_id, n)
"""
_SUBSCRIPTIONS = """
INSERT INTO mathvidya.subscriptions (org_id, student_id, subscription_id, plan_id, days, billing, state,
    terms, price, payment_reference, made_by)
SELECT $1::uuid, student_id, gen_random_uuid(), p.plan_id, daterange(current_date - 1, current_date + 364),
    'year', 'active', jsonb_build_object('code', p.code, 'name', p.name, 'monthly_exams', p.monthly_exams,
    'mcq_only', p.mcq_only, 'unit_practice', p.unit_practice, 'leaderboard', p.leaderboard,
    'sla_hours', p.sla_hours), p.price_year, '', 'bench'
FROM mathvidya.subscription_plans p, unnest($2::uuid[]) AS student_id WHERE p.org_id = $1
"""
_EXAMS = """
WITH made AS (
    INSERT INTO mathvidya.exam_instances (org_id, student_id, exam_id, template_id, template_version,
        class_level, title, seed, paper, paper_digest, plan_code, sla_hours, minutes, usage_key, max_score,
        written_max, generated_at, status, started_at, deadline_at, uploads_until, submitted_at, closed_by,
        on_screen_score, written_score, score, marked_at, result)
    SELECT $1::uuid, s.student_id, e.id, ($4::uuid[])[1 + k % cardinality($4::uuid[])], 1, $5::text,
        'Paper ' || k, k, '{"format": "bench"}', sha256(uuid_send(e.id)), 'centum', 24, 180, e.id, 80, 60,
        e.at, CASE WHEN e.marked THEN 'marked' ELSE 'submitted' END, e.at, e.at + interval '3 hours',
        e.at + interval '4 hours', e.at + interval '3 hours', 'student', CASE WHEN e.marked THEN 0 END,
        CASE WHEN e.marked THEN e.score END, CASE WHEN e.marked THEN e.score END,
        CASE WHEN e.marked THEN e.at + interval '2 days' END, '{}'
    FROM unnest($2::uuid[], $3::int[]) AS s(student_id, n), generate_series(1, $6::int) AS k,
        LATERAL (SELECT now() - ($6::int + 3 - k) * interval '7 days' AS at) AS t,
        LATERAL (SELECT t.at, k < $6::int AS marked,
            ((s.n::bigint * 7919 + k * 31) % 161) / 2.0 AS score,
            overlay(md5(s.n || '/' || k || '/' || $1::uuid) PLACING lpad(to_hex(
                (extract(epoch FROM t.at) * 1000)::bigint), 12, '0') || '7' FROM 1)::uuid AS id) AS e
    RETURNING org_id, student_id, template_id, exam_id, class_level, score, max_score, submitted_at,
        marked_at),
evaluated AS (
    INSERT INTO mathvidya.evaluations (org_id, student_id, exam_id, round, evaluation_id, purpose, state,
        class_level, teacher_id, declined_by, sla_hours, sla_state, clock_from, due_at, half_at, risk_at,
        assigned_at, pause_reason, paused_seconds, last_op, outcome)
    SELECT org_id, student_id, exam_id, 1, gen_random_uuid(), 'first', $7::text, class_level,
        CASE WHEN $7::text = 'assigned' THEN gen_random_uuid() END, '{}', 24, 'on_time', submitted_at,
        now() + interval '1 day', now(), now(), CASE WHEN $7::text = 'assigned' THEN now() END, '', 0, 0, '{}'
    FROM made WHERE marked_at IS NULL)
INSERT INTO mathvidya.leaderboard_entries (org_id, student_id, template_id, exam_id, class_level, shown_as,
    percent, points, reached_at)
SELECT DISTINCT ON (student_id, template_id) org_id, student_id, template_id, exam_id, class_level,
    'A Student', p.percent, (p.percent * 1000)::int, marked_at
FROM made, LATERAL (SELECT round(score * 100 / max_score, 3) AS percent) AS p
WHERE marked_at IS NOT NULL ORDER BY student_id, template_id, score DESC
"""
_PLACES = """
INSERT INTO mathvidya.leaderboard_counts (org_id, template_id, points, students)
SELECT org_id, template_id, points, count(*) FROM mathvidya.leaderboard_entries WHERE org_id = $1
GROUP BY org_id, template_id, points
ON CONFLICT (org_id, template_id, points) DO UPDATE SET students = excluded.students
"""
_MASTERY = """
INSERT INTO mathvidya.unit_mastery (org_id, student_id, unit, exams, earned, possible, mastery, low, high,
    details, computed_at)
SELECT $1, student_id, unit, 9, 60, 90, 0.6667, 0.55, 0.77, '{}', now()
FROM unnest($2::uuid[]) AS student_id, unnest($3::text[]) AS unit
"""
_FORECASTS = """
INSERT INTO mathvidya.forecasts (org_id, student_id, exams, low, middle, high, trend, practice, computed_at)
SELECT $1, student_id, 9, 55, 62, 70, '{}', '{}', now() FROM unnest($2::uuid[]) AS student_id
"""


async def add_plan(rig: House) -> None:
    await rig.admin.execute(_PLANS, rig.school.org_id, uuid7(), PLAN)


async def add_profiles(
    rig: House, level: ClassLevel, known: Sequence[Caller] = (), more: int = 0
) -> list[UUID]:
    """Students of a class with consent to the leaderboard and a plan: those `known`, and `more`."""
    org_id = rig.school.org_id
    accounts = [one.account_id for one in known] + [uuid7() for _ in range(more)]
    students = [person_id(org_id, one) for one in accounts]
    numbers = list(range(rig.students, rig.students + len(students)))
    rig.students += len(students)
    await rig.admin.execute(_PROFILES, org_id, students, accounts, numbers, level.value)
    await rig.admin.execute(_SUBSCRIPTIONS, org_id, students)
    return students


async def add_exams(
    rig: House,
    level: ClassLevel,
    students: Sequence[UUID],
    *,
    each: int = EACH,
    evaluation: str = "assigned",
) -> None:
    """Exams of these students and what follows from them: places, mastery, forecasts.

    `evaluation`: the state of the one that each student's last exam has.
    """
    org_id, first = rig.school.org_id, rig.students - len(students)
    numbers = list(range(first, rig.students))
    await rig.admin.execute(
        _EXAMS, org_id, students, numbers, rig.templates[level], level.value, each, evaluation
    )
    await rig.admin.execute(_MASTERY, org_id, students, [unit.value for unit in UNITS[level]])
    await rig.admin.execute(_FORECASTS, org_id, students)


async def fill(rig: House, upto: int) -> None:
    """Students of both classes, equally many, until there are `upto` of them with their exams and places."""
    while rig.students < upto:
        for level in ClassLevel:
            count = min(
                CHUNK, (upto - rig.students + 1) // 2 if level is ClassLevel.X else upto - rig.students
            )
            if count:
                await add_exams(rig, level, await add_profiles(rig, level, more=count))
    await rig.admin.execute(_PLACES, rig.school.org_id)


async def find_templates(rig: House) -> None:
    """KINDS of each class, the board's first."""
    rows = await rig.admin.fetch(
        "SELECT template_id, class_level FROM mathvidya.exam_templates WHERE org_id = $1 ORDER BY kind, name",
        rig.school.org_id,
    )
    for level in ClassLevel:
        rig.templates[level] = [row[0] for row in rows if row[1] == level.value][:KINDS]


_PARENT = """
INSERT INTO mathvidya.parent_student_mappings (org_id, student_id, parent_id, parent_account_id, parent_name,
    relation, is_primary, state, requested_by, confirmed_at, consent_at, evidence)
SELECT $1, student_id, $2, $3, 'Parent', 'mother', true, 'confirmed', 'bench', now(), now(), '{}'
FROM unnest($4::uuid[]) AS student_id
"""


async def add_parent(rig: House, parent: Caller, students: Sequence[UUID]) -> None:
    """A confirmed parent of these students."""
    await rig.admin.execute(_PARENT, rig.school.org_id, parent.person_id, parent.account_id, list(students))
