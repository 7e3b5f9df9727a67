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


@pytest.mark.parametrize("typed", ["090411", "0904.11", "HS 0904 11", "hsn code: 090411"])
async def test_a_code_typed_instead_of_words_leads_to_its_page(exporter: Caller, typed: str) -> None:
    page = await exporter.http.get("/exportsathi/codes", params={"q": typed}, headers=exporter.headers)
    assert page.status_code == 303
    assert page.headers["location"] == "/exportsathi/codes/090411"


async def test_an_unknown_code_is_named_at_its_field_and_the_nearest_is_offered(exporter: Caller) -> None:
    page = await exporter.http.get("/exportsathi/codes", params={"q": "0904119999"}, headers=exporter.headers)
    assert page.status_code == 422
    assert "There is no code 0904119999" in page.text
    assert 'href="/exportsathi/codes/090411' in page.text


async def test_a_text_that_is_too_long_is_kept_and_said_at_its_field(exporter: Caller) -> None:
    long = "cotton shirt " * 400
    page = await exporter.http.get("/exportsathi/codes", params={"q": long}, headers=exporter.headers)
    assert page.status_code == 422
    assert "at most 4,000 letters; these are 5,200" in page.text
    assert long in page.text


@pytest.mark.parametrize("words", ["हल्दी पाउडर", "🎁🎁"])
async def test_without_a_word_in_latin_letters_no_code_is_shown(exporter: Caller, words: str) -> None:
    page = await exporter.http.get("/exportsathi/codes", params={"q": words}, headers=exporter.headers)
    assert page.status_code == 200
    assert "There is no word to go by" in page.text
    assert "Codes that fit" not in page.text


async def test_confidence_is_said_once(exporter: Caller) -> None:
    page = await exporter.http.get(
        "/exportsathi/codes", params={"q": "turmeric powder"}, headers=exporter.headers
    )
    assert "of 100" not in page.text
