"""Instants on pages and in forms, by the clock on the wall of the house."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from assay.kernel import settings
from assay.kernel.web import formats, local_time
from tests.support.settings import test_settings

WINTER = datetime(2027, 1, 31, 20, 15, tzinfo=UTC)
SUMMER = datetime(2027, 7, 31, 20, 15, tzinfo=UTC)


@pytest.fixture
def zone(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    name: str = request.param
    monkeypatch.setattr(settings, "_current", [test_settings(tmp_path, time_zone=name)])
    return name


@pytest.mark.parametrize(
    ("zone", "moment", "shown"),
    [
        ("UTC", WINTER, "31 Jan 2027, 20:15\N{NO-BREAK SPACE}UTC"),
        ("Asia/Kolkata", WINTER, "1 Feb 2027, 01:45\N{NO-BREAK SPACE}IST"),
        ("Europe/Berlin", WINTER, "31 Jan 2027, 21:15\N{NO-BREAK SPACE}CET"),
        ("Europe/Berlin", SUMMER, "31 Jul 2027, 22:15\N{NO-BREAK SPACE}CEST"),
    ],
    indirect=["zone"],
)
@pytest.mark.usefixtures("zone")
def test_an_instant_is_shown_by_the_clock_on_the_wall_and_says_which(moment: datetime, shown: str) -> None:
    assert shown in formats.instant(moment)
    assert datetime.fromisoformat(formats.instant(moment).split('"')[1]) == moment
    assert formats.instant(None) == "–"


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "Europe/Berlin"], indirect=True)
@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize("moment", [WINTER, SUMMER])
def test_what_a_field_shows_is_read_back_as_the_same_instant(moment: datetime) -> None:
    read = local_time.from_field(local_time.to_field(moment))
    assert read is not None
    assert datetime.fromisoformat(read) == moment


@pytest.mark.parametrize("zone", ["Asia/Kolkata"], indirect=True)
@pytest.mark.usefixtures("zone")
def test_a_day_begins_at_midnight_on_the_wall() -> None:
    assert "1 Feb 2027" in formats.day(WINTER)
    assert "1 Feb 2027, 01:45" in formats.indian(WINTER)
    assert formats.indian(None) == "–"


@pytest.mark.parametrize("text", ["", None, "tomorrow", "2027-13-40T10:00", "2027-01-31"])
def test_what_is_no_date_and_time_is_none(text: object) -> None:
    assert local_time.from_field(text) is None


def test_an_unknown_zone_is_refused_with_an_example(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="such as Asia/Kolkata"):
        test_settings(tmp_path, time_zone="India/Delhi")
