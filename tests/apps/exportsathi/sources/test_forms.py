"""What is answered about a source: as it is cited, and as curators keep it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from assay.apps.exportsathi.models.sources import Source
from assay.apps.exportsathi.sources import service
from assay.apps.exportsathi.sources.forms import KeptSourceOut, SourceOut
from assay.apps.exportsathi.sources.rules import Standing

ENDS = date(2026, 3, 22)


def source(*, is_verified: bool) -> Source:
    return Source(
        org_id=uuid4(),
        source_id="dgft-appendix-4r",
        title="Appendix 4R",
        publisher="DGFT",
        reference="Public Notice 1",
        url="https://dgft.example.org",
        licence="open",
        published=date(2024, 1, 1),
        checked_on=date(2026, 1, 1) if is_verified else None,
        valid_from=date(2024, 2, 1),
        valid_to=ENDS,
        is_verified=is_verified,
        sha256="ab" * 32,
        rows=12,
        note="Read by hand",
        version=3,
    )


@pytest.mark.parametrize("is_verified", [True, False])
@pytest.mark.parametrize(
    ("on", "ended"), [(ENDS, False), (ENDS + timedelta(days=1), True)], ids=["last day", "day after"]
)
def test_what_is_kept_says_of_a_source_what_a_citation_of_it_says(
    is_verified: bool, on: date, ended: bool
) -> None:
    row = source(is_verified=is_verified)
    kept, cited = KeptSourceOut.kept(row, on), SourceOut.of(service.ref(row), on)
    assert kept.model_dump(include=set(SourceOut.model_fields)) == cited.model_dump()
    in_force = Standing.CURRENT if is_verified else Standing.UNVERIFIED
    assert cited.standing is (Standing.EXPIRED if ended else in_force)
    assert (kept.licence, kept.sha256, kept.rows, kept.note, kept.version) == (
        "open",
        "ab" * 32,
        12,
        "Read by hand",
        3,
    )
