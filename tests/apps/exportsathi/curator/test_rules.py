"""What an import does to the facts that are there, and cells that a spreadsheet would run."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.apps.exportsathi.curator import files, rules
from assay.apps.exportsathi.curator.forms import FORMS, PolicyForm
from assay.apps.exportsathi.curator.rules import Stored
from assay.kernel.errors import Invalid
from assay.kernel.ids import uuid7

DAY = date(2026, 4, 1)


def columns(value: str, begins: date | None = DAY, ends: date | None = None) -> dict[str, Any]:
    return {
        "value": value,
        "source_id": "s",
        "valid_from": begins,
        "valid_to": ends,
        "is_verified": False,
        "note": "",
    }


def stored(value: str, begins: date | None, ends: date | None = None) -> Stored:
    return Stored(uuid7(), ("k",), columns(value, begins, ends), begins, ends)


def test_row_that_was_not_there_is_new() -> None:
    plan = rules.plan([(2, ("k",), columns("a"))], [])
    assert (plan.new, plan.changed, plan.same, plan.errors) == (1, 0, 0, [])


def test_row_that_says_what_holds_changes_nothing() -> None:
    plan = rules.plan([(2, ("k",), columns("a"))], [stored("a", date(2025, 1, 1))])
    assert (plan.new, plan.changed, plan.same) == (0, 0, 1)


def test_other_row_ends_the_one_before_on_the_day_before() -> None:
    (step,) = rules.plan([(2, ("k",), columns("b"))], [stored("a", date(2025, 1, 1))]).steps
    assert step.ends == date(2026, 3, 31)


def test_row_of_the_same_day_corrects_and_ends_nothing() -> None:
    (step,) = rules.plan([(2, ("k",), columns("b"))], [stored("a", DAY)]).steps
    assert step.before is not None
    assert step.ends is None


def test_row_that_ended_earlier_keeps_its_end() -> None:
    (step,) = rules.plan(
        [(2, ("k",), columns("b"))], [stored("a", date(2025, 1, 1), date(2025, 6, 30))]
    ).steps
    assert step.ends == date(2025, 6, 30)


@pytest.mark.parametrize("begins", [date(2026, 3, 31), None])
def test_row_that_would_rewrite_history_is_an_error_of_its_line(begins: date | None) -> None:
    plan = rules.plan([(7, ("k",), columns("b", begins))], [stored("a", DAY)])
    assert [line for line, _what in plan.errors] == [7]
    assert plan.steps == []


def test_same_fact_twice_in_a_file_is_an_error_that_names_the_first_line() -> None:
    plan = rules.plan([(2, ("k",), columns("a")), (5, ("k",), columns("b"))], [])
    assert plan.errors == [(5, "The same fact stands in line 2.")]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    first=st.integers(0, 11_000).map(lambda days: date(2000, 1, 1) + timedelta(days=days)),
    later=st.integers(1, 4000),
    ends=st.none() | st.integers(0, 4000),
)
def test_no_day_of_the_old_row_is_a_day_of_the_new_one(first: date, later: int, ends: int | None) -> None:
    last = None if ends is None else first + timedelta(days=ends)
    begins = first + timedelta(days=later)
    step = rules.follow(stored("a", first, last), columns("b", begins))
    assert step.ends is not None
    assert step.ends < begins
    assert last is None or step.ends <= last


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text())
def test_no_cell_is_run_by_a_spreadsheet_and_none_is_lost(cell: str) -> None:
    kept = rules.safe(cell)
    assert not kept.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert rules.unsafe(kept) == cell


HEAD = "line,policy,condition,scomet,valid_from\n"


def read(text: str) -> files.Read:
    return files.read("policy", text.encode(), source_id="s", valid_from=DAY)


def test_rows_without_a_first_day_begin_with_the_source() -> None:
    found = read(HEAD + "11051000,Free,,,\n11052000,Restricted,ask,yes,2026-05-01\n")
    assert [(row.valid_from, row.columns()["scomet"]) for _line, row in found.rows] == [
        (DAY, False),
        (date(2026, 5, 1), True),
    ]


def test_every_wrong_line_is_named() -> None:
    found = read(
        HEAD + "11051000,Free,,,\n1105,Free,,,\n11052000,Maybe,,,\n11053000,Free,,,soon\n1,2,3,4,5,6\n"
    )
    assert [line for line, _what in found.errors] == [3, 4, 5, 6]
    assert [what.split(":")[0] for _line, what in found.errors][:3] == ["line", "policy", "valid_from"]


@pytest.mark.parametrize(
    ("data", "field_says"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"line,price\n11051000,3\n", "price"),
        (b"policy\nFree\n", "line is missing"),
        (b"", "line is missing"),
    ],
)
def test_file_that_is_no_table_is_refused(data: bytes, field_says: str) -> None:
    with pytest.raises(Invalid) as caught:
        files.read("policy", data, source_id="s", valid_from=DAY)
    assert field_says in caught.value.fields["file"]


def test_unclosed_quote_is_an_error_and_not_half_a_file() -> None:
    assert read(HEAD + '11051000,Free,"never closed,,\n').errors


def test_written_file_is_read_back_as_it_was() -> None:
    fact = PolicyForm(
        source_id="s", line="11051000", policy="Free", condition="=HYPERLINK(1)", valid_from=DAY
    )
    text = "".join(files.write("policy", [fact]))
    assert "'=HYPERLINK(1)" in text
    ((_line, again),) = read(text).rows
    assert again == fact


@pytest.mark.parametrize("table", FORMS)
def test_every_table_has_columns_that_no_two_share(table: str) -> None:
    names = files.columns_of(table)
    assert len(names) == len(set(names))
    assert "source_id" not in names
