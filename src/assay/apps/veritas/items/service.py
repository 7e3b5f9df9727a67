"""Statistics of an exam's papers: read, computed beside the event loop, and kept until a mark changes.

Exams of up to AT_ONCE students are computed while the teacher waits; larger ones by a job. Either way the
result lies in the file store under the exam's standing, so the next look costs one file.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from assay.apps.veritas.exams import queries as exams
from assay.apps.veritas.items import queries
from assay.apps.veritas.jobspecs import ITEM_ANALYSIS, ExamArgs
from assay.apps.veritas.models.exams import Exam, ExamQuestion
from assay.kernel import jobs
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Database
from assay.kernel.errors import NotFound
from assay.kernel.files import get_store
from assay.kernel.jobs import JobSpec
from assay.kernel.questions.document import Key

if TYPE_CHECKING:
    from assay.apps.veritas.items.paper import Asked

AT_ONCE = 500
"""Students up to whom nobody is sent away to wait: 500 are 124,750 pairs, about a second."""
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Material:
    """Everything read of an exam before anything is computed."""

    questions: Sequence[ExamQuestion]
    papers: Sequence[queries.Paper]
    responses: Mapping[tuple[int, UUID], Mapping[str, Any]]
    full: Mapping[tuple[int, UUID], bool | None]

    def asked(self) -> list["Asked"]:
        from assay.apps.veritas.items.paper import Asked

        return [
            Asked(one.question_id, place, one.kind, Key.model_validate(one.key).options)
            for place, one in enumerate(self.questions, 1)
        ]


@dataclass(frozen=True, slots=True)
class Statistic:
    """One kind of statistics: what it is called, its job, and how it comes out of the papers."""

    name: str
    spec: JobSpec[ExamArgs]
    compute: Callable[[Material], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Figures:
    """The statistics of an exam; `document` is there when they are `ready`."""

    exam: Exam
    attempts: int
    state: Literal["ready", "computing", "too_few"]
    document: dict[str, Any] | None = None


def analysis(material: Material) -> dict[str, Any]:
    """The item analysis of the papers, as `assay veritas items` prints it, with `question_id` beside `id`.

    Loads numpy and scipy, and takes seconds for many papers: call it in a thread.
    """
    from dataclasses import replace

    import numpy as np

    from assay.apps.veritas.items import paper, report, rules, speed

    given = paper.gather(
        material.asked(),
        [(one.attempt, one.attempt_id, one.form) for one in material.papers],
        material.responses,
        material.full,
    )
    if not given.asked:
        return {"n_persons": len(material.papers), "n_items": 0, "items": [], "warnings": given.sheet.notes}
    found = rules.analyse(given.sheet, missing=given.missing)
    if given.shuffled:
        # Columns are in the exam's order; time ran out in the order of each paper.
        blank = np.isin(given.sheet.answers, ["", paper.NO_ANSWER])
        scores = rules.scored(given.sheet)
        if given.order is None:
            measured = speed.speededness(blank, scores, blanks_show=False)
        else:
            measured = speed.speededness(
                np.take_along_axis(blank, given.order, 1), np.take_along_axis(scores, given.order, 1)
            )
        found = replace(found, speed=measured)
    document = report.document(found)
    for item, one in zip(document["items"], given.asked, strict=True):
        item["question_id"] = str(one.question_id)
    return document


ITEMS = Statistic("items", ITEM_ANALYSIS, analysis)


async def figures(database: Database, actor: Actor, exam_id: UUID, wanted: Statistic = ITEMS) -> Figures:
    """The statistics of an exam that the actor reaches, kept ones where nothing has changed since.

    Opens transactions of its own, for nothing is computed inside one. Raises NotFound.
    """
    org_id = org_of(actor)
    async with database.transaction(org_id=org_id) as db:
        exam = await exams.exam(db, org_id, person_of(actor), exam_id)
        standing = await queries.standing(db, org_id, exam_id)
    if standing.attempts < FEWEST:
        return Figures(exam, standing.attempts, "too_few")
    kept = await _kept(org_id, exam_id, wanted)
    if kept is not None and kept["standing"] == standing.mark:
        return Figures(exam, standing.attempts, "ready", kept["document"])
    if standing.attempts > AT_ONCE:
        async with database.transaction(org_id=org_id) as db:
            await jobs.defer(db, actor, wanted.spec, ExamArgs(exam_id=exam_id), key=str(exam_id))
        return Figures(exam, standing.attempts, "computing")
    return Figures(exam, standing.attempts, "ready", await make(database, org_id, exam_id, wanted))


async def make(database: Database, org_id: UUID, exam_id: UUID, wanted: Statistic) -> dict[str, Any]:
    """Compute the statistics of an exam and keep them."""
    async with database.transaction(org_id=org_id) as db:
        standing = await queries.standing(db, org_id, exam_id)
        material = Material(
            await exams.current_questions(db, org_id, exam_id),
            await queries.papers(db, org_id, exam_id),
            await queries.responses(db, org_id, exam_id),
            await queries.full_marks(db, org_id, exam_id),
        )
    document = await asyncio.to_thread(wanted.compute, material)
    body = json.dumps({"standing": standing.mark, "document": document}, ensure_ascii=False).encode()
    await get_store().put(_key(org_id, exam_id, wanted), body, content_type="application/json")
    return document


async def _kept(org_id: UUID, exam_id: UUID, wanted: Statistic) -> dict[str, Any] | None:
    parts = []
    try:
        async for part in get_store().open(_key(org_id, exam_id, wanted)):
            parts.append(part)
    except NotFound:
        return None
    found: dict[str, Any] = json.loads(b"".join(parts))
    return found


def _key(org_id: UUID, exam_id: UUID, wanted: Statistic) -> str:
    return f"veritas/statistics/{org_id}/{exam_id}/{wanted.name}.json"
