"""How a case goes from a flag to a decision: two people where it goes against a student. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from assay.apps.veritas.models.analysis import CaseState, Verdict
from assay.apps.veritas.models.attempts import AttemptStatus
from assay.kernel.errors import Conflict, Forbidden, Gone, Invalid
from assay.kernel.web.i18n import gettext as _

SEVERITY = {Verdict.CLEAR: 0, Verdict.WARN: 1, Verdict.VOID: 2}


class Stage(StrEnum):
    FIRST = "first"
    SECOND = "second"
    APPEAL = "appeal"


STAGES = {
    CaseState.OPEN: Stage.FIRST,
    CaseState.SECOND_REVIEW: Stage.SECOND,
    CaseState.APPEALED: Stage.APPEAL,
}


@dataclass(frozen=True, slots=True)
class Said:
    """An earlier decision in the case."""

    stage: Stage
    reviewer_id: UUID
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a decision makes of the case. `verdict` None: another person has to say so too."""

    stage: Stage
    state: CaseState
    verdict: Verdict | None
    overturned: bool = False


def decide(state: CaseState, said: Sequence[Said], reviewer_id: UUID, verdict: Verdict) -> Ruling:
    """Put a person's `verdict` to a case.

    One person may clear. A warning or a void takes two different people, and the milder of the two holds;
    if the second clears, the case is cleared. An appeal is decided by somebody who has not decided before
    and can only make it milder or leave it. Raises Conflict for a case that waits for nobody, Forbidden
    for a person who has decided in it before, Invalid for an appeal made harsher.
    """
    if state not in STAGES:
        raise Conflict(_("Nothing is to be decided in this case."), state=state.value)
    stage = STAGES[state]
    if reviewer_id in {one.reviewer_id for one in said}:
        raise Forbidden(_("You have decided in this case before: another person must do it now."))
    if stage is Stage.FIRST:
        if verdict is Verdict.CLEAR:
            return Ruling(stage, CaseState.DECIDED, verdict)
        return Ruling(stage, CaseState.SECOND_REVIEW, None)
    if stage is Stage.SECOND:
        first = next(one.verdict for one in said if one.stage is Stage.FIRST)
        return Ruling(stage, CaseState.DECIDED, min(first, verdict, key=SEVERITY.__getitem__))
    held = standing(said)
    if SEVERITY[verdict] > SEVERITY[held]:
        raise Invalid(_("An appeal cannot make a decision harsher."))
    return Ruling(stage, CaseState.DECIDED, verdict, overturned=verdict is not held)


def standing(said: Sequence[Said]) -> Verdict:
    """The verdict that the first two reviewers came to."""
    two = [one.verdict for one in said if one.stage is not Stage.APPEAL]
    return min(two, key=SEVERITY.__getitem__)


def appeal_until(verdict: Verdict | None, stage: Stage, now: datetime, days: int) -> datetime | None:
    """Until when the student may appeal: against what two people decided, not against an appeal's end."""
    if verdict in (None, Verdict.CLEAR) or stage is Stage.APPEAL:
        return None
    return now + timedelta(days=days)


def check_statement(state: CaseState) -> None:
    """Raises Conflict once the case is decided."""
    if state not in (CaseState.OPEN, CaseState.SECOND_REVIEW):
        raise Conflict(_("This case is decided. Against a decision there is the appeal."))


def check_appeal(state: CaseState, verdict: Verdict | None, until: datetime | None, now: datetime) -> None:
    """Raises Conflict where there is nothing to appeal against, Gone after the window."""
    if state is CaseState.APPEALED:
        raise Conflict(_("Your appeal is being looked at already."))
    if state is not CaseState.DECIDED or verdict in (None, Verdict.CLEAR):
        raise Conflict(_("There is no decision against you to appeal against."))
    if until is None:
        raise Conflict(_("The appeal has been decided; that decision is final."))
    if now > until:
        raise Gone(_("The time for an appeal is over."))


def check_expungement(state: CaseState, verdict: Verdict | None) -> None:
    """Only what was cleared is expunged. Raises Conflict."""
    if state is CaseState.EXPUNGED:
        raise Conflict(_("This case is expunged already."))
    if state is not CaseState.DECIDED or verdict is not Verdict.CLEAR:
        raise Conflict(_("A case is expunged once it is cleared; a decision that stands is kept."))


def status_after(
    verdict: Verdict, status: AttemptStatus, *, answered: int, to_mark: int, is_graded: bool
) -> AttemptStatus:
    """The attempt's status under a verdict: void, or what it was before it was void."""
    if verdict is Verdict.VOID:
        return AttemptStatus.VOID
    if status is not AttemptStatus.VOID:
        return status
    if is_graded and not to_mark:
        return AttemptStatus.GRADED
    return AttemptStatus.SUBMITTED if answered else AttemptStatus.ABANDONED
