"""Settings: what there is, what is refused; holidays of the nation."""

from datetime import date, time

import pytest
from pydantic import ValidationError

from assay.apps.mathvidya.bank.document import Unit
from assay.apps.mathvidya.config import pages
from assay.apps.mathvidya.config.national import national_holidays
from assay.apps.mathvidya.config.settings import (
    CALENDAR,
    DEFAULTS,
    GROUPS,
    UNIT_NAMES,
    Config,
    about,
    of_stored,
)


def test_defaults_are_those_that_were_promised() -> None:
    assert len(Config.model_fields) >= 18
    assert (DEFAULTS.opens_at, DEFAULTS.closes_at) == (time(9), time(18))
    assert DEFAULTS.workdays == ("mon", "tue", "wed", "thu", "fri", "sat")
    assert (DEFAULTS.leaderboard_top, DEFAULTS.upload_mb, DEFAULTS.analytics_at) == (10, 5, time(2))
    assert DEFAULTS.upload_types == ("image/jpeg", "image/png", "application/pdf")
    assert DEFAULTS.stamps == ("tick", "cross", "half", "circle", "star")
    assert (DEFAULTS.half_percent, DEFAULTS.risk_percent, DEFAULTS.second_marking_percent) == (50, 80, 10)


def test_every_setting_says_what_it_is_and_belongs_to_a_group() -> None:
    for key in Config.model_fields:
        told = about(key)
        assert told.group in GROUPS
        assert told.label
        assert told.help.endswith(".")
    assert set(Config.model_fields) >= CALENDAR


def test_every_unit_of_the_bank_has_a_name() -> None:
    assert set(UNIT_NAMES) == {unit.value for unit in Unit}


def test_settings_of_a_later_release_are_left_out_and_units_not_named_keep_theirs() -> None:
    found = of_stored({"leaderboard_top": 25, "not_known_here": 1, "unit_names": {"algebra": "Beejganit"}})
    assert found.leaderboard_top == 25
    assert found.unit_names["algebra"] == "Beejganit"
    assert found.unit_names["calculus"] == "Calculus"


@pytest.mark.parametrize(
    "values",
    [
        {"upload_mb": 0},
        {"upload_mb": 2.5},
        {"workdays": []},
        {"workdays": ["mon", "mon"]},
        {"workdays": ["monday"]},
        {"opens_at": "18:00"},
        {"half_percent": 80},
        {"seed_tolerance": "0.3"},
        {"unit_names": {"alchemy": "Alchemy"}},
        {"upload_types": ["image/gif"]},
    ],
)
def test_values_that_make_no_sense_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        of_stored({**DEFAULTS.document(), **values})


def test_page_gives_back_what_it_shows() -> None:
    sent: dict[str, str] = {}
    for group in pages.groups(DEFAULTS):
        for one in group.settings:
            if one.kind == "choice":
                sent |= {name: "true" for name, _label, chosen in one.options if chosen}
            elif one.kind != "yes" or one.value:
                sent[one.key] = one.value
    assert of_stored(pages.values_of(sent)) == DEFAULTS


def test_holidays_that_follow_the_moon_are_estimates_and_certain_days_are_not() -> None:
    found = {one.day: one for one in national_holidays([2027])}
    assert (found[date(2027, 3, 10)].name, found[date(2027, 3, 10)].is_confirmed) == ("Id-ul-Fitr", False)
    assert found[date(2027, 1, 26)].is_confirmed
    # Two holidays on one day, of which one is certain.
    assert found[date(2027, 8, 15)].is_confirmed
    assert "estimated" not in "".join(one.name for one in found.values())
    assert all(one.source.startswith("holidays ") for one in found.values())
