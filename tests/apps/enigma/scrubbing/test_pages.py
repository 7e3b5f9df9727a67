"""The reviewer's pages and API: what they show, what they do, who may not come in."""

from dataclasses import replace
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI, Request

from assay.apps.enigma.scrubbing import jobs
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Database
from tests.apps.enigma.scrubbing.conftest import Context

QUEUE = "/enigma/admin/scrubbing"
API = "/api/v1/enigma/admin/scrubbing"


def sign_in(app: FastAPI, actor: Actor) -> None:
    async def identify(request: Request) -> Actor:
        request.state.actor = actor
        return actor

    app.state.identify = identify


@pytest.fixture
async def waiting(
    app: FastAPI, savepoint: Database, org: UUID, cycle_id: UUID, reviewer: Actor, client: httpx.AsyncClient
) -> list[str]:
    """The numbers of the texts that wait, as a reviewer who has signed in reads them."""
    await jobs.scrub_cycle(Context(savepoint, org), cycle_id)  # type: ignore[arg-type]
    sign_in(app, reviewer)
    return [item["application_id"] for item in (await client.get(API)).json()["items"]]


async def test_queue_lists_the_waiting_texts_with_risk_and_reason(
    client: httpx.AsyncClient, waiting: list[str]
) -> None:
    page = await client.get(QUEUE)
    assert page.status_code == 200
    assert all(f"{QUEUE}/{number}" in page.text for number in waiting)
    assert "lower case" in page.text or "people found" in page.text


async def test_review_page_marks_placeholders_and_names_nobody(
    client: httpx.AsyncClient, waiting: list[str]
) -> None:
    page = await client.get(f"{QUEUE}/{waiting[0]}")
    assert page.status_code == 200
    assert "[PERSON_1]" in page.text
    assert "Take out" in page.text
    for secret in ("Priya", "Sharma", "priya@example.org", "Zsofia", "Dunmarport"):
        assert secret not in page.text


async def test_taking_out_and_approving_through_the_api(
    client: httpx.AsyncClient, waiting: list[str]
) -> None:
    form = {"exact": "zorblax", "label": "PERSON"}
    changed = await client.post(f"{API}/{waiting[0]}/take-out", json=form)
    assert changed.status_code == 200
    assert "zorblax" not in changed.json()["essay"]
    approved = await client.post(f"{API}/{waiting[0]}/approve")
    assert approved.json()["review_state"] == "approved"
    assert (await client.post(f"{API}/{waiting[0]}/approve")).status_code == 409


async def test_words_that_do_not_occur_are_refused_by_field(
    client: httpx.AsyncClient, waiting: list[str]
) -> None:
    answer = await client.post(f"{API}/{waiting[0]}/take-out", json={"exact": "Nobody Here"})
    assert answer.status_code == 422
    assert "exact" in answer.text


async def test_an_administrator_cannot_review(
    app: FastAPI, client: httpx.AsyncClient, waiting: list[str], reviewer: Actor
) -> None:
    sign_in(app, replace(reviewer, permissions=frozenset({"enigma:cycle.run"})))
    assert (await client.get(f"{API}/{waiting[0]}")).status_code == 403
