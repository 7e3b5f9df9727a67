"""Health, readiness and metrics over HTTP."""

import re
import time
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text

from assay.kernel import access, clock, identity, jobs, ops, web
from assay.kernel.access.actor import system_actor
from assay.kernel.db.engine import make_engine
from assay.kernel.db.session import Database, Role
from assay.kernel.ids import uuid7
from assay.kernel.jobs import queries as job_queries
from assay.kernel.settings import Settings
from tests.kernel.jobs import sample_jobs as sample
from tests.kernel.jobs.sample_jobs import Mark


def assemble(settings: Settings, database: Database) -> httpx.AsyncClient:
    app = FastAPI(docs_url=None, redoc_url=None)
    app.state.database = database
    web.install(app, settings, [])
    access.install(app, settings, [])
    identity.install(app, settings)
    jobs.install(app, settings)
    ops.install(app, settings)
    access.check_routes(app)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1:8000")


@pytest.fixture
def http(database: Database, settings: Settings) -> httpx.AsyncClient:
    return assemble(settings, database)


async def test_health_answers_without_a_database(settings: Settings) -> None:
    away = Database(make_engine("postgresql://nobody@127.0.0.1:1/none"))
    assert (await assemble(settings, away).get("/health")).json() == {"status": "ok"}


async def test_not_ready_without_a_database(settings: Settings) -> None:
    away = Database(make_engine("postgresql://nobody@127.0.0.1:1/none"))
    answer = await assemble(settings, away).get("/ready")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {"database": {"ok": False, "note": "does not answer"}}


async def test_ready_and_says_that_no_worker_is_seen(http: httpx.AsyncClient) -> None:
    answer = await http.get("/ready")
    assert answer.status_code == 200
    parts = answer.json()["parts"]
    assert parts["migrations"]["ok"]
    assert parts["queue"] == {"ok": False, "note": "no worker seen within a minute"}


async def test_says_when_partitions_run_out(http: httpx.AsyncClient) -> None:
    assert (await http.get("/ready")).json()["parts"]["partitions"] == {"ok": True, "note": ""}
    with clock.frozen(clock.now() + timedelta(days=200)):
        answer = await http.get("/ready")
    assert answer.status_code == 200
    partitions = answer.json()["parts"]["partitions"]
    assert not partitions["ok"]
    assert partitions["note"].startswith("veritas.monitoring_events has partitions until ")


async def test_not_ready_while_migrations_are_missing(http: httpx.AsyncClient, database: Database) -> None:
    async with database.transaction(role=Role.SYSTEM) as db:
        await db.execute(text("RESET ROLE"))
        await db.execute(text("UPDATE public.alembic_version SET version_num = '0001'"))
    answer = await http.get("/ready")
    assert answer.status_code == 503
    assert "at 0001" in answer.json()["parts"]["migrations"]["note"]


async def test_ready_sees_a_worker_and_the_oldest_job(http: httpx.AsyncClient, database: Database) -> None:
    org = uuid7()
    async with database.transaction(org_id=org) as db:
        await jobs.defer(db, system_actor(org, "test"), sample.MARKED, Mark(label="x"))
    async with database.transaction(role=Role.SYSTEM) as db:
        worker = {"id": uuid7(), "host": "here", "pid": 1, "concurrency": 2, "running": 0}
        await job_queries.announce(db, worker)
        await db.execute(text("UPDATE kernel.jobs SET run_after = now() - interval '10 minutes'"))
    since = time.monotonic()
    queue = (await http.get("/ready")).json()["parts"]["queue"]
    assert not queue["ok"]
    waits = re.fullmatch(r"oldest due job waits (\d+) s", queue["note"])
    assert waits
    assert 600 <= int(waits[1]) <= 601 + time.monotonic() - since


async def test_metrics_count_by_route_template_not_by_address(http: httpx.AsyncClient) -> None:
    await http.get(f"/api/v1/jobs/{uuid7()}")
    told = (await http.get("/metrics")).text
    assert 'route="/api/v1/jobs/{job_id}",status="401"' in told
    assert 'assay_jobs{state="queued"} 0.0' in told
    assert "assay_audit_unsequenced" in told
    assert "assay_database_pool_used" in told


async def test_unknown_addresses_share_one_route(http: httpx.AsyncClient) -> None:
    await http.get("/nothing/of/this/name")
    told = (await http.get("/metrics")).text
    assert 'route="unmatched"' in told
    assert "nothing/of/this/name" not in told


async def test_metrics_token_closes_the_figures(database: Database, settings: Settings) -> None:
    closed = settings.model_copy(update={"metrics_token": SecretStr("scrape-me")})
    http = assemble(closed, database)
    assert (await http.get("/metrics")).status_code == 403
    answer = await http.get("/metrics", headers={"Authorization": "Bearer scrape-me"})
    assert answer.status_code == 200
