"""The nine phases of a cycle as a table. What may follow what is data, read by one function."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from assay.kernel.errors import OutOfOrder


class Phase(StrEnum):
    SUBMISSION = "SUBMISSION"
    FROZEN = "FROZEN"
    PREPROCESSING = "PREPROCESSING"
    BATCH_PREP = "BATCH_PREP"
    PROCESSING = "PROCESSING"
    SCORED = "SCORED"
    SELECTION = "SELECTION"
    PUBLISHED = "PUBLISHED"
    COMPLETED = "COMPLETED"


PUBLIC = frozenset({Phase.PUBLISHED, Phase.COMPLETED})
"""Phases in which results are public."""


class ApplicationStatus(StrEnum):
    SUBMITTED = "SUBMITTED"
    FINALIZED = "FINALIZED"
    PREPROCESSING = "PREPROCESSING"
    BATCH_READY = "BATCH_READY"
    PROCESSING = "PROCESSING"
    SCORED = "SCORED"
    SELECTED = "SELECTED"
    WAITLISTED = "WAITLISTED"
    NOT_SELECTED = "NOT_SELECTED"
    PUBLISHED = "PUBLISHED"


class Action(StrEnum):
    """What an administrator asks of a cycle; each is one endpoint."""

    OPEN = "open"
    FREEZE = "freeze"
    PREPROCESS = "preprocess"
    EXPORT_BATCH = "export-batch"
    EVALUATE = "evaluate"
    JUDGE = "judge"
    SELECT_TOP_K = "select-top-k"
    PUBLISH = "publish"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Transition:
    """`action` is allowed in `source` once `after` is finished; it leads to `target`.

    `at_start`: the cycle moves when the step begins (its progress belongs to the new phase), otherwise
    when the step has finished.
    """

    source: Phase
    target: Phase
    after: Action | None
    at_start: bool = True


TRANSITIONS: dict[Action, Transition] = {
    Action.OPEN: Transition(Phase.SUBMISSION, Phase.SUBMISSION, None),
    Action.FREEZE: Transition(Phase.SUBMISSION, Phase.FROZEN, Action.OPEN),
    Action.PREPROCESS: Transition(Phase.FROZEN, Phase.PREPROCESSING, Action.FREEZE),
    Action.EXPORT_BATCH: Transition(Phase.PREPROCESSING, Phase.BATCH_PREP, Action.PREPROCESS),
    Action.EVALUATE: Transition(Phase.BATCH_PREP, Phase.PROCESSING, Action.EXPORT_BATCH),
    Action.JUDGE: Transition(Phase.PROCESSING, Phase.SCORED, Action.EVALUATE, at_start=False),
    Action.SELECT_TOP_K: Transition(Phase.SCORED, Phase.SELECTION, Action.JUDGE),
    Action.PUBLISH: Transition(Phase.SELECTION, Phase.PUBLISHED, Action.SELECT_TOP_K),
    Action.COMPLETE: Transition(Phase.PUBLISHED, Phase.COMPLETED, Action.PUBLISH, at_start=False),
}

ORDER: tuple[Phase, ...] = tuple(Phase)

APPLICATION_TRANSITIONS: dict[ApplicationStatus, frozenset[ApplicationStatus]] = {
    ApplicationStatus.SUBMITTED: frozenset({ApplicationStatus.FINALIZED}),
    ApplicationStatus.FINALIZED: frozenset({ApplicationStatus.PREPROCESSING}),
    ApplicationStatus.PREPROCESSING: frozenset({ApplicationStatus.BATCH_READY}),
    ApplicationStatus.BATCH_READY: frozenset({ApplicationStatus.PROCESSING}),
    ApplicationStatus.PROCESSING: frozenset({ApplicationStatus.SCORED}),
    ApplicationStatus.SCORED: frozenset(
        {ApplicationStatus.SELECTED, ApplicationStatus.WAITLISTED, ApplicationStatus.NOT_SELECTED}
    ),
    ApplicationStatus.SELECTED: frozenset({ApplicationStatus.PUBLISHED}),
    ApplicationStatus.WAITLISTED: frozenset({ApplicationStatus.PUBLISHED}),
    ApplicationStatus.NOT_SELECTED: frozenset({ApplicationStatus.PUBLISHED}),
    ApplicationStatus.PUBLISHED: frozenset(),
}


def check(action: Action, phase: Phase, finished: Collection[Action], started: Collection[Action]) -> bool:
    """True when `action` is to begin now, False when it has begun or finished already.

    Raises OutOfOrder, naming the phase the cycle is in and the one the action needs.
    """
    if action in finished or action in started:
        return False
    needed = TRANSITIONS[action]
    if phase is not needed.source:
        raise OutOfOrder(
            f"The cycle is in {phase}; {action} needs {needed.source}.",
            phase=phase.value,
            needed=needed.source.value,
            action=action.value,
        )
    if needed.after is not None and needed.after not in finished:
        raise OutOfOrder(
            f"{needed.after} has not finished yet; {action} comes after it.",
            phase=phase.value,
            needed=needed.source.value,
            waiting_for=needed.after.value,
            action=action.value,
        )
    return True
