"""The benchmark at its smallest: every row is measured, every limit stands beside it. No time is judged."""

from typing import Any

import pytest
from bench.enigma_meter import COLUMNS, lines

from assay.kernel.errors import AssayError
from bench import enigma

LIMITS = {
    "intake over HTTP": "bare inserts",
    "3 preprocess": "the window statement",
    "  of it: metrics": "the same without foreign keys",
    "  of it: export to files": "COPY TO of the lines",
    "6 import of results": "COPY FROM of the rows",
    "  against COPY alone": "the same without foreign keys",
    "7 selection": "ORDER BY ... LIMIT",
    "  the rule alone": "ORDER BY ... LIMIT",
    "log: entries sealed": "bare SHA-256",
    "log: entries verified": "bare SHA-256",
}
OTHERS = {
    "load by SQL (no phase)",
    "2 freeze",
    "  beside it: statuses moved on",
    "4 whole batch preparation",
    "  of it: scrubbing (live part)",
    "  of it: texts made ready",
    "  of it: requests laid down",
    "6 medians and judge's step",
    "  of it: scores read",
    "  of it: places written",
    "8 publication (live part)",
    "scrubbing on one core",
}


@pytest.fixture(scope="module")
async def document() -> dict[str, Any]:
    return await enigma.measure(100)


async def test_every_row_has_a_time_and_the_limits_stand_beside(document: dict[str, Any]) -> None:
    rows = {row["phase"]: row for row in document["rows"]}
    assert {phase: row["limit"] for phase, row in rows.items() if row["limit"]} == LIMITS
    assert set(rows) - set(LIMITS) == OTHERS
    for phase, row in rows.items():
        assert row["seconds"] > 0, phase
        assert row["items"] > 0, phase
        assert (row["ratio"] or 0) > 0 or phase in OTHERS, phase


async def test_the_run_held_what_was_asked_for(document: dict[str, Any]) -> None:
    rows = {row["phase"]: row["items"] for row in document["rows"]}
    assert rows["3 preprocess"] == rows["6 import of results"] == 100
    assert document["files"] == 1
    assert document["exported_bytes"] > 100 * document["text_characters"]
    assert document["database_bytes"] > 0


async def test_table_has_a_line_for_each_row(document: dict[str, Any]) -> None:
    printed = list(lines(document["table"]))
    assert len(printed) == 1 + len(document["rows"])
    assert all(name in printed[0] for name in COLUMNS)


async def test_too_few_applications_are_refused() -> None:
    with pytest.raises(AssayError, match="at least 100"):
        await enigma.measure(99)
