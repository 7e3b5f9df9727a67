"""The paper drawn for a student, and the one stored form of a response."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.apps.veritas.exams.template import Template
from assay.apps.veritas.sitting import rules
from assay.apps.veritas.sitting.rules import Drawable
from assay.kernel.questions.document import Body, Option, Parameter, QuestionType

SEEDS = st.integers(0, 2**256 - 1)


def question(number: int, pool: str = "", *, fixed: bool = False) -> Drawable:
    return Drawable(UUID(int=number), 1, pool, Decimal("1.5"), ("a", "b", "c", "d"), fixed)


EXAM = [question(1), question(2, fixed=True), *(question(number, "p") for number in range(3, 9))]


@given(SEEDS)
def test_same_seed_draws_the_same_paper(seed: int) -> None:
    template = Template(pools={"p": 2})
    assert rules.draw(EXAM, template, seed) == rules.draw(EXAM, template, seed)


@given(SEEDS)
def test_everyone_gets_the_fixed_questions_and_as_many_of_a_pool(seed: int) -> None:
    drawn = rules.draw(EXAM, Template(pools={"p": 3}), seed)
    numbers = sorted(UUID(one["question_id"]).int for one in drawn)
    assert numbers[:2] == [1, 2]
    assert len(numbers) == len(set(numbers)) == 5


def test_pool_smaller_than_asked_for_is_drawn_whole() -> None:
    assert len(rules.draw(EXAM, Template(pools={"p": 50}), 1)) == 8


@given(SEEDS)
def test_options_keep_their_order_where_it_is_fixed(seed: int) -> None:
    drawn = rules.draw(EXAM, Template(), seed)
    by_id = {UUID(one["question_id"]).int: one["options"] for one in drawn}
    assert by_id[2] == ["a", "b", "c", "d"]
    assert sorted(by_id[1]) == ["a", "b", "c", "d"]


def test_nothing_is_shuffled_where_the_template_says_so() -> None:
    template = Template(pools={"p": 6}, shuffle_questions=False, shuffle_options=False)
    drawn = rules.draw(EXAM, template, 99)
    assert [UUID(one["question_id"]).int for one in drawn] == list(range(1, 9))
    assert all(one["options"] == ["a", "b", "c", "d"] for one in drawn)


def test_seeds_draw_different_papers() -> None:
    papers = {str(rules.draw(EXAM, Template(pools={"p": 2}), seed)) for seed in range(30)}
    assert len(papers) == 30


def test_question_is_shown_as_its_variant_in_the_papers_order() -> None:
    body = Body(
        text="{a} + 1?",
        options=(Option(id="x", text="{a}"), Option(id="y", text="none")),
        parameters=(Parameter(name="a", choices=(Decimal(7),)),),
    )
    shown = rules.shown(body, {"seed": 3, "options": ["y", "x"]})
    assert (shown.text, [(one.id, one.text) for one in shown.options]) == (
        "7 + 1?",
        [("y", "none"), ("x", "7")],
    )


def test_order_of_chosen_options_makes_no_other_answer() -> None:
    kind = QuestionType.MULTIPLE
    assert rules.cleaned(kind, "abc", {"options": ["c", "a"]}) == {"options": ["a", "c"]}


@pytest.mark.parametrize(
    ("kind", "response"),
    [(QuestionType.SINGLE, {"options": []}), (QuestionType.LONG, {"text": " \n"}), (QuestionType.SHORT, {})],
)
def test_empty_response_is_an_answer_taken_back(kind: QuestionType, response: dict[str, object]) -> None:
    assert rules.cleaned(kind, "abc", response) == {}


@given(st.sampled_from([QuestionType.SHORT, QuestionType.LONG]), st.text(max_size=400))
def test_text_is_stored_as_it_was_typed(kind: QuestionType, typed: str) -> None:
    if "\x00" in typed:
        with pytest.raises(ValueError, match="cannot be stored"):
            rules.cleaned(kind, (), {"text": typed})
    else:
        assert rules.cleaned(kind, (), {"text": typed}) == ({"text": typed} if typed.strip() else {})
