"""The engine by itself, on the shipped index: closed list, determinism, abstention, questions, files."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from assay.apps.exportsathi.classification import questions, service
from assay.apps.exportsathi.classification.rules import Aspect
from assay.apps.exportsathi.cli import app
from assay.apps.exportsathi.nomenclature.service import known
from assay.kernel.errors import Invalid


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=200).filter(str.strip))
def test_whatever_is_asked_ten_codes_of_the_closed_list_are_answered(text: str) -> None:
    found = service.classify(text)
    assert len({one.code for one in found.candidates}) == 10
    assert all(known(one.code) is not None and len(one.code) == 6 for one in found.candidates)
    assert all(known(line.code) is not None for line in found.lines)
    assert all(line.code.startswith(found.candidates[0].code) for line in found.lines)
    assert [one.score for one in found.candidates] == sorted(
        (o.score for o in found.candidates), reverse=True
    )
    assert all(0 <= one.confidence <= 1 for one in found.candidates)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Women's Boho Layered Necklace Alloy Pendant Jewelry Gift", "711719"),
        ("turmeric powder", "091030"),
        ("basmati rice", "100630"),
        ("men's cotton t-shirt", "610910"),
        ("stainless steel pressure cooker and cookware pot", "732393"),
    ],
)
def test_plain_products_get_their_code_among_the_first_three(text: str, code: str) -> None:
    assert code in [one.code for one in service.classify(text).candidates[:3]]


def test_a_candidate_says_where_it_lies_what_spoke_for_it_and_why() -> None:
    first = service.classify("alloy necklace").candidates[0]
    assert [code for code, _text in first.path] == ["71", "7117", "711719"]
    assert first.evidence
    assert "necklace" in first.why
    assert any("7113" in note for note in first.exclusions)


def test_the_same_text_gives_the_same_answer() -> None:
    assert service.classify("wooden chess set") == service.classify("wooden chess set")


@pytest.mark.parametrize("text", ["goods", "gift items", "stuff", "misc accessories", "new product sample"])
def test_words_that_name_no_product_are_called_vague_and_abstained_on(text: str) -> None:
    found = service.classify(text)
    assert found.vague
    assert found.abstained
    assert found.question is not None


def test_an_unsure_answer_asks_one_question_and_its_answer_moves_the_weight() -> None:
    unsure = next(
        found
        for found in map(service.classify, ("furniture", "tube", "sheet", "fabric", "fish"))
        if found.question is not None and found.question.aspect is Aspect.MATERIAL
    )
    assert unsure.question is not None
    answer, codes = unsure.question.options[0]
    after = service.classify(unsure.text, answers=[answer])
    before = sum(one.score for one in unsure.candidates if one.code in codes)
    assert sum(one.score for one in after.candidates if one.code in codes) > before


def test_an_answer_is_told_by_the_description_of_a_code() -> None:
    assert questions.answer_of(Aspect.MATERIAL, "T-shirts; of cotton, knitted or crocheted") == "cotton"
    assert questions.answer_of(Aspect.PROCESSING, "Shrimps; frozen") == "frozen"
    assert questions.answer_of(Aspect.MATERIAL, "Machines for cleaning") is None


def test_nothing_and_too_much_are_refused() -> None:
    with pytest.raises(Invalid):
        service.classify("   ")
    with pytest.raises(Invalid):
        service.classify("x" * 4_001)


def test_a_file_is_answered_line_by_line(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given_lines = [{"id": "a", "text": "cotton t-shirt"}, {"id": 2, "text": "goods"}]
    source.write_text("".join(json.dumps(one) + "\n" for one in given_lines))
    result = CliRunner().invoke(app, ["classify", str(source), str(target)])
    assert result.exit_code == 0, result.output
    first, second = map(json.loads, target.read_text().splitlines())
    assert set(first) == {"id", "candidates", "abstained", "question"}
    assert (first["id"], second["id"]) == ("a", 2)
    assert [len(one["code"]) for one in first["candidates"][:10]] == [6] * 10
    assert all(len(one["code"]) == 8 for one in first["candidates"][10:])
    assert all(set(one) == {"code", "score", "description"} for one in first["candidates"])
    assert second["abstained"] is True
    assert second["question"]


def test_a_bad_line_is_named_and_the_rest_is_done(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": 1, "text": "tea"}\nnot json\n{"id": 3}\n\n{"id": 4, "text": "rice"}\n')
    result = CliRunner().invoke(app, ["classify", str(source), str(target)])
    assert result.exit_code != 0
    assert "Line 2" in result.output
    assert "Line 3" in result.output
    assert [json.loads(line)["id"] for line in target.read_text().splitlines()] == [1, 4]
