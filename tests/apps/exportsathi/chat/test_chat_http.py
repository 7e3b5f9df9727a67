"""Asking over HTTP: JSON, events, the page without scripts, and nobody else's conversations."""

import json
from typing import Any

import pytest

from assay.apps.exportsathi.knowledge import service as knowledge
from tests.support.exportsathi import make_exporter
from tests.support.school import Caller, School

QUESTION = "How long is a LUT valid?"


@pytest.fixture
async def filled(place: School) -> School:
    async with place.database.transaction(org_id=place.org_id) as db:
        await knowledge.set_up(db, place.org_id, ["page-lut", "page-rodtep-halved"])
    return place


async def begin(caller: Caller) -> str:
    answer = await caller.post("/chat")
    assert answer.status_code == 201, answer.text
    return str(answer.json()["session_id"])


async def test_an_answer_names_its_sources_and_is_kept(filled: School) -> None:
    caller = await make_exporter(filled)
    session = await begin(caller)
    answer = await caller.post(f"/chat/{session}/messages", {"text": QUESTION})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["refused"] is False
    assert told["sentences"][0]["citations"][0]["source_id"] == "page-lut"
    kept = (await caller.get(f"/chat/{session}/messages")).json()["items"]
    assert [one["role"] for one in kept] == ["user", "assistant"]
    assert kept[1]["sentences"] == told["sentences"]
    assert (await caller.get("/chat")).json()["items"][0]["title"] == QUESTION


async def test_events_come_sentence_by_sentence(filled: School) -> None:
    caller = await make_exporter(filled)
    session = await begin(caller)
    answer = await caller.post(f"/chat/{session}/messages", {"text": QUESTION}, Accept="text/event-stream")
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [block for block in answer.text.split("\n\n") if "event:" in block]
    names = [next(x[7:] for x in block.splitlines() if x.startswith("event: ")) for block in events]
    assert names[0] == "begin"
    assert names[-1] == "end"
    assert names.count("sentence") >= 1
    end: dict[str, Any] = json.loads(events[-1].split("data: ")[1])
    assert len(end["sentences"]) == names.count("sentence")


def events_of(text: str) -> list[str]:
    return [line[7:] for line in text.splitlines() if line.startswith("event: ")]


@pytest.mark.parametrize("first", ["application/json", "text/event-stream"])
async def test_a_repeated_key_gets_the_stored_answer_in_either_form(filled: School, first: str) -> None:
    caller = await make_exporter(filled)
    path = f"/chat/{await begin(caller)}/messages"
    key = {"Idempotency-Key": "once"}
    before = await caller.post(path, {"text": QUESTION}, Accept=first, **key)
    assert before.status_code == 200
    as_json = await caller.post(path, {"text": QUESTION}, **key)
    streamed = await caller.post(path, {"text": QUESTION}, Accept="text/event-stream", **key)
    end = json.loads(streamed.text.strip().rsplit("data: ", 1)[1])
    assert events_of(streamed.text)[0] == "begin"
    assert end == as_json.json()
    assert as_json.headers["idempotency-replayed"] == "true"
    assert end["message_id"] in before.text
    assert len((await caller.get(path)).json()["items"]) == 2


async def test_a_key_of_another_question_is_refused_and_without_one_each_is_answered(filled: School) -> None:
    caller = await make_exporter(filled)
    path = f"/chat/{await begin(caller)}/messages"
    await caller.post(path, {"text": QUESTION}, **{"Idempotency-Key": "once"})
    other = await caller.post(path, {"text": "Who can use a LUT?"}, **{"Idempotency-Key": "once"})
    assert other.status_code == 422
    await caller.post(path, {"text": QUESTION})
    await caller.post(path, {"text": QUESTION})
    assert len((await caller.get(path)).json()["items"]) == 6


async def test_a_refusal_is_an_answer(filled: School) -> None:
    caller = await make_exporter(filled)
    told = (await caller.post(f"/chat/{await begin(caller)}/messages", {"text": "Who is the pope?"})).json()
    assert told["refused"] is True
    assert "passages were searched" in told["refusal"]


@pytest.mark.parametrize("text", ["", "x" * 601])
async def test_no_question_or_too_long_a_one_is_named_at_its_field(filled: School, text: str) -> None:
    caller = await make_exporter(filled)
    answer = await caller.post(f"/chat/{await begin(caller)}/messages", {"text": text})
    assert answer.status_code == 422
    assert "text" in json.dumps(answer.json())


async def test_anothers_conversation_is_not_there(filled: School) -> None:
    owner, other = await make_exporter(filled), await make_exporter(filled, "Another")
    session = await begin(owner)
    assert (await other.get(f"/chat/{session}/messages")).status_code == 404
    for accept in ("application/json", "text/event-stream"):
        answer = await other.post(f"/chat/{session}/messages", {"text": QUESTION}, Accept=accept)
        assert answer.status_code == 404
    assert (await other.delete(f"/chat/{session}")).status_code == 404
    assert (await owner.delete(f"/chat/{session}")).status_code == 204
    assert (await owner.get(f"/chat/{session}/messages")).status_code == 404


async def page(caller: Caller, path: str) -> str:
    answer = await caller.http.get(path, headers=caller.headers, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_the_page_shows_answer_sources_and_the_place(filled: School) -> None:
    caller = await make_exporter(filled)
    assert "For example" in await page(caller, "/exportsathi/ask")
    session = await begin(caller)
    answer = (await caller.post(f"/chat/{session}/messages", {"text": QUESTION})).json()
    html = await page(caller, f"/exportsathi/ask/{session}")
    cited = answer["sentences"][0]["citations"][0]
    assert answer["sentences"][0]["text"] in html
    assert "not verified" in html
    where = f"/exportsathi/ask/source/{cited['document_id']}?start={cited['start']}&end={cited['end']}"
    assert f"<mark>{answer['sentences'][0]['text']}</mark>" in await page(caller, where)


STREAM = {"Accept": "text/event-stream"}


async def test_the_page_streams_its_own_pieces_and_says_where_the_whole_stands(filled: School) -> None:
    caller = await make_exporter(filled)
    headers, here = caller.headers | STREAM, "/exportsathi/ask"
    answer = await caller.http.post(here, headers=headers, data={"text": QUESTION})
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [
        (block.split("event: ")[1].split("\n")[0], json.loads(block.split("data: ")[1]))
        for block in answer.text.split("\n\n")
        if "event: " in block
    ]
    assert [name for name, _data in events] == ["asked", "sentence", "end"]
    assert f">{QUESTION}</h2>" in events[0][1]["html"]
    address = events[-1][1]["address"]
    whole = await page(caller, address)
    assert events[1][1]["html"].strip() in whole
    again = await caller.http.post(address, headers=headers, data={"text": "Are RoDTEP rates halved?"})
    assert "No longer in force" in again.text
    assert (await page(caller, address)).count('<article class="answer"') == 2


async def test_without_scripts_the_page_comes_with_the_whole_answer(filled: School) -> None:
    caller = await make_exporter(filled)
    asked = await caller.http.post("/exportsathi/ask", headers=caller.headers, data={"text": QUESTION})
    assert asked.status_code == 303
    assert "one financial year" in await page(caller, asked.headers["location"])


async def test_a_page_that_may_not_stream_is_refused_before_it_begins(filled: School) -> None:
    owner, other = await make_exporter(filled), await make_exporter(filled, "Another")
    headers = other.headers | STREAM
    anothers = f"/exportsathi/ask/{await begin(owner)}"
    refused = await other.http.post(anothers, headers=headers, data={"text": QUESTION})
    empty = await other.http.post("/exportsathi/ask", headers=headers, data={"text": " "})
    assert (refused.status_code, empty.status_code) == (404, 422)
    assert not refused.headers["content-type"].startswith("text/event-stream")


async def test_the_page_tells_what_no_longer_holds(filled: School) -> None:
    caller = await make_exporter(filled)
    session = await begin(caller)
    await caller.post(f"/chat/{session}/messages", {"text": "Are RoDTEP rates halved?"})
    html = await page(caller, f"/exportsathi/ask/{session}")
    assert "This held until 22 March 2026 and no longer does." in html


async def test_a_curator_asks_nothing_and_an_exporter_curates_nothing(filled: School) -> None:
    curator, exporter = await filled.person("curator"), await make_exporter(filled)
    assert (await curator.post("/chat")).status_code == 403
    assert (await exporter.get("/curator/knowledge")).status_code == 403
