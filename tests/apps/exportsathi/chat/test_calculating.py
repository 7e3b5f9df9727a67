"""Questions for a figure: read without assuming, answered by the calculators, checked like a quotation."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import rfc8785

from assay.apps.exportsathi.chat import amounts, calculating, rules, topics, verifying
from assay.apps.exportsathi.chat.rules import Row, Sentence
from assay.apps.exportsathi.chat.verifying import Failing, failing
from assay.apps.exportsathi.finance.forms import FinanceInputs
from assay.apps.exportsathi.finance.service import analyse, keep
from assay.apps.exportsathi.knowledge import service as knowledge
from assay.apps.exportsathi.knowledge.rules import sha256_of
from assay.kernel.access.actor import Actor, ActorKind
from tests.support.exportsathi import load_facts, make_exporter, make_report
from tests.support.school import Caller, School

POTATO = "How much RoDTEP on 1000 kg of potato flour 11051000 at FOB 200000?"


@pytest.mark.parametrize(
    ("text", "line", "fob", "quantity", "unit"),
    [
        (POTATO, "11051000", "200000", "1000", "kg"),
        ("RoDTEP for 1,000 kg of 1105 10 00, FOB value of ₹2,00,000?", "11051000", "200000", "1000", "kg"),
        ("what rodtep on 1105.10.00, 1 tonne, 2 lakh rupees FOB", "11051000", "200000", "1", "tonne"),
        ("RoDTEP of 11051000 FOB?", "11051000", None, None, ""),
        ("RoDTEP on 40 bags of 25 kg of 11051000", "11051000", None, None, ""),
        ("RoDTEP on 500 kg and 700 kg of 11051000", "11051000", None, None, ""),
        ("RoDTEP on 11051000 or 11061010 at FOB Rs. 50,000", "", "50000", None, ""),
        ("RoDTEP at FOB 1.5 crore", "", "15000000", None, ""),
        ("RoDTEP on goods worth 200000", "", None, None, ""),
    ],
)
def test_what_is_said_is_read_and_nothing_else(
    text: str, line: str, fob: str | None, quantity: str | None, unit: str
) -> None:
    told = amounts.told(text)
    assert told.line == line
    assert told.fob == (Decimal(fob) if fob else None)
    assert (told.quantity, told.unit) == (Decimal(quantity) if quantity else None, unit)


def test_line_and_value_ask_for_the_figure_by_themselves() -> None:
    for text, asks in (
        ("rodtep on 2 tonnes guar meal 11061010, FOB Rs 3,00,000?", True),
        ("rodtep 11061010", False),
        ("When is RoDTEP of 11061010 at FOB 300000 paid?", False),
    ):
        assert topics.asks_for_rodtep(text, amounts.told(text)) is asks


def test_a_foreign_amount_is_not_taken_for_rupees() -> None:
    told = amounts.told("RoDTEP on 11051000 at FOB US$ 3,000")
    assert (told.fob, told.currency) == (Decimal(3000), "USD")


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("What is my RoDTEP?", "rodtep"),
        ("how much freight will I pay for my shipment", "freight"),
        ("What is our chargeable weight?", "measures"),
        ("What is my peak gap if materials cost 5 lakh?", "capital"),
        ("Show me my peak gap", "capital"),
        ("How many containers do I need for this order?", "containers"),
        ("How is my RoDTEP claimed?", None),
        ("How much time do I have to claim RoDTEP?", None),
        ("What is RoDTEP?", None),
        ("Do I lose my drawback if the buyer does not pay?", None),
        ("Who pays my freight under CIF?", None),
    ],
)
def test_only_ones_own_figures_are_looked_up(text: str, section: str | None) -> None:
    found = topics.topic_of(text, amounts.told(text), "turmeric powder")
    assert (found.section if found else None) == section


@pytest.fixture
async def potato(place: School) -> School:
    await load_facts(place, lines=["1105"], packs=("benefits", "drawback", "overlays"))
    async with place.database.transaction(org_id=place.org_id) as db:
        await knowledge.set_up(db, place.org_id, ["page-rodtep"])
    return place


async def ask(caller: Caller, text: str, session: str = "") -> dict[str, Any]:
    session = session or (await caller.post("/chat")).json()["session_id"]
    answer = await caller.post(f"/chat/{session}/messages", {"text": text})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_rodtep_of_the_question_is_a_row_that_can_be_checked_again(potato: School) -> None:
    told = await ask(await make_exporter(potato), POTATO)
    sentence = told["sentences"][0]
    assert sentence["text"] == "RoDTEP is ₹4,700: min(3.9 % × ₹2,00,000, ₹4.70 × 1,000 kg)."
    row = sentence["citations"][0]
    assert row["kind"] == "calculation"
    assert {one["source_id"] for one in row["sources"]} >= {"dgft-rodtep-4r"}
    assert next(one for one in row["lines"] if one["key"] == row["result"])["value"] == "4700.00"
    whole = {name: value for name, value in row.items() if name != "sha256"}
    assert sha256_of(rfc8785.dumps(whole).decode()) == row["sha256"]
    assert told["engine"] == "calculator"


async def test_what_is_missing_is_asked_for_and_taken_when_it_is_said(potato: School) -> None:
    caller = await make_exporter(potato)
    session = (await caller.post("/chat")).json()["session_id"]
    told = await ask(caller, "How much RoDTEP do I get on 11051000?", session)
    assert told["refused"] is True
    assert told["asks"] == ["the FOB value in rupees"]
    told = await ask(caller, "FOB is 200000", session)
    assert "quantity in kg" in told["asks"][0]
    told = await ask(caller, "How much RoDTEP on 11051000 at FOB 200000?", session)
    assert "quantity in kg" in told["asks"][0]
    told = await ask(caller, "1,000 kg", session)
    assert "₹4,700" in told["sentences"][0]["text"]
    assert told["question"] == "1,000 kg"


async def test_a_line_without_a_rate_earns_nothing_and_the_sentence_says_why(potato: School) -> None:
    told = await ask(await make_exporter(potato), "How much RoDTEP on 5 kg of 84713010 at FOB 1000?")
    assert told["sentences"][0]["text"] == (
        "Line 84713010 is not in the RoDTEP schedule as we have it: it earns nothing."
    )


async def test_a_question_about_the_scheme_is_answered_from_the_texts(potato: School) -> None:
    told = await ask(await make_exporter(potato), "How long is a RoDTEP scrip valid?")
    assert told["sentences"][0]["citations"][0]["source_id"] == "page-rodtep"


DRAWBACK = "How much drawback on 1000 kg of potato flour 11051000 at FOB 200000?"


async def test_drawback_of_the_question_is_a_row_that_can_be_made_again(potato: School) -> None:
    caller = await make_exporter(potato)
    told = await ask(caller, DRAWBACK)
    row = told["sentences"][0]["citations"][0]
    assert (row["calculation"], row["report_id"]) == ("drawback", "")
    assert told["sentences"][0]["text"].startswith("Duty drawback is ₹300")
    actor = Actor(ActorKind.ACCOUNT, caller.account_id, potato.org_id)
    cited = rules.cited_of(row)
    assert isinstance(cited, Row)
    async with potato.database.transaction(org_id=potato.org_id) as db:
        assert await calculating.again(db, actor, cited) == cited


async def test_answers_that_come_one_after_another_are_put_together(potato: School) -> None:
    caller = await make_exporter(potato)
    session = (await caller.post("/chat")).json()["session_id"]
    told = await ask(caller, "How much drawback do I get?", session)
    assert told["asks"] == ["the Indian tariff line of eight digits", "the FOB value in rupees"]
    told = await ask(caller, "11051000", session)
    assert told["asks"] == ["the FOB value in rupees"]
    told = await ask(caller, "FOB is 200000", session)
    assert "₹300" in told["sentences"][0]["text"]


async def test_a_whole_question_is_not_joined_to_the_one_before(potato: School) -> None:
    caller = await make_exporter(potato)
    session = (await caller.post("/chat")).json()["session_id"]
    await ask(caller, "How much drawback on 84713010?", session)
    assert "₹300" in (await ask(caller, DRAWBACK, session))["sentences"][0]["text"]


async def test_of_several_entries_one_is_chosen_in_the_calculator(place: School) -> None:
    await load_facts(place, lines=["9405"], packs=("benefits", "drawback", "overlays"))
    caller = await make_exporter(place)
    for asked in ("drawback", "RoDTEP and drawback"):
        text = f"How much {asked} on 94051100 at FOB 500000?"
        session = (await caller.post("/chat")).json()["session_id"]
        told = await ask(caller, text, session)
        assert (told["refused"], told["asks"]) == (True, [])
        assert told["searched"]["calculator"] == "finance?line=94051100&fob=500000"
    page = await caller.http.get(f"/exportsathi/ask/{session}", headers=caller.headers)
    assert 'href="/exportsathi/finance?line=94051100&amp;fob=500000"' in page.text
    form = await caller.http.get("/exportsathi/finance?line=94051100&fob=500000", headers=caller.headers)
    assert 'value="94051100"' in form.text


@pytest.mark.parametrize(
    "text", ["What is my peak gap?", "How much freight will I pay?", "How many containers do I need?"]
)
async def test_a_figure_that_takes_more_says_where_it_is_worked_out(potato: School, text: str) -> None:
    caller = await make_exporter(potato)
    session = (await caller.post("/chat")).json()["session_id"]
    told = await ask(caller, text, session)
    assert told["refused"] is True
    page = await caller.http.get(f"/exportsathi/ask/{session}", headers=caller.headers)
    assert "Worked out elsewhere" in page.text
    there = await caller.http.get(f"/exportsathi/{told['searched']['calculator']}", headers=caller.headers)
    assert there.status_code == 200


def test_every_calculator_that_is_named_is_a_figure_of_a_report() -> None:
    figures = {one.section for one in topics.TOPICS} - {"benefits", "rodtep", "drawback"}
    assert set(topics.CALCULATORS) == figures


async def test_a_reports_figures_answer_in_its_conversation_only(place: School) -> None:
    await load_facts(place, lines=["0910"])
    caller = await make_exporter(place)
    report = await make_report(place, caller)
    session = (await caller.post(f"/reports/{report}/chat")).json()["session_id"]
    told = await ask(caller, "What is my chargeable weight?", session)
    row = told["sentences"][0]["citations"][0]
    kept = (await caller.get(f"/reports/{report}/logistics")).json()
    section = next(one for one in kept["sections"] if one["key"] == "measures")
    line = next(one for one in section["lines"] if one["key"] == section["result"])
    assert (row["report_id"], row["analysis_id"]) == (report, kept["analysis_id"])
    assert f"{Decimal(line['value']).normalize():f}" in told["sentences"][0]["text"]
    rodtep = await ask(caller, "What is my RoDTEP?", session)
    assert rodtep["sentences"][0]["citations"][0]["calculation"] == "rodtep"
    gap = await ask(caller, "What is my peak gap?", session)
    assert gap["asks"] == ["what the materials cost"]
    gap = await ask(caller, "Materials cost 5 lakh", session)
    assert gap["sentences"][0]["text"].startswith("Peak gap is ₹")
    assert gap["sentences"][0]["citations"][0]["inputs"]["materials"] == "500000"
    assert (await ask(caller, "What is my chargeable weight?"))["refused"] is True
    page = await caller.http.get(f"/exportsathi/ask/{session}", headers=caller.headers)
    assert page.status_code == 200
    assert "How it was worked out" in page.text
    assert "One thing more" in page.text


async def test_a_row_that_is_no_longer_there_tells_nothing(place: School) -> None:
    await load_facts(place, lines=["0910"])
    caller = await make_exporter(place)
    report = await make_report(place, caller)
    session = (await caller.post(f"/reports/{report}/chat")).json()["session_id"]
    told = await ask(caller, "What is my RoDTEP?", session)
    row = rules.cited_of(told["sentences"][0]["citations"][0])
    assert isinstance(row, Row)
    actor = Actor(ActorKind.ACCOUNT, caller.account_id, place.org_id)
    async with place.database.transaction(org_id=place.org_id) as db:
        assert await calculating.again(db, actor, row) == row
        made = await analyse(db, place.org_id, FinanceInputs.model_validate(row.inputs))
        await keep(db, place.org_id, caller.person_id, made, report_id=UUID(report))
        assert await calculating.again(db, actor, row) is None


def row() -> Row:
    line = {"key": "amount", "label": "RoDTEP", "value": "4700.00", "unit": "INR", "how": "", "sources": []}
    made = Row(
        "rodtep", "RoDTEP", "amount", "2026-11-30", "1", {}, [line | {"shown": "₹4,700"}], [], [], "", "", ""
    )
    return rules.sealed(made)


def why(text: str, cited: Row, stored: Row | None) -> Failing | None:
    places: dict[rules.Place, str] = {stored.place: stored.canonical} if stored else {}
    return failing(Sentence(text, (cited,)), places)


def test_a_row_is_verified_like_a_place() -> None:
    good = row()
    assert why("RoDTEP is ₹4,700.", good, good) is None
    assert why("RoDTEP is ₹4,800.", good, good) is Failing.NUMBER
    assert why("RoDTEP is not ₹4,700.", good, good) is Failing.NEGATION
    assert why("RoDTEP is ₹4,700.", good, None) is Failing.SPAN
    changed = replace(good, lines=[{**good.lines[0], "value": "4800.00"}])
    assert why("RoDTEP is ₹4,700.", changed, changed) is Failing.SPAN
    assert verifying.kept([Sentence("RoDTEP is ₹4,800.", (good,))], {good.place: good.canonical})[0] == ()


def test_a_row_survives_json() -> None:
    sentence = Sentence("RoDTEP is ₹4,700.", (row(),))
    assert Sentence.of(sentence.document()) == sentence
