"""Blindness: what an applicant hides changes no byte of any answer that a reviewer can get.

The routes come from the application's own route table. A new one is asked by itself; one with a parameter
nobody here knows makes the test fail until somebody says what to put in.
"""

import asyncio
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import text

from assay.apps.enigma.permissions import ROLES
from assay.apps.enigma.phases import Action
from assay.kernel.access.walk import route_table
from assay.kernel.db.session import Database, Role
from assay.kernel.settings import Settings, get_settings
from assay.kernel.vault import Place, WrappedKey, keyring_of, open_sealed, seal
from tests.support.assembled import application
from tests.support.enigma import API, Institution, application_bodies, found, open_cycle, take

APPLICATIONS = 4
ELSEWHERE = {
    "GET /metrics": "counts the very requests of this test",
    "GET /design": "the gallery of components: no data, and a bar that moves with the clock",
    "GET /design/progress": "the gallery, as above",
    "GET /outbox": "the developer's own machine: mail in clear is its purpose; absent in production",
    "GET /outbox/{mail_id}": "the developer's own machine, as above",
    "POST /api/v1/enigma/admin/scrubbing/{application_id}/approve": "not refused when empty: it approves",
    "POST /enigma/admin/scrubbing/{application_id}/approve": "as above",
    "POST /api/v1/enigma/admin/scrubbing/{application_id}/start-over": "not refused when empty: it is noted",
    "POST /enigma/admin/scrubbing/{application_id}/start-over": "as above",
}
"""Routes that are not asked, and why."""
Answers = dict[str, tuple[int, str, bytes]]


@dataclass(frozen=True, slots=True)
class World:
    """A cycle, and the values that routes' parameters can take in it."""

    place: Institution
    app: FastAPI
    cycle_id: str
    application: str
    parameters: dict[str, list[str]]

    def asked(self) -> Iterator[tuple[str, str]]:
        """Every (method, path) that a reviewer can ask, whatever the answer is."""
        held = {str(permission) for permission in ROLES["reviewer"]}
        for name, demands in route_table(self.app):
            methods, path = name.split(" ", 1)
            unsafe = "GET" not in methods
            if name in ELSEWHERE or (unsafe and not held & set(demands)):
                continue
            names = re.findall(r"{(\w+)", path)
            for values in itertools.product(*(self.parameters[parameter] for parameter in names)):
                filled = path
                for parameter, value in zip(names, values, strict=True):
                    filled = re.sub(rf"{{{parameter}(:\w+)?}}", value, filled)
                yield ("POST" if unsafe else "GET"), filled

    async def answers(self) -> Answers:
        """Status, tag and body of the answer to each, byte for byte but for the id of the request itself.

        An unsafe request is sent empty: it is refused.
        """
        found: Answers = {}
        for method, path in self.asked():
            answer = await self.place.reviewer.http.request(
                method, path, headers=self.place.reviewer.headers, json={} if method == "POST" else None
            )
            body = answer.content.replace(answer.headers["X-Request-ID"].encode(), b"the request's id")
            found[f"{method} {path}"] = (answer.status_code, answer.headers.get("ETag", ""), body)
        return found

    async def hide(self, change: dict[str, str], category: str) -> None:
        """Put other values into what the applicant hides, as if they had been so from the beginning."""
        key = {"id": self.application}
        async with self.place.database.transaction(role=Role.VAULT, org_id=self.place.org_id) as vault:
            row = (
                await vault.execute(
                    text(
                        "SELECT encrypted_pii, wrapped_key, master_key, version FROM enigma.identity_mapping"
                        " WHERE application_id = :id FOR UPDATE"
                    ),
                    key,
                )
            ).one()
            data_key = keyring_of(get_settings()).unwrap(WrappedKey(bytes(row[1]), row[2]))
            where = Place("enigma.identity_mapping", "encrypted_pii", UUID(self.application), row[3])
            content = json.loads(open_sealed(data_key, bytes(row[0]), where)) | change
            sealed = seal(data_key, json.dumps(content).encode(), where)
            await vault.execute(
                text("UPDATE enigma.identity_mapping SET encrypted_pii = :sealed WHERE application_id = :id"),
                key | {"sealed": sealed},
            )
            await vault.execute(
                text("UPDATE enigma.applications SET categories = :categories WHERE application_id = :id"),
                key | {"categories": [category] if category else []},
            )


@pytest.fixture
def live_app(database: Database, settings: Settings) -> FastAPI:
    """Enigma alone: its reviewers hold nothing in other applications."""
    return application(settings.model_copy(update={"apps": ("enigma",)}), database)


async def make_world(
    place: Institution, app: FastAPI, last: str, bodies: Sequence[dict[str, Any]] | None = None
) -> World:
    """A cycle whose last step taken is `last`, with texts and scores that wait for a reviewer.

    `bodies`: the applications, `APPLICATIONS` made-up ones by default; the last but one hides something.
    """
    policy: dict[str, Any] = {"evaluation": {"allow_baseline": True, "judge_share": 1.0}}
    policy["reserved"] = [{"category": name, "seats": 1} for name in ("north", "south")]
    policy["scrubbing"] = {"review_above": 0.0 if last == "export-batch" else 1.0}
    cycle_id = await open_cycle(place, seats=3, **policy)
    told = []
    for body in bodies or application_bodies(APPLICATIONS, cycle_id):
        answer = await place.admin.http.post(f"{API}/applications", json={**body, "cycle_id": cycle_id})
        assert answer.status_code == 201, answer.text
        told.append(answer.json()["application_id"])
    steps = ("freeze", "preprocess", "export-batch", "evaluate", "judge", "select-top-k", "publish")
    for action in steps[: steps.index(last) + (last != "export-batch")]:
        await take(place, cycle_id, action)
    if last == "export-batch":  # left where texts wait for the reviewer
        assert (await place.admin.post(f"/admin/cycles/{cycle_id}/{last}")).status_code == 200
        await place.work()
    await place.sequence()
    mine = told[-2:][0]
    async with place.database.transaction(org_id=place.org_id) as db:
        runs = (await db.execute(text("SELECT batch_run_id::text FROM enigma.batch_runs"))).scalars().all()
        files = (await db.execute(text("SELECT sha256 FROM enigma.batch_files LIMIT 1"))).scalars().all()
        jobs = (
            (await db.execute(text("SELECT id::text FROM kernel.jobs ORDER BY id LIMIT 3"))).scalars().all()
        )
    parameters = {
        "cycle_id": [cycle_id],
        "application_id": [mine],
        "batch_run_id": [*runs, cycle_id],
        "sha256": [*files, "0" * 64],
        "job_id": [*jobs, cycle_id],
        "action": [Action.FREEZE.value, Action.EXPORT_BATCH.value, Action.JUDGE.value],
        "token": ["nothing"],
        "slug": ["not-found"],
    }
    return World(place, app, cycle_id, mine, parameters)


words = (
    st.text("abcdefghij ''-éàß", min_size=2, max_size=30).map(str.strip).filter(lambda word: len(word) > 1)
)
hidden = st.fixed_dictionaries(
    {
        "name": words,
        "email": st.from_regex(r"[a-z]{1,12}@[a-z]{1,8}\.example\.org", fullmatch=True),
        "phone": st.from_regex(r"\+91 [6-9][0-9]{4} [0-9]{5}", fullmatch=True),
        "address": words,
        "school": words,
    }
)


@pytest.mark.parametrize("last", ["export-batch", "judge", "select-top-k", "publish"])
async def test_nothing_an_applicant_hides_changes_an_answer_to_a_reviewer(
    place: Institution, live_app: FastAPI, last: str
) -> None:
    """Declared categories included until publication, when the bundle tells them to everybody."""
    world = await make_world(place, live_app, last)
    before = await world.answers()
    shown = [name for name, (status, _tag, _body) in before.items() if status == 200]
    assert f"GET /api/v1/enigma/admin/cycles/{world.cycle_id}/applications" in shown
    bundle = f"GET /api/v1/enigma/admin/cycles/{world.cycle_id}/selection-bundle"
    assert (bundle in shown) is (last == "publish")
    if last == "export-batch":
        assert f"GET /api/v1/enigma/admin/scrubbing/{world.application}" in shown
        assert world.application.encode() in before["GET /api/v1/enigma/admin/scrubbing"][2]
    assert await world.answers() == before, "answers differ by themselves"
    loop = asyncio.get_running_loop()

    @examples(max_examples=3, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(change=hidden, category=st.sampled_from(["", "north", "south"]))
    def changes_nothing(change: dict[str, str], category: str) -> None:
        async def compare() -> None:
            await world.hide(change, "" if last == "publish" else category)
            after = await world.answers()
            assert [name for name in before if before[name] != after[name]] == []

        asyncio.run_coroutine_threadsafe(compare(), loop).result(60)

    await asyncio.to_thread(changes_nothing)


IDENTITIES = (
    {
        "name": "Aarav Sharma",
        "email": "aarav.sharma@example.org",
        "phone": "+91 98765 43210",
        "address": "12, Gandhi Road, Pune 411001",
        "school": "Delhi Public School, Pune",
    },
    {
        "name": "Thangam Muthukrishnan",
        "email": "tm1984@post.example.com",
        "phone": "+91 70000 12345",
        "address": "7, Park Street, Kolkata 700016",
        "school": "Kendriya Vidyalaya Kolkata",
    },
    {
        "name": "Gwendolyn Baker",
        "email": "gwen.baker@mail.example.net",
        "phone": "+44 20 7946 0958",
        "address": "3, Lawrence Road, Bristol BS1 4DJ",
        "school": "St. Mary's School",
    },
)
ESSAY = """My name is {name}, and I have been at {school} since I was eleven. My friends call me {first}, my
teachers write {last} on my reports, and {first}'s notebook is never far away. Last winter we measured the
water of the lake behind our houses every Sunday for four months. I kept the table with my friend Farhan
Qureshi, and when two results did not fit I went back and measured again until I knew why. Whoever wants the
numbers may write to {email} or call {phone}. I would like to study how water moves through a town, because I
have seen what happens when nobody asks. {name} will ask."""
_UNLIKE = (
    (re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), b"an id"),
    (re.compile(rb"\b([0-9a-f]{64}|[0-9a-f]{16})\b"), b"a digest"),
    (re.compile(rb"<time .*?</time>"), b"a time"),
    (re.compile(rb"\borg-[0-9a-f]{12}\b"), b"the institution"),
    (re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d[0-9:.]*(Z|\+00:00)?"), b"a time"),
)
"""What differs between any two cycles, whoever applied."""


def alike(world: World, found: Answers) -> Answers:
    """The answers without what two worlds never share: ids (application first), digests, times."""

    def plain(content: bytes) -> bytes:
        content = content.replace(world.application.encode(), b"the application")
        content = content.replace(world.application[:8].encode(), b"the application's short name")
        for pattern, name in _UNLIKE:
            content = pattern.sub(name, content)
        return content

    return {plain(name.encode()).decode(): (one[0], "", plain(one[2])) for name, one in found.items()}


@pytest.mark.parametrize("last", ["export-batch", "judge"])
async def test_the_same_essay_under_another_name_gives_the_same_answers(
    live: httpx.AsyncClient, live_app: FastAPI, database: Database, settings: Settings, last: str
) -> None:
    """Here the identity differs from the start: what scrubbing leaves of it would be seen."""
    seen = []
    for identity in IDENTITIES:
        place = await found(live, database, settings)
        first, name = identity["name"].split()
        essay = ESSAY.format(**identity, first=first, last=name)
        (made_up,) = application_bodies(1, "")
        body = made_up | identity | {"essay": essay, "achievements": f"{first} won the town's science fair."}
        world = await make_world(place, live_app, last, [body])
        seen.append(alike(world, await world.answers()))
    listed = next(one[2] for name, one in seen[0].items() if name.endswith("/applications"))
    assert b"My name is [PERSON_1]" in listed
    for other in seen[1:]:
        assert set(other) == set(seen[0])
        differing = [name for name in other if other[name] != seen[0][name]]
        assert {name: other[name] for name in differing} == {name: seen[0][name] for name in differing}


async def test_a_change_that_reviewers_may_see_is_noticed(place: Institution, live_app: FastAPI) -> None:
    """The comparison itself can fail: other grades are another answer."""
    world = await make_world(place, live_app, "judge")
    before = await world.answers()
    async with place.database.transaction(org_id=place.org_id) as db:
        await db.execute(
            text("UPDATE enigma.anonymized_applications SET gpa = 1 WHERE application_id = :id"),
            {"id": world.application},
        )
    after = await world.answers()
    assert f"GET /api/v1/enigma/admin/cycles/{world.cycle_id}/applications" in {
        name for name in before if before[name] != after[name]
    }
