"""Forms of pages and versions of edits."""

from typing import Annotated
from urllib.parse import urlencode

import pytest
from pydantic import BaseModel, Field, field_validator
from starlette.requests import Request

from assay.kernel.errors import Invalid, PreconditionFailed, PreconditionRequired
from assay.kernel.web.etag import check_if_match, check_version, etag_of
from assay.kernel.web.forms import form_data, parse


class Inner(BaseModel):
    tests: Annotated[int, Field(le=100)]


class Cycle(BaseModel):
    name: str
    weights: Inner

    @field_validator("name")
    @classmethod
    def _named(cls, value: str) -> str:
        if value == "x":
            raise ValueError("give the cycle a real name")
        return value


def sent(fields: list[tuple[str, str]]) -> Request:
    body = urlencode(fields).encode()

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body}

    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


async def test_form_data_strips_texts_and_drops_the_token() -> None:
    found = await form_data(sent([("csrf_token", "t"), ("name", " Asha "), ("tag", "a"), ("tag", "b")]))
    assert found == {"name": "Asha", "tag": ["a", "b"]}


def test_parse_names_page_fields_and_speaks_plainly() -> None:
    with pytest.raises(Invalid) as caught:
        parse(Cycle, {"name": "x", "weights": {"tests": 101}}, field_of=lambda name: name.replace(".", "_"))
    assert caught.value.fields == {
        "name": "Give the cycle a real name",
        "weights_tests": "Give a number of at most 100.",
    }


def test_parse_gives_the_model() -> None:
    assert parse(Cycle, {"name": "2027", "weights": {"tests": "25"}}).weights.tests == 25


def test_etag_comes_back_as_its_version() -> None:
    assert check_if_match(etag_of(7)) == 7


def test_edit_without_version_is_428() -> None:
    with pytest.raises(PreconditionRequired):
        check_if_match(None)


@pytest.mark.parametrize("tag", ['W/"v7"', "*", '"7"', '"v7', '"v-1"', '"v٧"', "v7"])
def test_weak_or_foreign_tags_are_412(tag: str) -> None:
    with pytest.raises(PreconditionFailed):
        check_if_match(tag)


def test_edit_of_an_older_version_is_412() -> None:
    check_version(3, 3)
    with pytest.raises(PreconditionFailed):
        check_version(4, 3)
