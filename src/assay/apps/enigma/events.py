"""What Enigma writes to the audit log."""

from enum import StrEnum


class Event(StrEnum):
    CYCLE_CREATED = "enigma.cycle.created"
    CYCLE_CHANGED = "enigma.cycle.changed"
    CYCLE_OPENED = "enigma.cycle.opened"
    CYCLE_FROZEN = "enigma.cycle.frozen"
    STEP_STARTED = "enigma.step.started"
    STEP_FINISHED = "enigma.step.finished"
    APPLICATION_SUBMITTED = "enigma.application.submitted"
    APPLICATION_CORRECTED = "enigma.application.corrected"
    APPLICATION_ERASED = "enigma.application.erased"
    APPEAL_LODGED = "enigma.appeal.lodged"
    APPEAL_DECIDED = "enigma.appeal.decided"
    SCRUB_REVIEWED = "enigma.scrub.reviewed"
    BATCH_EXPORTED = "enigma.batch.exported"
    BATCH_IMPORTED = "enigma.batch.imported"
    JUDGE_REVIEWED = "enigma.judge.reviewed"
    SCORES_COMMITTED = "enigma.scores.committed"
    SELECTION_MADE = "enigma.selection.made"
    RESULTS_PUBLISHED = "enigma.results.published"
    CYCLE_COMPLETED = "enigma.cycle.completed"
    COPIES_ERASED = "enigma.copies.erased"
