"""Scripts as pages show them."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from assay.apps.mathvidya.evaluations.forms import kind_of
from assay.apps.mathvidya.evaluations.script import Script
from assay.apps.mathvidya.models.evaluations import EvaluationState, SlaState
from assay.apps.mathvidya.sla import wording
from assay.apps.mathvidya.sla.rules import Calendar, working_time_between
from assay.kernel import clock
from assay.kernel.web.i18n import gettext as _

TONES = {SlaState.ON_TIME: "good", SlaState.HALF: "info", SlaState.AT_RISK: "warn", SlaState.BREACHED: "bad"}
SAYS = {
    SlaState.ON_TIME: "on time",
    SlaState.HALF: "half of the time is over",
    SlaState.AT_RISK: "at risk",
    SlaState.BREACHED: "late",
}
STATES = {
    EvaluationState.WAITING: "waits for a teacher",
    EvaluationState.ASSIGNED: "not begun",
    EvaluationState.STARTED: "begun",
    EvaluationState.PAUSED: "stands still: a page is photographed again",
    EvaluationState.SUBMITTED: "finished",
    EvaluationState.CANCELLED: "cancelled",
}
KINDS = {"script": "Script", "query": "Query on a question", "adjudication": "Adjudication"}

when = wording.when


@dataclass(frozen=True, slots=True)
class Row:
    """A script of the queue. `left`: working time until it is due, or since; empty while it stands still."""

    script: Script
    code: str
    kind: str
    state: str
    sla: str
    tone: str
    due: str
    left: str


def code(evaluation_id: UUID) -> str:
    """What a script is called between people: the end of its number."""
    return evaluation_id.hex[-6:].upper()


def row(script: Script, calendar: Calendar) -> Row:
    return Row(
        script,
        code(script.evaluation_id),
        _(KINDS[kind_of(script.purpose)]),
        _(STATES[script.state]),
        _(SAYS[script.sla_state]),
        TONES[script.sla_state],
        wording.moment(script.due_at),
        "" if script.paused_at else left(calendar, script),
    )


def left(calendar: Calendar, script: Script) -> str:
    """Working time left, or by how much it is late."""
    remaining = working_time_between(calendar, clock.now(), script.due_at)
    if remaining > timedelta():
        return _("%(time)s left") % {"time": wording.spent(remaining) or _("less than a minute")}
    return _("%(time)s late") % {"time": wording.spent(-remaining) or _("less than a minute")}
