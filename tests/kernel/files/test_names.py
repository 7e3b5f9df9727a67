"""Names people gave to files, made harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.kernel.files import attachment, safe_name
from assay.kernel.files.names import MAX_LENGTH, check_key


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("essay.pdf", "essay.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\essay.pdf", "essay.pdf"),
        ("a\r\nSet-Cookie: x=1", "aSet-Cookie_ x=1"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("निबंध.pdf", "निबंध.pdf"),
        ("..", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * (MAX_LENGTH - 4) + ".pdf"),
    ],
)
def test_names_lose_what_could_do_harm(given_name: str, expected: str) -> None:
    assert safe_name(given_name) == expected


@given(st.text(max_size=300))
def test_no_name_breaks_out_of_the_header(name: str) -> None:
    header = attachment(name)
    assert header.isascii()
    assert not any(c in header for c in "\r\n\x00")
    assert header.count('"') == 2
    assert len(safe_name(name)) <= MAX_LENGTH
    assert safe_name(safe_name(name)) == safe_name(name)


@pytest.mark.parametrize("key", ["../a", "/a", "a//b", "a/../b", "a/.b", "", "a b", "a\n", "ü", "a" * 301])
def test_keys_cannot_leave_their_folder(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        check_key(key)
