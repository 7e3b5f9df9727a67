"""What a response earns: by each kind of question, and whatever is sent."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.apps.veritas.grading import numbers, rules
from assay.apps.veritas.grading.rules import Asked, grade
from assay.kernel.questions.document import Body, Key, Option, Parameter, QuestionType

FULL = Decimal(4)


def asked(kind: QuestionType, key: Key, *, seed: int = 1, **body: Any) -> Asked:
    return Asked(kind, Body(**{"text": "?", **body}), key, seed, FULL)


def choice(kind: QuestionType, right: str, *, partial: bool = False) -> Asked:
    options = tuple(Option(id=one, text=one) for one in "abcde")
    return asked(kind, Key(options=tuple(right), partial=partial), options=options)


def chosen(ids: str) -> dict[str, Any]:
    return {"options": list(ids)}


def typed(text: str) -> dict[str, Any]:
    return {"text": text}


@pytest.mark.parametrize(("ids", "points"), [("b", 4), ("a", 0)])
def test_single_choice_is_right_or_wrong(ids: str, points: int) -> None:
    assert grade(choice(QuestionType.SINGLE, "b"), chosen(ids)) == points


@pytest.mark.parametrize(("ids", "points"), [("ac", 4), ("ca", 4), ("a", 0), ("abc", 0), ("bd", 0)])
def test_multiple_choice_is_all_or_nothing(ids: str, points: int) -> None:
    assert grade(choice(QuestionType.MULTIPLE, "ac"), chosen(ids)) == points


@pytest.mark.parametrize(
    ("ids", "points"),
    [("abc", "4"), ("ab", "2.667"), ("abd", "1.333"), ("ad", "0"), ("ade", "0"), ("de", "0")],
)
def test_partial_marks_count_right_ones_less_wrong_ones(ids: str, points: str) -> None:
    assert grade(choice(QuestionType.MULTIPLE, "abc", partial=True), chosen(ids)) == Decimal(points)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("42", "42"), ("-42", "-42"), ("−42", "-42"), ("+0.5", "1/2"), (".5", "1/2"), ("5.", "5"),
        ("1,234.5", "2469/2"), ("1.234,5", "2469/2"), ("1 234,5", "2469/2"), ("1\u202f234.5", "2469/2"),
        ("1'234.5", "2469/2"), ("1’234.5", "2469/2"), ("12,34,567", "1234567"), ("1,234", "1234"),
        ("1,23", "123/100"), ("0,234", "117/500"), ("1,234,567", "1234567"), ("1.234.567", "1234567"),
        ("1.2e3", "1200"), ("1.2E+3", "1200"), ("12e-1", "6/5"), ("1.2 × 10^3", "1200"), ("1.2·10³", "1200"),
        ("1.2*10^(-3)", "3/2500"), ("2 × 10⁻²", "1/50"), ("3/4", "3/4"), ("-3/4", "-3/4"), ("1 3/4", "7/4"),
        ("½", "1/2"), ("12.5 %", "1/8"), ("٣٫٥", "7/2"), ("४२", "42"), ("４２", "42"), ("1 000", "1000"),
    ],
)  # fmt: skip
def test_number_is_read_as_people_write_it(text: str, number: str) -> None:
    assert numbers.read(text) == Fraction(number)


@pytest.mark.parametrize(
    "text",
    ["", "x", "1/0", "1 5/4", "1,2,3", "12,3456.7", "1e9999", "0x10", "1_000", "1 2", "nan", "inf", "--1",
     "1e", "e3", "9" * 101, "1.2.3", "=5", "5 m"],
)  # fmt: skip
def test_text_that_is_no_number_is_not_read(text: str) -> None:
    assert numbers.read(text) is None


def test_unit_may_follow_a_number() -> None:
    assert numbers.read("5 m/s²", "m/s²") == 5
    assert numbers.read("12 %", "%") == 12
    assert numbers.read("5 km", "m/s²") is None


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_every_plain_decimal_is_read_exactly(number: Decimal) -> None:
    assert numbers.read(f"{number:f}") == Fraction(number)
    assert numbers.read(f"{number:,f}") == Fraction(number)


@given(st.text(max_size=120))
def test_reading_a_number_never_fails(text: str) -> None:
    found = numbers.read(text)
    assert found is None or isinstance(found, Fraction)


@pytest.mark.parametrize(
    ("text", "points"),
    [("9.95", 4), ("10.05", 4), ("9.949", 0), ("10.0501", 0), ("1e1", 4), ("20/2", 4)],
)
def test_tolerance_holds_its_ends(text: str, points: int) -> None:
    key = Key(value="10", absolute=Decimal("0.05"))
    assert grade(asked(QuestionType.NUMERIC, key), typed(text)) == points


def test_wider_of_two_tolerances_holds() -> None:
    key = Key(value="200", absolute=Decimal("0.5"), relative=Decimal("0.01"))
    assert grade(asked(QuestionType.NUMERIC, key), typed("202")) == FULL
    assert grade(asked(QuestionType.NUMERIC, key), typed("202.1")) == 0


def test_number_without_tolerance_is_exact_also_for_thirds() -> None:
    item = asked(QuestionType.NUMERIC, Key(value="1/3"))
    assert grade(item, typed("1/3")) == FULL
    assert grade(item, typed("0.333")) == 0


def test_key_of_a_variant_follows_the_seed() -> None:
    body = {"parameters": (Parameter(name="a", low=Decimal(1), high=Decimal(1000)),)}
    one, other = (asked(QuestionType.NUMERIC, Key(value="2*a + 1"), seed=seed, **body) for seed in (1, 2))
    assert one.own_key is not None
    assert other.own_key is not None
    assert one.own_key.value != other.own_key.value
    assert grade(one, typed(one.own_key.value)) == FULL
    assert grade(other, typed(one.own_key.value)) == 0


@pytest.mark.parametrize("text", ["about five", "5,5,5", "5 apples"])
def test_number_that_cannot_be_read_waits_for_a_person(text: str) -> None:
    assert grade(asked(QuestionType.NUMERIC, Key(value="5")), typed(text)) is None


@pytest.mark.parametrize(
    ("text", "points"), [("Paris", 4), ("  paris ", 4), ("ＰＡＲＩＳ", 4), ("pa\u00adris", 4), ("Pariss", 0)]
)
def test_short_text_forgives_case_space_and_form(text: str, points: int) -> None:
    assert grade(asked(QuestionType.SHORT, Key(accepted=("Lutetia", "Paris"))), typed(text)) == points


def test_short_text_with_case_that_counts() -> None:
    item = asked(QuestionType.SHORT, Key(accepted=("NaCl",), case_sensitive=True))
    assert grade(item, typed(" NaCl")) == FULL
    assert grade(item, typed("nacl")) == 0


def test_accents_and_letters_of_other_scripts_count() -> None:
    item = asked(QuestionType.SHORT, Key(accepted=("Ångström", "क्षमा")))
    assert grade(item, typed("A\u030angstro\u0308m")) == FULL
    assert grade(item, typed("क्षमा")) == FULL
    assert grade(item, typed("Angstrom")) == 0


@pytest.mark.parametrize(
    ("text", "points"), [("(x+1)^2", 4), ("x^2+2x+1", 4), ("x^2+1", 0), ("2 x =", None), ("x +", None)]
)
def test_formula_is_compared_by_what_it_says(text: str, points: int | None) -> None:
    assert grade(asked(QuestionType.FORMULA, Key(value="x^2 + 2*x + 1")), typed(text)) == points


def test_long_text_waits_for_a_person() -> None:
    assert grade(asked(QuestionType.LONG, Key(rubric="Light.")), typed("Because of light.")) is None


@pytest.mark.parametrize("kind", list(QuestionType))
def test_question_without_a_key_waits_for_a_person(kind: QuestionType) -> None:
    response = chosen("a") if kind in (QuestionType.SINGLE, QuestionType.MULTIPLE) else typed("1")
    assert grade(asked(kind, Key()), response) is None


RIGHT = Key(options=("a", "c"), value="2*x", accepted=("two x",), partial=True)
RESPONSES = st.one_of(
    st.just({}),
    st.lists(st.sampled_from("abcde"), unique=True).map(lambda ids: {"options": ids}),
    st.text(max_size=30).map(typed),
    st.sampled_from(["x+x", "2x", "two X", "2.5", "1/2", " "]).map(typed),
)


@given(st.sampled_from(list(QuestionType)), RESPONSES, st.booleans())
def test_marks_are_within_range_the_same_each_time_and_nothing_earns_nothing(
    kind: QuestionType, response: dict[str, Any], partial: bool
) -> None:
    value = "2.5" if kind is QuestionType.NUMERIC else "2*x"
    item = asked(kind, RIGHT.model_copy(update={"partial": partial, "value": value}))
    earned = grade(item, response)
    assert earned is None or 0 <= earned <= FULL
    assert earned == grade(item, response)
    if rules.is_empty(response):
        assert earned == 0


@given(st.permutations("abcde"), st.permutations("ace"), st.booleans())
def test_order_of_options_and_of_choices_does_not_matter(
    shown: list[str], ticked: list[str], partial: bool
) -> None:
    key = Key(options=("c", "a", "b"), partial=partial)
    options = tuple(Option(id=one, text=one) for one in shown)
    shuffled = asked(QuestionType.MULTIPLE, key, options=options)
    plain = choice(QuestionType.MULTIPLE, "abc", partial=partial)
    assert grade(shuffled, {"options": ticked}) == grade(plain, chosen("ace"))
