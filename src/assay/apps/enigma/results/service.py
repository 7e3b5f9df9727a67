"""An applicant's published result."""

from typing import Any
from uuid import UUID

from assay.apps.enigma.results import queries, rules
from assay.apps.enigma.scoring import rubric
from assay.kernel.db.session import Session


async def result_of(db: Session, org_id: UUID, application_id: UUID) -> dict[str, Any] | None:
    """The published result of an application, with the worker's reasons; None while there is none."""
    score = await queries.final_score(db, org_id, application_id)
    if score is None:
        return None
    said = await queries.rationale(db, org_id, application_id)
    if said:
        said["traits"] = rules.traits_of(said["answer"])
        said["highest"] = rubric.load(said["rubric"]).high if said["rubric"] else None
    return {
        "status": score.status.value,
        "words": rules.RESULT_WORDS[score.status],
        "aggregate": float(score.aggregate),
        "components": score.components,
        "rank": score.rank,
        "seat": score.seat,
        "waitlist_place": score.waitlist_place,
        "rationale": said,
        "note": rules.BASELINE_NOTE if said and said["engine"] == rules.BASELINE else "",
    }
