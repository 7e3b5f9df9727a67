"""Numbers of a business: their form, their check digits, and that they belong together."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.apps.exportsathi.profiles.rules import Numbers, check, compact, missing
from tests.support.exportsathi import GSTIN, PAN

calm = settings(deadline=None, suppress_health_check=list(HealthCheck))
"""A busy machine is no failure."""

ALPHABET = string.digits + string.ascii_uppercase


def test_good_numbers_are_stored_without_spaces_and_in_capitals() -> None:
    typed = Numbers(iec=" aapfu0939f", gstin="27 AAPFU0939F 1ZV", pan="aapfu-0939f", state_code="27")
    checked = check(typed)
    assert checked.wrong == {}
    assert (checked.numbers.iec, checked.numbers.gstin, checked.numbers.pan) == (PAN, GSTIN, PAN)


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        (Numbers(pan="AAPFU0939"), "pan", "has 9"),
        (Numbers(pan="AAPF10939F"), "pan", "five letters"),
        (Numbers(pan="AAPXU0939F"), "pan", "fourth letter"),
        (Numbers(gstin="27AAPFU0939F1Z"), "gstin", "has 14"),
        (Numbers(gstin="27AAPFU0939F1ZW"), "gstin", "mistyped"),
        (Numbers(gstin="99AAPFU0939F1ZV"), "gstin", "state's two digits"),
        (Numbers(iec="12345"), "iec", "has 5"),
        (Numbers(iec="12345ABCDE"), "iec", "ten digits"),
        (Numbers(iec="ACUPA7085R", pan=PAN), "iec", "not the PAN of this business"),
        (Numbers(iec="ACUPA7085R", gstin=GSTIN), "iec", "not the PAN of this business"),
        (Numbers(gstin=GSTIN, pan="ACUPA7085R"), "gstin", "Characters 3 to 12"),
        (Numbers(gstin=GSTIN, state_code="29"), "gstin", "Maharashtra"),
        (Numbers(state_code="99"), "address.state_code", "list"),
        (Numbers(pin="012345"), "address.pin", "six digits"),
        (Numbers(ifsc="SBIN1000001"), "bank.ifsc", "cheque"),
        (Numbers(ad_code="123"), "bank.ad_code", "7 or 14"),
    ],
)
def test_a_wrong_number_is_named_at_its_field_with_what_to_do(typed: Numbers, field: str, says: str) -> None:
    wrong = check(typed).wrong
    assert set(wrong) == {field}
    assert says in wrong[field]


def test_an_iec_from_before_2017_need_not_be_the_pan() -> None:
    assert check(Numbers(iec="0512345678", pan=PAN, gstin=GSTIN)).wrong == {}


@calm
@given(st.integers(0, 14), st.sampled_from(ALPHABET))
def test_no_single_mistyped_character_of_a_gstin_passes(at: int, other: str) -> None:
    mistyped = GSTIN[:at] + other + GSTIN[at + 1 :]
    assert (check(Numbers(gstin=mistyped)).wrong == {}) == (mistyped == GSTIN)


@calm
@given(st.text(max_size=30))
def test_whatever_is_typed_is_answered(text: str) -> None:
    checked = check(Numbers(text, text, text, text, text, text, text))
    assert all(checked.wrong.values())
    assert checked.numbers.pan == compact(text)


def test_services_need_no_ad_code_at_a_port() -> None:
    assert missing(Numbers(pan=PAN), services=True) == ("gstin", "iec")
    assert missing(Numbers(pan=PAN), services=False) == ("gstin", "iec", "ad_code")
