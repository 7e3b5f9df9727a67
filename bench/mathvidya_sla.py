"""`python -m bench.mathvidya_sla`: due times a second, ours against numpy's and pandas' business days.

All three answer the same question, when so many working hours after a start have passed, and their answers
are compared. numpy knows working days but no hours: what it needs beside is written here as well as we can.
pandas adds whole hours to one start at a time, or to many in a loop of its own.
"""

import argparse
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]

from assay.apps.mathvidya.config.national import national_holidays
from assay.apps.mathvidya.sla.many import EPOCH, OFFSET, due_times
from assay.apps.mathvidya.sla.rules import DAY, SECOND, Calendar, due_time, working_time_between
from assay.kernel.clock import IST

ROUNDS = 5
HOUR = 3600 * SECOND
FEW = 400
"""How many pandas is asked for: it takes about a millisecond for each."""


def calendar() -> Calendar:
    return Calendar(holidays=frozenset(one.day for one in national_holidays([2026, 2027])))


def questions(count: int) -> tuple[Any, Any]:
    """Starts in 2026 to the second, and whole hours from 1 to 60; microseconds both."""
    chance = np.random.default_rng(20260123)
    first = int(np.datetime64("2026-01-01", "us").astype(np.int64))
    starts = first + chance.integers(0, 365 * 86_400, count) * SECOND
    return starts, chance.integers(1, 61, count) * HOUR


def by_numpy(calendar: Calendar, starts: Any, works: Any) -> Any:
    """The day by `numpy.busday_offset`, the time of day by arithmetic around it."""
    days = np.busdaycalendar("1111110", [np.datetime64(day) for day in sorted(calendar.holidays)])
    local = starts + OFFSET
    day = (local // DAY).astype("datetime64[D]")
    passed = np.clip(local % DAY - calendar.opening, 0, calendar.length)
    passed = np.where(np.is_busday(day, busdaycal=days), passed, 0)
    full, rest = np.divmod(passed + works - 1, calendar.length)
    due = np.busday_offset(day, full, roll="forward", busdaycal=days)
    return due.astype(np.int64) * DAY + calendar.opening + rest + 1 - OFFSET


def by_pandas(calendar: Calendar, starts: Any, works: Any) -> list[Any]:
    hours = pd.offsets.CustomBusinessHour(
        start="09:00", end="18:00", weekmask="Mon Tue Wed Thu Fri Sat", holidays=sorted(calendar.holidays)
    )
    moments = pd.to_datetime(starts + OFFSET, unit="us")
    return [moment + int(work // HOUR) * hours for moment, work in zip(moments, works, strict=True)]


def one_by_one(calendar: Calendar, starts: Any, works: Any) -> list[Any]:
    moments = [start.to_pydatetime() for start in pd.to_datetime(starts, unit="us", utc=True).tz_convert(IST)]
    spans = [timedelta(microseconds=int(work)) for work in works]
    return [due_time(calendar, start, work) for start, work in zip(moments, spans, strict=True)]


def best(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the quickest of ROUNDS, and what came out."""
    seconds, answer = float("inf"), None
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        answer = work()
        seconds = min(seconds, time.perf_counter() - begun)
    return seconds, answer


def measure(count: int) -> dict[str, Any]:
    known = calendar()
    starts, works = questions(count)
    ours, due = best(lambda: due_times(known, starts, works))
    numpys, other = best(lambda: by_numpy(known, starts, works))
    assert np.array_equal(due, other), "numpy's business days give another answer."
    few = slice(0, FEW)
    pandas, moments = best(lambda: by_pandas(known, starts[few], works[few]))
    for one, moment in zip(due[few].tolist(), moments, strict=True):
        # pandas goes on to the next opening where the work fills the day; no working time lies between.
        ends = EPOCH + timedelta(microseconds=one), moment.tz_localize(IST).to_pydatetime()
        assert not working_time_between(known, *ends), "pandas gives another answer."
    single, alone = best(lambda: one_by_one(known, starts[few], works[few]))
    assert [int(one.timestamp()) * SECOND for one in alone] == due[few].tolist()
    asked = min(FEW, count)
    return {
        "due_times": count,
        "ours_per_s": round(count / ours),
        "numpy_per_s": round(count / numpys),
        "ours_to_numpy": round(numpys / ours, 2),
        "ours_one_by_one_per_s": round(asked / single),
        "pandas_per_s": round(asked / pandas),
        "ours_one_by_one_to_pandas": round(pandas / single, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    print(json.dumps(measure(parser.parse_args().count), indent=2))


if __name__ == "__main__":
    main()
