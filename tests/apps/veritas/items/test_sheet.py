"""Files as people have them: what is read, what is refused, and what the refusal says."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assay.apps.veritas.items.sheet import Sheet, read_sheet
from assay.apps.veritas.items.table import SheetError, decode

PLAIN = "id,q1,q2,q3\ns1,1,0,1\ns2,0,0,1\ns3,1,1,0\n"


def refusal(text: str, key: str | None = None, **options: bool) -> SheetError:
    with pytest.raises(SheetError) as caught:
        read_sheet(text, key=key, **options)
    return caught.value


def cells(sheet: Sheet) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in sheet.answers]


DRESSES = {
    "plain": PLAIN,
    "bom": "\ufeff" + PLAIN,
    "crlf": PLAIN.replace("\n", "\r\n"),
    "cr": PLAIN.replace("\n", "\r"),
    "semicolon": PLAIN.replace(",", ";"),
    "tab": PLAIN.replace(",", "\t"),
    "no last line end": PLAIN.rstrip("\n"),
    "empty lines": PLAIN + "\n\n",
    "empty columns": PLAIN.replace("\n", ",,\n"),
    "1.0 and blanks": PLAIN.replace("1,0,1", "1.0, 0 ,1"),
    "quoted": '"id","q1","q2","q3"\n"s1","1","0","1"\n"s2","0","0","1"\n"s3","1","1","0"\n',
    "R write.csv": PLAIN.replace("id,", ",", 1),
    "R write.table": PLAIN.replace("id,", "", 1),
    "ids all different": PLAIN.replace("id,", "Roll number,", 1),
}


@pytest.mark.parametrize("text", DRESSES.values(), ids=DRESSES.keys())
def test_one_table_in_many_dresses(text: str) -> None:
    sheet = read_sheet(text)
    assert sheet.persons == ("s1", "s2", "s3")
    assert sheet.items == ("q1", "q2", "q3")
    assert cells(sheet) == [["1", "0", "1"], ["0", "0", "1"], ["1", "1", "0"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_a_mark_are_understood(encoding: str) -> None:
    assert read_sheet(decode(PLAIN.replace("s1", "शि").encode(encoding))).persons[0] == "शि"


def test_without_header_and_ids_persons_and_items_are_numbered() -> None:
    sheet = read_sheet("1,0,1\n0,0,1\n1,1,0\n")
    assert (sheet.persons, sheet.items) == (("1", "2", "3"), ("1", "2", "3"))
    assert "numbered" in sheet.notes[0]


def test_header_of_numbers_is_a_header() -> None:
    sheet = read_sheet("1,2,3\n1,0,1\n0,0,1\n")
    assert len(sheet.persons) == 2


def test_header_can_be_settled_by_hand() -> None:
    assert len(read_sheet("1,0\n1,0\n0,1\n", header=True).persons) == 2
    assert len(read_sheet("A,B\nC,A\n", key="A,B", header=False).persons) == 2


@pytest.mark.parametrize("nothing", ["", "NA", "na", "N/A", "NaN", "null", ".", " "])
def test_words_for_nothing_are_no_answer(nothing: str) -> None:
    assert cells(read_sheet(PLAIN.replace("s2,0", f"s2,{nothing}")))[1] == ["", "0", "1"]


KEYS = {
    "down": "item,key\nq1,A\nq2,b\nq3,C\n",
    "down without heading": "q1,A\nq2,B\nq3,C\n",
    "down in another order": "Question;Key;Marks\nQ3;C;2\nQ1;A;1\nQ2;B;1\n",
    "across": "q1,q2,q3\nA,B,C\n",
    "across with an id": "id,q1,q2,q3\nkey,A,B,C\n",
    "one line": "A,B,C\n",
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS.keys())
def test_key_in_many_forms(key: str) -> None:
    sheet = read_sheet("id,q1,q2,q3\ns1,A,B,D\ns2,a,c,C\n", key=key)
    assert sheet.key is not None
    assert sheet.key.options == {"q1": {"A"}, "q2": {"B"}, "q3": {"C"}}
    assert cells(sheet)[1] == ["A", "C", "C"]


def test_key_as_a_line_of_the_sheet() -> None:
    sheet = read_sheet("student,q1,q2\ns1,A,B\nKEY,A,C|D\ns2,B,D\n")
    assert sheet.persons == ("s1", "s2")
    assert sheet.key is not None
    assert sheet.key.options == {"q1": {"A"}, "q2": {"C", "D"}}


def test_columns_without_a_key_are_left_out_and_named() -> None:
    sheet = read_sheet("id,school,q1,q2\ns1,North,A,B\ns2,South,B,B\n", key="q1,A\nq2,B\n")
    assert sheet.items == ("q1", "q2")
    assert "school" in sheet.notes[0]


def test_key_of_a_sheet_without_header_goes_by_number() -> None:
    sheet = read_sheet("A,B\nB,B\nA,A\n", key="1,A\n2,B\n")
    assert sheet.key is not None
    assert sheet.key.options == {"1": {"A"}, "2": {"B"}}


@pytest.mark.parametrize(
    ("text", "key", "line", "says"),
    [
        ("", None, None, "empty"),
        ("id,q1,q2\n", None, None, "no line with a person"),
        ("id,q1,q2\ns1,1\n", None, 2, "Write an empty cell"),
        ("id,q1,q2\ns1,1,0\n\ns2,1,0,1\n", None, 4, "4 cells where the first line has 3"),
        ("id,q1,q2\ns1,1,0\ns2,B,1\n", None, 3, "“B” in column q1 is not 0 or 1"),
        ("id,q1,q1\ns1,1,0\n", None, None, "two columns"),
        ("id,q1,q2\ns1,1,0\ns1,0,1\n", None, 3, "already on line 2"),
        ("id,q1,q2\ns1,1,0\n,0,1\n", None, 3, "no id"),
        ('id,q1\ns1,"1\n', None, 2, "quotation marks"),
        ("id,q1,q2\ns1,A,B\n", "q1,A\nq9,B\n", 2, "no column q9"),
        ("id,q1,q2\ns1,A,B\n", "q1,A\nq1,B\n", None, "q1 twice"),
        ("id,q1,q2\ns1,A,B\n", "item,key\nq1,A\nq2,\n", None, "no option for item q2"),
        ("id,q1,q2\ns1,A,B\n", "A,B,C,D\n", None, "does not fit"),
        ("id,q1\nkey,A\nKey,B\ns1,A\n", None, 3, "second key"),
        ("id,q1,q2\ns1,1,0\ns2,0,1\n", "q1,A\nq2,B\n", None, "0 and 1 already"),
    ],
)
def test_what_cannot_be_read_is_refused_with_line_and_advice(
    text: str, key: str | None, line: int | None, says: str
) -> None:
    error = refusal(text, key)
    assert error.line == line
    assert says in error.detail


def test_similarity_asks_for_the_key() -> None:
    assert "--key" in refusal("id,q1\ns1,A\ns2,B\n", key_needed=True).detail


def test_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(SheetError, match="UTF-8"):
        decode(b"id,q1\ns1,\xff\xe9\n")
    with pytest.raises(SheetError, match="not a text file"):
        decode(b"PK\0\0")


tables = st.integers(2, 6).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from(["A", "B", "C", ""]), min_size=width, max_size=width),
        min_size=2,
        max_size=12,
    )
)


@example([["", ""], ["", ""]], ",", "\n", False)  # nobody answered anything
@given(tables, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_table_of_options_comes_back_as_it_was(
    rows: list[list[str]], delimiter: str, end: str, marked: bool
) -> None:
    items = [f"q{number}" for number in range(len(rows[0]))]
    text = end.join(
        delimiter.join(row)
        for row in [["id", *items], *([f"s{place}", *row] for place, row in enumerate(rows))]
    )
    key = "\n".join(f"{item},A" for item in items)
    sheet = read_sheet(("\ufeff" if marked else "") + text, key=key)
    assert cells(sheet) == rows
    assert sheet.items == tuple(items)
    assert np.array_equal(sheet.answers == "", np.array(rows) == "")
