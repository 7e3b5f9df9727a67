"""Use cases of asking: begin a conversation, ask, read what was asked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from assay.apps.exportsathi.chat import amounts, answering, calculating, prompts, queries
from assay.apps.exportsathi.chat.answering import Draft
from assay.apps.exportsathi.chat.rules import Answer, Context, Sentence
from assay.apps.exportsathi.models.knowledge import ChatMessage, ChatSession, MessageRole
from assay.apps.exportsathi.models.progress import Happening
from assay.apps.exportsathi.models.reports import Report
from assay.apps.exportsathi.profiles import service as profiles
from assay.apps.exportsathi.reports import rules as reporting
from assay.apps.exportsathi.reports import service as reports
from assay.kernel import clock, llm
from assay.kernel.access.actor import Actor, org_of, person_of
from assay.kernel.clock import day_in_india
from assay.kernel.db.paging import Page
from assay.kernel.db.session import Database, Session
from assay.kernel.errors import Invalid
from assay.kernel.ids import uuid7
from assay.kernel.settings import Settings
from assay.kernel.web.i18n import gettext as _

LONGEST = 600
"""Characters of a question."""
TITLE = 80


def today() -> date:
    return day_in_india(clock.now())


async def begin(db: Session, actor: Actor, *, report_id: UUID | None = None, title: str = "") -> ChatSession:
    """A new conversation. Whose report it is about, the caller has found out."""
    made = ChatSession(
        org_id=org_of(actor),
        exporter_id=person_of(actor),
        session_id=uuid7(),
        report_id=report_id,
        title=title[:TITLE],
    )
    db.add(made)
    await db.flush()
    return made


async def of_report(db: Session, actor: Actor, report_id: UUID) -> ChatSession:
    """The conversation about a report of the actor's: the latest, or a new one. Raises NotFound."""
    await reports.own(db, actor, report_id)
    found = await queries.of_report(db, org_of(actor), person_of(actor), report_id)
    return found or await begin(db, actor, report_id=report_id)


async def session(db: Session, actor: Actor, session_id: UUID) -> ChatSession:
    """One of the actor's own. Raises NotFound."""
    return await queries.session(db, org_of(actor), person_of(actor), session_id)


async def about(db: Session, actor: Actor, found: ChatSession) -> Report | None:
    """The report that a conversation is about; None where it is about none."""
    return await reports.own(db, actor, found.report_id) if found.report_id else None


async def sessions(db: Session, actor: Actor, *, after: str | None, limit: int = 20) -> Page[ChatSession]:
    return await queries.sessions(db, org_of(actor), person_of(actor), after=after, limit=limit)


async def messages(db: Session, actor: Actor, session_id: UUID) -> Sequence[ChatMessage]:
    """The messages of one of the actor's conversations, the oldest first. Raises NotFound."""
    found = await session(db, actor, session_id)
    return await queries.messages(db, found.org_id, found.exporter_id, session_id)


async def ask(
    db: Session,
    actor: Actor,
    session_id: UUID,
    text: str,
    context: Context | None = None,
) -> ChatMessage:
    """Answer a question in one of the actor's conversations, and store both. Raises NotFound, Invalid.

    In the sources' own words; `asked` and `store` are the same in two steps, with a model in between.
    """
    draft = await asked(db, actor, session_id, text, context)
    return await store(db, actor, session_id, draft.answer)


async def asked(
    db: Session,
    actor: Actor,
    session_id: UUID,
    text: str,
    context: Context | None = None,
) -> Draft:
    """An answer that is not stored yet. Raises NotFound for another's conversation, Invalid.

    In a conversation about a report its figures answer, and its product, code and country bias the search
    unless `context` does. What was asked back for may be said by itself: `1,000 kg`.
    """
    report = await about(db, actor, await session(db, actor, session_id))
    text = question(text)
    worked = await calculating.worked(db, actor, text, today(), report)
    if worked is not None and worked.sentences:
        return answering.drafted(worked)
    before = await queries.last_answer(db, org_of(actor), person_of(actor), session_id)
    if before is not None and before[1].searched.get("asks") and amounts.told(text).is_anything:
        whole = f"{before[1].searched.get('whole') or before[0].text} {text}"
        joined = await calculating.worked(db, actor, whole, today(), report)
        if joined is not None and (worked is None or joined.sentences):
            searched = joined.searched | {"whole": whole}
            return answering.drafted(replace(joined, question=text, searched=searched))
    if report is not None and (context is None or not context.words):
        country = reporting.countries().get(report.destination, report.destination)
        context = Context(report.product, report.hs_code, country, report.report_id)
    return await drafted(db, actor, text, today(), context=context, report=report)


async def drafted(
    db: Session,
    actor: Actor,
    text: str,
    on: date,
    *,
    context: Context | None = None,
    report: Report | None = None,
) -> Draft:
    """An answer by calculating, where a figure is asked for that can be worked out, else from the texts."""
    worked = await calculating.worked(db, actor, text, on, report)
    if worked is not None:
        return answering.drafted(worked)
    return await answering.answer(db, org_of(actor), text, on, context=context)


def question(text: str) -> str:
    """The question on one line. Raises Invalid where there is none or it is too long."""
    plain = " ".join(text.split())
    if not plain:
        raise Invalid(_("Type a question."), fields={"text": _("Type a question.")})
    if len(plain) > LONGEST:
        message = _("Use at most %(n)s characters.") % {"n": LONGEST}
        raise Invalid(message, fields={"text": message})
    return plain


async def reword(database: Database, settings: Settings, actor: Actor, draft: Draft) -> Answer:
    """The answer in a model's words where one is configured, sentence by sentence as far as they hold.

    Holds no transaction while the model is asked. What it writes is checked like everything else; where
    nothing of it holds, or it does not answer, the sources' own words stay.
    """
    if settings.llm_engine == llm.BASELINE or not draft.chosen:
        return draft.answer
    org_id = org_of(actor)
    gateway = await llm.gateway_for(database, settings, org_id=org_id)
    try:
        result = await gateway.complete(
            prompts.wording(draft.answer.question, [one.said for one in draft.chosen])
        )
    except llm.LlmError:
        return draft.answer
    written = [(str(one["text"]), [int(n) for n in one["spans"]]) for one in result.value["sentences"]]
    async with database.transaction(org_id=org_id) as db:
        good, _dropped = await answering.checked(db, org_id, answering.worded(draft, written))
    return answering.with_wording(draft, good, result.model)


async def store(db: Session, actor: Actor, session_id: UUID, answer: Answer) -> ChatMessage:
    """Keep a question and its answer; the answer's message. Raises NotFound."""
    found = await session(db, actor, session_id)
    now = clock.now()
    if not found.title:
        found.title = answer.question[:TITLE]
    found.updated_at = now
    common = {"org_id": found.org_id, "exporter_id": found.exporter_id, "session_id": session_id}
    db.add(
        ChatMessage(**common, message_id=uuid7(), role=MessageRole.USER, text=answer.question, created_at=now)
    )
    await db.flush()
    made = ChatMessage(
        **common,
        message_id=uuid7(),
        role=MessageRole.ASSISTANT,
        text=" ".join(one.text for one in answer.sentences) or answer.refusal,
        sentences=[one.document() for one in answer.sentences],
        refusal=answer.refusal,
        notice=answer.notice,
        searched=answer.searched,
        engine=answer.engine,
        created_at=now,
    )
    db.add(made)
    await db.flush()
    # whoever asks before the business was described has no figures yet
    if await profiles.find(db, actor) is not None:
        await profiles.note(
            db, found.org_id, found.exporter_id, Happening.QUESTION_ASKED, str(made.message_id)
        )
    return made


def sentences(message: ChatMessage) -> list[Sentence]:
    return [Sentence.of(one) for one in message.sentences]


async def forget(db: Session, actor: Actor, session_id: UUID) -> None:
    """Delete one of the actor's conversations. Raises NotFound."""
    await queries.delete_session(db, await session(db, actor, session_id))
