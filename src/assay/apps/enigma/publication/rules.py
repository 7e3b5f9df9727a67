"""Pure rules of publication."""

from collections.abc import Sequence

from assay.apps.enigma.phases import ApplicationStatus
from assay.apps.enigma.policy import Policy
from assay.kernel.errors import Conflict

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


def check_engines(policy: Policy, engines: Sequence[str]) -> None:
    """Raises Conflict when baseline scores count and the frozen policy does not allow that."""
    if BASELINE in engines and not policy.evaluation.allow_baseline:
        raise Conflict(
            "Texts of this cycle were scored by the baseline engine, and its frozen policy does not allow"
            " publication on it. In the next cycle, evaluate with a model or allow the baseline."
        )
