"""`assay mathvidya sla` as people run it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from assay.apps.mathvidya.sla.cli import cli
from assay.cli import app

run = CliRunner()
FRIDAY = "2026-01-23T17:30:00+05:30"


@pytest.fixture
def holidays(tmp_path: Path) -> Path:
    path = tmp_path / "holidays.csv"
    path.write_text("name,date\nRepublic Day,2026-01-26\n,\n")
    return path


def test_due_time_is_printed_with_the_indian_offset() -> None:
    outcome = run.invoke(app, ["mathvidya", "sla", "--start", FRIDAY, "--hours", "48"])
    assert (outcome.exit_code, outcome.stdout) == (0, "2026-01-30T11:30:00+05:30\n")
    assert "No holidays are subtracted" in outcome.stderr


def test_holidays_of_a_file_are_subtracted_and_nothing_else_is_said(holidays: Path) -> None:
    outcome = run.invoke(cli, ["--start", FRIDAY, "--hours", "48", "--holidays", str(holidays)])
    assert (outcome.stdout, outcome.stderr) == ("2026-01-31T11:30:00+05:30\n", "")


@pytest.mark.parametrize(
    ("workdays", "due"),
    [
        ("mon-fri", "2026-02-02T11:30:00"),
        ("mon,wed,fri", "2026-02-06T11:30:00"),
        ("sun", "2026-03-01T12:00:00"),
    ],
)
def test_other_working_days(workdays: str, due: str) -> None:
    outcome = run.invoke(cli, ["--start", FRIDAY, "--hours", "48", "--workdays", workdays])
    assert outcome.stdout == f"{due}+05:30\n"


@pytest.mark.parametrize("content", ["2026-01-26\n", "\ufeffdate\n2026-01-26\n", "day,name\n2026-01-26,R\n"])
def test_holidays_are_read_with_and_without_a_header(tmp_path: Path, content: str) -> None:
    path = tmp_path / "h.csv"
    path.write_text(content)
    outcome = run.invoke(cli, ["--start", FRIDAY, "--hours", "48", "--holidays", str(path)])
    assert outcome.stdout == "2026-01-31T11:30:00+05:30\n"


def test_start_without_offset_is_indian_and_fractions_of_hours_count() -> None:
    outcome = run.invoke(cli, ["--start", "2026-01-23T17:30:00", "--hours", "0.51"])
    assert outcome.stdout == "2026-01-24T09:00:36+05:30\n"


def test_batch_prints_one_a_line_in_order(tmp_path: Path, holidays: Path) -> None:
    batch = tmp_path / "in.csv"
    batch.write_text(
        "hours,start\n48,2026-01-23T17:30:00+05:30\n0.5,2026-01-23T12:00:00Z\n\n9,2026-01-25T00:00:00\n"
    )
    outcome = run.invoke(cli, ["--batch", str(batch), "--holidays", str(holidays)])
    assert outcome.stdout.splitlines() == [
        "2026-01-31T11:30:00+05:30",
        "2026-01-23T18:00:00+05:30",
        "2026-01-27T18:00:00+05:30",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "in.csv: the file is empty"),
        ("start\n2026-01-01\n", "in.csv: line 1: there is no column 'hours'"),
        ("start,hours\n2026-01-23T17:30,4\nsoon,4\n", "in.csv: line 3, column start: 'soon' is not a time"),
        ("start,hours\n2026-01-23T17:30,many\n", "in.csv: line 2, column hours: 'many' is not a number"),
        ("start,hours\n2026-01-23T17:30\n", "in.csv: line 2, column hours: '' is not a number"),
        (
            "start,hours\n2026-01-23T17:30,-4\n",
            "in.csv: line 2, column hours: '-4': Working hours are not neg",
        ),
        ("start,hours\n2026-01-23,1\n2026-01-23,99999999\n", "in.csv: line 3: This would be due after"),
        ('start,hours\n"2026-01-23,1\n', "in.csv: line 2: this is not CSV"),
    ],
)
def test_bad_batch_names_line_and_column_and_prints_nothing(
    tmp_path: Path, content: str, message: str
) -> None:
    batch = tmp_path / "in.csv"
    batch.write_text(content)
    outcome = run.invoke(cli, ["--batch", str(batch)])
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert message in outcome.stderr


def test_bad_holiday_names_its_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_text("date,name\n2026-01-26,Republic Day\n26/01/2027,Republic Day\n")
    outcome = run.invoke(cli, ["--start", FRIDAY, "--hours", "48", "--holidays", str(path)])
    assert outcome.exit_code == 1
    assert "h.csv: line 3, column date: '26/01/2027' is not a date" in outcome.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--start", "yesterday", "--hours", "4"], "--start: 'yesterday' is not a time"),
        (["--start", FRIDAY, "--hours", "four"], "--hours: 'four' is not a number"),
        (["--start", FRIDAY, "--hours", "4", "--workdays", "mon-fry"], "--workdays: 'mon-fry' is no day"),
    ],
)
def test_bad_option_is_named(arguments: list[str], message: str) -> None:
    outcome = run.invoke(cli, arguments)
    assert outcome.exit_code == 1
    assert message in outcome.stderr


@pytest.mark.parametrize(
    "arguments",
    [[], ["--start", FRIDAY], ["--hours", "4"], ["--start", FRIDAY, "--hours", "4", "--batch", "x"]],
)
def test_options_that_do_not_fit_together_are_a_usage_error(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "x").write_text("start,hours\n")
    fitted = [str(tmp_path / "x") if one == "x" else one for one in arguments]
    assert run.invoke(cli, fitted).exit_code == 2
