"""Variants: the same seed gives the same question on every machine."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assay.kernel.questions import variants
from assay.kernel.questions.document import Key, Parameter, QuestionType
from tests.kernel.questions import samples

A = Parameter(name="a", low=Decimal(1), high=Decimal(9))
B = Parameter(name="b", low=Decimal("0.5"), high=Decimal("2"), step=Decimal("0.25"))


def test_the_draw_is_what_its_description_says() -> None:
    # Computed apart from this code: 1 + floor(n * 9 / 2^128), with n from the first 16 bytes of the digest.
    assert [variants.draw([A], seed)["a"] for seed in range(1, 9)] == [6, 7, 1, 7, 4, 9, 6, 2]


@given(st.integers(0, 2**63 - 1))
def test_values_stay_within_their_range_and_on_their_steps(seed: int) -> None:
    values = variants.draw([A, B], seed)
    assert 1 <= values["a"] <= 9
    assert (values["b"] - Decimal("0.5")) % Decimal("0.25") == 0
    assert Decimal("0.5") <= values["b"] <= 2


def test_every_value_is_drawn_about_as_often() -> None:
    drawn = [variants.draw([A], seed)["a"] for seed in range(9000)]
    counts = [drawn.count(Decimal(value)) for value in range(1, 10)]
    assert min(counts) > 850
    assert max(counts) < 1150


def test_one_parameter_does_not_depend_on_the_others() -> None:
    assert variants.draw([A, B], 5)["a"] == variants.draw([A], 5)["a"]


def test_values_are_filled_in_and_braces_stay_within_formulas() -> None:
    values = {"a": Decimal("12"), "b": Decimal("1E+1")}
    assert variants.fill("{a} and $x^{a}$, {b}, {c}", values) == "12 and $x^{12}$, 10, {c}"


def test_the_key_is_computed_for_the_same_values() -> None:
    question = samples.parameterised()
    values = variants.draw(question.body.parameters, 3)
    made = variants.variant(question, 3)
    assert Decimal(made.key.value) == 2 * values["a"] + values["b"]
    assert made.body.parameters == ()
    assert "{b}" not in made.body.text


def test_a_formula_keeps_its_own_variables() -> None:
    key = variants.fill_key(QuestionType.FORMULA, Key(value="a*x + sin(a)"), {"a": Decimal(-2)})
    assert key.value == "(-2)*x + sin((-2))"


def test_a_parameter_without_an_end_takes_no_value() -> None:
    assert variants.count(Parameter(name="a", low=Decimal(1))) == 0
    assert variants.draw([Parameter(name="a", low=Decimal(3), high=Decimal(1))], 1) == {}
