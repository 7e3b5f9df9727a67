"""Who may do what in Enigma: role → permissions. Reviewers never hold one that leads to an identity."""

from enum import StrEnum


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
