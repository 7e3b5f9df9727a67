"""What a result says in words."""

from collections.abc import Mapping
from typing import Any

from assay.apps.enigma.phases import ApplicationStatus

BASELINE = "baseline"
BASELINE_NOTE = (
    "Texts were scored by Assay's baseline: fixed text features, not a reader's judgement."
    " The policy of this cycle allows it."
)

RESULT_WORDS: dict[str, str] = {
    ApplicationStatus.SELECTED: "You are offered a place.",
    ApplicationStatus.WAITLISTED: "You are on the waitlist.",
    ApplicationStatus.NOT_SELECTED: "You are not offered a place this time.",
}


def traits_of(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The worker's answer trait by trait: name, score, reason, and the quote it rests on (or None)."""
    return [
        {"name": name, "score": said["score"], "reason": said["reason"], "quote": said["quote"]}
        for name, said in answer.get("traits", {}).items()
    ]
