"""What keeps a paper from being made."""

from assay.apps.mathvidya.papers.shortage import Finding, Shortage
from assay.kernel.errors import Conflict


class BankTooSmall(Conflict):
    """The bank cannot meet the blueprint. `findings` say what is short and by how much."""

    slug, title = "bank-too-small", "The bank cannot make this paper"

    def __init__(self, shortage: Shortage) -> None:
        super().__init__(
            shortage.summary,
            causes=[_told(one) for one in shortage.causes],
            nearest=[_told(one) for one in shortage.nearest],
        )
        self.shortage = shortage


def _told(finding: Finding) -> dict[str, str]:
    return {
        "what": finding.what,
        "subject": finding.subject,
        "wanted": str(finding.wanted),
        "available": str(finding.available),
        "message": finding.message,
    }
