"""What applicants may send: a message of its own for each thing that can be wrong."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from assay.apps.enigma.intake.forms import ApplicationForm, from_page, page_field
from assay.kernel.errors import Invalid
from assay.kernel.web.forms import parse

GOOD: dict[str, Any] = {
    "name": "Asha Verma",
    "email": "asha@example.org",
    "gpa": "8.7",
    "gpa_scale": 10,
    "test_scores": {"SAT": 1420, "IELTS": "7.5"},
    "essay": "I began with a pump. " * 20,
}


def test_a_good_application_is_taken() -> None:
    form = ApplicationForm.model_validate(GOOD)
    assert form.test_scores == {"SAT": Decimal(1420), "IELTS": Decimal("7.5")}
    assert form.open_content()["gpa"] == "8.7"


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"name": "A"}, "name", "2 to 120"),
        ({"email": "asha at example"}, "email", "asha@example.org"),
        ({"phone": "call me"}, "phone", "+91"),
        ({"gpa_scale": 6}, "gpa_scale", "4, 5, 7, 10, 100"),
        ({"gpa": "11"}, "gpa", "grades end at 10"),
        ({"gpa": "-1"}, "gpa", "below zero"),
        ({"gpa": "8.12345"}, "gpa", "three decimals"),
        ({"gpa": "NaN"}, "gpa", "number"),
        ({"test_scores": {"SAT": 1700}}, "test_scores", "400 to 1600"),
        ({"test_scores": {"SAT": 1415}}, "test_scores", "steps of 10"),
        ({"test_scores": {"IELTS": 7.3}}, "test_scores", "steps of 0.5"),
        ({"test_scores": {"FOO": 1}}, "test_scores", "not among the tests"),
        ({"essay": "short"}, "essay", "5 characters; it needs 200"),
        ({"essay": "x" * 10_001}, "essay", "10,001 characters"),
        ({"achievements": "x" * 5_001}, "achievements", "within 5,000"),
        ({"categories": ["a b"]}, "categories", "categories of this cycle"),
    ],
)
def test_each_fault_has_its_own_message(change: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse(ApplicationForm, {**GOOD, **change})
    assert says in caught.value.fields[field]
    assert list(caught.value.fields) == [field]


def test_control_characters_are_removed_and_spelling_is_normalised() -> None:
    form = ApplicationForm.model_validate({**GOOD, "name": "Ash\u0061\u0301\x00 V\x07erma"})
    assert form.name == "Ashá Verma"


def test_the_page_sends_flat_fields() -> None:
    document = from_page({**GOOD, "test_SAT": "1420", "test_ACT": "", "category_SC": "true"})
    form = ApplicationForm.model_validate(document)
    assert form.test_scores == {"SAT": Decimal(1420)}
    assert form.categories == ("SC",)
    assert page_field("test_scores.SAT") == "test_SAT"


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError, match="surname"):
        ApplicationForm.model_validate({**GOOD, "surname": "Verma"})
