"""The scoring policy: what it refuses, and that its hash names it."""

import pytest
from pydantic import ValidationError

from assay.apps.enigma.policy import Component, Policy


def test_the_default_weights_are_those_of_the_institution() -> None:
    assert [Policy().weights[part] for part in Component] == [30, 25, 25, 20]


def test_the_hash_is_that_of_the_document() -> None:
    again = Policy.model_validate(Policy().document())
    assert again.digest() == Policy().digest()
    assert Policy(waitlist=1).digest() != Policy().digest()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"weights": {"academic": 1}}, "weight for each"),
        ({"weights": {"academic": 0, "tests": 1, "achievements": 0, "essay": 0}}, "academic weight"),
        ({"tie_break": ["essay", "essay"]}, "once in the tie-break"),
        ({"reserved": [{"category": "SC", "seats": 1}] * 2}, "once for each kind"),
        ({"reserved": [{"category": "S C", "seats": 1}]}, "pattern"),
        ({"surprise": 1}, "Extra inputs"),
    ],
)
def test_a_policy_that_cannot_work_is_refused(change: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Policy.model_validate(change)
