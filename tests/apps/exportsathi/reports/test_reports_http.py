"""Reports over HTTP: asked for, made, read; each thing that cannot be is refused or answered plainly."""

from typing import Any

import pytest
from sqlalchemy import text

from assay.apps.exportsathi.models.profiles import BusinessType
from assay.kernel import jobs
from assay.kernel.access.actor import system_actor
from assay.kernel.db.session import Role
from assay.kernel.jobs import JobsFailed
from tests.support import exportsathi
from tests.support.exportsathi import TURMERIC, make_report
from tests.support.school import Caller, School


async def report_of(caller: Caller, report_id: str) -> dict[str, Any]:
    answer = await caller.get(f"/reports/{report_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def check_sources(data: dict[str, Any]) -> None:
    """Every statement, stop, certificate, paper, task and part of the risk names a source that is there."""
    known = set(data["sources"])
    for key, section in data.items():
        if key == "sources":
            continue
        for one in [*section["statements"], *section["stops"]]:
            assert one["sources"], one
            assert set(one["sources"]) <= known, one
    for one in [*data["certificates"]["items"], *data["documents"]["items"]]:
        assert one["source"] in known
    for one in [*data["plan"]["tasks"], *data["summary"]["risk"]["parts"]]:
        assert one["sources"], one
        assert set(one["sources"]) <= known, one


async def test_a_report_is_asked_for_made_and_read(place: School, exporter: Caller) -> None:
    asked = await exporter.post("/reports", TURMERIC)
    assert asked.status_code == 202, asked.text
    report_id = asked.json()["report_id"]
    waiting = (await exporter.get(f"/reports/{report_id}/status")).json()
    assert (waiting["status"], waiting["done"], waiting["total"]) == ("processing", 0, 9)
    await place.work()
    found = await report_of(exporter, report_id)
    assert (found["status"], found["hs_code"]) == ("completed", "09103030")
    data = found["report_data"]
    check_sources(data)
    assert data["policy"]["level"] == "free"
    assert found["risk_score"] == sum(one["points"] for one in found["risk_parts"])
    assert found["completeness"] == 100
    assert found["verdict"] in ("prepare", "ready")
    assert {"iec", "gst-registration"} <= {one["certificate_id"] for one in data["certificates"]["items"]}
    assert {"commercial-invoice", "shipping-bill"} <= {
        one["document_id"] for one in data["documents"]["items"]
    }
    assert data["money"]["sections"][0]["key"] == "benefits"
    done = (await exporter.get(f"/reports/{report_id}/status")).json()
    assert (done["status"], done["done"]) == ("completed", 9)


async def test_asked_twice_with_one_key_is_one_report(exporter: Caller) -> None:
    first, second = [
        await exporter.post("/reports", TURMERIC, **{"Idempotency-Key": "one"}) for _time in range(2)
    ]
    assert first.json() == second.json()
    assert len((await exporter.get("/reports")).json()["items"]) == 1


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"product": ""}, "product"),
        ({"destination": "XX"}, "destination"),
        ({"destination": "IN"}, "destination"),
        ({"destination": "Germany"}, "destination"),
        ({"price": "-5"}, "price"),
        ({"quantity": "0"}, "quantity"),
        ({"net_weight": "5000"}, "gross_weight"),
        ({"incoterm": "FOBB"}, "incoterm"),
        ({"payment_days": -1}, "payment_days"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_field(
    exporter: Caller, told: dict[str, Any], field: str
) -> None:
    refused = await exporter.post("/reports", TURMERIC | told)
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json()["errors"]] == [field]
    assert (await exporter.get("/reports")).json()["items"] == []


async def test_all_that_is_wrong_is_named_together(exporter: Caller) -> None:
    told = {"net_weight": "5000", "payment_days": -1, "destination": "XX", "attributes": ["edible"]}
    refused = await exporter.post("/reports", TURMERIC | told)
    assert refused.status_code == 422
    named = {one["field"] for one in refused.json()["errors"]}
    assert named >= {"gross_weight", "payment_days", "destination"}


async def test_a_report_whose_workers_died_has_failed_and_can_be_tried_again(
    place: School, exporter: Caller
) -> None:
    asked = await exporter.post("/reports", TURMERIC)
    path = f"/reports/{asked.json()['report_id']}"
    async with place.database.transaction(role=Role.SYSTEM) as db:
        await db.execute(
            text("UPDATE kernel.jobs SET attempts = max_attempts WHERE name = 'exportsathi.make-report'")
        )
    with pytest.raises(JobsFailed):
        await place.work()
    failed = (await exporter.get(f"{path}/status")).json()
    assert failed["status"] == "failed"
    assert "Nothing of what you told is lost" in failed["failure"]
    page = await exporter.http.get(f"/exportsathi{path}", headers=exporter.headers)
    assert "could not be made" in page.text
    assert f'action="/exportsathi{path}/remake"' in page.text
    report = await exporter.get(path)
    again = await exporter.post(f"{path}/remake", **{"If-Match": report.headers["ETag"]})
    assert again.status_code == 202, again.text
    await place.work()
    assert (await exporter.get(f"{path}/status")).json()["status"] == "completed"


async def cancelled(place: School, exporter: Caller) -> str:
    """The path of a report whose job somebody stopped."""
    asked = await exporter.post("/reports", TURMERIC)
    async with place.database.transaction(org_id=place.org_id) as db:
        job = await jobs.find(db, "exportsathi.make-report", asked.json()["report_id"])
        assert job is not None
        await jobs.cancel(db, system_actor(place.org_id, "test"), job.id)
    return f"/reports/{asked.json()['report_id']}"


async def test_a_report_whose_job_was_stopped_does_not_wait_for_ever(place: School, exporter: Caller) -> None:
    path = await cancelled(place, exporter)
    [listed] = (await exporter.get("/reports")).json()["items"]
    for told in (listed, (await exporter.get(path)).json(), (await exporter.get(f"{path}/status")).json()):
        assert (told["status"], told["cancelled"]) == ("failed", True)
        assert told["failure"] == "It was stopped before it was finished."


@pytest.mark.parametrize("where", ["", "/its own page"])
async def test_pages_of_a_cancelled_report_say_so_and_make_it_again_or_delete_it(
    place: School, exporter: Caller, where: str
) -> None:
    paths = [f"/exportsathi{await cancelled(place, exporter)}" for _which in range(2)]
    waiting = (await exporter.post("/reports", TURMERIC)).json()["report_id"]
    for path in paths:
        here = path if where else "/exportsathi/reports"
        page = (await exporter.http.get(here, headers=exporter.headers)).text
        assert "ancelled" in page
        assert f'action="{path}/remake"' in page
        assert f'action="{path}/delete"' in page
        assert ("Being made" in page) is not bool(where)
        assert f"{waiting}/remake" not in page
    headers = exporter.headers
    again = await exporter.http.post(f"{paths[0]}/remake", headers=headers, data={"version": "1"})
    gone = await exporter.http.post(f"{paths[1]}/delete", headers=headers)
    assert (again.status_code, gone.status_code) == (303, 303)
    await place.work()
    listed = (await exporter.get("/reports")).json()["items"]
    assert [one["status"] for one in listed] == ["completed", "completed"]


async def test_without_a_business_there_is_no_report(place: School) -> None:
    nobody = await place.person("exporter")
    refused = await nobody.post("/reports", TURMERIC)
    assert refused.status_code == 404
    assert "Describe your business" in refused.json()["detail"]


async def test_vague_words_are_answered_with_a_question_and_nothing_by_code(
    place: School, exporter: Caller
) -> None:
    report_id = await make_report(place, exporter, product="goods", materials="", use="")
    found = await report_of(exporter, report_id)
    data = found["report_data"]
    assert (found["hs_code"], found["verdict"]) == ("", "question")
    assert data["code"]["vague"]
    assert data["policy"]["level"] == "unknown"
    assert "settled" in data["policy"]["statements"][0]["text"]
    check_sources(data)


async def test_a_prohibited_line_is_a_stop_with_nothing_to_ship_in_the_plan(
    place: School, exporter: Caller
) -> None:
    await exportsathi.load_facts(place, ["0202"])
    report_id = await make_report(place, exporter)
    tag = (await exporter.get(f"/reports/{report_id}")).headers["ETag"]
    form = {"code": "02023000", "reason": "As on our last shipping bill"}
    again = await exporter.put(f"/reports/{report_id}/hs-code", form, **{"If-Match": tag})
    assert again.status_code == 202, again.text
    await place.work()
    found = await report_of(exporter, report_id)
    assert found["verdict"] == "stop"
    data = found["report_data"]
    check_sources(data)
    assert data["policy"]["level"] == "prohibited"
    assert data["summary"]["stops"][0]["final"]
    assert {one["task_id"] for one in data["plan"]["tasks"]} == {"hold", "ask-dgft"}
    assert found["hs_override"]["reason"] == form["reason"]
    assert found["hs_override"]["instead_of"] == "09103030"


async def test_a_sanctioned_country_is_a_stop_and_weighs_most(place: School, exporter: Caller) -> None:
    report_id = await make_report(place, exporter, destination="KP")
    found = await report_of(exporter, report_id)
    assert found["verdict"] == "stop"
    stop = found["report_data"]["summary"]["stops"][0]
    assert (stop["key"], stop["final"], stop["sources"]) == ("destination", True, ["un-sanctions"])
    assert found["risk_parts"][0]["key"] == "destination"


async def test_a_country_nothing_is_known_of_is_said_to_be_so(place: School, exporter: Caller) -> None:
    report_id = await make_report(place, exporter, destination="TV")
    found = await report_of(exporter, report_id)
    assert found["report_data"]["destination"]["level"] == "unknown"
    assert found["verdict"] != "ready"


async def test_a_code_that_is_not_in_the_list_is_refused(place: School, exporter: Caller) -> None:
    report_id = await make_report(place, exporter)
    tag = (await exporter.get(f"/reports/{report_id}")).headers["ETag"]
    path = f"/reports/{report_id}/hs-code"
    for code in ("999999", "12345"):
        refused = await exporter.put(path, {"code": code, "reason": "I think so"}, **{"If-Match": tag})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "code"
    assert (await exporter.put(path, {"code": "091030", "reason": "so"})).status_code == 422
    assert (await exporter.put(path, {"code": "091030", "reason": "I think so"})).status_code == 428
    assert (await report_of(exporter, report_id))["hs_code"] == "09103030"


async def test_an_answer_is_kept_and_the_report_made_anew(place: School, exporter: Caller) -> None:
    report_id = await make_report(place, exporter, product="Hand carved decorative box", materials="", use="")
    before = await exporter.get(f"/reports/{report_id}")
    assert before.json()["report_data"]["code"]["abstained"]
    question = before.json()["report_data"]["code"]["question"]
    form = {"aspect": question["aspect"], "answer": question["options"][0][0]}
    tag = {"If-Match": before.headers["ETag"]}
    assert (await exporter.post(f"/reports/{report_id}/answer", form, **tag)).status_code == 202
    assert (await exporter.post(f"/reports/{report_id}/answer", form, **tag)).status_code == 412
    await place.work()
    after = await report_of(exporter, report_id)
    assert after["status"] == "completed"
    assert after["details"]["answers"] == {question["aspect"]: form["answer"]}


async def test_services_take_their_own_path(place: School) -> None:
    await exportsathi.load_facts(place, packs=("rules-basics", "papers", "destinations"))
    caller = await exportsathi.make_exporter(place, "Kumar Software", business_type=BusinessType.SAAS)
    report_id = await make_report(place, caller, product="Accounting software as a service", destination="SG")
    found = await report_of(caller, report_id)
    data = found["report_data"]
    assert {"code", "policy", "freight"}.isdisjoint(data)
    assert "softex" in {one["document_id"] for one in data["documents"]["items"]}
    assert {"softex", "lut", "bank"} <= {one["task_id"] for one in data["plan"]["tasks"]}
    assert "gross_weight" not in found["details"]
    check_sources(data)


async def test_the_same_report_made_again_says_the_same(place: School, exporter: Caller) -> None:
    report_id = await make_report(place, exporter)
    first = await exporter.get(f"/reports/{report_id}")
    again = await exporter.post(f"/reports/{report_id}/remake", **{"If-Match": first.headers["ETag"]})
    assert again.status_code == 202
    await place.work()
    second = await report_of(exporter, report_id)
    assert second["report_data"] == first.json()["report_data"]
    assert second["version"] == 2


async def test_reports_are_listed_the_newest_first_page_by_page(place: School, exporter: Caller) -> None:
    made = [(await exporter.post("/reports", TURMERIC)).json()["report_id"] for _one in range(3)]
    first = (await exporter.get("/reports", limit=2)).json()
    second = (await exporter.get("/reports", limit=2, after=first["next"])).json()
    listed = [one["report_id"] for one in (*first["items"], *second["items"])]
    assert (listed, second["next"]) == (made[::-1], None)


async def test_progress_is_told_as_events(place: School, exporter: Caller) -> None:
    report_id = await make_report(place, exporter)
    told = await exporter.get(f"/reports/{report_id}/events")
    assert told.headers["content-type"].startswith("text/event-stream")
    assert "event: completed" in told.text
    assert '"done":9' in told.text


async def test_another_exporter_finds_nothing_of_it(place: School, exporter: Caller) -> None:
    report_id = await make_report(place, exporter)
    other = await exportsathi.make_exporter(place, "Another")
    tag = {"If-Match": '"v1"'}
    here = f"/reports/{report_id}"
    code = {"code": "091030", "reason": "I think so"}
    answers = [
        await other.get(here),
        await other.get(f"{here}/status"),
        await other.get(f"{here}/events"),
        await other.get(f"{here}/pdf"),
        await other.get(f"{here}/certifications"),
        await other.get(f"{here}/action-plan"),
        await other.get(f"{here}/action-plan.ics"),
        await other.get(f"{here}/ad-code-letter.pdf"),
        await other.put(f"{here}/hs-code", code, **tag),
        await other.post(f"{here}/remake", **tag),
        await other.put(f"{here}/certifications/iec", {"state": "completed"}),
        await other.put(f"{here}/action-plan/lut", {"done": True}),
        await other.delete(here),
        await place.http.get(f"/exportsathi/reports/{report_id}", headers=other.headers),
    ]
    assert [one.status_code for one in answers] == [404] * len(answers)
    assert (await other.get("/reports")).json()["items"] == []
    curator = await place.person("curator")
    assert (await curator.get(here)).status_code == 403


@pytest.mark.parametrize(
    ("code", "reason", "field", "said"),
    [
        ("ABCDEF", "I think so", "code", "six or eight digits"),
        ("0910", "I think so", "code", "six or eight digits"),
        ("99999999", "I think so", "code", "has no code 99999999"),
        ("0910 30 20", " ", "reason", "in a few words why"),
    ],
    ids=["letters", "too short", "unknown", "no reason"],
)
async def test_an_own_code_that_cannot_be_says_what_to_give(
    place: School, exporter: Caller, code: str, reason: str, field: str, said: str
) -> None:
    path = f"/reports/{await make_report(place, exporter)}"
    tag = {"If-Match": (await exporter.get(path)).headers["ETag"]}
    refused = await exporter.put(f"{path}/hs-code", {"code": code, "reason": reason}, **tag)
    assert refused.status_code == 422
    [error] = refused.json()["errors"]
    assert (error["field"], said in error["message"]) == (field, True)


@pytest.mark.parametrize("code", ["0910.30.20", "HS 0910 30 20", " 09103020 "])
async def test_an_own_code_is_taken_as_it_is_written(place: School, exporter: Caller, code: str) -> None:
    path = f"/reports/{await make_report(place, exporter)}"
    tag = {"If-Match": (await exporter.get(path)).headers["ETag"]}
    taken = await exporter.put(f"{path}/hs-code", {"code": code, "reason": "As on our last bill"}, **tag)
    assert taken.status_code == 202, taken.text
    assert (await exporter.get(path)).json()["hs_override"]["code"] == "09103020"
