"""The leaderboards: who is on them, and the places that students see.

A place follows from the student's marked exams, consent and plan, by one function: `refresh`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.events import Event
from assay.apps.mathvidya.leaderboard import queries, rules
from assay.apps.mathvidya.leaderboard.forms import JoinForm
from assay.apps.mathvidya.models.analytics import LeaderboardEntry
from assay.apps.mathvidya.models.people import StudentProfile
from assay.apps.mathvidya.people import queries as people
from assay.apps.mathvidya.people.consents import LEADERBOARD_VERSION
from assay.apps.mathvidya.people.service import student_of
from assay.apps.mathvidya.plans import rules as plan_rules
from assay.apps.mathvidya.plans import service as plans
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor
from assay.kernel.clock import day_in_india
from assay.kernel.db.session import Session
from assay.kernel.errors import Conflict, NotFound
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Place:
    rank: int
    entry: LeaderboardEntry
    is_you: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A page of one template's leaderboard, and the reader's own place."""

    template_id: UUID
    places: Sequence[Place]
    you: Place | None
    next: str | None


async def board(db: Session, actor: Actor, template_id: UUID | None, *, after: str | None = None) -> Board:
    """A page of a template's leaderboard; of the class's first template where none is named.

    Raises PaymentRequired where the reader's plan does not hold it, NotFound for a template of another
    class.
    """
    student = await student_of(db, actor)
    org_id, student_id = student.org_id, student.student_id
    await check_included(db, org_id, student_id)
    known = [one for one, _name in await queries.templates(db, org_id, student.class_level)]
    if template_id is None and known:
        template_id = known[0]
    if template_id is None or template_id not in known:
        raise NotFound(_("There is no leaderboard of this paper."))
    limit = (await config.get(db, org_id)).leaderboard_top
    page = await queries.page(db, org_id, template_id, after=after, limit=limit)
    better = before = 0
    if after and page.items:
        first = page.items[0]
        better, before = await queries.ahead(db, org_id, template_id, first.points, first.student_id)
    ranked = rules.ranks([one.percent for one in page.items], better=better, before=before)
    places = [
        Place(rank, one, one.student_id == student_id) for rank, one in zip(ranked, page.items, strict=True)
    ]
    you = next((one for one in places if one.is_you), None)
    if you is None and (own := await queries.entry(db, org_id, template_id, student_id)):
        you = Place(1 + await queries.better(db, org_id, template_id, own.points), own, True)
    return Board(template_id, places, you, page.next)


async def check_included(db: Session, org_id: UUID, student_id: UUID) -> None:
    """Raises PaymentRequired unless the student's plan in force has the leaderboard."""
    standing = await plans.current(db, org_id, student_id)
    if standing is None:
        raise plan_rules.no_subscription()
    if not standing.terms.leaderboard:
        raise rules.not_included(standing.terms.name)


async def join(db: Session, actor: Actor, form: JoinForm) -> StudentProfile:
    """Be shown from now on, under the alias if there is one; or change the alias.

    Raises Conflict where the text agreed to is not the one of today.
    """
    found = await student_of(db, actor)
    stored = await people.student(db, found.org_id, found.student_id, lock=True)
    now = clock.now()
    stored.alias = form.alias
    if stored.leaderboard_since is None:
        if form.text_version != LEADERBOARD_VERSION:
            raise Conflict(_("The text to agree to has changed. Load the page again and read it."))
        stored.leaderboard_since = now
        stored.leaderboard_consent = {
            "text": form.text_version,
            "at": now.isoformat(),
            "account": str(actor.account_id),
            "address": actor.address,
            "earlier": _history(stored),
        }
        await _record(db, actor, Event.LEADERBOARD_JOINED, stored)
    await db.flush()
    await refresh(db, stored.org_id, stored.student_id)
    return stored


async def leave(db: Session, actor: Actor) -> StudentProfile:
    """Take the consent back: gone from every board with this very transaction."""
    found = await student_of(db, actor)
    stored = await people.student(db, found.org_id, found.student_id, lock=True)
    if stored.leaderboard_since is None:
        raise Conflict(_("You are not on the leaderboard."))
    stored.leaderboard_since = None
    stored.leaderboard_consent = {**stored.leaderboard_consent, "taken_back": clock.now().isoformat()}
    await db.flush()
    await queries.leave(db, stored.org_id, stored.student_id)
    await _record(db, actor, Event.LEADERBOARD_LEFT, stored)
    return stored


async def refresh(db: Session, org_id: UUID, student_id: UUID) -> None:
    """Bring a student's places up to date: with consent and a plan that has the leaderboard, or gone."""
    student = await people.student(db, org_id, student_id, lock=True)
    standing = await plans.current(db, org_id, student_id)
    if student.leaderboard_since is None or standing is None or not standing.terms.leaderboard:
        await queries.leave(db, org_id, student_id)
        return
    await queries.place(db, org_id, student_id, rules.shown_name(student.name, student.alias))


async def begun(db: Session, org_id: UUID) -> list[UUID]:
    """Students who agreed to be shown and whose plan began yesterday or today: each is to be refreshed."""
    today = day_in_india(clock.now())
    return await queries.begun(db, org_id, today - timedelta(days=1), today)


async def drop_lapsed(db: Session, org_id: UUID) -> int:
    """Students whose plan has run out leave; how many entries went."""
    return await queries.drop_lapsed(db, org_id, day_in_india(clock.now()))


def _history(stored: StudentProfile) -> list[dict[str, object]]:
    kept = stored.leaderboard_consent
    if not kept:
        return []
    last = {name: value for name, value in kept.items() if name != "earlier"}
    return [*kept.get("earlier", []), last]


async def _record(db: Session, actor: Actor, event: Event, stored: StudentProfile) -> None:
    await audit.record(
        db,
        actor,
        event,
        entity="student",
        entity_id=stored.student_id,
        after={"consent": stored.leaderboard_consent, "alias": stored.alias},
        details={"text": stored.leaderboard_consent.get("text", "")},
    )
