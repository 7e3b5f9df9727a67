"""The callers of Enigma's routes, by what they must be permitted to do."""

from typing import Annotated

from assay.apps.enigma.permissions import Permission
from assay.kernel.access import Actor, public, requires

CycleReader = Annotated[Actor, requires(Permission.CYCLE_READ)]
CycleAdmin = Annotated[Actor, requires(Permission.CYCLE_RUN)]
BatchAdmin = Annotated[Actor, requires(Permission.BATCH_RUN)]
Reviewer = Annotated[Actor, requires(Permission.APPLICATION_READ)]
ScrubReviewer = Annotated[Actor, requires(Permission.SCRUB_REVIEW)]
JudgeReviewer = Annotated[Actor, requires(Permission.JUDGE_REVIEW)]
Selector = Annotated[Actor, requires(Permission.SELECTION_RUN)]
Publisher = Annotated[Actor, requires(Permission.PUBLISH)]
AppealJudge = Annotated[Actor, requires(Permission.APPEAL_DECIDE)]
Eraser = Annotated[Actor, requires(Permission.ERASE)]

Applicant = Annotated[Actor, public("Applicants have no account; an application opens by its token alone.")]
Visitor = Annotated[Actor, public("What a cycle asks for, and its published bundle, are open to everyone.")]
