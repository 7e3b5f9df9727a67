"""Charts and figures: right places, escaped names, a table that says the same."""

import itertools
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.kernel import clock
from assay.kernel.web import charts, formats


@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e6))
def test_ticks_cover_the_range_in_even_steps(low: float, width: float) -> None:
    marks = charts.ticks(low, low + width)
    assert marks[0] <= low + width * 1e-6
    assert marks[-1] >= low + width - width * 1e-6
    assert 2 <= len(marks) <= 12
    steps = [b - a for a, b in itertools.pairwise(marks)]
    assert max(steps) == pytest.approx(min(steps), rel=1e-3)


def test_bars_are_as_long_as_their_values() -> None:
    drawn = charts.bars([("a", 50), ("b", 100), ("c", 0)], value="Count")
    widths = [float(width) for width in re.findall(r'width="([\d.]+)" height="26"', drawn.svg)]
    assert widths[0] == pytest.approx(widths[1] / 2, abs=0.1)
    assert widths[2] == 0
    assert drawn.rows == [("a", "50"), ("b", "100"), ("c", "0")]


def test_names_are_escaped() -> None:
    drawn = charts.bars([('<script>"x"', 1)], value="<b>")
    assert "<script>" not in drawn.svg
    assert "<b>" not in drawn.svg


@pytest.mark.parametrize("items", [[], [("one", 0.0)], [("one", 3.0)]])
def test_bars_of_little_or_nothing_are_drawn(items: list[tuple[str, float]]) -> None:
    assert charts.bars(items, value="Count").svg.startswith("<svg")


def test_histogram_refuses_edges_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="one edge more"):
        charts.histogram([1, 2], [0, 1], value="Score")


def test_histogram_table_names_its_classes() -> None:
    drawn = charts.histogram([3, 4], [0, 0.5, 1], value="Share", unit="%")
    assert drawn.rows == [("0% – 50%", "3"), ("50% – 100%", "4")]


def test_line_tells_series_apart_without_colour() -> None:
    drawn = charts.line({"a": [(0, 1), (1, 2)], "b": [(0, 2)]}, x="Day", y="Count")
    assert "stroke-1" in drawn.svg
    assert "stroke-2" in drawn.svg
    assert drawn.legend == ["a", "b"]
    assert drawn.rows == [("0", "1.0", "2.0"), ("1", "2.0", "–")]


def test_intervals_place_the_reference_between_its_neighbours() -> None:
    drawn = charts.intervals([("g", 0.9, 0.7, 1.1)], value="Ratio", reference=0.8)
    reference = float(re.findall(r'class="reference" d="M([\d.]+)', drawn.svg)[0])
    low, high = re.findall(r'class="whisker" d="M([\d.]+) [\d.]+H([\d.]+)', drawn.svg)[0]
    assert float(low) < reference < float(high)
    assert drawn.rows == [("g", "0.90", "0.70 – 1.10")]


def test_numbers_carry_grouping_digits_and_unit() -> None:
    assert formats.number(1234567.891, 1, "rows") == "1,234,567.9\N{NO-BREAK SPACE}rows"
    assert formats.number(None) == "–"
    assert formats.percent(0.125) == "12.5%"
    assert formats.filesize(1_500_000) == "1.5\N{NO-BREAK SPACE}MB"
    assert formats.filesize(999) == "999\N{NO-BREAK SPACE}B"
    assert formats.compact(1_000_000) == "1M"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.25, "250 ms"),
        (42, "42 s"),
        (7523, "2 h 5 min"),
        (timedelta(days=3, seconds=5), "3 d"),
        (3605, "1 h"),
    ],
)
def test_durations_show_their_two_largest_units(value: float | timedelta, text: str) -> None:
    assert formats.duration(value).replace("\N{NO-BREAK SPACE}", " ") == text


def test_ago_speaks_plainly() -> None:
    now = datetime(2027, 1, 1, tzinfo=UTC)
    with clock.frozen(now):
        assert "just now" in formats.ago(now - timedelta(seconds=5))
        assert "1 minute ago" in formats.ago(now - timedelta(seconds=61))
        assert "3 hours ago" in formats.ago(now - timedelta(hours=3))
        assert "2 Nov 2026" in formats.ago(now - timedelta(days=60))


def test_scatter_names_each_dot_and_its_table_holds_the_figures() -> None:
    drawn = charts.scatter(
        [("Q1", 0.5, 0.31), ("<b>", 0.9, -0.2)], x="Right", y="Discrimination", x_unit="%", reference=0.2
    )
    assert drawn.svg.count("<circle") == 2
    assert "&lt;b&gt;" in drawn.svg
    assert "<b>" not in drawn.svg
    assert 'class="reference"' in drawn.svg
    assert [row[0] for row in drawn.rows] == ["Q1", "<b>"]
    assert drawn.rows[0][1:] == ("50%", "0.31")


def test_marks_a_quarter_apart_are_not_rounded() -> None:
    drawn = charts.scatter([("Q1", 0, -0.43), ("Q2", 1, 0.58)], x="x", y="y")
    assert ">-0.25<" in drawn.svg
    assert ">-0.2<" not in drawn.svg
