"""Use cases of a student's exam: start it, look at it, answer on screen, declare what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.exams import queries, rules
from assay.apps.mathvidya.exams.forms import AnswerForm
from assay.apps.mathvidya.exams.outcome import How, Outcome
from assay.apps.mathvidya.jobspecs import PLACE_STUDENT, REFRESH_STUDENT, StudentArgs
from assay.apps.mathvidya.models.exams import ExamInstance, ExamStatus, StudentMcqAnswer
from assay.apps.mathvidya.notices import service as notices
from assay.apps.mathvidya.notices.kinds import Kind
from assay.apps.mathvidya.notices.service import Notice
from assay.apps.mathvidya.papers.snapshot import Snapshot
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.db.paging import Page
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict
from assay.kernel.jobs import defer
from assay.kernel.web.i18n import gettext as _

READING = timedelta(minutes=15)
"""As in the board's hall: to read the paper, and here also to print it."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A started exam as its student sees it. `answers` are the last saved ones."""

    exam: ExamInstance
    snapshot: Snapshot
    answers: dict[int, StudentMcqAnswer]
    unanswered: set[int]

    @property
    def chosen(self) -> rules.Chosen:
        return {number: row.chosen for number, row in self.answers.items() if row.chosen}

    @property
    def typed(self) -> dict[int, str]:
        return {number: row.typed for number, row in self.answers.items() if row.typed}


async def start(db: Session, actor: Actor, exam_id: UUID) -> ExamInstance:
    """Begin: the paper opens and the clock runs. A second start is answered with the first.

    Raises Conflict while another exam of the student is under way.
    """
    found = await queries.exam(db, org_of(actor), person_of(actor), exam_id, lock=True)
    if found.status in queries.LIVE:
        return found
    rules.check_startable(found.status)
    if await queries.has_live(db, found.org_id, found.student_id):
        raise Conflict(_("Another exam of yours is under way. Submit that one first."), reason="another")
    uploading = await uploading_time(db, found.org_id)
    when = rules.times(clock.now(), found.minutes, reading=READING, uploading=uploading)
    found.status = ExamStatus.RUNNING
    found.started_at, found.deadline_at = when.started_at, when.deadline_at
    found.uploads_until = when.uploads_until
    await audit.record(
        db,
        actor,
        Event.EXAM_STARTED,
        entity="mathvidya-exam",
        entity_id=found.exam_id,
        details={"paper": found.paper_digest.hex(), "deadline_at": when.deadline_at.isoformat()},
    )
    await db.flush()
    return found


async def uploading_time(db: Session, org_id: UUID) -> timedelta:
    """After the writing time, for photographing the pages."""
    return timedelta(minutes=(await config.get(db, org_id)).upload_minutes)


async def own(db: Session, actor: Actor, exam_id: UUID) -> ExamInstance:
    """The exam, started or not. Raises NotFound for somebody else's."""
    return await queries.exam(db, org_of(actor), person_of(actor), exam_id)


async def exams(db: Session, actor: Actor, *, after: str | None, limit: int) -> Page[ExamInstance]:
    return await queries.exams(db, org_of(actor), person_of(actor), after=after, limit=limit)


async def sitting(db: Session, actor: Actor, exam_id: UUID) -> Sitting:
    """The paper with what was answered. Raises Conflict before the start: nobody sees a paper early."""
    found = await own(db, actor, exam_id)
    if found.status is ExamStatus.GENERATED:
        raise Conflict(_("Start the exam first: its paper opens then."), status=found.status.value)
    return await sitting_of(db, found)


async def sitting_of(db: Session, found: ExamInstance) -> Sitting:
    """What belongs to an exam, for whoever may see it."""
    answers = await queries.latest_answers(db, found.org_id, found.student_id, found.exam_id)
    unanswered = await queries.unanswered(db, found.org_id, found.student_id, found.exam_id)
    return Sitting(found, Snapshot.read(found.paper), {row.number: row for row in answers}, unanswered)


async def save_answer(
    db: Session, actor: Actor, exam_id: UUID, number: int, form: AnswerForm
) -> tuple[ExamInstance, StudentMcqAnswer]:
    """Keep one revision of an answer on screen. Sent again, it is answered the same.

    Raises Conflict when the time is over, or with `reason="revision"` where another window saved under this
    number: `revision` then tells the last one.
    """
    found = await queries.exam(db, org_of(actor), person_of(actor), exam_id, lock=True)
    now = clock.now()
    rules.check_answerable(found.status, found.deadline_at, now)
    rules.check_answer(Snapshot.read(found.paper), number, form.chosen, form.typed)
    row = StudentMcqAnswer(
        org_id=found.org_id,
        student_id=found.student_id,
        exam_id=found.exam_id,
        number=number,
        revision=form.revision,
        chosen=list(form.chosen),
        typed=form.typed,
        answered_at=now,
    )
    last = await queries.latest_answer(db, found, number)
    if last is not None and last.revision >= form.revision:
        if (last.revision, last.chosen, last.typed) == (form.revision, list(form.chosen), form.typed):
            return found, last
        raise Conflict(
            _("This question was answered in another window meanwhile."),
            reason="revision",
            revision=last.revision,
        )
    await queries.add_answer(db, row)
    return found, row


async def declare_unanswered(
    db: Session, actor: Actor, exam_id: UUID, numbers: Sequence[int]
) -> ExamInstance:
    """These questions on paper were not answered, all others were. Raises Conflict once submitted."""
    found = await queries.exam(db, org_of(actor), person_of(actor), exam_id, lock=True)
    rules.check_open(found.status)
    rules.check_written(Snapshot.read(found.paper), numbers)
    await queries.declare_unanswered(db, found, sorted(set(numbers)), clock.now())
    return found


async def score_on_screen(db: Session, found: ExamInstance) -> Outcome:
    """Compare the last answers on screen with the key of the paper, and note at each what it is worth.

    Answers all questions on screen; called in the transaction of the submission.
    """
    view = await sitting_of(db, found)
    outcome = rules.joined(rules.on_screen(view.snapshot, view.chosen))
    marks = {}
    for one in outcome.questions:
        key = view.snapshot.key.of(one.number)
        if key is not None:
            marks[one.number] = (key.version, one.marks == one.out_of, one.marks)
    await queries.evaluate_answers(db, found, marks)
    found.on_screen_score = outcome.total
    await db.flush()
    return outcome


async def settle(db: Session, actor: Actor, found: ExamInstance, outcome: Outcome) -> None:
    """All marks are there: the exam has its result. Asked again with other marks, the result is replaced."""
    found.on_screen_score = outcome.total - outcome.of(How.TEACHER)
    found.written_score = outcome.of(How.TEACHER)
    found.score = outcome.total
    found.result = outcome.document()
    found.status = ExamStatus.MARKED
    found.marked_at = found.marked_at or clock.now()
    await audit.record(
        db,
        actor,
        Event.EXAM_MARKED,
        entity="mathvidya-exam",
        entity_id=found.exam_id,
        after=found.result,
        details={"score": str(found.score), "out_of": str(found.max_score)},
    )
    await db.flush()
    args, key = StudentArgs(student_id=found.student_id), f"{found.exam_id}:{found.score}"
    await defer(db, actor, REFRESH_STUDENT, args, key=key)
    await defer(db, actor, PLACE_STUDENT, args, key=key)
    await _tell(db, found)


async def _tell(db: Session, found: ExamInstance) -> None:
    """Student and parents hear that the marks are there; once for each result."""
    title = _("%(title)s is marked") % {"title": found.title}
    body = _("%(score)s of %(max)s marks.") % {"score": _plain(found.score), "max": _plain(found.max_score)}
    key = f"evaluated:{found.exam_id}:{found.score}"
    own = f"/mathvidya/student/exams/{found.exam_id}/result"
    account = await queries.account_of(db, found.org_id, found.student_id)
    told = [Notice(account, Kind.EVALUATED, key, title, body, own)] if account else []
    told += [
        Notice(one, Kind.EVALUATED, key, title, body, "/mathvidya/parent")
        for one in await queries.parents(db, found.org_id, found.student_id)
    ]
    await notices.tell_all(db, found.org_id, told)


def _plain(marks: Decimal | None) -> str:
    return "–" if marks is None else f"{marks.normalize():f}"
