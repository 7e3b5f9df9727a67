"""What is known of the applicant is found in any casing, variant or grouping."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.apps.enigma.scrubbing import known, lexicon
from assay.apps.enigma.scrubbing.known import Known
from assay.apps.enigma.scrubbing.spans import merge
from assay.apps.enigma.scrubbing.view import View

PERSON = Known.of(
    {
        "name": "Abhishek Ramanathan",
        "email": "abhi.ram97@example.org",
        "phone": "+91 98765 43210",
        "address": "14 Lotus Street, Indiranagar, Bengaluru 560038",
        "school": "Delhi Public School Indiranagar",
        "father": "Venkat Ramanathan",
    }
)


def found(text: str, about: Known = PERSON) -> list[str]:
    return [text[s.start : s.end] for s in merge(text, known.find(View(text), about))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I am ABHISHEK ramanathan.", "ABHISHEK ramanathan"),
        ("It was Abhishek's idea.", "Abhishek"),
        ("They call me Abhi at home.", "Abhi"),
        ("They wrote Abhishekh on the card.", "Abhishekh"),
        ("Signed, A. Ramanathan", "A. Ramanathan"),
        ("Signed, Abhishek R", "Abhishek R"),
        ("Write to ABHI.RAM97@EXAMPLE.ORG now", "ABHI.RAM97@EXAMPLE.ORG"),
        ("abhi.ram97 at example dot org", "abhi.ram97 at example dot org"),
        ("my handle abhi.ram97 is old", "abhi.ram97"),
        ("Call 98765-43210 today", "98765-43210"),
        ("Call +91 987 654 3210 today", "+91 987 654 3210"),
        ("We live on 14, lotus street in town", "14, lotus street"),
        ("There is a park in Indiranagar.", "Indiranagar"),
        ("The pin is 560038.", "560038"),
        ("I go to delhi public school.", "delhi public school"),
        ("My father Venkat drives.", "Venkat"),
    ],
)
def test_known_detail_is_found(text: str, wanted: str) -> None:
    assert wanted in found(text)


def test_school_acronym_is_found() -> None:
    assert found("At DPSI we sang.") == ["DPSI"]


def test_name_that_is_a_word_is_found_capitalised_but_not_as_the_word() -> None:
    about = Known.of({"name": "Hope Walker"})
    text = "I hope to win. My name is Hope and I walk with hope."
    assert found(text, about) == ["Hope"]


def test_nothing_known_finds_nothing() -> None:
    assert found("Abhishek went home.", Known()) == []


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=9), st.text(max_size=30))
def test_an_uncommon_name_is_found_wherever_it_stands(name: str, rest: str) -> None:
    about = Known.of({"name": f"{name} Q"})
    text = f"{rest} {name.title()} said so."
    if lexicon.lexicon().knows(name):
        return
    start = len(rest) + 1
    assert any(s.start <= start and s.end >= start + len(name) for s in known.find(View(text), about))


@pytest.mark.parametrize(
    ("a", "b", "edits"),
    [("rahul", "rahul", 0), ("rahul", "rhaul", 1), ("priya", "pria", 1), ("abc", "xyz", 3)],
)
def test_distance_counts_edits_and_swaps(a: str, b: str, edits: int) -> None:
    assert known.distance(a, b, 3) == edits
    assert known.distance(b, a, 3) == edits
