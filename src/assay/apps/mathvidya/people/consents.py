"""The texts that people agree to. A changed text gets a new version; what was agreed to keeps the old one."""

from assay.kernel.web.i18n import gettext as _

PARENT_VERSION = "parent-1"
LEADERBOARD_VERSION = "leaderboard-1"


def parent_text() -> str:
    """What both sides agree to before a parent sees results."""
    return _(
        "The parent sees the student's exams, marks, progress and what to practise next, and the marked"
        " pages. The parent or the school may end this at any time."
    )


def leaderboard_text() -> str:
    """What a student agrees to before a place on the leaderboard is shown."""
    return _(
        "My best result of each kind of paper is shown to students of this institution whose plan has the"
        " leaderboard, under my alias, or under my first name and initial if I have none. I can take this"
        " back at any time, and am gone from it at once."
    )
