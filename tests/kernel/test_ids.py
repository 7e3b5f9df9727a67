"""Identifiers: ordered by time, never the same twice, stable where they are derived."""

import time
from uuid import NAMESPACE_URL

from assay.kernel.ids import uuid5_of, uuid7


def test_uuid7_is_a_version_7_uuid_of_this_millisecond() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    assert made.version == 7
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000


def test_uuid7_is_ordered_within_a_millisecond() -> None:
    made = []
    for _ in range(200):
        made.append(uuid7())
        time.sleep(0.000_01)
    assert made == sorted(made)


def test_uuid7_is_never_the_same_twice() -> None:
    assert len({uuid7() for _ in range(20_000)}) == 20_000


def test_uuid5_of_tells_the_parts_apart() -> None:
    assert uuid5_of(NAMESPACE_URL, "ab", "c") != uuid5_of(NAMESPACE_URL, "a", "bc")
    assert uuid5_of(NAMESPACE_URL, "ab", "c") == uuid5_of(NAMESPACE_URL, "ab", "c")
