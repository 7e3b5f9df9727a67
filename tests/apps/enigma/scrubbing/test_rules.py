"""Pure rules of the reviewer's work: what is shown, taken out and put back."""

import pytest

from assay.apps.enigma.policy import ScrubbingPolicy
from assay.apps.enigma.scrubbing import rules
from assay.apps.enigma.scrubbing.engine import Options
from assay.apps.enigma.scrubbing.known import Known
from assay.apps.enigma.scrubbing.rules import Texts
from assay.apps.enigma.scrubbing.spans import Label
from assay.kernel.errors import Invalid

PRIYA = Known.of({"name": "Priya Sharma"})
WRITTEN = Texts("I am Priya. My friend Zsofia helped me.", "Zsofia and I won a prize. Priya led.")


def test_a_person_has_one_number_in_essay_and_achievements() -> None:
    done = rules.clean(WRITTEN, PRIYA, Options())
    assert done.texts.essay == "I am [PERSON_1]. My friend [PERSON_2] helped me."
    assert done.texts.achievements == "[PERSON_2] and I won a prize. [PERSON_1] led."


def test_options_follow_the_policy_and_name_the_version() -> None:
    policy = ScrubbingPolicy(neutral_pronouns=True, categories=("caste", "place"))
    options = rules.options_of(policy)
    assert options == Options(neutral_pronouns=True, caste=True, places=True)
    assert options.version().endswith("+neutral_pronouns+caste+places")


def test_pieces_mark_placeholders_and_doubtful_words_and_lose_nothing() -> None:
    text = "Later [PERSON_1] saw Zorblax run. [NOT_1] stays."
    cut = rules.pieces(text)
    assert "".join(piece.text for piece in cut) == text
    assert [(p.kind, p.text) for p in cut if p.kind != "plain"] == [
        ("placeholder", "[PERSON_1]"),
        ("doubt", "Zorblax"),
    ]


def test_taking_out_replaces_every_occurrence_outside_placeholders() -> None:
    texts = Texts("Person X met [PERSON_1]. PERSON  x ran.", "person x again, not personx.")
    changed, placeholder, count = rules.take_out(texts, "person x", Label.PERSON)
    assert (placeholder, count) == ("[PERSON_2]", 3)
    assert changed.essay == "[PERSON_2] met [PERSON_1]. [PERSON_2] ran."
    assert changed.achievements == "[PERSON_2] again, not personx."


@pytest.mark.parametrize("exact", ["Zebulon", "(", ".*", "PERSON_1"])
def test_taking_out_what_does_not_occur_is_refused(exact: str) -> None:
    with pytest.raises(Invalid):
        rules.take_out(Texts("I met [PERSON_1].", ""), exact, Label.PERSON)


def test_putting_back_restores_what_was_written() -> None:
    shown = rules.clean(WRITTEN, PRIYA, Options()).texts
    texts, count = rules.put_back(shown, WRITTEN, PRIYA, Options(), "[PERSON_2]")
    assert count == 2
    assert texts == Texts(
        "I am [PERSON_1]. My friend Zsofia helped me.", "Zsofia and I won a prize. [PERSON_1] led."
    )


def test_a_detail_of_the_applicant_is_never_put_back() -> None:
    shown = rules.clean(WRITTEN, PRIYA, Options()).texts
    with pytest.raises(Invalid, match="never put back"):
        rules.put_back(shown, WRITTEN, PRIYA, Options(), "[PERSON_1]")


def test_a_placeholder_of_a_reviewer_cannot_be_put_back() -> None:
    shown = rules.clean(WRITTEN, PRIYA, Options()).texts
    changed, placeholder, _ = rules.take_out(shown, "prize", Label.ID)
    with pytest.raises(Invalid, match="cannot be put back"):
        rules.put_back(changed, WRITTEN, PRIYA, Options(), placeholder)


def test_risk_falls_when_the_doubtful_word_is_taken_out() -> None:
    texts = Texts("Later we saw Zorblax run.", "")
    changed, _, _ = rules.take_out(texts, "Zorblax", Label.PERSON)
    assert rules.residual_risk(changed).value < rules.residual_risk(texts).value
