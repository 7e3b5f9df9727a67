"""Use cases of scrubbing: scrub the next applications of a cycle, and review what came out."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.events import Event
from assay.apps.enigma.intake import queries as intake_queries
from assay.apps.enigma.intake.service import open_identity
from assay.apps.enigma.models.applications import (
    AnonymizedApplication,
    Application,
    IdentityMapping,
    ReviewState,
)
from assay.apps.enigma.models.scrubbing import ScrubDecision, ScrubReview
from assay.apps.enigma.policy import Policy, ScrubbingPolicy
from assay.apps.enigma.scrubbing import queries, rules
from assay.apps.enigma.scrubbing.engine import Options
from assay.apps.enigma.scrubbing.forms import PutBackForm, TakeOutForm
from assay.apps.enigma.scrubbing.known import Known
from assay.apps.enigma.scrubbing.rules import Clean, Texts
from assay.kernel import audit, clock
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Database, Role, Session
from assay.kernel.errors import Conflict
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Written:
    """An application as its author wrote it. It leaves memory with the job step that read it."""

    application: Application
    texts: Texts
    known: Known


async def next_written(
    vault: Session, org_id: UUID, cycle_id: UUID, limit: int, after: UUID | None = None
) -> list[Written]:
    """Role assay_vault: the next applications after `after` that have no scrubbed text yet, opened."""
    rows = await queries.unscrubbed(vault, org_id, cycle_id, limit, after)
    return [_opened(identity, application) for identity, application in rows]


async def store(db: Session, written: list[Written], cleaned: list[Clean], policy: ScrubbingPolicy) -> None:
    """Write what came out. Texts above the cycle's threshold wait for a reviewer."""
    await queries.store(
        db,
        [
            _row(one.application, clean, waits=clean.risk.value > policy.review_above)
            for one, clean in zip(written, cleaned, strict=True)
        ],
    )


async def approve(db: Session, actor: Actor, application_id: UUID) -> AnonymizedApplication:
    """Release a waiting text for scoring. Raises Conflict when it does not wait."""
    stored = await _waiting(db, actor, application_id)
    stored.review_state = ReviewState.APPROVED
    await _note(db, actor, stored, ScrubDecision.APPROVED)
    return stored


async def approve_all(db: Session, actor: Actor, cycle_id: UUID, *, reason: str = "approved together") -> int:
    """Release every waiting text of a cycle at once; answers how many there were."""
    org_id = org_of(actor)
    values = {"reason": reason, "decided_by": actor.label, "decided_at": clock.now()}
    approved = await queries.approve_all(db, org_id, cycle_id, values)
    if approved:
        await audit.record(
            db,
            actor,
            Event.SCRUB_REVIEWED,
            entity="cycle",
            entity_id=cycle_id,
            details={"decision": ScrubDecision.APPROVED.value, "texts": approved, "reason": reason},
        )
    return approved


async def take_out(
    db: Session, actor: Actor, application_id: UUID, form: TakeOutForm
) -> AnonymizedApplication:
    """Replace what the scrubber left. Raises Invalid when it does not occur, Conflict when nothing waits."""
    stored = await _waiting(db, actor, application_id)
    texts, placeholder, count = rules.take_out(_texts(stored), form.exact, form.label)
    _change(stored, texts)
    await _note(db, actor, stored, ScrubDecision.ADDED, placeholder=placeholder, occurrences=count)
    return stored


async def put_back(database: Database, actor: Actor, application_id: UUID, form: PutBackForm) -> None:
    """Undo one placeholder: an explicit decision with its reason, noted and audited.

    What stands behind it is read under the vault role and shown only by standing in the text again.
    Raises Invalid when it hides a detail of the applicant, Conflict when nothing waits.
    """
    org_id = org_of(actor)
    shown, written, options = await _reopened(database, actor, application_id)
    texts, count = await asyncio.to_thread(
        rules.put_back, shown, written.texts, written.known, options, form.placeholder
    )
    async with database.transaction(org_id=org_id) as db:
        stored = await _waiting(db, actor, application_id)
        _check_unchanged(stored, shown)
        _change(stored, texts)
        await _note(
            db,
            actor,
            stored,
            ScrubDecision.RESTORED,
            placeholder=form.placeholder,
            occurrences=count,
            reason=form.reason,
        )


async def start_over(database: Database, actor: Actor, application_id: UUID) -> None:
    """Go back to what the scrubber made: words that were taken out stand there again, as all before.

    Raises Conflict when nothing waits, or the text is of an older scrubber.
    """
    shown, written, options = await _reopened(database, actor, application_id)
    clean = await asyncio.to_thread(rules.clean, written.texts, written.known, options)
    async with database.transaction(org_id=org_of(actor)) as db:
        stored = await _waiting(db, actor, application_id)
        _check_unchanged(stored, shown)
        _change(stored, clean.texts)
        stored.residual_risk, stored.risk_reasons = clean.risk.value, list(clean.risk.reasons)
        await _note(db, actor, stored, ScrubDecision.RESET)


async def _reopened(database: Database, actor: Actor, application_id: UUID) -> tuple[Texts, Written, Options]:
    """Role assay_vault: a waiting text as it stands, as its author wrote it, and how it was scrubbed."""
    org_id = org_of(actor)
    async with database.transaction(role=Role.VAULT, org_id=org_id) as vault:
        stored = await _waiting(vault, actor, application_id)
        cycle = await cycles.cycle(vault, org_id, stored.cycle_id)
        options = rules.options_of(Policy.model_validate(cycle.policy).scrubbing)
        identity = await intake_queries.identity(vault, org_id, application_id)
        written = _opened(identity, await intake_queries.application(vault, org_id, application_id))
        shown, version = _texts(stored), stored.scrubber_version
    if version != options.version():
        raise Conflict(_("This text was scrubbed by an older version. Approve it, or take more out."))
    return shown, written, options


def _check_unchanged(stored: AnonymizedApplication, shown: Texts) -> None:
    if _texts(stored) != shown:
        raise Conflict(_("Somebody else changed this text. Reload it and decide again."))


async def _waiting(db: Session, actor: Actor, application_id: UUID) -> AnonymizedApplication:
    stored = await queries.scrubbed(db, org_of(actor), application_id, lock=True)
    if stored.review_state is not ReviewState.WAITING:
        raise Conflict(_("This text does not wait for a decision (any more)."))
    return stored


async def _note(
    db: Session,
    actor: Actor,
    stored: AnonymizedApplication,
    decision: ScrubDecision,
    *,
    placeholder: str = "",
    occurrences: int = 0,
    reason: str = "",
) -> None:
    db.add(
        ScrubReview(
            org_id=stored.org_id,
            application_id=stored.application_id,
            cycle_id=stored.cycle_id,
            decision=decision,
            placeholder=placeholder,
            occurrences=occurrences,
            reason=reason,
            decided_by=actor.label,
            decided_at=clock.now(),
        )
    )
    await db.flush()
    # The reason is the reviewer's own wording and may describe a person: it stays out of the log.
    await audit.record(
        db,
        actor,
        Event.SCRUB_REVIEWED,
        entity="application",
        entity_id=stored.application_id,
        details={
            "decision": decision.value,
            "placeholder": placeholder,
            "occurrences": occurrences,
            "residual_risk": f"{stored.residual_risk:.3f}",
        },
    )


def _texts(stored: AnonymizedApplication) -> Texts:
    return Texts(stored.essay_scrubbed, stored.achievements_scrubbed)


def _change(stored: AnonymizedApplication, texts: Texts) -> None:
    figure = rules.residual_risk(texts)
    stored.essay_scrubbed, stored.achievements_scrubbed = texts.essay, texts.achievements
    stored.residual_risk, stored.risk_reasons = figure.value, list(figure.reasons)


def _opened(identity: IdentityMapping, application: Application) -> Written:
    content = open_identity(identity).content
    about = Known.of({key: content.get(key, "") for key in ("name", "email", "phone", "address", "school")})
    return Written(application, Texts(content["essay"], content["achievements"]), about)


def _row(application: Application, clean: Clean, *, waits: bool) -> dict[str, Any]:
    return {
        "org_id": application.org_id,
        "application_id": application.application_id,
        "cycle_id": application.cycle_id,
        "gpa": application.gpa,
        "gpa_scale": application.gpa_scale,
        "test_scores": application.test_scores,
        "essay_scrubbed": clean.texts.essay,
        "achievements_scrubbed": clean.texts.achievements,
        "scrubber_version": clean.version,
        "residual_risk": clean.risk.value,
        "risk_reasons": list(clean.risk.reasons),
        "review_state": ReviewState.WAITING if waits else ReviewState.CLEAR,
    }
