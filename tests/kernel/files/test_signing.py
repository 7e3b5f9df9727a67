"""Links of the local store: sealed, for one method, one key, some time."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assay.kernel.errors import Forbidden, Gone
from assay.kernel.files.signing import Claims, seal, unseal

SECRET = b"s" * 32
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
CLAIMS = Claims("GET", "org/file", int(NOON.timestamp()) + 60, "application/pdf", name="essay.pdf")


def test_a_link_says_what_it_permits() -> None:
    assert unseal(seal(CLAIMS, SECRET), SECRET, method="GET", now=NOON) == CLAIMS


def test_a_changed_link_is_refused() -> None:
    mine = seal(CLAIMS, SECRET)
    body, _, mac = mine.partition(".")
    others = seal(replace(CLAIMS, key="org/other"), SECRET).partition(".")[0]
    flipped = mac[:-2] + ("A" if mac[-2] != "A" else "B") + mac[-1]
    for forged in (f"{others}.{mac}", f"{body}.{flipped}", body, f"{body}.", "", ".", f"{body}.ü"):
        with pytest.raises(Forbidden):
            unseal(forged, SECRET, method="GET", now=NOON)


def test_a_link_of_another_house_is_refused() -> None:
    with pytest.raises(Forbidden):
        unseal(seal(CLAIMS, b"t" * 32), SECRET, method="GET", now=NOON)


def test_a_link_to_read_cannot_write() -> None:
    with pytest.raises(Forbidden, match="GET only"):
        unseal(seal(CLAIMS, SECRET), SECRET, method="PUT", now=NOON)


def test_a_link_expires_to_the_second() -> None:
    token = seal(CLAIMS, SECRET)
    at = datetime.fromtimestamp(CLAIMS.expires, UTC)
    with pytest.raises(Gone):
        unseal(token, SECRET, method="GET", now=at)
