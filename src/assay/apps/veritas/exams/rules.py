"""When an exam can be published, and what may still change afterwards. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from assay.apps.veritas.exams.template import Template
from assay.apps.veritas.models.exams import ExamStatus
from assay.kernel.errors import Conflict, Invalid, OutOfOrder
from assay.kernel.questions.document import Finding, Question, QuestionType
from assay.kernel.web.i18n import gettext as _

CHOICES = (QuestionType.SINGLE, QuestionType.MULTIPLE)
FIXED_ONCE_OPEN = ("opens_at", "duration_seconds", "grace_seconds", "template")
"""What attempts are made from: no longer changed when the window of a published exam has opened."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error keeps the exam from being published, a warning does not."""

    severity: Literal["error", "warning"]
    message: str
    question_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the exam with what lint found."""

    question_id: UUID
    question: Question
    findings: Sequence[Finding]


def problems(
    *,
    opens_at: datetime,
    closes_at: datetime,
    duration: timedelta,
    template: Template,
    items: Sequence[Item],
    assigned: int,
    now: datetime,
) -> list[Problem]:
    """Everything that stands against publishing the exam now, errors first."""
    found = [
        *_window(opens_at, closes_at, duration, now),
        *_pools(template, items),
        *_lint(items),
    ]
    if not items:
        found.append(Problem("error", _("The exam has no questions.")))
    if not assigned:
        found.append(Problem("warning", _("Nobody is assigned yet.")))
    return sorted(found, key=lambda one: one.severity != "error")


def check_publishable(found: Iterable[Problem]) -> None:
    """Raise Invalid that lists every error."""
    errors = [one for one in found if one.severity == "error"]
    if errors:
        raise Invalid(
            _("The exam cannot be published yet. %(first)s") % {"first": errors[0].message},
            problems=[
                {"message": one.message, "question_id": str(one.question_id) if one.question_id else None}
                for one in errors
            ],
        )


def _window(opens: datetime, closes: datetime, duration: timedelta, now: datetime) -> list[Problem]:
    if closes <= opens:
        return [Problem("error", _("The window must end after it starts."))]
    if closes <= now:
        return [Problem("error", _("The window has ended already. Move it."))]
    if closes - opens < duration:
        return [Problem("warning", _("The window is shorter than the exam, so nobody gets the whole time."))]
    return []


def _pools(template: Template, items: Sequence[Item]) -> list[Problem]:
    pools: dict[str, list[Question]] = defaultdict(list)
    for item in items:
        if item.question.pool:
            pools[item.question.pool].append(item.question)
    found = []
    for name, wanted in template.pools.items():
        there = len(pools.get(name, []))
        if there < wanted:
            found.append(
                Problem(
                    "error",
                    _("The pool %(pool)s holds %(there)s questions, but %(wanted)s are to be drawn.")
                    % {"pool": name, "there": there, "wanted": wanted},
                )
            )
    for name, questions in pools.items():
        if name not in template.pools:
            found.append(
                Problem(
                    "error", _("Say how many questions are drawn from the pool %(pool)s.") % {"pool": name}
                )
            )
        if len({one.points for one in questions}) > 1:
            found.append(
                Problem(
                    "warning",
                    _("Questions of the pool %(pool)s give different points, so totals differ.")
                    % {"pool": name},
                )
            )
    return found


def _lint(items: Sequence[Item]) -> list[Problem]:
    return [
        Problem(
            finding.severity,
            _("Question %(number)s: %(message)s") % {"number": number, "message": finding.message},
            item.question_id,
        )
        for number, item in enumerate(items, 1)
        for finding in item.findings
    ]


def check_draft(status: ExamStatus, what: str) -> None:
    """Raise Conflict unless the exam is still a draft; `what` names what is no longer possible."""
    if status is not ExamStatus.DRAFT:
        raise Conflict(
            _("%(what)s is possible while the exam is a draft. This one is %(status)s.")
            % {"what": what, "status": status.value}
        )


def check_transition(status: ExamStatus, target: ExamStatus) -> None:
    """Draft to published to closed, never back. Raises OutOfOrder."""
    order = [ExamStatus.DRAFT, ExamStatus.PUBLISHED, ExamStatus.CLOSED, ExamStatus.ARCHIVED]
    if order.index(target) != order.index(status) + 1:
        raise OutOfOrder(
            _("The exam is %(status)s, so it cannot become %(target)s.")
            % {"status": status.value, "target": target.value}
        )


def check_change(
    status: ExamStatus, opens_at: datetime, now: datetime, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Raise Invalid where a published exam that has opened, or a closed one, is changed in what counts."""
    if status is ExamStatus.DRAFT or (status is ExamStatus.PUBLISHED and now < opens_at):
        return
    changed = [name for name in FIXED_ONCE_OPEN if before[name] != after[name]]
    if status is not ExamStatus.PUBLISHED and before["closes_at"] != after["closes_at"]:
        changed.append("closes_at")
    if changed:
        told = _("This can no longer change, for students have begun. Give extra time on the live page.")
        fields = {name.replace("duration_seconds", "duration_minutes"): told for name in changed}
        raise Invalid(told, fields=fields)


def check_successor(old: Question, new: Question) -> None:
    """Raise Invalid where a new version would not fit the attempts made with the old one."""
    fields = {}
    if old.kind is not new.kind:
        fields["kind"] = _("The type of a question that is being sat cannot change.")
    if old.points != new.points:
        fields["points"] = _("The points of a question that is being sat cannot change.")
    if old.pool != new.pool:
        fields["pool"] = _("The pool of a question that is being sat cannot change.")
    if new.kind in CHOICES and {one.id for one in old.body.options} != {one.id for one in new.body.options}:
        fields["options"] = _(
            "Options of a question that is being sat can be reworded, not added or removed."
        )
    if old.body.parameters != new.body.parameters:
        fields["parameters"] = _("The parameters of a question that is being sat cannot change.")
    if fields:
        raise Invalid(next(iter(fields.values())), fields=fields)


def check_order(known: Iterable[UUID], wanted: Sequence[UUID]) -> None:
    """Raise Invalid unless `wanted` names every question once."""
    if sorted(known) != sorted(wanted):
        raise Invalid(
            _("Name every question of the exam once."),
            fields={"order": _("Load the exam again: its questions have changed.")},
        )


def moved(order: Sequence[UUID], question_id: UUID, *, up: bool) -> list[UUID]:
    """The order with one question a place further up or down; the same at either end."""
    new = list(order)
    at = new.index(question_id)
    to = at - 1 if up else at + 1
    if 0 <= to < len(new):
        new[at], new[to] = new[to], new[at]
    return new
