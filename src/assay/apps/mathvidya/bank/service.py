"""Use cases of the bank: look for questions, write one, change it, retire it, take in what comes with us."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from assay.apps.mathvidya.bank import queries
from assay.apps.mathvidya.bank.content import all as content
from assay.apps.mathvidya.bank.document import ClassLevel, Question
from assay.apps.mathvidya.bank.queries import Filter
from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.models.bank import BankQuestion
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.paging import Page
from assay.kernel.db.session import Session
from assay.kernel.errors import Invalid, PreconditionFailed
from assay.kernel.ids import uuid5_of, uuid7
from assay.kernel.questions import markup
from assay.kernel.web.i18n import gettext as _

SHIPPED_BY = "Assay"


async def search(
    db: Session, actor: Actor, wanted: Filter, *, after: str | None, limit: int
) -> Page[BankQuestion]:
    return await queries.search(db, org_of(actor), wanted, after=after, limit=limit)


async def question(db: Session, actor: Actor, question_id: UUID, version: int | None = None) -> BankQuestion:
    """A question as it is, or as it was in `version`. Raises NotFound."""
    if version is None:
        return await queries.current(db, org_of(actor), question_id)
    return await queries.version(db, org_of(actor), question_id, version)


async def make(db: Session, actor: Actor, written: Question) -> BankQuestion:
    """Add a question as its first version."""
    org_id = org_of(actor)
    question_id = uuid7()
    await queries.add(db, [_row(org_id, question_id, 1, written, actor.label)])
    await _record(db, actor, question_id, written, version=1)
    return await queries.current(db, org_id, question_id)


async def change(
    db: Session, actor: Actor, question_id: UUID, written: Question, *, version: int
) -> BankQuestion:
    """Add a version in place of `version`; papers that were made keep the one they have.

    Raises PreconditionFailed where another version came in between, Invalid for another class or kind.
    """
    org_id = org_of(actor)
    row = await queries.current(db, org_id, question_id, lock=True)
    if row.version != version:
        raise PreconditionFailed(
            _("This question was changed meanwhile. Load it again and make your change anew.")
        )
    if (row.class_level, row.kind) != (written.class_level, written.kind):
        raise Invalid(
            _("A question keeps its class and its kind. Write a new one instead."),
            fields={"kind": _("Cannot change")},
        )
    await queries.supersede(db, org_id, question_id)
    made = _row(org_id, question_id, version + 1, written, actor.label)
    await queries.add(db, [{**made, "uses": row.uses}])
    await _record(db, actor, question_id, written, version=version + 1)
    return await queries.current(db, org_id, question_id)


async def retire(db: Session, actor: Actor, question_id: UUID, *, retired: bool) -> BankQuestion:
    """Put a question into no more papers, or again."""
    row = await queries.current(db, org_of(actor), question_id, lock=True)
    row.is_retired = retired
    await audit.record(
        db,
        actor,
        Event.QUESTION_CHANGED,
        entity="mathvidya-question",
        entity_id=question_id,
        details={"retired": retired, "version": row.version},
    )
    await db.flush()
    return row


async def take_in(
    db: Session, actor: Actor, questions: Sequence[Question], *, source: str, dropped: int
) -> list[UUID]:
    """Add the questions of a file; their ids, in its order."""
    org_id = org_of(actor)
    rows = [
        _row(org_id, uuid7(), 1, one.model_copy(update={"source": one.source or source}), actor.label)
        for one in questions
    ]
    await queries.add(db, rows)
    await audit.record(
        db,
        actor,
        Event.QUESTIONS_IMPORTED,
        entity="mathvidya-bank",
        entity_id=org_id,
        details={"source": source, "questions": len(rows), "dropped": dropped},
    )
    return [row["question_id"] for row in rows]


async def set_up(db: Session, org_id: UUID, some: Sequence[Question] | None = None) -> int:
    """Put the questions that come with Assay, or `some` of them, into a bank; how many were missing.

    A shipped question's id follows from the organisation and its source, so that nothing doubles. One that
    was changed or retired there stays so.
    """
    questions = some if some is not None else [one for x in ClassLevel for one in content.questions(x)]
    there = await queries.sources(db, org_id, {one.source for one in questions})
    rows = [
        _row(org_id, uuid5_of(org_id, one.source), 1, one, SHIPPED_BY)
        for one in questions
        if one.source not in there
    ]
    await queries.add(db, rows)
    return len(rows)


def _row(org_id: UUID, question_id: UUID, version: int, written: Question, by: str) -> dict[str, Any]:
    document = written.document()
    return {
        "org_id": org_id,
        "question_id": question_id,
        "version": version,
        "class_level": written.class_level,
        "kind": written.kind,
        "unit": written.unit,
        "topic": written.topic,
        "cognitive": written.cognitive,
        "difficulty": written.difficulty,
        "marks": written.marks,
        "has_choice": any(part.alternative is not None for part in written.parts),
        "tags": list(written.tags),
        "choices": document["choices"],
        "document": document,
        "words": " ".join(_searched(written)),
        "source": written.source,
        "is_current": True,
        "is_retired": False,
        "uses": 0,
        "created_at": clock.now(),
        "created_by": by,
    }


def _searched(written: Question) -> Iterable[str]:
    yield written.topic
    yield markup.plain(written.text.en)
    for part in written.parts:
        if part.text is not None:
            yield markup.plain(part.text.en)
    for choice in written.choices:
        yield markup.plain(choice.text.en)


async def _record(db: Session, actor: Actor, question_id: UUID, written: Question, *, version: int) -> None:
    await audit.record(
        db,
        actor,
        Event.QUESTION_CHANGED,
        entity="mathvidya-question",
        entity_id=question_id,
        after=written.document(),
        details={"version": version, "kind": written.kind.value, "unit": written.unit.value},
    )


async def versions(db: Session, actor: Actor, question_id: UUID) -> Sequence[BankQuestion]:
    return await queries.versions(db, org_of(actor), question_id)


async def count(db: Session, actor: Actor) -> int:
    """How many questions can be asked."""
    return sum(number for *_rest, number in await queries.counts(db, org_of(actor)))


async def set_up_own(db: Session, actor: Actor) -> int:
    """`set_up` for the organisation acted for."""
    number = await set_up(db, org_of(actor))
    await audit.record(
        db,
        actor,
        Event.QUESTIONS_IMPORTED,
        entity="mathvidya-bank",
        entity_id=org_of(actor),
        details={"source": SHIPPED_BY, "questions": number, "dropped": 0},
    )
    return number
