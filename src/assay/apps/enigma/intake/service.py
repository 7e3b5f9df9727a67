"""Use cases of the applicant: submit, correct, look, appeal, withdraw; and erasure."""

import json
import os
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from assay.apps.enigma.cycles import queries as cycles
from assay.apps.enigma.events import Event
from assay.apps.enigma.intake import queries, rules
from assay.apps.enigma.intake.forms import AppealDecisionForm, AppealForm, ApplicationForm
from assay.apps.enigma.jobspecs import ERASE_COPIES, CycleArgs
from assay.apps.enigma.models.applications import Appeal, Application, IdentityMapping
from assay.apps.enigma.models.cycles import AdmissionCycle
from assay.apps.enigma.phases import ApplicationStatus, Phase
from assay.apps.enigma.results.service import result_of
from assay.kernel import audit, clock, jobs, mail
from assay.kernel.access.actor import Actor, ActorKind
from assay.kernel.db.session import Database, Role, Session
from assay.kernel.errors import Conflict, Forbidden, Gone, NotFound, OutOfOrder, PreconditionFailed
from assay.kernel.settings import get_settings
from assay.kernel.vault import Place, WrappedKey, keyring_of, open_sealed, seal
from assay.kernel.vault.envelope import new_data_key

TABLE = "enigma.identity_mapping"
COLUMN = "encrypted_pii"


@dataclass(frozen=True, slots=True)
class Submitted:
    """What the applicant is told once."""

    application_id: UUID
    access_token: str
    receipt_entry: UUID


@dataclass(frozen=True, slots=True)
class Identity:
    """An opened identity: who it is, and the texts as written."""

    application_id: UUID
    cycle_id: UUID
    content: dict[str, str]


async def applicant(database: Database, actor: Actor, application_id: UUID, token: str) -> Actor:
    """The actor of a request that carries an application's token.

    Raises NotFound on an unknown id and on a wrong token alike, after the same work.
    """
    async with database.transaction(role=Role.SYSTEM) as system:
        known = await queries.owner_of(system, application_id)
    fits = rules.token_fits(token, known[1] if known else rules.token_hash(""))
    if known is None or not fits:
        raise NotFound(queries.NO_APPLICATION)
    return replace(
        actor, kind=ActorKind.APPLICANT, org_id=known[0], label=f"applicant:{application_id}", account_id=None
    )


async def receiving_cycle(database: Database, cycle_id: UUID | None) -> AdmissionCycle:
    """The cycle an application is meant for. Raises NotFound, or OutOfOrder when it takes none."""
    async with database.transaction(role=Role.SYSTEM) as system:
        cycle = await cycles.public_cycle(system, cycle_id)
    if cycle is None:
        raise NotFound(
            "Name the admission cycle: there is not exactly one open."
            if cycle_id is None
            else "There is no such admission cycle."
        )
    _check_open(cycle)
    return cycle


async def submit(vault: Session, actor: Actor, cycle_id: UUID, form: ApplicationForm) -> Submitted:
    """Take in an application, once an address; `vault` is bound to the organisation. Raises Conflict."""
    org_id = _org(actor)
    cycle = await queries.cycle_under_share_lock(vault, org_id, cycle_id)
    _check_open(cycle)
    _check_categories(cycle, form)
    settings = get_settings()
    key = settings.secret_bytes("hmac_key")
    application_id = rules.application_id(key, org_id, cycle_id, form.email)
    token = rules.new_token()
    salt = os.urandom(32)
    digest = rules.content_digest(salt, {**form.sealed_content(), **form.open_content()})
    actor = replace(actor, kind=ActorKind.APPLICANT, label=f"applicant:{application_id}")
    entry = await audit.record(
        vault,
        actor,
        Event.APPLICATION_SUBMITTED,
        entity="application",
        entity_id=application_id,
        details={"cycle_id": str(cycle_id), "content_digest": digest.hex(), "version": 1},
    )
    inserted = await queries.insert_application(
        vault,
        {
            "org_id": org_id,
            "cycle_id": cycle_id,
            "application_id": application_id,
            "gpa": form.gpa,
            "gpa_scale": form.gpa_scale,
            "test_scores": form.open_content()["test_scores"],
            "categories": list(form.categories),
            "status": ApplicationStatus.SUBMITTED,
            "access_token_hash": rules.token_hash(token),
            "content_digest": digest,
            "version": 1,
            "receipt_entry": entry,
            "created_at": clock.now(),
            "updated_at": clock.now(),
        },
    )
    if not inserted:
        raise Conflict(
            "This e-mail address has applied in this cycle already."
            " Use the link in the mail we sent you to look at or correct that application."
        )
    data_key = new_data_key()
    wrapped = keyring_of(settings).wrap(data_key)
    await queries.insert_identity(
        vault,
        {
            "org_id": org_id,
            "cycle_id": cycle_id,
            "application_id": application_id,
            "encrypted_pii": _sealed(data_key, application_id, 1, form, salt),
            "wrapped_key": wrapped.wrapped,
            "master_key": wrapped.master_key,
            "version": 1,
        },
    )
    await mail.send(
        vault,
        key=f"enigma.received:{application_id}",
        to=form.email,
        template="enigma/received",
        context={
            "name": form.name,
            "cycle": cycle.name,
            "ends_at": cycle.ends_at.isoformat(timespec="minutes"),
            "link": f"{settings.public_url}/enigma/applications/{application_id}#{token}",
        },
        org_id=org_id,
    )
    return Submitted(application_id, token, entry)


async def correct(
    vault: Session, actor: Actor, application_id: UUID, form: ApplicationForm, *, version: int
) -> Application:
    """Replace an application before the freeze. The e-mail address is its name and stays."""
    org_id = _org(actor)
    stored = await queries.application(vault, org_id, application_id)
    cycle = await queries.cycle_under_share_lock(vault, org_id, stored.cycle_id)
    _check_open(cycle)
    _check_categories(cycle, form)
    stored = await queries.application(vault, org_id, application_id, lock=True)
    if stored.version != version:
        raise PreconditionFailed("Your application was changed elsewhere. Reload it and correct it again.")
    if stored.application_id != rules.application_id(
        get_settings().secret_bytes("hmac_key"), org_id, stored.cycle_id, form.email
    ):
        raise Conflict("The e-mail address cannot be changed. Withdraw this application and apply anew.")
    kept = await queries.identity(vault, org_id, application_id)
    data_key = _data_key(kept)
    salt = os.urandom(32)
    stored.gpa, stored.gpa_scale = form.gpa, form.gpa_scale
    stored.test_scores = form.open_content()["test_scores"]
    stored.categories = list(form.categories)
    stored.version = kept.version = version + 1
    stored.updated_at = clock.now()
    stored.content_digest = rules.content_digest(salt, {**form.sealed_content(), **form.open_content()})
    kept.encrypted_pii = _sealed(data_key, application_id, kept.version, form, salt)
    stored.receipt_entry = await audit.record(
        vault,
        actor,
        Event.APPLICATION_CORRECTED,
        entity="application",
        entity_id=application_id,
        details={
            "cycle_id": str(stored.cycle_id),
            "content_digest": stored.content_digest.hex(),
            "version": stored.version,
        },
    )
    await vault.flush()
    return stored


async def view(vault: Session, actor: Actor, application_id: UUID) -> dict[str, Any]:
    """The applicant's own view: everything sent, where it stands, and after publication the result."""
    org_id = _org(actor)
    stored = await queries.application(vault, org_id, application_id)
    cycle = await cycles.cycle(vault, org_id, stored.cycle_id)
    if stored.erased_at is not None:
        raise Gone("The data of this application was erased.")
    identity = open_identity(await queries.identity(vault, org_id, application_id))
    published = cycle.phase in {Phase.PUBLISHED, Phase.COMPLETED}
    return {
        "application": stored,
        "cycle": cycle,
        "content": {
            **{name: value for name, value in identity.content.items() if name != "salt"},
            "gpa": f"{stored.gpa.normalize():f}",
            "gpa_scale": stored.gpa_scale,
            "test_scores": stored.test_scores,
            "categories": stored.categories,
        },
        "can_correct": cycle.is_open and cycle.ends_at > clock.now(),
        "result": await result_of(vault, org_id, application_id) if published else None,
        "appeal": await queries.appeal(vault, org_id, application_id),
        "pseudonym": rules.pseudonym(application_id),
    }


async def appeal(vault: Session, actor: Actor, application_id: UUID, form: AppealForm) -> None:
    """Lodge the one appeal. Raises OutOfOrder before publication, Conflict the second time."""
    org_id = _org(actor)
    stored = await queries.application(vault, org_id, application_id)
    cycle = await cycles.cycle(vault, org_id, stored.cycle_id)
    if cycle.phase is not Phase.PUBLISHED:
        raise OutOfOrder(
            "You can appeal once the results are published, until the cycle is completed.",
            phase=cycle.phase.value,
            needed=Phase.PUBLISHED.value,
        )
    kept = await queries.identity(vault, org_id, application_id)
    sealed = seal(
        _data_key(kept),
        form.grounds.encode(),
        Place("enigma.appeals", "sealed_grounds", application_id, 1),
    )
    new = {
        "org_id": org_id,
        "cycle_id": stored.cycle_id,
        "application_id": application_id,
        "sealed_grounds": sealed,
        "state": "open",
    }
    if not await queries.insert_appeal(vault, new):
        raise Conflict("You have appealed already. There is one appeal for each application.")
    await audit.record(vault, actor, Event.APPEAL_LODGED, entity="application", entity_id=application_id)


async def appeals(vault: Session, actor: Actor, cycle_id: UUID) -> list[tuple[Appeal, str]]:
    """The appeals of a cycle with their opened grounds, for whoever decides them."""
    org_id = _org(actor)
    page = await queries.open_appeals(vault, org_id, cycle_id, limit=200)
    opened = []
    for one in page.items:
        kept = await queries.identity(vault, org_id, one.application_id)
        if one.sealed_grounds is None or kept.wrapped_key is None:
            opened.append((one, "(erased)"))
            continue
        place = Place("enigma.appeals", "sealed_grounds", one.application_id, 1)
        opened.append((one, open_sealed(_data_key(kept), one.sealed_grounds, place).decode()))
    return opened


async def decide_appeal(
    vault: Session, actor: Actor, application_id: UUID, form: AppealDecisionForm
) -> Appeal:
    found = await queries.appeal(vault, _org(actor), application_id)
    if found is None:
        raise NotFound("There is no appeal for this application.")
    if found.state != "open":
        raise Conflict("This appeal was decided already.")
    found.state = "upheld" if form.upheld else "rejected"
    found.answer, found.decided_by, found.decided_at = form.answer, actor.label, clock.now()
    await vault.flush()
    await audit.record(
        vault,
        actor,
        Event.APPEAL_DECIDED,
        entity="application",
        entity_id=application_id,
        details={"state": found.state},
    )
    return found


async def erase(vault: Session, actor: Actor, application_id: UUID, *, reason: str) -> None:
    """Destroy the applicant's key and texts; a job takes them out of files too. Every proof stays valid."""
    org_id = _org(actor)
    stored = await queries.application(vault, org_id, application_id)
    # The cycle before the application, as the freeze does; and the job that ends waits for us, or we for it.
    cycle = await queries.cycle_under_share_lock(vault, org_id, stored.cycle_id)
    stored = await queries.application(vault, org_id, application_id, lock=True)
    if stored.erased_at is not None:
        return
    if cycle.phase not in {Phase.SUBMISSION, Phase.PUBLISHED, Phase.COMPLETED}:
        raise OutOfOrder(
            "Between freeze and publication an application cannot leave the cycle; erase it afterwards.",
            phase=cycle.phase.value,
            needed=Phase.PUBLISHED.value,
        )
    if cycle.phase is Phase.SUBMISSION:
        await queries.delete_unfrozen(vault, org_id, application_id)
    else:
        await queries.erase(vault, org_id, application_id)
        stored.erased_at = clock.now()
        await vault.flush()
        await audit.forget(vault, org_id, "application", application_id)
        # One for all who are erased: before it ends it looks for those who came while it ran.
        args, key = CycleArgs(cycle_id=stored.cycle_id), f"erase-copies:{stored.cycle_id}"
        await jobs.defer(vault, actor, ERASE_COPIES, args, key=key)
    await audit.record(
        vault,
        actor,
        Event.APPLICATION_ERASED,
        entity="application",
        entity_id=application_id,
        details={"reason": reason},
    )


def open_identity(kept: IdentityMapping) -> Identity:
    """Open a sealed identity. Raises Gone once it was erased, SealBroken when it was tampered with."""
    if kept.encrypted_pii is None:
        raise Gone("The data of this application was erased.")
    place = Place(TABLE, COLUMN, kept.application_id, kept.version)
    content = json.loads(open_sealed(_data_key(kept), kept.encrypted_pii, place))
    return Identity(kept.application_id, kept.cycle_id, content)


def _data_key(kept: IdentityMapping) -> bytes:
    if kept.wrapped_key is None:
        raise Gone("The data of this application was erased.")
    return keyring_of(get_settings()).unwrap(WrappedKey(kept.wrapped_key, kept.master_key))


def _sealed(data_key: bytes, application_id: UUID, version: int, form: ApplicationForm, salt: bytes) -> bytes:
    content = json.dumps({**form.sealed_content(), "salt": salt.hex()}).encode()
    return seal(data_key, content, Place(TABLE, COLUMN, application_id, version))


def _check_open(cycle: AdmissionCycle) -> None:
    now = clock.now()
    if not cycle.is_open or not cycle.starts_at <= now < cycle.ends_at:
        when = "opens" if now < cycle.starts_at and cycle.phase is Phase.SUBMISSION else "closed"
        raise OutOfOrder(
            f"{cycle.name} takes no applications: it {when} on "
            f"{(cycle.starts_at if when == 'opens' else cycle.ends_at):%d %B %Y}.",
            phase=cycle.phase.value,
            needed=Phase.SUBMISSION.value,
        )


def _check_categories(cycle: AdmissionCycle, form: ApplicationForm) -> None:
    offered = {seats["category"] for seats in cycle.policy.get("reserved", ())}
    if strangers := sorted(set(form.categories) - offered):
        raise Conflict(f"This cycle has no reserved seats for {', '.join(strangers)}.")


def _org(actor: Actor) -> UUID:
    if actor.org_id is None:
        raise Forbidden("Choose an organisation first.")
    return actor.org_id
