"""How a source stands on a day, and what may be said about one over HTTP."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.apps.exportsathi.facts.rules import fact_standing
from assay.apps.exportsathi.sources.rules import SourceRef, Standing, standing
from tests.support.school import School

FIRST, LAST = date(2026, 2, 23), date(2026, 3, 22)
SOURCE = {"source_id": "a-rule", "title": "A rule", "publisher": "Somebody", "valid_from": "2026-01-01"}


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (FIRST - timedelta(days=1), Standing.NOT_YET),
        (FIRST, Standing.CURRENT),
        (LAST, Standing.CURRENT),
        (LAST + timedelta(days=1), Standing.EXPIRED),
    ],
)
def test_first_and_last_day_are_in_force(on: date, told: Standing) -> None:
    assert standing(on, FIRST, LAST, is_verified=True) is told


def test_open_ends_hold_and_unverified_is_said() -> None:
    assert standing(FIRST, None, None, is_verified=False) is Standing.UNVERIFIED


days = st.integers(0, 400).map(lambda number: date(2026, 1, 1) + timedelta(days=number))


@given(on=days, first=st.none() | days, last=st.none() | days, begins=st.none() | days, ends=st.none() | days)
def test_no_fact_is_in_force_on_a_day_on_which_its_source_is_not(
    on: date, first: date | None, last: date | None, begins: date | None, ends: date | None
) -> None:
    source = SourceRef("s", "S", "P", valid_from=begins, valid_to=ends, is_verified=True)
    told = fact_standing(on, first, last, is_verified=True, source=source)
    if source.standing(on) is not Standing.CURRENT:
        assert told is not Standing.CURRENT
    if told is Standing.CURRENT:
        assert standing(on, first, last, is_verified=True) is Standing.CURRENT


async def test_source_is_added_described_and_ended(place: School) -> None:
    curator = await place.person("curator")
    made = await curator.post("/curator/sources", SOURCE)
    assert (made.status_code, made.json()["standing"]) == (201, "unverified")
    assert (await curator.post("/curator/sources", SOURCE)).status_code == 409
    path, described = "/curator/sources/a-rule", {**SOURCE, "title": "The rule"}
    described.pop("source_id")
    assert (await curator.put(path, described)).status_code == 428
    changed = await curator.put(path, described, **{"If-Match": made.headers["etag"]})
    assert (changed.json()["title"], changed.headers["etag"]) == ("The rule", '"v2"')
    early = await curator.post(path + "/end", {"valid_to": "2025-12-31"}, **{"If-Match": '"v2"'})
    assert early.status_code == 422
    ended = await curator.post(path + "/end", {"valid_to": "2026-01-31"}, **{"If-Match": '"v2"'})
    assert ended.json()["standing"] == "expired"


@pytest.mark.parametrize(
    "wrong",
    [{"source_id": "No Slug"}, {"url": "javascript:alert(1)"}, {"valid_to": "2025-01-01"}, {"title": ""}],
)
async def test_wrong_field_is_named(place: School, wrong: dict[str, str]) -> None:
    curator = await place.person("curator")
    answer = await curator.post("/curator/sources", SOURCE | wrong)
    assert answer.status_code == 422
