"""What the clock does to evaluations: warnings, breaches, and due times anew when the calendar changes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from assay.apps.mathvidya.config import service as config
from assay.apps.mathvidya.evaluations import queries_sweep, rules
from assay.apps.mathvidya.evaluations.assigning import QUEUE
from assay.apps.mathvidya.evaluations.queries_sweep import Passed
from assay.apps.mathvidya.evaluations.service import record_breach, shares_of
from assay.apps.mathvidya.models.evaluations import Purpose, SlaState
from assay.apps.mathvidya.notices import service as notices
from assay.apps.mathvidya.notices.kinds import Kind
from assay.apps.mathvidya.notices.service import Notice
from assay.apps.mathvidya.sla.service import calendar_of
from assay.apps.mathvidya.sla.wording import moment
from assay.kernel import clock
from assay.kernel.access.actor import Actor, org_of
from assay.kernel.db.session import Session
from assay.kernel.web.i18n import gettext as _
from assay.kernel.web.i18n import ngettext

CHUNK = 500
BOARD = "/mathvidya/admin/board"
KINDS = {SlaState.HALF: Kind.DUE, SlaState.AT_RISK: Kind.AT_RISK, SlaState.BREACHED: Kind.BREACHED}


async def sweep(db: Session, actor: Actor) -> int:
    """Note and tell whose promised time has run further, some at a time; how many.

    The new state is written with the notice, so each is told once, however many sweep.
    """
    org_id = org_of(actor)
    passed = await queries_sweep.pass_on(db, org_id, clock.now(), CHUNK)
    if not passed:
        return 0
    for one in passed:
        if one.sla_state is SlaState.BREACHED:
            await record_breach(db, actor, one.evaluation_id, one.due_at)
    await _tell(db, org_id, passed)
    return len(passed)


async def recompute(db: Session, actor: Actor, *, after: UUID) -> tuple[UUID, int, int]:
    """Promises of the next open evaluations by the calendar as it is now.

    Answers the last evaluation seen, how many were, and how many of them changed. Who is not late any more
    by a holiday that was announced late, was never late.
    """
    org_id, now = org_of(actor), clock.now()
    calendar, shares = await calendar_of(db, org_id), shares_of(await config.get(db, org_id))
    rows = await queries_sweep.running(db, org_id, after=after, limit=CHUNK)
    changed = []
    for row in rows:
        paused = timedelta(seconds=row.paused_seconds)
        promised = rules.promise(calendar, row.clock_from, row.sla_hours, paused, shares)
        if promised != row.promised:
            state = rules.reached(promised, row.paused_at or now)
            # What has newly passed is left to the sweep, which tells it.
            changed.append((row, promised, min(state, row.sla_state, key=list(SlaState).index)))
    if changed:
        await queries_sweep.set_promises(db, org_id, changed, now)
    return rows[-1].evaluation_id if rows else after, len(rows), len(changed)


async def _tell(db: Session, org_id: UUID, passed: Sequence[Passed]) -> None:
    """One notice for each person and state. Teachers hear of their own, administrators of what is at risk,
    late or without a teacher, students of their own that are late."""
    teachers = [one.teacher_id for one in passed if one.teacher_id is not None]
    accounts = await queries_sweep.accounts(db, org_id, teachers, [one.student_id for one in passed])
    own: dict[tuple[UUID, SlaState], list[Passed]] = defaultdict(list)
    for one in passed:
        if one.teacher_id in accounts:
            own[accounts[one.teacher_id], one.sla_state].append(one)
    told = [_for_teacher(account, state, rows) for (account, state), rows in own.items()]
    for account in await notices.administrators(db, org_id):
        told += _for_administrator(account, passed)
    told += [
        _for_student(accounts[one.student_id], one)
        for one in passed
        if one.sla_state is SlaState.BREACHED
        and one.purpose == Purpose.FIRST.value
        and one.student_id in accounts
    ]
    await notices.tell_all(db, org_id, told)


def _for_teacher(account: UUID, state: SlaState, rows: list[Passed]) -> Notice:
    count = len(rows)
    if state is SlaState.HALF:
        title = ngettext(
            "Half of the time for a script has passed", "Half of the time for %(n)s scripts has passed", count
        )
    elif state is SlaState.AT_RISK:
        title = ngettext("The time for a script runs out", "The time for %(n)s scripts runs out", count)
    else:
        title = ngettext("A script is late", "%(n)s scripts are late", count)
    body = _("The first is due %(when)s.") if state is not SlaState.BREACHED else _("It was due %(when)s.")
    return Notice(
        account,
        KINDS[state],
        _key(state, rows[0]),
        title % {"n": count},
        body % {"when": moment(rows[0].due_at)},
        QUEUE,
    )


def _for_administrator(account: UUID, passed: Sequence[Passed]) -> list[Notice]:
    told = []
    risky = [one for one in passed if one.sla_state is SlaState.AT_RISK]
    late = [one for one in passed if one.sla_state is SlaState.BREACHED]
    alone = [one for one in passed if one.teacher_id is None]
    for kind, rows, title in (
        (
            Kind.AT_RISK,
            risky,
            ngettext("The time for a script runs out", "The time for %(n)s scripts runs out", len(risky)),
        ),
        (Kind.BREACHED, late, ngettext("A script is late", "%(n)s scripts are late", len(late))),
        (
            Kind.WAITING,
            alone,
            ngettext("A script waits for a teacher", "%(n)s scripts wait for a teacher", len(alone)),
        ),
    ):
        if rows:
            key = f"board:{kind.value}:{_key(rows[0].sla_state, rows[0])}"
            body = _("See who can take them.")
            told.append(Notice(account, kind, key, title % {"n": len(rows)}, body, BOARD))
    return told


def _for_student(account: UUID, one: Passed) -> Notice:
    return Notice(
        account,
        Kind.BREACHED,
        f"late:{one.evaluation_id}:{one.due_at.isoformat()}",
        _("The marking of your exam is late"),
        _("It was due %(when)s. We have told those who can help.") % {"when": moment(one.due_at)},
    )


def _key(state: SlaState, first: Passed) -> str:
    return f"{state.value}:{first.evaluation_id}:{int(first.due_at.timestamp())}"
