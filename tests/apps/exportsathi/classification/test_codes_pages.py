"""Finding a code over HTTP: the API and the page."""

import pytest

from tests.support.exportsathi import make_exporter
from tests.support.school import Caller, School


@pytest.fixture
async def exporter(place: School) -> Caller:
    return await make_exporter(place)


async def test_search_answers_ten_candidates_with_their_evidence(exporter: Caller) -> None:
    answer = await exporter.get("/hs/search", q="turmeric powder")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["candidates"][0]["code"] == "091030"
    assert len(found["candidates"]) == 10
    assert found["candidates"][0]["evidence"]
    assert found["lines"][0]["code"].startswith("091030")


async def test_search_without_words_is_refused(exporter: Caller) -> None:
    assert (await exporter.get("/hs/search")).status_code == 422


async def test_the_page_shows_candidates_evidence_and_indian_lines(exporter: Caller) -> None:
    page = await exporter.http.get(
        "/exportsathi/codes", params={"q": "turmeric powder"}, headers=exporter.headers
    )
    assert page.status_code == 200
    assert "091030" in page.text
    assert "/exportsathi/codes/0910" in page.text
    assert "Confidence" in page.text
    assert "If confidence were perfect" in page.text


async def test_the_page_says_that_words_name_no_product(exporter: Caller) -> None:
    page = await exporter.http.get("/exportsathi/codes", params={"q": "goods"}, headers=exporter.headers)
    assert "These words name no product" in page.text


async def test_the_question_of_an_unsure_answer_can_be_answered_by_a_link(exporter: Caller) -> None:
    page = await exporter.http.get("/exportsathi/codes", params={"q": "fabric"}, headers=exporter.headers)
    assert "answer=" in page.text
