"""Marking a script: what the marker sees, every operation stored as it comes, and the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from assay.apps.mathvidya.evaluations import service as evaluations
from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.exams import queries as exam_queries
from assay.apps.mathvidya.exams.outcome import Outcome
from assay.apps.mathvidya.jobspecs import AFTER_MARKING, EvaluationArgs
from assay.apps.mathvidya.marking import queries, reading, rules
from assay.apps.mathvidya.marking.forms import OpsForm, RescanForm
from assay.apps.mathvidya.marking.operations import AnyOp
from assay.apps.mathvidya.marking.rules import Op, OpKind, Page, Paper, Script
from assay.apps.mathvidya.marking.tally import Problem, QuestionTally, problems, tally
from assay.apps.mathvidya.models.evaluations import (
    Evaluation,
    EvaluationState,
    MarkQuery,
    Purpose,
    QuestionMark,
)
from assay.apps.mathvidya.models.sheets import AnswerSheetUpload
from assay.apps.mathvidya.notices import service as notices
from assay.apps.mathvidya.notices.kinds import Kind
from assay.apps.mathvidya.papers.snapshot import Snapshot
from assay.apps.mathvidya.sheets import service as sheets
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, Invalid, NotFound
from assay.kernel.jobs import defer
from assay.kernel.web.i18n import gettext as _

BLANK = "blank"
MARKINGS: tuple[Purpose, ...] = (Purpose.FIRST, Purpose.SECOND)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A marking that came before, for whoever decides: the first two of an adjudication, all of a query."""

    purpose: Purpose
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class View:
    """A script before its marker. A second marker sees nothing of the first: `earlier` is empty."""

    evaluation: Evaluation
    snapshot: Snapshot
    paper: Paper
    sheets: Sequence[AnswerSheetUpload]
    rows: Sequence[QuestionMark]
    script: Script
    earlier: Sequence[Earlier]
    query: MarkQuery | None
    typed: Mapping[int, str]
    """Final answers the student typed as well, by number of the question."""

    @property
    def tallies(self) -> list[QuestionTally]:
        return tally(self.paper, self.script)


async def view(db: Session, actor: Actor, evaluation_id: UUID) -> View:
    """A script of the actor's with its log. Raises NotFound."""
    evaluation = await queries.mine(db, org_of(actor), person_of(actor), evaluation_id)
    return await view_of(db, evaluation)


async def view_of(db: Session, evaluation: Evaluation) -> View:
    """The marking of an evaluation, for whoever may see it: the caller decides that."""
    asked = await queries.query(db, evaluation)
    snapshot = Snapshot.read(await queries.paper(db, evaluation))
    pages = await queries.sheets(db, evaluation)
    rows = await queries.ops(db, evaluation)
    return View(
        evaluation,
        snapshot,
        await _paper(db, evaluation, snapshot, pages, asked),
        pages,
        rows,
        rules.state(op_of(row) for row in rows),
        await _earlier(db, evaluation),
        asked,
        await queries.typed(db, evaluation),
    )


async def _paper(
    db: Session,
    evaluation: Evaluation,
    snapshot: Snapshot,
    pages: Sequence[AnswerSheetUpload],
    asked: MarkQuery | None,
) -> Paper:
    return Paper(
        reading.scheme(snapshot, asked.number if asked else None),
        pages=tuple(page_of(sheet, number) for number, sheet in enumerate(pages, start=1)),
        unanswered=await queries.unanswered(db, evaluation),
        whole=asked is None,
    )


async def append(db: Session, actor: Actor, evaluation_id: UUID, form: OpsForm) -> tuple[int, bool]:
    """Store operations, all of them or none; the number of the last, and whether the page was behind.

    An operation that is stored already counts once. Raises NotFound; Conflict where somebody else has the
    script now (`reason` taken-over) or it is finished (`reason` submitted), and for other content under a
    known id (`reason` op); Invalid for what does not fit the paper.
    """
    evaluation = await _to_write(db, actor, evaluation_id)
    known = await queries.known(db, evaluation, [one.op_id for one in form.ops])
    _check_same(known, form.ops)
    fresh = [one for one in form.ops if one.op_id not in known]
    behind = evaluation.last_op > max(form.after, *(row.op_no for row in known.values()), 0)
    if not fresh:
        return evaluation.last_op, behind
    _check_open(evaluation)
    snapshot = Snapshot.read(await queries.paper(db, evaluation))
    pages, asked = await queries.sheets(db, evaluation), await queries.query(db, evaluation)
    _check_fitting(await _paper(db, evaluation, snapshot, pages, asked), form.ops)
    now = clock.now()
    await queries.insert_ops(
        db,
        [
            {
                **_columns(one.op()),
                "org_id": evaluation.org_id,
                "student_id": evaluation.student_id,
                "evaluation_id": evaluation.evaluation_id,
                "op_no": evaluation.last_op + place,
                "teacher_id": evaluation.teacher_id,
                "made_at": min(one.made_at, now),
                "received_at": now,
            }
            for place, one in enumerate(fresh, start=1)
        ],
    )
    evaluation.last_op += len(fresh)
    if evaluation.state is EvaluationState.ASSIGNED:
        evaluation.state = EvaluationState.STARTED
        evaluation.started_at = now
    await db.flush()
    return evaluation.last_op, behind


async def submit(db: Session, actor: Actor, evaluation_id: UUID, last_op_no: int) -> Evaluation:
    """Finish the marking: its outcome is what the log comes to. Sent again, it is answered the same.

    Raises NotFound; Conflict where something is lacking (`lacking` lists each), where the log holds
    operations the marker has not seen (`reason` behind), and while a page is to come again (`reason` paused).
    """
    evaluation = await _to_write(db, actor, evaluation_id)
    if evaluation.state is EvaluationState.SUBMITTED:
        return evaluation
    if evaluation.state is EvaluationState.PAUSED:
        raise Conflict(_("A page is being photographed again. Finish when it is there."), reason="paused")
    if evaluation.last_op != last_op_no:
        raise Conflict(
            _("This script was marked in another window meanwhile. Load it again and look."), reason="behind"
        )
    found = await view_of(db, evaluation)
    lacking = problems(found.paper, found.script)
    if lacking:
        raise Conflict(
            _("The marking is not complete yet."),
            reason="incomplete",
            lacking=[told(one) for one in lacking],
        )
    frozen = reading.outcome(found.snapshot, found.paper, found.script)
    evaluation.outcome = frozen.document()
    evaluation.score = frozen.total
    evaluation.state = EvaluationState.SUBMITTED
    evaluation.submitted_at = clock.now()
    await db.flush()
    await audit.record(
        db,
        actor,
        Event.EVALUATION_SUBMITTED,
        entity="evaluation",
        entity_id=evaluation.evaluation_id,
        after=evaluation.outcome,
        details={"round": evaluation.round, "operations": evaluation.last_op},
    )
    args = EvaluationArgs(student_id=evaluation.student_id, evaluation_id=evaluation.evaluation_id)
    await defer(db, actor, AFTER_MARKING, args, key=str(evaluation.evaluation_id))
    await evaluations.finished(db, actor, evaluation)
    return evaluation


async def ask_again(db: Session, actor: Actor, evaluation_id: UUID, form: RescanForm) -> None:
    """A page cannot be read: the student photographs it again, and the promised time stands still.

    Only a first marking asks: whoever marks after it has what it had. Raises NotFound, Conflict.
    """
    evaluation = await _to_write(db, actor, evaluation_id)
    _check_open(evaluation)
    if form.sheet_id not in {sheet.sheet_id for sheet in await queries.sheets(db, evaluation)}:
        raise NotFound(_("There is no such page in this script."))
    if evaluation.purpose is not Purpose.FIRST:
        raise Conflict(_("This page was marked before: mark what can be read."), reason="marked-before")
    await sheets.ask_rescan(db, actor, form.sheet_id, form.reason)
    await evaluations.pause(db, actor, evaluation_id, form.reason)
    account = await exam_queries.account_of(db, evaluation.org_id, evaluation.student_id)
    if account is not None:
        await notices.tell(
            db,
            evaluation.org_id,
            account,
            Kind.RESCAN,
            _("Photograph a page again"),
            form.reason,
            key=f"rescan:{form.sheet_id}",
            href=f"/mathvidya/student/exams/{evaluation.exam_id}/pages",
        )


async def same_question(
    db: Session, actor: Actor, evaluation_id: UUID, number: int, *, by: int
) -> tuple[UUID, int] | None:
    """The next (`by` 1) or previous (-1) script of the marker with the same question of the bank, and its
    number there; round and round. None where there is no other. Raises NotFound."""
    evaluation = await queries.mine(db, org_of(actor), person_of(actor), evaluation_id)
    here = reading.scheme(Snapshot.read(await queries.paper(db, evaluation)))
    origins = {origin for one in here.questions if one.number == number for origin in one.origins}
    if not origins:
        raise NotFound(_("There is no such question on this paper."))
    others = list(await queries.others_at_work(db, evaluation))
    places = [one.evaluation_id for one in others]
    at = places.index(evaluation_id) if evaluation_id in places else 0
    for other in (others[at + 1 :] + others[:at])[:: 1 if by > 0 else -1]:
        there = reading.scheme(Snapshot.read(await queries.paper(db, other)))
        for question in there.questions:
            if origins & set(question.origins):
                return other.evaluation_id, question.number
    return None


def out_of(evaluation: Evaluation) -> Decimal:
    """What a finished marking is out of."""
    return Outcome.model_validate(evaluation.outcome).out_of


def drawing(view: View, number: int, choice: str, name: str) -> str | None:
    """The SVG of a figure on the paper; an alternative of a part shows the figures of its question."""
    found = {
        side: figure.svg
        for at, side, figure in reading.figures(view.snapshot)
        if (at, figure.name) == (number, name) and figure.svg
    }
    return found.get(choice, found.get("a"))


def op_of(row: QuestionMark) -> Op:
    return Op(
        op_id=row.op_id,
        kind=OpKind(row.kind),
        number=row.number,
        part=row.part,
        choice=row.choice or "a",
        method=row.method or 0,
        step=row.step,
        marks=row.marks,
        sheet_id=row.sheet_id,
        body=row.body,
    )


def page_of(sheet: AnswerSheetUpload, number: int) -> Page:
    return Page(sheet.sheet_id, number, blank=BLANK in sheet.verdict.get("findings", ()))


def told(problem: Problem) -> dict[str, Any]:
    """A lack as the API names it."""
    sheet = {} if problem.sheet_id is None else {"sheet_id": str(problem.sheet_id)}
    return {"lack": problem.lack.value, "number": problem.number, **sheet}


async def _to_write(db: Session, actor: Actor, evaluation_id: UUID) -> Evaluation:
    org_id, teacher_id = org_of(actor), person_of(actor)
    try:
        return await queries.mine(db, org_id, teacher_id, evaluation_id, lock=True)
    except NotFound:
        if await queries.was_mine(db, org_id, teacher_id, evaluation_id):
            raise Conflict(
                _("Another teacher has this script now. What you marked is kept; nothing more is saved."),
                reason="taken-over",
            ) from None
        raise


async def _earlier(db: Session, evaluation: Evaluation) -> list[Earlier]:
    if evaluation.purpose is Purpose.ADJUDICATION:
        purposes = MARKINGS
    elif evaluation.purpose is Purpose.QUERY:
        purposes = (*MARKINGS, Purpose.ADJUDICATION)
    else:
        return []
    found = await queries.rounds(db, evaluation, purposes)
    return [Earlier(one.purpose, Outcome.model_validate(one.outcome)) for one in found]


def _check_open(evaluation: Evaluation) -> None:
    if evaluation.state not in queries.AT_WORK:
        raise Conflict(
            _("This marking is finished; nothing more is saved."),
            reason="submitted",
            state=evaluation.state.value,
        )


def _check_same(known: dict[UUID, QuestionMark], sent: Sequence[AnyOp]) -> None:
    for one in sent:
        if one.op_id in known and op_of(known[one.op_id]) != one.op():
            raise Conflict(
                _("This operation was saved with other content."), reason="op", op_id=str(one.op_id)
            )


def _check_fitting(paper: Paper, sent: Sequence[AnyOp]) -> None:
    fields = {
        f"ops.{place}.{field}": _("This does not fit the paper or its scheme.")
        for place, one in enumerate(sent)
        for field in rules.refusals(paper, one.op())
    }
    if fields:
        raise Invalid(_("Some of this does not fit the paper; nothing was stored."), fields=fields)


def _columns(op: Op) -> dict[str, Any]:
    on_part = op.kind in (OpKind.MARK, OpKind.METHOD)
    return {
        "op_id": op.op_id,
        "kind": op.kind.value,
        "number": op.number,
        "part": op.part,
        "choice": op.choice if on_part else "",
        "method": op.method if on_part else None,
        "step": op.step,
        "marks": op.marks,
        "sheet_id": op.sheet_id,
        "body": dict(op.body),
    }
