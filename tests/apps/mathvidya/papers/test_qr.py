"""Codes of pages: read back as written, and nothing else passes for one."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.apps.mathvidya.papers.qr import PageCode, Side, decode, encode

EXAM = UUID("0197b1c2-5cf0-7a3b-8d11-0123456789ab")
CODES = st.builds(PageCode, st.uuids(), st.sampled_from(Side), st.integers(1, 99))
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:"


@given(CODES)
def test_code_is_read_back(code: PageCode) -> None:
    assert decode(encode(code)) == code


@given(CODES, st.integers(0, 60), st.sampled_from(ALPHABET))
def test_misread_character_is_noticed(code: PageCode, place: int, other: str) -> None:
    text = encode(code)
    changed = text[: place % len(text)] + other + text[place % len(text) + 1 :]
    assert decode(changed) in (None, code)
    assert changed == text or decode(changed) is None


@given(st.text(max_size=60))
def test_other_codes_are_not_ours(text: str) -> None:
    assert decode(text) is None


def test_code_fits_version_3_in_alphanumeric_mode() -> None:
    text = encode(PageCode(EXAM, Side.ANSWERS, 16))
    assert len(text) <= 47
    assert set(text) <= set(ALPHABET)


@pytest.mark.parametrize("page", [0, 100])
def test_page_out_of_range_is_refused(page: int) -> None:
    with pytest.raises(ValueError, match="pages 1 to 99"):
        encode(PageCode(EXAM, Side.QUESTIONS, page))
