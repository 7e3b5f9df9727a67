from collections import Counter

import pytest

from assay.apps.exportsathi.nomenclature import files, notes, service
from assay.kernel.errors import Unavailable


def test_all_codes_are_there_once_and_hang_together() -> None:
    codes = files.everything()
    count = Counter(code.level for code in codes)
    assert (count[2], count[4], count[6], count[8]) == (
        files.CHAPTERS,
        files.HEADINGS,
        files.SUBHEADINGS,
        files.LINES,
    )
    known = {code.code for code in codes}
    assert len(known) == len(codes)
    assert all(code.parent in known or code.level == 2 for code in codes)


def test_partial_file_of_the_harmonized_system_is_refused() -> None:
    content = files.path_of(files.HS).read_bytes()
    with pytest.raises(Unavailable, match=r"hscodes\.json"):
        files.read_hs(content[:-1000])
    with pytest.raises(Unavailable, match="6,940"):
        files.read_hs(content.replace(b"Animals; live", b"Animals; dead", 1))


def test_partial_file_of_indian_lines_is_refused() -> None:
    content = files.path_of(files.INDIA).read_bytes()
    with pytest.raises(Unavailable, match=r"cut short or another edition"):
        files.read_india(content[: len(content) // 2], {})


def test_lines_of_older_editions_are_marked() -> None:
    lines = [code for code in files.everything() if code.level == 8]
    assert all(len(line.parent) == 6 for line in lines if line.is_current)
    assert any(not line.is_current for line in lines)


def test_known_holds_a_choice_to_the_closed_list() -> None:
    turmeric = service.known("091030")
    assert turmeric is not None
    assert "urmeric" in turmeric.description
    assert service.known("999999") is None
    assert service.known("0910309") is None


def test_notes_begin_with_codes_of_the_list_and_the_narrowest_comes_first() -> None:
    assert all(service.known(prefix) for prefix, _note in notes._all())
    assert "7113" in notes.of("711719")[0]
    assert notes.of("010121") == ()
