"""After a marking: is it marked again, do the markings agree, which marks count; and seeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.config.settings import Config
from assay.apps.mathvidya.evaluations import service as evaluations
from assay.apps.mathvidya.evaluations import teachers
from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.exams.outcome import Outcome
from assay.apps.mathvidya.models.evaluations import Evaluation, EvaluationState, Purpose, SeedScript
from assay.apps.mathvidya.quality import queries, rules
from assay.apps.mathvidya.quality.forms import SeedForm
from assay.apps.mathvidya.quality.rules import Comparison
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict
from assay.kernel.web.i18n import gettext as _


class Verdict(StrEnum):
    """What a finished marking means for its exam."""

    COUNTS = "counts"
    """These marks are the exam's."""
    WAITS = "waits"
    """A second marking or an adjudication comes first."""
    SEED = "seed"
    """It was a seed: the exam has its marks already."""
    QUERY = "query"
    """It answers a query about one question."""


@dataclass(frozen=True, slots=True)
class Settled:
    """`counts`: the evaluation whose marks are to be published, where there is one."""

    verdict: Verdict
    counts: Evaluation | None = None


async def settle(db: Session, actor: Actor, student_id: UUID, evaluation_id: UUID) -> Settled:
    """What follows from a submitted marking: the next round, the marks that count, a marker stopped.

    Asked again it answers the same and adds nothing. Raises NotFound, Conflict while it is not submitted.
    """
    org_id = org_of(actor)
    one = await queries.evaluation(db, org_id, evaluation_id, student_id=student_id, lock=True)
    if one.state is not EvaluationState.SUBMITTED:
        raise Conflict(_("This marking is not finished."), state=one.state.value)
    await queries.lock_exam(db, one)
    settings = await config.get(db, org_id)
    match one.purpose:
        case Purpose.QUERY:
            return Settled(Verdict.QUERY, one)
        case Purpose.SEED:
            await _settle_seed(db, actor, one, settings)
            found = Settled(Verdict.SEED)
        case _:
            found = await _settle_rounds(db, actor, one, settings)
    await _give_seed(db, actor, one, settings)
    return found


def outcome_of(one: Evaluation) -> Outcome:
    return Outcome.model_validate(one.outcome)


async def _settle_rounds(db: Session, actor: Actor, one: Evaluation, settings: Config) -> Settled:
    """Of first marking, second and adjudication: the last decides; two that agree leave the first."""
    rounds = await queries.rounds(db, one)
    first, second, third = (
        next((row for row in rounds if row.purpose is purpose), None)
        for purpose in (Purpose.FIRST, Purpose.SECOND, Purpose.ADJUDICATION)
    )
    assert first is not None
    if third is not None:
        return await _adjudicated(db, third, [row for row in (first, second) if row is not None])
    if second is None:
        if not rules.is_sampled(first.evaluation_id, settings.second_marking_percent):
            return Settled(Verdict.COUNTS, first)
        await open_round(db, actor, first, Purpose.SECOND)
        return Settled(Verdict.WAITS)
    if not (first.state is second.state is EvaluationState.SUBMITTED):
        return Settled(Verdict.WAITS)
    found = rules.compare(outcome_of(first), outcome_of(second), settings.second_marking_difference)
    await _write(db, first, queries.SECOND, found)
    await _write(db, second, queries.SECOND, _turned(found))
    if found.within:
        return Settled(Verdict.COUNTS, first)
    await open_round(db, actor, first, Purpose.ADJUDICATION)
    return Settled(Verdict.WAITS)


async def _adjudicated(db: Session, third: Evaluation, earlier: Sequence[Evaluation]) -> Settled:
    if third.state is not EvaluationState.SUBMITTED:
        return Settled(Verdict.WAITS)
    agreed = outcome_of(third)
    for row in earlier:
        if row.state is EvaluationState.SUBMITTED:
            found = rules.compare(outcome_of(row), agreed, Decimal(0))
            await _write(db, row, queries.ADJUDICATION, found)
    return Settled(Verdict.COUNTS, third)


async def open_round(db: Session, actor: Actor, of: Evaluation, purpose: Purpose) -> Evaluation:
    """One more round of the exam of `of`, for a teacher who has not marked it."""
    return await evaluations.create(db, actor, of.student_id, of.exam_id, purpose=purpose)


async def second_mark(db: Session, actor: Actor, evaluation_id: UUID) -> Evaluation:
    """An administrator asks for a second marking. Asked again, it is answered the same.

    Raises NotFound; Conflict where there is no finished first marking.
    """
    one = await queries.evaluation(db, org_of(actor), evaluation_id)
    await queries.lock_exam(db, one)
    rounds = await queries.rounds(db, one)
    found = next((row for row in rounds if row.purpose is Purpose.SECOND), None)
    if found is not None:
        return found
    _finished(rounds, Purpose.FIRST)
    return await open_round(db, actor, one, Purpose.SECOND)


async def adjudicate(db: Session, actor: Actor, evaluation_id: UUID) -> Evaluation:
    """An administrator has a third teacher decide between two markings. Asked again, it is answered the same.

    Raises NotFound; Conflict where two markings are not finished.
    """
    one = await queries.evaluation(db, org_of(actor), evaluation_id)
    await queries.lock_exam(db, one)
    rounds = await queries.rounds(db, one)
    found = next((row for row in rounds if row.purpose is Purpose.ADJUDICATION), None)
    if found is not None:
        return found
    _finished(rounds, Purpose.FIRST)
    _finished(rounds, Purpose.SECOND)
    return await open_round(db, actor, one, Purpose.ADJUDICATION)


def _finished(rounds: Sequence[Evaluation], purpose: Purpose) -> Evaluation:
    for row in rounds:
        if row.purpose is purpose and row.state is EvaluationState.SUBMITTED:
            return row
    raise Conflict(_("A marking that would be needed is not finished yet."), needed=purpose.value)


async def make_seed(db: Session, actor: Actor, form: SeedForm) -> SeedScript:
    """Make a finished marking's exam a seed; its marks are the agreed ones. An exam is one seed at most.

    Raises NotFound, Conflict.
    """
    org_id = org_of(actor)
    one = await queries.evaluation(db, org_id, form.evaluation_id)
    await queries.lock_exam(db, one)
    if one.state is not EvaluationState.SUBMITTED or one.purpose in (Purpose.QUERY, Purpose.SEED):
        raise Conflict(_("Agreed marks come from a finished marking of the whole script."))
    if await queries.seed_of(db, one) is not None:
        raise Conflict(_("This script is a seed already."))
    tolerance = form.tolerance
    if tolerance is None:
        tolerance = (await config.get(db, org_id)).seed_tolerance
    agreed = outcome_of(one)
    made = SeedScript(
        org_id=org_id,
        student_id=one.student_id,
        exam_id=one.exam_id,
        class_level=one.class_level,
        agreed=agreed.document(),
        agreed_score=agreed.total,
        tolerance=tolerance,
        made_by=actor.label or "administrator",
    )
    db.add(made)
    await db.flush()
    await audit.record(
        db,
        actor,
        Event.SEED_MADE,
        entity="seed",
        entity_id=made.seed_id,
        after={"agreed": made.agreed},
        details={"class_level": made.class_level, "tolerance": str(tolerance)},
    )
    return made


async def retire_seed(db: Session, actor: Actor, seed_id: UUID) -> SeedScript:
    """It is given to nobody any more; what was given counts. Raises NotFound."""
    found = await queries.seed(db, org_of(actor), seed_id, lock=True)
    found.is_active = False
    await db.flush()
    return found


async def _settle_seed(db: Session, actor: Actor, one: Evaluation, settings: Config) -> None:
    assert one.seed_id is not None
    assert one.teacher_id is not None
    seed = await queries.seed(db, one.org_id, one.seed_id)
    found = rules.compare(outcome_of(one), Outcome.model_validate(seed.agreed), seed.tolerance)
    if not await _write(db, one, queries.SEED, found) or found.within:
        return
    await audit.record(
        db,
        actor,
        Event.SEED_MISSED,
        entity="evaluation",
        entity_id=one.evaluation_id,
        details={"by": str(found.deviation), "questions": len(found.differences)},
    )
    hits = await queries.last_seeds(db, one.org_id, one.teacher_id, settings.seed_misses)
    if rules.must_stop(hits, settings.seed_misses):
        reason = _("The last %(n)s scripts with agreed marks were marked too differently.")
        await teachers.stop(db, actor, one.teacher_id, reason % {"n": settings.seed_misses})


async def _give_seed(db: Session, actor: Actor, one: Evaluation, settings: Config) -> None:
    """Now and then the marker of this script gets a seed as one of the next."""
    if one.teacher_id is None or not rules.seed_is_next(one.evaluation_id, settings.seed_interval):
        return
    profile = await queries.teacher(db, one.org_id, one.teacher_id)
    if profile is None or profile.stopped_at is not None:
        return
    if await queries.has_open_seed(db, one.org_id, one.teacher_id, since=one.submitted_at):
        return
    seed = await queries.seed_for(db, one.org_id, one.teacher_id, one.class_level)
    if seed is not None:
        await evaluations.create(
            db,
            actor,
            seed.student_id,
            seed.exam_id,
            purpose=Purpose.SEED,
            teacher_id=one.teacher_id,
            seed_id=seed.seed_id,
        )


async def _write(db: Session, one: Evaluation, kind: str, found: Comparison) -> bool:
    """Keep a comparison of a marking; False where it is kept already."""
    assert one.teacher_id is not None
    return await queries.write_check(
        db,
        {
            "org_id": one.org_id,
            "evaluation_id": one.evaluation_id,
            "teacher_id": one.teacher_id,
            "kind": kind,
            "given": found.given,
            "reference": found.reference,
            "within": found.within,
            "details": {
                "questions": {
                    str(row.number): [str(row.given), str(row.reference)] for row in found.differences
                }
            },
            "made_at": clock.now(),
        },
    )


def _turned(found: Comparison) -> Comparison:
    turned = tuple(rules.Difference(one.number, one.reference, one.given) for one in found.differences)
    return Comparison(found.reference, found.given, turned, found.within)
