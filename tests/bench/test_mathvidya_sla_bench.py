"""The benchmark of due times at its smallest: ours, numpy's and pandas' agree. No time is judged."""

import pytest

from bench import mathvidya_sla


def test_due_times_are_those_of_the_best_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mathvidya_sla, "ROUNDS", 1)
    monkeypatch.setattr(mathvidya_sla, "FEW", 60)
    found = mathvidya_sla.measure(20_000)
    assert found["due_times"] == 20_000
    assert all(found[name] > 0 for name in ("ours_per_s", "numpy_per_s", "pandas_per_s"))
