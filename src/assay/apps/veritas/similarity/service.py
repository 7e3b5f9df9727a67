"""Answer similarity of an exam's papers, through the same door as item analysis."""

from typing import Any
from uuid import UUID

from assay.apps.veritas.items import queries
from assay.apps.veritas.items.service import Figures, Material, Statistic, figures
from assay.apps.veritas.jobspecs import SIMILARITY
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Database
from assay.kernel.web.i18n import gettext as _

SHOWN = 100
"""Pairs kept beside the flagged ones, most striking first."""
MOST = 1_000


def comparison(material: Material) -> dict[str, Any]:
    """All pairs of papers compared, as `assay veritas similarity` prints them; persons are attempt ids.

    Loads numpy and scipy, and takes seconds for many papers: call it in a thread.
    """
    from assay.apps.veritas.items import paper
    from assay.apps.veritas.similarity import report, rules
    from assay.apps.veritas.similarity.beside import Circumstances

    given = paper.gather(
        material.asked(),
        [(one.attempt, one.attempt_id, one.form) for one in material.papers],
        material.responses,
        material.full,
        choices_only=True,
    )
    if not given.asked:
        nothing = _("The exam has no single choices, so there is nothing to compare.")
        return {"n_persons": len(material.papers), "n_items": 0, "warnings": [nothing], "pairs": []}
    found = rules.compare(given.sheet)
    around = {
        str(one.attempt_id): Circumstances(
            started_at=one.started_at, submitted_at=one.submitted_at, network=one.address or None
        )
        for one in material.papers
    }
    shown = min(found.pairs.a.size, max(SHOWN, min(int(found.flagged.sum()), MOST)))
    return {
        **report.head(found, shown),
        "pairs": [report.pair(found, place, around) for place in range(shown)],
    }


PAIRS = Statistic("similarity", SIMILARITY, comparison)


async def similarity(database: Database, actor: Actor, exam_id: UUID) -> tuple[Figures, dict[str, str]]:
    """The comparison, and the students' names by attempt id. Raises NotFound.

    Names are read anew each time: kept figures hold none, so an erased person is in none of them.
    """
    found = await figures(database, actor, exam_id, PAIRS)
    pairs = (found.document or {}).get("pairs", ())
    wanted = sorted({UUID(one[side]) for one in pairs for side in ("a", "b")})
    async with database.transaction(org_id=org_of(actor)) as db:
        return found, await queries.names(db, org_of(actor), wanted)
