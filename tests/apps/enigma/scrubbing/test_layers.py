"""Each layer alone: shapes, schools, people in frames, names by capitals and lists, Presidio."""

import time

import pytest

from assay.apps.enigma.scrubbing import names as name_layer
from assay.apps.enigma.scrubbing import ner, patterns, people, presidio, schools
from assay.apps.enigma.scrubbing.spans import Label
from assay.apps.enigma.scrubbing.view import View
from assay.apps.enigma.scrubbing.words import read


@pytest.mark.parametrize(
    ("text", "label", "wanted"),
    [
        ("Mail me: zed_9@mail.co.in please", Label.EMAIL, "zed_9@mail.co.in"),
        ("zed nine (at) mail (dot) com", Label.EMAIL, "nine (at) mail (dot) com"),
        ("See https://example.org/me?x=1.", Label.URL, "https://example.org/me?x=1"),
        ("Follow @ravi_22 there", Label.HANDLE, "@ravi_22"),
        ("my github username is dragon.77", Label.HANDLE, "dragon.77"),
        ("Aadhaar no. 2345 6789 0123", Label.ID, "2345 6789 0123"),
        ("PAN ABCPE1234F", Label.ID, "ABCPE1234F"),
        ("roll number 21BCS104", Label.ID, "21BCS104"),
        ("ring +91-98765 43210", Label.PHONE, "+91-98765 43210"),
        ("ring (555) 123-4567", Label.PHONE, "(555) 123-4567"),
        ("I was born on 12 March 2007", Label.DATE_OF_BIRTH, "12 March 2007"),
        ("at 221 Baker Street, London", Label.ADDRESS, "221 Baker Street, London"),
        ("Flat 4B, Rose Villa", Label.ADDRESS, "Flat 4B, Rose Villa"),
        ("PIN code 560038", Label.ADDRESS, "560038"),
    ],
)
def test_shape_is_recognised(text: str, label: Label, wanted: str) -> None:
    hits = {(s.label, text[s.start : s.end]) for s in patterns.find(View(text))}
    assert (label, wanted) in hits


@pytest.mark.parametrize(
    "text",
    [
        "In 2019 we won 3-2.",
        "I scored 98.5 percent of 500 marks.",
        "About 1,000,000 people.",
        "it ended.so sad",
    ],
)
def test_plain_numbers_and_missing_spaces_are_left(text: str) -> None:
    assert list(patterns.find(View(text))) == []
    assert list(presidio.find(View(text))) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I study at Delhi Public School now.", "Delhi Public School"),
        ("I left Kendriya Vidyalaya No. 2 early.", "Kendriya Vidyalaya No. 2"),
        ("We beat St. Xavier's High School again.", "St. Xavier's High School"),
        ("She is at the University of Sorvelport.", "University of Sorvelport"),
        ("we went to dunmarville middle school.", "dunmarville middle school"),
        ("I go to New Belundton High School.", "New Belundton High School"),
    ],
)
def test_school_is_recognised(text: str, wanted: str) -> None:
    assert wanted in [text[s.start : s.end] for s in schools.find(View(text))]


@pytest.mark.parametrize(
    "text",
    [
        "My High School was big.",
        "I like middle school.",
        "the college is far",
        "When high school began, I hid.",
    ],
)
def test_kind_of_school_alone_is_none(text: str) -> None:
    assert list(schools.find(View(text))) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I asked Mrs. Okonkwo.", "Okonkwo"),
        ("then ms. fields drove by", "fields"),
        ("Prof. R. K. Nambiar came", "R. K. Nambiar"),
        ("My best friend Zsofia laughed", "Zsofia"),
        ("a boy named Hunter came", "Hunter"),
        ("Iyer sir shouted", "Iyer"),
        ("Sincerely,\nAmara Diop", "Amara Diop"),
    ],
)
def test_person_in_a_frame_is_recognised(text: str, wanted: str) -> None:
    assert wanted in [text[s.start : s.end] for s in people.find(View(text))]


def named(text: str) -> list[str]:
    view = View(text)
    return [text[s.start : s.end] for s in name_layer.find(view, read(view.text), bytearray(len(view.text)))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Yesterday Zebulon and I ran.", "Zebulon"),
        ("We moved to New Kimberlyborough in May.", "New Kimberlyborough"),
        ("i think rahul is nice.", "rahul"),
        ("me and moitree waited.", "moitree"),
        ("Then Grace said no.", "Grace"),
        ("Nattapong plays soccer.", "Nattapong"),
        ("We met Chukwuemeka de la Cruz there.", "Chukwuemeka de la Cruz"),
        ("My sister April said so.", "April"),
    ],
)
def test_name_is_recognised_by_capital_list_or_frame(text: str, wanted: str) -> None:
    assert wanted in named(text)


@pytest.mark.parametrize(
    "text",
    [
        "In April we went to France and Texas.",
        "I learned Python and used Google.",
        "Becuase of rain we stayed.",
        "I Love That Book And Every Page In It And The Next One Too.",
        "My Favorite Things\nI like cake.",
        "i will mark the grace period with hope.",
        "NASA is great.",
        "Computers are useful. Hope is good.",
    ],
)
def test_public_words_and_plain_words_are_left(text: str) -> None:
    assert named(text) == []


def test_the_model_is_asked_only_about_unexplained_capitals() -> None:
    text = "It was warm. We saw Zorblax there. I went home."
    words = read(text)
    (asked,) = ner.sentences(words, bytearray(len(text)))
    assert text[slice(*asked)].strip() == "We saw Zorblax there."
    assert ner.sentences(words, bytearray(b"\x01" * len(text))) == []


@pytest.mark.parametrize("unit", ["A", "A1", "-1", "a.", "a@", "Aa ", "12 Aa ", "high school ", "('"])
def test_no_rule_takes_quadratic_time(unit: str) -> None:
    read("warm up")
    times = []
    for size in (4_000, 16_000):
        view = View(unit * (size // len(unit)))
        begun = time.process_time()
        for layer in (patterns.find, schools.find, people.find):
            list(layer(view))
        times.append(time.process_time() - begun)
    # Four times the text: quadratic rules take 16 times as long.
    assert times[1] < 9 * max(times[0], 0.05)


def test_presidio_checks_the_aadhaar_digit() -> None:
    assert [s.label for s in presidio.find(View("number 234123412346 there"))] == [Label.ID]
