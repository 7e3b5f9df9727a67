"""A cycle from set-up to archive, over HTTP and the worker's own code, with no mocks."""

import base64
import hashlib
import json
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text

from assay.apps.enigma.selection import bundle
from assay.kernel.audit.keys import trusted_keys
from assay.kernel.audit.verify import verify_log
from assay.kernel.db.session import Database, Role
from assay.kernel.settings import Settings
from tests.support.enigma import API, STEPS, Institution, open_cycle, submit, take

APPLICATIONS = 25


async def test_the_whole_cycle_ends_with_a_selection_anyone_can_verify(
    place: Institution, live: httpx.AsyncClient, settings: Settings, tmp_path: Path
) -> None:
    cycle_id = await open_cycle(place, seats=6)
    told = await submit(place, cycle_id, APPLICATIONS)
    for action in STEPS:
        step = await take(place, cycle_id, action)
        again = await place.admin.post(f"/admin/cycles/{cycle_id}/{action}")
        assert again.json() == (await place.admin.get(f"/admin/cycles/{cycle_id}/steps/{action}")).json()
        assert again.json()["result"] == step["result"]
    await place.sequence()

    # every applicant sees the result, the components and the reasons
    places = []
    for one in told:
        answer = await live.get(
            f"{API}/applications/{one['application_id']}",
            headers={"X-Application-Token": one["access_token"]},
        )
        result = answer.json()["result"]
        places.append(result["rank"])
        assert set(result["components"]) == {"academic", "tests", "achievements", "essay"}
        assert result["rationale"]["engine"] == "baseline"
        assert "baseline" in result["note"]
    assert sorted(places) == list(range(1, APPLICATIONS + 1))

    # one mail of arrival and one of the result each
    async with place.database.transaction(role=Role.SYSTEM) as db:
        mails = (
            await db.execute(
                text("SELECT template, count(*), count(DISTINCT key) FROM kernel.mail_outbox GROUP BY 1")
            )
        ).all()
    assert {row[0]: (row[1], row[2]) for row in mails if row[0].startswith("enigma/")} == {
        "enigma/received": (APPLICATIONS, APPLICATIONS),
        "enigma/result": (APPLICATIONS, APPLICATIONS),
    }

    # the bundle is public and can be recomputed with the log's public key alone
    answer = await live.get(f"{API}/cycles/{cycle_id}/selection-bundle")
    keys = [str(key) for key in trusted_keys(settings)]
    lines = answer.text.splitlines()
    assert bundle.verify(lines, keys).difference == ""
    for one in told:
        assert one["body"]["name"] not in answer.text
        assert one["application_id"] not in answer.text

    # a changed score, a swapped seat and a changed policy are each noticed
    row = json.loads(lines[1])
    row[1][0] += 1
    assert "committed scores" in bundle.verify([lines[0], json.dumps(row), *lines[2:]], keys).difference
    row = json.loads(lines[1])
    row[5] = None
    assert "candidate" in bundle.verify([lines[0], json.dumps(row), *lines[2:]], keys).difference
    header = json.loads(lines[0])
    header["policy"]["waitlist"] += 1
    assert "policy hash" in bundle.verify([json.dumps(header), *lines[1:]], keys).difference

    report = await verify_log(place.database, trusted_keys(settings))
    assert report.ok
    assert report.entries > APPLICATIONS
    assert (await place.auditor.get("/admin/audit/verify-chain")).json()["ok"] is True


async def test_a_receipt_is_verified_by_a_program_of_its_own(
    place: Institution, live: httpx.AsyncClient, settings: Settings
) -> None:
    """Follows c2sp.org/tlog-proof and RFC 6962 with hashlib and Ed25519 only."""
    cycle_id = await open_cycle(place)
    told = await submit(place, cycle_id, 9)
    await place.sequence()
    mine = told[4]
    headers = {"X-Application-Token": mine["access_token"]}
    answer = await live.get(mine["receipt"], headers=headers)
    assert answer.status_code == 200, answer.text

    head, checkpoint = answer.text.split("\n\n", 1)
    lines = head.split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    data = base64.b64decode(lines[1].removeprefix("extra "))
    index = int(lines[2].removeprefix("index "))
    proof = [base64.b64decode(line) for line in lines[3:]]
    body, signatures = checkpoint.split("\n\n", 1)
    origin, size_text, root_text = body.split("\n")[:3]

    node, first, last = hashlib.sha256(b"\x00" + data).digest(), index, int(size_text) - 1
    for sibling in proof:
        assert last > 0
        if first % 2 or first == last:
            node = hashlib.sha256(b"\x01" + sibling + node).digest()
            while first % 2 == 0 and first:
                first, last = first >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + sibling).digest()
        first, last = first >> 1, last >> 1
    assert last == 0
    assert node == base64.b64decode(root_text)

    verifier = str(trusted_keys(settings)[0])
    name, _hash, key = verifier.split("+", 2)
    assert origin == name
    signature = base64.b64decode(signatures.split()[2])
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key)[1:])
    public.verify(signature[4:], (body + "\n").encode())

    entry = json.loads(data)
    assert entry["entity_id"] == mine["application_id"]
    assert mine["body"]["name"] not in data.decode()
    assert mine["body"]["email"] not in data.decode()


async def test_a_step_out_of_order_says_where_the_cycle_is(place: Institution) -> None:
    cycle_id = await open_cycle(place)
    answer = await place.admin.post(f"/admin/cycles/{cycle_id}/select-top-k")
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["type"].endswith("out-of-order")
    assert (problem["phase"], problem["needed"]) == ("SUBMISSION", "SCORED")


async def test_nothing_changes_an_application_after_the_freeze(
    place: Institution, live: httpx.AsyncClient
) -> None:
    cycle_id = await open_cycle(place)
    mine = (await submit(place, cycle_id, 1))[0]
    path = f"{API}/applications/{mine['application_id']}"
    token = {"X-Application-Token": mine["access_token"]}
    seen = await live.get(path, headers=token)
    headers = token | {"If-Match": seen.headers["ETag"]}
    corrected = await live.patch(path, json={"gpa": "9.9", "gpa_scale": 10}, headers=headers)
    assert corrected.status_code == 200, corrected.text
    assert corrected.json()["version"] == 2
    stale = await live.patch(path, json={"gpa": "9.8"}, headers=headers)
    assert stale.status_code == 412
    await take(place, cycle_id, "freeze")
    late = await live.patch(path, json={"gpa": "10"}, headers=token | {"If-Match": corrected.headers["ETag"]})
    assert late.status_code == 409
    refused = await live.post(f"{API}/applications", json=mine["body"] | {"email": "late@example.org"})
    assert refused.status_code == 409
    assert (await live.get(path, headers=headers)).json()["content"]["gpa"] == "9.9"


async def test_an_application_opens_by_its_token_alone(place: Institution, live: httpx.AsyncClient) -> None:
    cycle_id = await open_cycle(place)
    mine, other = await submit(place, cycle_id, 2)
    path = f"{API}/applications/{mine['application_id']}"
    answers = [
        await live.get(path),
        await live.get(path, headers={"X-Application-Token": "wrong"}),
        await live.get(path, headers={"X-Application-Token": other["access_token"]}),
        await live.get(f"{API}/applications/{place.org_id}", headers={"X-Application-Token": "wrong"}),
    ]
    details = {(answer.status_code, answer.json()["detail"]) for answer in answers}
    assert len(details) == 1
    assert details.pop()[0] == 404


async def test_one_application_for_each_address_and_the_same_key_answers_the_same(
    place: Institution, live: httpx.AsyncClient
) -> None:
    cycle_id = await open_cycle(place)
    mine = (await submit(place, cycle_id, 1))[0]
    twice = await live.post(f"{API}/applications", json=mine["body"] | {"name": "Someone Else"})
    assert twice.status_code == 409
    body = mine["body"] | {"email": "new@example.org"}
    first = await live.post(f"{API}/applications", json=body, headers={"Idempotency-Key": "once"})
    again = await live.post(f"{API}/applications", json=body, headers={"Idempotency-Key": "once"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()


async def test_field_errors_have_a_message_each(place: Institution, live: httpx.AsyncClient) -> None:
    cycle_id = await open_cycle(place)
    body = {"cycle_id": cycle_id, "name": "A", "email": "x", "gpa": "12", "gpa_scale": 10, "essay": "no"}
    answer = await live.post(f"{API}/applications", json=body)
    assert answer.status_code == 422
    found = {error["field"]: error["message"] for error in answer.json()["errors"]}
    assert set(found) == {"name", "email", "gpa", "essay"}
    assert "grades end at 10" in found["gpa"]


async def test_an_erased_applicant_is_unreadable_and_every_proof_holds(
    place: Institution, live: httpx.AsyncClient, settings: Settings
) -> None:
    cycle_id = await open_cycle(place, seats=2)
    told = await submit(place, cycle_id, 6)
    for action in STEPS[:-1]:
        await take(place, cycle_id, action)
    await place.sequence()
    mine = told[0]
    headers = {"X-Application-Token": mine["access_token"]}
    receipt = (await live.get(mine["receipt"], headers=headers)).text
    gone = await live.delete(f"{API}/applications/{mine['application_id']}", headers=headers)
    assert gone.status_code == 204
    await place.sequence()
    assert (
        await live.get(f"{API}/applications/{mine['application_id']}", headers=headers)
    ).status_code == 410
    async with place.database.transaction(role=Role.VAULT, org_id=place.org_id) as vault:
        row = (
            await vault.execute(
                text(
                    "SELECT encrypted_pii, wrapped_key FROM enigma.identity_mapping"
                    " WHERE application_id = :id"
                ),
                {"id": mine["application_id"]},
            )
        ).one()
    assert tuple(row) == (None, None)
    report = await verify_log(place.database, trusted_keys(settings), receipts=[receipt])
    assert report.ok
    lines = (await live.get(f"{API}/cycles/{cycle_id}/selection-bundle")).text.splitlines()
    assert bundle.verify(lines, [str(key) for key in trusted_keys(settings)]).verified


@pytest.mark.parametrize("role", ["reviewer", "auditor"])
async def test_only_administrators_run_a_cycle(place: Institution, role: str) -> None:
    cycle_id = await open_cycle(place)
    caller = getattr(place, role)
    assert (await caller.post(f"/admin/cycles/{cycle_id}/freeze")).status_code == 403
    assert (await caller.get(f"/admin/cycles/{cycle_id}")).status_code == 200


async def test_another_institution_sees_nothing(
    place: Institution, live: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    from tests.support.enigma import found

    cycle_id = await open_cycle(place)
    stranger = await found(live, database, settings)
    assert (await stranger.admin.get(f"/admin/cycles/{cycle_id}")).status_code == 404
    assert (await stranger.admin.post(f"/admin/cycles/{cycle_id}/freeze")).status_code == 404
    assert (await stranger.admin.get("/admin/cycles")).json()["items"] == []
