"""The board as pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assay.apps.mathvidya.desk.lines import Line, Load
from assay.apps.mathvidya.desk.service import Board
from assay.apps.mathvidya.evaluations.views import SAYS, STATES, TONES, code
from assay.apps.mathvidya.models.evaluations import OPEN, Purpose, SlaState
from assay.apps.mathvidya.sla.wording import moment
from assay.kernel.web.i18n import gettext as _

PURPOSES = {
    Purpose.FIRST: "First marking",
    Purpose.SECOND: "Second marking",
    Purpose.ADJUDICATION: "Adjudication",
    Purpose.QUERY: "Query",
    Purpose.SEED: "Seed",
}


@dataclass(frozen=True, slots=True)
class Row:
    line: Line
    code: str
    purpose: str
    state: str
    sla: str
    tone: str
    due: str


def row(line: Line) -> Row:
    return Row(
        line,
        code(line.evaluation_id),
        _(PURPOSES[line.purpose]),
        _(STATES[line.state]),
        _(SAYS[line.sla_state]),
        TONES[line.sla_state],
        moment(line.due_at),
    )


def states(board: Board) -> dict[str, int]:
    return {state.value: board.of_state(state) for state in OPEN}


def times(board: Board) -> dict[str, int]:
    return {state.value: board.of_time(state) for state in SlaState}


def time_bars(board: Board) -> list[tuple[str, float]]:
    """(how far the time has run, scripts), for a chart."""
    return [(_(SAYS[state]).capitalize(), float(board.of_time(state))) for state in SlaState]


def day_bars(board: Board) -> list[tuple[str, float]]:
    """(day, scripts due on it), for a chart."""
    return [(f"{day:%a %d %b}", float(count)) for day, count in board.due]


def load_bars(loads: Sequence[Load]) -> list[tuple[str, float]]:
    """(teacher, open scripts), for a chart; those with none are left out."""
    return [(one.name, float(one.at_work)) for one in loads if one.at_work][:20]


def filters(board: Board, chosen: str) -> list[dict[str, object]]:
    """Tabs of the board: everything, and each state of the promised time."""
    path = "/mathvidya/admin/board"
    tabs: list[dict[str, object]] = [
        {"label": _("All"), "href": path, "current": not chosen, "count": board.total}
    ]
    tabs += [
        {
            "label": _(SAYS[state]).capitalize(),
            "href": f"{path}?time={state.value}",
            "current": chosen == state.value,
            "count": board.of_time(state),
        }
        for state in SlaState
    ]
    return tabs
