"""The course of an exam: its clock, what may be answered, and what answers on screen are worth. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from assay.apps.mathvidya.bank.document import ON_SCREEN, Figure, Kind
from assay.apps.mathvidya.exams.outcome import How, Outcome, QuestionOutcome
from assay.apps.mathvidya.models.exams import ExamStatus
from assay.apps.mathvidya.papers.snapshot import ItemKey, PaperQuestion, Snapshot
from assay.kernel.errors import Conflict, Invalid
from assay.kernel.web.i18n import gettext as _

GRACE = timedelta(seconds=30)
"""An answer that was given in time may be this long on its way."""

Chosen = Mapping[int, Sequence[str]]
"""Ids of choices by number of the question."""


@dataclass(frozen=True, slots=True)
class Times:
    """`reading` before the writing time, as in the board's hall; then pages are uploaded until the end."""

    started_at: datetime
    deadline_at: datetime
    uploads_until: datetime


def times(started_at: datetime, minutes: int, *, reading: timedelta, uploading: timedelta) -> Times:
    """When the writing time of an exam that starts now ends, and when pages are no longer taken."""
    deadline = started_at + reading + timedelta(minutes=minutes)
    return Times(started_at, deadline, deadline + uploading)


def check_startable(status: ExamStatus) -> None:
    """Raise Conflict unless the exam was not started yet."""
    if status is not ExamStatus.GENERATED:
        raise Conflict(_("This exam was started already."), status=status.value)


def check_answerable(status: ExamStatus, deadline_at: datetime | None, now: datetime) -> None:
    """Raise Conflict unless answers on screen are taken now."""
    if status is ExamStatus.GENERATED:
        raise Conflict(_("Start the exam first."), status=status.value)
    late = deadline_at is not None and now > deadline_at + GRACE
    if status is not ExamStatus.RUNNING or late:
        raise Conflict(
            _("The time for answering on screen is over. What was saved until then counts."),
            reason="ended",
            status=status.value,
        )


def check_open(status: ExamStatus) -> None:
    """Raise Conflict unless the exam is under way: pages, declarations and submission are taken."""
    if status is ExamStatus.GENERATED:
        raise Conflict(_("Start the exam first."), status=status.value)
    if status not in (ExamStatus.RUNNING, ExamStatus.UPLOADING):
        raise Conflict(_("This exam was submitted. Nothing can be changed any more."), status=status.value)


def check_answer(snapshot: Snapshot, number: int, chosen: Sequence[str], typed: str) -> None:
    """Raise Invalid unless the question has these choices, or a final answer that may be typed."""
    question = snapshot.paper.question(number)
    if question is not None and takes_typed(question) and not chosen:
        return
    if typed:
        raise Invalid(
            _("No answer is typed for question %(number)s.") % {"number": number},
            fields={"typed": _("Not for this question")},
        )
    check_choice(snapshot, number, chosen)


def takes_typed(question: PaperQuestion) -> bool:
    """Whether a written question has a short final answer, which may be typed as well."""
    return question.kind not in ON_SCREEN and any(
        part.typed for item in question.items for part in item.parts
    )


def check_choice(snapshot: Snapshot, number: int, chosen: Sequence[str]) -> None:
    """Raise Invalid unless the question is answered on screen and has these choices."""
    question = snapshot.paper.question(number)
    if question is None or question.kind not in ON_SCREEN:
        raise Invalid(
            _("Question %(number)s is not answered on screen.") % {"number": number},
            fields={"number": _("Not answered on screen")},
        )
    known = {option.id for option in question.items[0].options}
    if not set(chosen) <= known or len(set(chosen)) != len(chosen):
        raise Invalid(
            _("Choose among the choices of the question."), fields={"chosen": _("Not a choice of this one")}
        )
    if len(chosen) > 1 and question.kind is not Kind.MCQ_MULTIPLE:
        raise Invalid(_("Choose one."), fields={"chosen": _("Choose one")})


def check_written(snapshot: Snapshot, numbers: Collection[int]) -> None:
    """Raise Invalid unless all of `numbers` are questions answered on paper."""
    wrong = sorted(set(numbers) - written_numbers(snapshot))
    if wrong:
        raise Invalid(
            _("Question %(number)s is not answered on paper.") % {"number": wrong[0]},
            fields={"numbers": _("Only questions answered on paper can be declared unanswered")},
        )


def written_numbers(snapshot: Snapshot) -> set[int]:
    return {one.number for one in snapshot.paper.questions() if one.kind not in ON_SCREEN}


def maxima(snapshot: Snapshot) -> tuple[Decimal, Decimal]:
    """What the whole paper gives, and what of it a teacher gives."""
    written = written_numbers(snapshot)
    return snapshot.paper.total, sum(
        (one.marks for one in snapshot.paper.questions() if one.number in written), Decimal(0)
    )


def is_right(key: ItemKey, chosen: Sequence[str]) -> bool:
    """All that is right and nothing else."""
    return bool(chosen) and set(chosen) == set(key.right)


def on_screen(snapshot: Snapshot, chosen: Chosen) -> list[QuestionOutcome]:
    """The questions answered on screen, by the key of the paper."""
    found = []
    for section, question in _questions(snapshot):
        if question.kind not in ON_SCREEN:
            continue
        key = snapshot.key.of(question.number)
        assert key is not None  # a snapshot holds a key for each of its questions
        given = chosen.get(question.number, ())
        letters = {option.id: option.letter for option in question.items[0].options}
        right = is_right(key, given)
        found.append(
            QuestionOutcome(
                number=question.number,
                section=section,
                kind=question.kind,
                unit=question.unit,
                topic=key.topic,
                cognitive=key.cognitive,
                how=How.KEY if given else How.NOTHING,
                marks=question.marks if right else Decimal(0),
                out_of=question.marks,
                chosen=tuple(sorted(letters[one] for one in given)),
                right=key.letters,
            )
        )
    return found


def not_written(snapshot: Snapshot, declared: Collection[int]) -> list[QuestionOutcome]:
    """The questions answered on paper where nothing was: declared so, or without any page."""
    found = []
    for section, question in _questions(snapshot):
        if question.kind in ON_SCREEN:
            continue
        key = snapshot.key.of(question.number)
        assert key is not None
        found.append(
            QuestionOutcome(
                number=question.number,
                section=section,
                kind=question.kind,
                unit=question.unit,
                topic=key.topic,
                cognitive=key.cognitive,
                how=How.DECLARED if question.number in declared else How.NOTHING,
                marks=Decimal(0),
                out_of=question.marks,
            )
        )
    return found


def joined(*parts: Iterable[QuestionOutcome]) -> Outcome:
    """One outcome of a paper, in the order of its questions."""
    questions = sorted((one for part in parts for one in part), key=lambda one: one.number)
    return Outcome(questions=tuple(questions))


def _questions(snapshot: Snapshot) -> Iterable[tuple[str, PaperQuestion]]:
    for section in snapshot.paper.sections:
        for question in section.questions:
            yield section.label, question


def figure(snapshot: Snapshot, number: int, choice: str, name: str) -> Figure | None:
    """A figure on the paper; None where there is none of this name."""
    question = snapshot.paper.question(number)
    items = question.items if question is not None else ()
    return next(
        (one for item in items if item.choice == choice for one in item.figures if one.name == name), None
    )
