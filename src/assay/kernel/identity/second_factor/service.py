"""Turning the second factor on and off, and accepting its codes."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from assay.kernel import audit, clock
from assay.kernel.access import ratelimit
from assay.kernel.access.actor import Actor
from assay.kernel.db.session import Database, Role
from assay.kernel.errors import Invalid
from assay.kernel.identity import limits
from assay.kernel.identity.accounts.rules import MIN_LENGTH
from assay.kernel.identity.errors import SecondFactorState
from assay.kernel.identity.events import Event
from assay.kernel.identity.passwords import normalise
from assay.kernel.identity.second_factor import queries, rules
from assay.kernel.identity.tokens import open_secret, seal_secret
from assay.kernel.settings import Settings
from assay.kernel.web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs; shown until the first code confirms it."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)
    qr_svg: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Status:
    enabled: bool
    recovery_codes_left: int


async def status(database: Database, actor: Actor) -> Status:
    """Whether the second factor is on, and how many recovery codes are left."""
    account_id = _own(actor)
    async with database.transaction(role=Role.SYSTEM) as db:
        credential = await queries.credential(db, account_id)
        left = await queries.recovery_codes_left(db, account_id)
    return Status(credential.totp_confirmed_at is not None, left)


async def enrol(database: Database, settings: Settings, actor: Actor) -> Enrolment:
    """A new secret that does not count before `confirm`. Raises SecondFactorState when the factor is on."""
    account_id = _own(actor)
    secret = rules.new_secret()
    async with database.transaction(role=Role.SYSTEM) as db:
        credential = await queries.credential(db, account_id, lock=True)
        if credential.totp_confirmed_at is not None:
            raise SecondFactorState(_("The second factor is on already. Turn it off first."))
        credential.totp_secret = seal_secret(settings, account_id, secret)
        credential.totp_last_step = None
        uri = rules.provisioning_uri(secret, await queries.email_of(db, account_id))
    return Enrolment(rules.secret_text(secret), uri, rules.qr_svg(uri))


async def confirm(database: Database, settings: Settings, actor: Actor, code: str) -> list[str]:
    """Turn the second factor on with the first code; answers the recovery codes, once.

    Raises SecondFactorState when nothing waits for confirmation, Invalid on `code`, TooMany.
    """
    account_id = _own(actor)
    await ratelimit.check(database, settings, (limits.SECOND_FACTOR, str(account_id)))
    now = clock.now()
    async with database.transaction(role=Role.SYSTEM) as db:
        credential = await queries.credential(db, account_id, lock=True)
        if credential.totp_secret is None or credential.totp_confirmed_at is not None:
            raise SecondFactorState(_("Start again: scan a new code."))
        secret = open_secret(settings, account_id, credential.totp_secret)
        step = rules.matching_step(secret, code, now, after=None)
        if step is None:
            message = _("This code does not fit. Check the clock of your device and type the newest code.")
            raise Invalid(message, fields={"code": message})
        credential.totp_confirmed_at = now
        credential.totp_last_step = step
        codes = await _new_codes(db, account_id)
        await audit.record(db, actor, Event.SECOND_FACTOR_ENABLED, entity="account", entity_id=account_id)
    return codes


async def disable(database: Database, actor: Actor, *, password: str) -> None:
    """Turn the second factor off; the caller has just proven `password`.

    Raises SecondFactorState when it is off, Invalid when the password is too short to stand alone.
    """
    account_id = _own(actor)
    if len(normalise(password)) < MIN_LENGTH:
        raise Invalid(
            _("Without a second factor your password is too short. Change it to a longer one first."),
            fields={"current_password": _("Shorter than %(least)s characters.") % {"least": MIN_LENGTH}},
        )
    async with database.transaction(role=Role.SYSTEM) as db:
        credential = await queries.credential(db, account_id, lock=True)
        if credential.totp_confirmed_at is None:
            raise SecondFactorState(_("The second factor is off already."))
        credential.totp_secret = None
        credential.totp_confirmed_at = None
        credential.totp_last_step = None
        await queries.replace_recovery_codes(db, account_id, [])
        await audit.record(db, actor, Event.SECOND_FACTOR_DISABLED, entity="account", entity_id=account_id)


async def renew_recovery_codes(database: Database, actor: Actor) -> list[str]:
    """New recovery codes in place of all old ones. Raises SecondFactorState when the factor is off."""
    account_id = _own(actor)
    async with database.transaction(role=Role.SYSTEM) as db:
        credential = await queries.credential(db, account_id, lock=True)
        if credential.totp_confirmed_at is None:
            raise SecondFactorState(_("Turn the second factor on first."))
        codes = await _new_codes(db, account_id)
        await audit.record(db, actor, Event.RECOVERY_CODES_REPLACED, entity="account", entity_id=account_id)
    return codes


async def accept(db: AsyncSession, settings: Settings, actor: Actor, account_id: UUID, code: str) -> bool:
    """Whether `code` proves the second factor now. A code that did is used up, in this transaction."""
    now = clock.now()
    if not rules.looks_like_totp(code):
        used = await queries.use_recovery_code(db, account_id, rules.recovery_hash(code), now)
        if used:
            await audit.record(db, actor, Event.RECOVERY_CODE_USED, entity="account", entity_id=account_id)
        return used
    credential = await queries.credential(db, account_id)
    if credential.totp_secret is None or credential.totp_confirmed_at is None:
        return False
    secret = open_secret(settings, account_id, credential.totp_secret)
    step = rules.matching_step(secret, code, now, after=credential.totp_last_step)
    return step is not None and await queries.use_step(db, account_id, step)


async def _new_codes(db: AsyncSession, account_id: UUID) -> list[str]:
    codes = rules.new_recovery_codes()
    await queries.replace_recovery_codes(db, account_id, [rules.recovery_hash(code) for code in codes])
    return codes


def _own(actor: Actor) -> UUID:
    assert actor.account_id is not None, "The route lets only accounts through."
    return actor.account_id
