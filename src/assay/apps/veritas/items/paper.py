"""The graded papers of an exam as the sheet that statistics work on. Pure.

A single choice stands with the option that was chosen. Everything else that a key grades stands as right or
not: right is full marks. Long texts have no key and are left out. Where students saw different questions, or
the same in another order, a blank in a column cannot tell "omitted" from "not reached": there a
question that was on the paper and not answered stands as NO_ANSWER, and time pressure is read off each
paper's own order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from assay.apps.veritas.items.key import Key
from assay.apps.veritas.items.sheet import Sheet
from assay.apps.veritas.items.table import answer
from assay.apps.veritas.items.terms import Missing
from assay.kernel.questions.document import QuestionType
from assay.kernel.web.i18n import gettext as _

NO_ANSWER = "–"
RIGHT, WRONG = "1", "0"
Cell = tuple[int, UUID]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the exam: its place (from 1), kind, and the options that are right."""

    question_id: UUID
    number: int
    kind: QuestionType
    right: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"Q{self.number}"


@dataclass(frozen=True, slots=True)
class Papers:
    """`sheet`: persons are attempt ids, items `Asked.name`. `order`: for each person the columns in the order
    that was shown; None where papers differ in their questions."""

    sheet: Sheet
    asked: tuple[Asked, ...]
    missing: Missing
    order: NDArray[np.intp] | None
    shuffled: bool


def gather(
    questions: Sequence[Asked],
    papers: Sequence[tuple[int, UUID, Mapping[str, Any]]],
    responses: Mapping[Cell, Mapping[str, Any]],
    full: Mapping[Cell, bool | None],
    *,
    choices_only: bool = False,
) -> Papers:
    """The papers (attempt, its id, its form) as a sheet; with `choices_only` single choices alone."""
    wanted = [one for one in questions if _counts(one, choices_only)]
    columns = {one.question_id: place for place, one in enumerate(wanted)}
    shown = [_columns(form, columns) for _attempt, _id, form in papers]
    drawn = any(len(one) < len(wanted) for one in shown)
    shuffled = any(one != sorted(one) for one in shown)
    blank = NO_ANSWER if (drawn or shuffled) and not choices_only else ""
    cells = [
        _row(attempt, wanted, set(places), responses, full, blank)
        for (attempt, _id, _form), places in zip(papers, shown, strict=True)
    ]
    sheet = Sheet(
        persons=tuple(str(attempt_id) for _attempt, attempt_id, _form in papers),
        items=tuple(one.name for one in wanted),
        answers=np.array(cells, dtype=np.str_).reshape(len(papers), len(wanted)),
        key=Key({one.name: _right(one) for one in wanted}),
        notes=tuple(_notes(questions, wanted, drawn=drawn, choices_only=choices_only)),
    )
    order = None if drawn or not wanted else np.array(shown, dtype=np.intp).reshape(len(papers), len(wanted))
    missing = Missing.IGNORE if drawn else Missing.WRONG
    return Papers(sheet, tuple(wanted), missing, order, drawn or shuffled)


def _counts(one: Asked, choices_only: bool) -> bool:
    if one.kind is QuestionType.SINGLE:
        return bool(one.right)
    return not choices_only and one.kind is not QuestionType.LONG


def _columns(form: Mapping[str, Any], columns: Mapping[UUID, int]) -> list[int]:
    ids = (UUID(place["question_id"]) for place in form["questions"])
    return [columns[question_id] for question_id in ids if question_id in columns]


def _row(
    attempt: int,
    wanted: Iterable[Asked],
    on_paper: set[int],
    responses: Mapping[Cell, Mapping[str, Any]],
    full: Mapping[Cell, bool | None],
    blank: str,
) -> list[str]:
    cells = []
    for place, one in enumerate(wanted):
        response = responses.get((attempt, one.question_id)) or {}
        if place not in on_paper:
            cells.append("")
        elif not response:
            cells.append(blank)
        elif one.kind is QuestionType.SINGLE:
            cells.append(answer(str(response["options"][0])))
        else:
            cells.append(RIGHT if full.get((attempt, one.question_id)) else WRONG)
    return cells


def _right(one: Asked) -> frozenset[str]:
    return frozenset(map(answer, one.right)) if one.kind is QuestionType.SINGLE else frozenset({RIGHT})


def _notes(
    questions: Sequence[Asked], wanted: Sequence[Asked], *, drawn: bool, choices_only: bool
) -> list[str]:
    said = []
    left_out = [one.name for one in questions if one not in wanted]
    if left_out and choices_only:
        said.append(
            _("Only single choices are compared; left out: {names}.").format(names=", ".join(left_out))
        )
    elif left_out:
        said.append(_("Questions without a key are left out: {names}.").format(names=", ".join(left_out)))
    if drawn and not choices_only:
        said.append(_("Not everyone had the same questions: each rests on those who had it."))
    return said
