"""ExportSathi's demo for `assay up`: three businesses with reports, certificates under way, papers."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from assay.apps.exportsathi.certificates import service as certificates
from assay.apps.exportsathi.certificates.forms import ProgressForm
from assay.apps.exportsathi.chat import service as chat
from assay.apps.exportsathi.documents import making
from assay.apps.exportsathi.documents import service as documents
from assay.apps.exportsathi.facts import service as facts
from assay.apps.exportsathi.knowledge import service as knowledge
from assay.apps.exportsathi.models.progress import CertificateState
from assay.apps.exportsathi.plan import service as plans
from assay.apps.exportsathi.reports import service as reports
from assay.demo.enigma import ORGANISATION, PASSWORD
from assay.demo.exportsathi_people import (
    BRASS,
    CURATOR,
    SOFTWARE,
    SPICES,
    Business,
    describe,
    form_of,
    gather,
)
from assay.demo.throwaway import drain
from assay.kernel import clock
from assay.kernel.access.actor import Actor
from assay.kernel.clock import day_in_india
from assay.kernel.db.session import Database, Session
from assay.kernel.identity.admin import ensure_organisation
from assay.kernel.settings import Settings

TICKED = 4
"""Tasks of the newest plan that are done: the first."""
QUESTIONS = (
    "How long is a LUT valid?",
    "Within how many months must export proceeds be realised?",
    "Which football club won the league last year?",
)
"""The last one is none that the knowledge can answer."""
STEPS = (CertificateState.COMPLETED, CertificateState.IN_PROGRESS)
PAPERS_AGO = timedelta(days=12)


async def seed(
    database: Database, settings: Settings, *, say: Callable[[str], None]
) -> list[tuple[str, str, str]]:
    """Facts, knowledge, businesses with reports and papers. What is there already stays."""
    org_id = await ensure_organisation(database, *ORGANISATION)
    curator, exporters = await gather(database, settings, org_id)
    logins = [
        ("exporter", SPICES, PASSWORD),
        ("brass", BRASS, PASSWORD),
        ("software", SOFTWARE, PASSWORD),
        ("curator", CURATOR, PASSWORD),
    ]
    if await _is_there(database, exporters[-1][1]):
        return logins
    say("Loading what is known of exports ...")
    await load(database, curator)
    say("Three made-up businesses ask what it takes to export ...")
    today = day_in_india(clock.now())
    for business, actor in exporters:
        await describe(database, business, actor, today)
        await ask(database, business, actor)
    await drain(database, settings)
    for business, actor in exporters:
        await go_on(database, business, actor, today)
    return logins


async def load(database: Database, curator: Actor) -> None:
    """The facts and the pages of knowledge that come with ExportSathi."""
    async with database.transaction(org_id=curator.org_id) as db:
        await facts.load(db, curator)
    async with database.transaction(org_id=curator.org_id) as db:
        await knowledge.set_up_own(db, curator)


async def _is_there(database: Database, actor: Actor) -> bool:
    """Whether an earlier start has seeded: the last that is made are the papers of the last business."""
    async with database.transaction(org_id=actor.org_id) as db:
        found = (await reports.reports(db, actor, limit=1)).items
        if not found:
            return False
        plan = await plans.told(db, found[0])
        return plan.done > 0


async def ask(database: Database, business: Business, actor: Actor) -> None:
    """The reports, as far as there are none."""
    async with database.transaction(org_id=actor.org_id) as db:
        if (await reports.reports(db, actor, limit=1)).items:
            return
        for told in business.asked:
            await reports.ask(db, actor, form_of(told))


async def go_on(database: Database, business: Business, actor: Actor, today: date) -> None:
    """What a few days of work leave behind: certificates under way, tasks done, papers of a shipment."""
    async with database.transaction(org_id=actor.org_id) as db:
        newest = (await reports.reports(db, actor, limit=1)).items[0]
        await move(db, actor, newest.report_id)
        shipment = await documents.create_shipment(
            db, actor, business.sample(today - PAPERS_AGO), report_id=newest.report_id
        )
        await making.generate(db, actor, shipment.shipment_id)
        plan = await plans.told(db, newest)
        for task in plan.tasks[:TICKED]:
            await plans.tick(db, actor, newest.report_id, task.task_id, done=True)
        conversation = await chat.begin(db, actor, report_id=newest.report_id, title=QUESTIONS[0])
        for question in QUESTIONS:
            await chat.ask(db, actor, conversation.session_id, question)


async def move(db: Session, actor: Actor, report_id: UUID) -> None:
    """One certificate is there, the next is under way."""
    waiting = [
        one
        for one in await certificates.of_report(db, actor, report_id)
        if one.state is CertificateState.NOT_STARTED
    ]
    for one, state in zip(waiting, STEPS, strict=False):
        form = ProgressForm(state=state, version=one.version)
        await certificates.move(db, actor, report_id, one.certificate_id, form)
