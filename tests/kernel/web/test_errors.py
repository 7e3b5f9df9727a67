"""Errors: one exception, three renderings."""

import httpx
import pytest
from fastapi import FastAPI

API = {"Accept": "application/json"}
BROWSER = {"Accept": "text/html,application/xhtml+xml"}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "Accept": "text/html"}


async def test_api_error_is_a_problem_document(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/api/v1/fail/out-of-order")
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/problems/out-of-order",
        "title": "This step is not next",
        "status": 409,
        "detail": "Freeze it first.",
        "instance": "/api/v1/fail/out-of-order",
        "request_id": answer.headers["x-request-id"],
        "phase": "SUBMISSION",
        "needs": "FROZEN",
    }


async def test_every_problem_type_has_a_page_that_explains_it(visitor: httpx.AsyncClient) -> None:
    for kind in ("not-found", "out-of-order", "conflict", "too-many", "sign-in", "fields", "accident"):
        problem = (await visitor.get(f"/api/v1/fail/{kind}")).json()
        page = await visitor.get(problem["type"])
        assert page.status_code == 200
        assert str(problem["status"]) in page.text


async def test_field_errors_are_plain_sentences(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.post("/api/v1/wanted", json={"name": "x", "email": "asha@", "gpa": 11})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "name", "message": "Use at least 2 characters."},
        {"field": "email", "message": "Give an e-mail address, such as name@example.org."},
        {"field": "gpa", "message": "Give a number of at most 10.0."},
    ]


async def test_missing_fields_are_each_named(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.post("/api/v1/wanted", json={})
    assert {error["field"] for error in answer.json()["errors"]} == {"name", "email", "gpa"}
    assert {error["message"] for error in answer.json()["errors"]} == {"Fill this in."}


async def test_broken_json_is_400(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.post("/api/v1/wanted", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/bad-request"


async def test_malformed_path_parameter_is_404(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/api/v1/number/seven")
    assert answer.status_code == 404


async def test_accident_tells_nothing_of_our_insides(visitor: httpx.AsyncClient) -> None:
    for headers in (API, BROWSER, HTMX):
        answer = await visitor.get("/fail/accident", headers=headers)
        assert answer.status_code == 500
        assert "secret detail" not in answer.text
        assert "Content-Security-Policy" in answer.headers


async def test_browser_gets_a_page_with_the_request_number(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/fail/not-found", headers=BROWSER)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "No such cycle." in answer.text
    assert answer.headers["x-request-id"] in answer.text


async def test_unknown_address_is_a_friendly_404(visitor: httpx.AsyncClient) -> None:
    page = await visitor.get("/nowhere", headers=BROWSER)
    assert page.status_code == 404
    assert "start from the home page" in page.text
    assert (await visitor.get("/api/v1/nowhere")).json()["type"] == "/problems/not-found"


async def test_signed_in_person_stays_so_on_a_404_page(visitor: httpx.AsyncClient) -> None:
    visitor.cookies.set("session", "admin")
    assert "Meera Iyer" in (await visitor.get("/nowhere", headers=BROWSER)).text


async def test_error_page_comes_even_when_nobody_can_be_found(
    site: FastAPI, visitor: httpx.AsyncClient
) -> None:
    async def broken(_request: object) -> None:
        raise ConnectionError("no database")

    site.state.identify = broken
    answer = await visitor.get("/nowhere", headers=BROWSER)
    assert answer.status_code == 404
    assert "Sign in" in answer.text


async def test_page_needing_sign_in_leads_there_and_back(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/fail/sign-in?tab=2", headers=BROWSER)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Ffail%2Fsign-in%3Ftab%3D2"


async def test_api_401_names_the_scheme(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/api/v1/fail/sign-in")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_too_many_says_when_to_come_back(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/api/v1/fail/too-many")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "7"


async def test_htmx_gets_field_errors_into_its_form(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/fail/fields", headers={**HTMX, "HX-Source": "form#apply"})
    assert answer.status_code == 422
    assert answer.headers["hx-retarget"] == "#apply [data-errors]"
    assert 'href="#apply-name"' in answer.text
    assert "<html" not in answer.text


async def test_htmx_gets_other_errors_as_a_toast(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/fail/conflict", headers={**HTMX, "HX-Source": "button#go"})
    assert answer.headers["hx-retarget"] == "#toasts"
    assert "Taken." in answer.text


@pytest.mark.parametrize("source", ["form#a,body", "form#x]", "form#", "form"])
async def test_strange_htmx_source_cannot_choose_a_target(visitor: httpx.AsyncClient, source: str) -> None:
    answer = await visitor.get("/fail/fields", headers={**HTMX, "HX-Source": source})
    assert answer.headers["hx-retarget"] == "#toasts"
