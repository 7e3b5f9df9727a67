"""The whole scrubber: readable text, options, risk, and what holds for every input."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.apps.enigma.scrubbing.engine import Options, Scrubber
from assay.apps.enigma.scrubbing.known import Known
from assay.apps.enigma.scrubbing.spans import Label

SAMPLES = Path("../shared/data/pii/presidio_synth_dataset_v2.json")
SCRUBBER = Scrubber()
PRIYA = Known.of({"name": "Priya Sharma", "email": "priya.s@example.org"})


def test_text_stays_readable_and_a_person_keeps_the_number() -> None:
    text = 'I am Priya Sharma. Rahul Okonkwo told me: "Priya, run!" I thanked Rahul.'
    done = SCRUBBER.scrub(text, PRIYA)
    assert done.text == 'I am [PERSON_1]. [PERSON_2] told me: "[PERSON_1], run!" I thanked [PERSON_2].'


def test_a_name_found_once_is_taken_out_everywhere() -> None:
    done = SCRUBBER.scrub("My friend Moitree is kind. Later moitree cried. MOITREE's hat fell.", Known())
    assert "moitree" not in done.text.lower()


def test_a_writer_cannot_pose_as_a_placeholder() -> None:
    done = SCRUBBER.scrub("[PERSON_1] is my hero. My friend Zsofia agrees.", Known())
    assert done.text.startswith("[PERSON_1] is my hero. My friend [PERSON_2]")


def test_essay_without_identities_is_left_as_it_is() -> None:
    text = (
        "Computers help people learn. When I was ten, I fixed a radio with my mother. It took us three days, "
        "and in the end it played music from France. I think that everyone should try to repair things."
    )
    done = SCRUBBER.scrub(text, Known())
    assert done.text == text
    assert done.spans == ()
    assert done.risk.value < 0.05


@pytest.mark.parametrize(
    ("options", "text", "wanted"),
    [
        (
            Options(neutral_pronouns=True),
            "He gave her his book. She thanked him.",
            "They gave them their book.",
        ),
        (Options(caste=True), "As a Dalit I was told to sit apart.", "As a [CASTE_1] I was"),
        (Options(religion=True), "Every Friday at the mosque we sang.", "at the [RELIGION_1] we"),
        (Options(places=True), "My parents left Bihar for Kenya.", "left [PLACE_1] for [PLACE_2]."),
    ],
)
def test_option_takes_out_its_category(options: Options, text: str, wanted: str) -> None:
    assert wanted in Scrubber(options).scrub(text).text
    plain = SCRUBBER.scrub(text)
    assert wanted not in plain.text


def test_risk_rises_with_what_looks_like_a_name_and_is_left() -> None:
    model_off = Scrubber(Options(model=False))
    quiet = model_off.scrub("It rained all day and we read books.").risk
    lower = model_off.scrub("my friend rahul came. then we met kavya. i like them. we all ran.").risk
    assert quiet.value == 0
    assert lower.value > quiet.value
    assert "no_capitals" in lower.reasons


def test_offsets_count_code_points_with_emoji_and_marks() -> None:
    text = "👩🏽‍🔬👍 My friend Zso\u0301fia 🎉 and Prïyà came."
    done = SCRUBBER.scrub(text, PRIYA)
    assert [text[s.start : s.end] for s in done.spans] == ["Zso\u0301fia", "Prïyà"]


ESSAY = st.lists(
    st.one_of(
        st.sampled_from(
            ["Priya", "priya", "SHARMA", "Sharma's", "priya.s@example.org", "Rahul", "the", "ran", "I"]
        ),
        st.sampled_from(
            [".", "!", "\n", " 👍 ", "\u200b", "é", "[PERSON_1]", "{NAME_1}", "98765 43210", "my friend"]
        ),
        st.text(max_size=8),
    ),
    max_size=30,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ESSAY)
def test_any_text_gives_valid_spans_and_keeps_no_known_part(pieces: list[str]) -> None:
    text = " ".join(pieces)
    done = SCRUBBER.scrub(text, PRIYA)
    end = 0
    for span in done.spans:
        assert end <= span.start < span.end <= len(text)
        end = span.end
    assert 0 <= done.risk.value <= 1
    assert not re.search(r"(?<!\w)(?:priya|sharma|priya\.s@example\.org)(?!\w)", done.text, re.I)
    rebuilt, at = "", 0
    for span, replacement in zip(done.spans, done.replacements, strict=True):
        rebuilt += text[at : span.start] + replacement
        at = span.end
    assert rebuilt + text[at:] == done.text


@settings(deadline=None, max_examples=25)
@given(ESSAY)
def test_the_same_text_gives_the_same_result_alone_and_among_others(pieces: list[str]) -> None:
    text = " ".join(pieces)
    alone = SCRUBBER.scrub(text, PRIYA)
    among = list(SCRUBBER.scrub_many([("Zorblax ran to Dunmar.", Known()), (text, PRIYA)]))[1]
    assert alone == among


@pytest.mark.skipif(not SAMPLES.exists(), reason="the public sample data is not beside the project")
def test_most_persons_of_the_public_sample_are_found() -> None:
    data = json.loads(SAMPLES.read_text())[:600]
    done = SCRUBBER.scrub_many((item["full_text"], Known()) for item in data)
    persons = hits = 0
    for item, result in zip(data, done, strict=True):
        covered = {i for s in result.spans for i in range(s.start, s.end)}
        for span in item["spans"]:
            if span["entity_type"] == "PERSON":
                places = range(span["start_position"], span["end_position"])
                letters = [i for i in places if item["full_text"][i].isalnum()]
                persons += 1
                hits += sum(i in covered for i in letters) >= 0.9 * len(letters)
    assert hits / persons >= 0.95


def test_labels_stay_what_readers_know() -> None:
    assert {label.value for label in Label} >= {
        "PERSON",
        "SCHOOL",
        "PLACE",
        "EMAIL",
        "PHONE",
        "ADDRESS",
        "ID",
    }
