"""Who may do what in Enigma: role → permissions. Reviewers never hold one that leads to an identity."""

from enum import StrEnum

from assay.apps.enigma.phases import PUBLIC, Phase
from assay.kernel.access.actor import Actor


class Permission(StrEnum):
    CYCLE_READ = "enigma:cycle.read"
    CYCLE_RUN = "enigma:cycle.run"
    BATCH_RUN = "enigma:batch.run"
    APPLICATION_READ = "enigma:application.read"
    """Anonymised applications and their scores."""
    SCRUB_REVIEW = "enigma:scrub.review"
    JUDGE_REVIEW = "enigma:judge.review"
    SELECTION_RUN = "enigma:selection.run"
    PUBLISH = "enigma:publish"
    APPEAL_DECIDE = "enigma:appeal.decide"
    ERASE = "enigma:erase"
    AUDIT_READ = "enigma:audit.read"


def sees_outcome(actor: Actor, phase: Phase) -> bool:
    """Whether `actor` may read the ranking and the bundle of a cycle in `phase`.

    Seats and lists tell declared categories by pseudonym: reviewers read them only once everybody may.
    """
    return phase in PUBLIC or actor.may(Permission.SELECTION_RUN) or actor.may(Permission.AUDIT_READ)


ROLES: dict[str, frozenset[StrEnum]] = {
    "admin": frozenset(set(Permission) - {Permission.SCRUB_REVIEW, Permission.JUDGE_REVIEW}),
    "reviewer": frozenset(
        {
            Permission.CYCLE_READ,
            Permission.APPLICATION_READ,
            Permission.SCRUB_REVIEW,
            Permission.JUDGE_REVIEW,
        }
    ),
    "auditor": frozenset({Permission.CYCLE_READ, Permission.AUDIT_READ}),
}
