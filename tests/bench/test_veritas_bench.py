"""The benchmark of Veritas at its smallest: it measures what it says and loses nothing. No time is judged."""

import pytest

from assay.kernel.errors import AssayError
from bench import veritas


async def test_every_page_is_measured_at_both_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("WARM", 0), ("ASKED", 1), ("REPORTING", 0)):
        monkeypatch.setattr(veritas, name, value)
    found = await veritas.measure(22_500, 200, 20)
    assert (found["few"], found["attempts"], found["live"]) == (10_000, 220, 20)
    assert found["events"] == 102 * 220
    assert found["ingest"]["events"] == 64_000
    assert len(found["pages"]) == 7
    for page in found["pages"]:
        assert page["few_ms"] > 0, page
        assert page["many_ms"] > 0, page
        assert page["ratio"] == pytest.approx(page["many_ms"] / page["few_ms"], abs=1e-3)


@pytest.mark.parametrize(
    ("events", "attempts", "live"), [(10_000, 200, 20), (50_000, 99, 20), (50_000, 200, 0)]
)
async def test_sizes_that_mean_nothing_are_refused(events: int, attempts: int, live: int) -> None:
    with pytest.raises(AssayError, match="Measure with"):
        await veritas.measure(events, attempts, live)
