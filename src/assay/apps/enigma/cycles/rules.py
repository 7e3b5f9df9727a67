"""Pure rules of cycles: what may still be changed, and what a step is called."""

from assay.apps.enigma.phases import Action, Phase
from assay.kernel.errors import OutOfOrder

STEP_NAMES: dict[Action, str] = {
    Action.OPEN: "Open submissions",
    Action.FREEZE: "Freeze",
    Action.PREPROCESS: "Compute metrics",
    Action.EXPORT_BATCH: "Scrub and prepare batches",
    Action.EVALUATE: "Evaluate",
    Action.JUDGE: "Judge",
    Action.SELECT_TOP_K: "Select",
    Action.PUBLISH: "Publish",
    Action.COMPLETE: "Complete and archive",
}


def check_changeable(phase: Phase) -> None:
    """Raises OutOfOrder once the cycle is frozen: nothing that decides a place may change after that."""
    if phase is not Phase.SUBMISSION:
        raise OutOfOrder(
            f"The cycle is in {phase}; its settings were fixed at the freeze.",
            phase=phase.value,
            needed=Phase.SUBMISSION.value,
        )


def next_action(finished: frozenset[Action]) -> Action | None:
    """The first step that has not finished; None when the cycle is complete."""
    return next((action for action in Action if action not in finished), None)
