"""SQL of evaluation: medians taken, verdicts applied, the person's queue."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from assay.apps.enigma.models.batches import BatchRun
from assay.apps.enigma.models.evaluation import Evaluation, EvaluationText, HumanReview, ReviewStatus
from assay.apps.enigma.scoring.rubric import COMPONENTS, Rubric
from assay.apps.enigma.scoring.rules import Concern, ReviewReason, components
from assay.kernel import clock
from assay.kernel.db.paging import Page, keyset
from assay.kernel.errors import NotFound
from assay.kernel.web.i18n import gettext as _


def _component_sql(name: str, rubric: Rubric, array: str) -> str:
    """`rules.components` in SQL, over an array of trait scores."""
    weights = rubric.components[name]
    terms = " + ".join(f"{w:g} * ({array}[{i}] - {rubric.low})" for i, w in enumerate(weights, 1) if w)
    return f"round((100 * ({terms}) / {(rubric.high - rubric.low) * sum(weights):g})::numeric, 3)"


async def aggregate(db: AsyncSession, run: BatchRun, rubric: Rubric, *, spread_limit: float) -> int:
    """Evaluations from the worker's answers, `rules.aggregate` over each application. Fan-out.

    The first valid answer of each replicate counts. Returns how many were written; done again, none.
    """
    places = range(1, len(rubric.traits) + 1)
    medians = ", ".join(
        f"round(percentile_cont(0.5) WITHIN GROUP (ORDER BY scores[{i}])::numeric, 2)" for i in places
    )
    spreads = ", ".join(f"(max(scores[{i}]) - min(scores[{i}]))::smallint" for i in places)
    essay, achievements = (_component_sql(name, rubric, "m.medians") for name in COMPONENTS)
    result = await db.execute(
        text(
            f"""
            INSERT INTO enigma.evaluations (org_id, application_id, cycle_id, worker_run_id, engine, medians,
                                            spreads, final, concerns, essay, achievements)
            SELECT :org_id, m.application_id, :cycle_id, :run_id, :engine, m.medians, m.spreads, m.medians,
                   array_remove(ARRAY[
                       CASE WHEN (SELECT max(s) FROM unnest(m.spreads) s) > CAST(:limit AS numeric)
                            THEN '{Concern.SPREAD}' END,
                       CASE WHEN t.injection <> '{{}}' THEN '{Concern.INJECTION}' END,
                       CASE WHEN m.answers < CAST(:replicates AS int) THEN '{Concern.INCOMPLETE}' END], NULL),
                   {essay}, {achievements}
            FROM (SELECT application_id, count(*) AS answers, ARRAY[{medians}] AS medians,
                         ARRAY[{spreads}] AS spreads
                  FROM (SELECT DISTINCT ON (application_id, replicate) application_id, scores
                        FROM enigma.worker_results WHERE org_id = :org_id AND batch_run_id = :run_id
                        ORDER BY application_id, replicate, created_at, attempt) first
                  GROUP BY application_id) m
            JOIN enigma.evaluation_texts t ON t.application_id = m.application_id AND t.org_id = :org_id
            ON CONFLICT (application_id) DO NOTHING
            """  # noqa: S608 - numbers of the rubric and constants
        ),
        {
            "org_id": run.org_id,
            "cycle_id": run.cycle_id,
            "run_id": run.batch_run_id,
            "engine": run.engine,
            "limit": spread_limit,
            "replicates": run.replicates,
        },
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


async def queue_unanswered(db: AsyncSession, run: BatchRun) -> int:
    """Texts that no attempt got a valid answer for go to a person; returns how many. Fan-out."""
    result = await db.execute(
        text(
            """
            INSERT INTO enigma.human_reviews (org_id, application_id, cycle_id, reasons, opened_at)
            SELECT t.org_id, t.application_id, t.cycle_id, ARRAY[CAST(:reason AS text)], :now
            FROM enigma.evaluation_texts t
            LEFT JOIN enigma.evaluations e ON e.application_id = t.application_id
            WHERE t.org_id = :org_id AND t.cycle_id = :cycle_id AND e.application_id IS NULL
            ON CONFLICT (application_id) DO NOTHING
            """
        ),
        {
            "org_id": run.org_id,
            "cycle_id": run.cycle_id,
            "reason": ReviewReason.NO_ANSWER.value,
            "now": clock.now(),
        },
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


async def queue_unjudged(db: AsyncSession, run: BatchRun) -> int:
    """Applications the judge was asked about and never answered for go to a person; returns how many."""
    result = await db.execute(
        text(
            """
            INSERT INTO enigma.human_reviews (org_id, application_id, cycle_id, reasons, opened_at)
            SELECT DISTINCT r.org_id, r.application_id, CAST(:cycle_id AS uuid),
                   ARRAY[CAST(:reason AS text)], CAST(:now AS timestamptz)
            FROM enigma.batch_requests r
            WHERE r.org_id = :org_id AND r.batch_run_id = :run_id AND NOT EXISTS (
                SELECT FROM enigma.judge_results j
                WHERE j.application_id = r.application_id AND j.batch_run_id = :run_id)
            ON CONFLICT (application_id) DO NOTHING
            """
        ),
        {
            "org_id": run.org_id,
            "cycle_id": run.cycle_id,
            "run_id": run.batch_run_id,
            "reason": ReviewReason.NO_VERDICT.value,
            "now": clock.now(),
        },
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


async def verdicts(
    db: AsyncSession, run: BatchRun, *, after: UUID | None, limit: int
) -> Sequence[tuple[UUID, list[float], dict[str, Any]]]:
    """Application, medians and the first valid verdict of the next judged applications."""
    rows = await db.execute(
        text(
            "SELECT DISTINCT ON (j.application_id) j.application_id, e.medians, j.answer "
            "FROM enigma.judge_results j JOIN enigma.evaluations e USING (application_id) "
            "WHERE j.org_id = :org_id AND e.org_id = :org_id AND j.batch_run_id = :run_id "
            "AND j.application_id > :after ORDER BY j.application_id, j.created_at, j.attempt LIMIT :limit"
        ),
        {"org_id": run.org_id, "run_id": run.batch_run_id, "after": after or UUID(int=0), "limit": limit},
    )
    return [(row[0], [float(score) for score in row[1]], row[2]) for row in rows.all()]


async def apply_scores(
    db: AsyncSession,
    org_id: UUID,
    rubric: Rubric,
    scores: Sequence[tuple[UUID, Sequence[float]]],
    *,
    decided_by: str,
) -> None:
    """Give applications their final trait scores, and the components that follow."""
    essay, achievements = (_component_sql(name, rubric, "n.final") for name in COMPONENTS)
    await db.execute(
        text(
            f"""
            UPDATE enigma.evaluations e
            SET final = n.final, decided_by = :decided_by, essay = {essay}, achievements = {achievements}
            FROM (SELECT id, string_to_array(scores, ',')::numeric[] AS final
                  FROM unnest(CAST(:ids AS uuid[]), CAST(:scores AS text[])) AS u(id, scores)) n
            WHERE e.org_id = :org_id AND e.application_id = n.id AND e.decided_by <> 'person'
            """  # noqa: S608 - numbers of the rubric
        ),
        {
            "org_id": org_id,
            "decided_by": decided_by,
            "ids": [application for application, _ in scores],
            "scores": [",".join(f"{score:g}" for score in given) for _, given in scores],
        },
    )


async def queue(
    db: AsyncSession, org_id: UUID, cycle_id: UUID, items: Sequence[tuple[UUID, Sequence[str]]]
) -> None:
    """Put applications before a person, each with its reasons."""
    await db.execute(
        text(
            """
            INSERT INTO enigma.human_reviews (org_id, application_id, cycle_id, reasons, opened_at)
            SELECT :org_id, n.id, :cycle_id, string_to_array(n.reasons, ','), :now
            FROM unnest(CAST(:ids AS uuid[]), CAST(:reasons AS text[])) AS n(id, reasons)
            ON CONFLICT (application_id) DO NOTHING
            """
        ),
        {
            "org_id": org_id,
            "cycle_id": cycle_id,
            "now": clock.now(),
            "ids": [application for application, _ in items],
            "reasons": [",".join(given) for _, given in items],
        },
    )


async def open_reviews(db: AsyncSession, org_id: UUID, cycle_id: UUID) -> int:
    number = await db.scalar(
        text(
            "SELECT count(*) FROM enigma.human_reviews "
            "WHERE org_id = :org_id AND cycle_id = :cycle_id AND status = 'open'"
        ),
        {"org_id": org_id, "cycle_id": cycle_id},
    )
    return int(number or 0)


async def review_page(
    db: AsyncSession, org_id: UUID, *, after: str | None = None, limit: int = 50
) -> Page[HumanReview]:
    """Applications that wait for a person, in the order of their opaque id: it tells nothing."""
    return await keyset(
        db,
        select(HumanReview).where(HumanReview.org_id == org_id, HumanReview.status == ReviewStatus.OPEN),
        [HumanReview.application_id],
        [UUID],
        after=after,
        limit=limit,
        key=lambda row: [row.application_id],
    )


async def review(db: AsyncSession, org_id: UUID, application_id: UUID, *, lock: bool = False) -> HumanReview:
    """One item of the queue. Raises NotFound. Single-root."""
    statement = select(HumanReview).where(
        HumanReview.org_id == org_id, HumanReview.application_id == application_id
    )
    found = await db.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound(_("There is nothing to decide here."))
    return found


async def evaluation(db: AsyncSession, org_id: UUID, application_id: UUID) -> Evaluation | None:
    return await db.scalar(
        select(Evaluation).where(Evaluation.org_id == org_id, Evaluation.application_id == application_id)
    )


async def evaluation_text(db: AsyncSession, org_id: UUID, application_id: UUID) -> EvaluationText:
    found = await db.scalar(
        select(EvaluationText).where(
            EvaluationText.org_id == org_id, EvaluationText.application_id == application_id
        )
    )
    if found is None:
        raise NotFound(_("There is nothing to decide here."))
    return found


async def said(db: AsyncSession, org_id: UUID, application_id: UUID) -> dict[str, Any]:
    """What worker and judge answered about one application, first valid answers first. Single-root."""
    answers: dict[str, Any] = {}
    for name in ("worker", "judge"):
        rows = await db.execute(
            text(
                f"SELECT answer FROM enigma.{name}_results "  # noqa: S608 - two constants
                "WHERE org_id = :org_id AND application_id = :id ORDER BY created_at, replicate, attempt"
            ),
            {"org_id": org_id, "id": application_id},
        )
        answers[name] = [row[0] for row in rows.all()]
    return answers


async def settle_by_person(
    db: AsyncSession, run: BatchRun, rubric: Rubric, application_id: UUID, scores: Sequence[int]
) -> None:
    """A person's scores become final; an application that no model scored gets its evaluation now."""
    given = [float(score) for score in scores]
    values = components(given, rubric)
    statement = insert(Evaluation).values(
        org_id=run.org_id,
        application_id=application_id,
        cycle_id=run.cycle_id,
        worker_run_id=run.batch_run_id,
        engine=run.engine,
        medians=given,
        spreads=[0] * len(given),
        final=given,
        decided_by="person",
        concerns=[],
        **values,
    )
    await db.execute(
        statement.on_conflict_do_update(
            index_elements=[Evaluation.application_id],
            set_={"final": given, "decided_by": "person", **values},
        )
    )
