"""What a file is, whatever it is called."""

import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assay.kernel.files import WrongType, check_type, sniff
from assay.kernel.files.sniff import BINARY, CSV, HEAD_BYTES, JPEG, JSON, JSONL, PARQUET, PDF, PNG, TEXT, ZIP


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "a")
    return buffer.getvalue()


def parquet() -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"a": [1, 2]}), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n...", PDF),
        (b"\xef\xbb\xbf\n%PDF-1.4", PDF),
        (b"\x89PNG\r\n\x1a\n\x00\x00", PNG),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", JPEG),
        (zipped(), ZIP),
        (parquet(), PARQUET),
        (b'{"a": 1}\n{"a": 2}\n', JSONL),
        (b'{"a": 1}\n', JSON),
        (b'{\n  "a": 1\n}\n', JSON),
        (b"  [1, 2]", JSON),
        (b"name,score\nAsha,7\nRavi,8\n", CSV),
        (b'name,why\nAsha,"one, two"\n', CSV),
        ("Liebe Grüße, viele\nWorte ohne Tabelle\n".encode(), TEXT),
        ("\ufeffhello".encode(), TEXT),
        (b"", TEXT),
        (b"text with\x00 a zero", BINARY),
        ("Grüße".encode("latin-1"), BINARY),
        (b"MZ\x90\x00", BINARY),
    ],
)
def test_content_decides_the_type(content: bytes, expected: str) -> None:
    assert sniff(content) == expected


def test_a_character_cut_in_two_by_the_end_of_the_head_is_still_text() -> None:
    head = ("a" * (HEAD_BYTES - 1) + "é").encode()[:HEAD_BYTES]
    assert sniff(head) == TEXT


def test_a_page_in_disguise_is_not_taken_as_an_image() -> None:
    with pytest.raises(WrongType) as refused:
        check_type(sniff(b"<script>alert(1)</script>"), {PNG, JPEG})
    assert refused.value.members["found"] == TEXT


def test_one_line_of_json_is_taken_where_json_lines_are() -> None:
    check_type(sniff(b'{"custom_id": "a"}\n'), {JSONL})
    with pytest.raises(WrongType):
        check_type(JSONL, {JSON})
