"""How the progress of a certificate may move. Pure."""

from assay.apps.exportsathi.models.progress import CertificateState

MOVES: dict[CertificateState, frozenset[CertificateState]] = {
    CertificateState.NOT_STARTED: frozenset({CertificateState.IN_PROGRESS, CertificateState.COMPLETED}),
    CertificateState.IN_PROGRESS: frozenset(
        {CertificateState.NOT_STARTED, CertificateState.COMPLETED, CertificateState.REJECTED}
    ),
    # corrected, where somebody marked the wrong one; renewed, where it lapsed
    CertificateState.COMPLETED: frozenset({CertificateState.NOT_STARTED, CertificateState.IN_PROGRESS}),
    CertificateState.REJECTED: frozenset({CertificateState.NOT_STARTED, CertificateState.IN_PROGRESS}),
}


def may_move(now: CertificateState, wanted: CertificateState) -> bool:
    """Whether a certificate may go from one state to another; staying is always allowed."""
    return wanted is now or wanted in MOVES[now]


def proven(iec: str, gstin: str) -> frozenset[str]:
    """Registrations that a number of the business proves, by the ids that rules name them by."""
    there = {"iec": iec, "gst-registration": gstin}
    return frozenset(name for name, number in there.items() if number)
