"""Results as the API and the pages show them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assay.apps.veritas.exams.policies import ReviewPhase, Shown
from assay.apps.veritas.grading.views import API, answer_words, teacher_figures
from assay.apps.veritas.models.attempts import AttemptStatus
from assay.apps.veritas.review import rules
from assay.apps.veritas.review.forms import FiguresOut, ItemOut, ResultOut
from assay.apps.veritas.review.service import Item, Result
from assay.kernel.questions.document import Figure, Key, QuestionType
from assay.kernel.questions.render import inline, paragraphs
from assay.kernel.web.i18n import gettext as _

CHOICES = (QuestionType.SINGLE, QuestionType.MULTIPLE)


def result_out(found: Result) -> ResultOut:
    attempt = found.attempt
    figures = found.figures
    return ResultOut(
        attempt_id=attempt.attempt_id,
        exam_id=attempt.exam_id,
        title=found.exam.title,
        status=status_shown(found),
        number=attempt.number,
        submitted_at=attempt.submitted_at,
        at=found.at,
        phase=found.phase.value if found.phase else None,
        shown=sorted(what.value for what in found.shown),
        begins={phase.value: at for phase, at in rules.begins(found.policy, found.times).items()},
        score=found.score,
        so_far=found.so_far,
        to_mark=found.to_mark,
        max_score=attempt.max_score,
        items=[item_out(one) for one in found.items],
        class_figures=FiguresOut(attempts=figures.attempts, mean=figures.mean, median=figures.median)
        if figures
        else None,
        receipt=f"{API}/student/attempts/{attempt.attempt_id}/receipt" if attempt.receipt_digest else None,
        has_case=found.has_case,
    )


def status_shown(found: Result) -> str:
    """The attempt's status; whether it has all its marks is a matter of marks."""
    status = found.attempt.status
    hidden = status is AttemptStatus.GRADED and Shown.MARK not in found.shown
    return (AttemptStatus.SUBMITTED if hidden else status).value


def item_out(one: Item) -> ItemOut:
    return ItemOut(
        number=one.number,
        question_id=one.question_id,
        kind=one.kind.value,
        points=one.points,
        text=one.body.text if one.body else None,
        options=[{"id": option.id, "text": option.text} for option in one.body.options] if one.body else None,
        response=dict(one.response) if one.response is not None else None,
        score=one.score,
        waits=one.waits,
        key=key_words(one) if one.key else None,
        feedback=list(one.feedback),
        comment=one.comment,
    )


def key_words(one: Item) -> str:
    """What is right, in words; the rubric of a long text is the marker's."""
    key = one.key
    assert key is not None
    if one.kind in CHOICES:
        names = {option.id: option.text for option in one.body.options} if one.body else {}
        return "; ".join(names.get(option, option) for option in key.options)
    if one.kind is QuestionType.NUMERIC:
        return _within(key, one.body.unit if one.body else "")
    if one.kind is QuestionType.SHORT:
        return "; ".join(key.accepted)
    return key.value


def _within(key: Key, unit: str) -> str:
    words = f"{key.value} {unit}".strip()
    if key.absolute:
        words += f" ± {key.absolute.normalize():f}"
    if key.relative:
        words += f" ± {(key.relative * 100).normalize():f} %"
    return words


def item_context(found: Result, one: Item, *, own: bool) -> Mapping[str, Any]:
    """One question for the page: texts as HTML, what was typed as text."""
    figures = {figure.name: figure for figure in one.body.figures} if one.body else {}
    teachers = teacher_figures(found.exam.exam_id, one.question_id)
    start = f"{API}/student/attempts/{found.attempt.attempt_id}/figures/{one.question_id}"

    def url(figure: Figure) -> str:
        return f"{start}/{figure.name}"

    chosen = (one.response or {}).get("options", [])
    right = one.key.options if one.key and one.kind in CHOICES else None
    return {
        "number": one.number,
        "points": one.points,
        "score": one.score,
        "waits": one.waits,
        "text": paragraphs(one.body.text, figures, url if own else teachers) if one.body else None,
        "options": [
            {
                "text": inline(option.text),
                "chosen": option.id in chosen,
                "right": right is not None and option.id in right,
            }
            for option in one.body.options
        ]
        if one.body
        else [],
        "shows_response": one.response is not None,
        "typed": answer_words(one.body, one.response) if one.body and one.response else "",
        "key": inline(key_words(one)) if one.key and one.kind not in CHOICES and key_words(one) else None,
        "formula": one.kind is QuestionType.FORMULA,
        "feedback": [paragraphs(text) for text in one.feedback],
        "comment": one.comment,
    }


def result_context(found: Result, *, own: bool) -> dict[str, Any]:
    """What the result's part of a page shows. `own`: on the page of whoever sat it."""
    return {
        "found": found,
        "items": [item_context(found, one, own=own) for one in found.items],
        "sees": {what.value for what in found.shown},
        "void": found.attempt.status is AttemptStatus.VOID,
        "later": later(found),
    }


def later(found: Result) -> list[tuple[str, datetime | None]]:
    """What is hidden now and is shown in a later phase, with when that begins."""
    if found.phase is None:
        return []
    begins = rules.begins(found.policy, found.times)
    coming = []
    for what in Shown:
        if what in found.shown:
            continue
        phases = [
            phase
            for phase in ReviewPhase
            if rules.LATER[phase] > rules.LATER[found.phase] and found.policy.shows(what, phase)
        ]
        if phases and not (phases == [ReviewPhase.AFTER_DATE] and found.policy.date is None):
            coming.append((names()[what], begins[phases[0]]))
    return coming


def names() -> dict[Shown, str]:
    return {
        Shown.RESPONSE: _("Own answers"),
        Shown.MARK: _("Marks"),
        Shown.KEY: _("Right answers"),
        Shown.FEEDBACK: _("Feedback"),
        Shown.CLASS_FIGURES: _("Figures of the class"),
    }


def phases() -> dict[ReviewPhase, str]:
    return {
        ReviewPhase.DURING: _("while sitting it"),
        ReviewPhase.AFTER_SUBMIT: _("after submitting"),
        ReviewPhase.AFTER_CLOSE: _("after the exam is over for all"),
        ReviewPhase.AFTER_DATE: _("after the date set"),
    }


def seen_rows(found: Result) -> list[tuple[str, bool, list[str]]]:
    """For each field: its name, whether it is seen, and the phases the policy shows it in."""
    return [
        (
            name,
            what in found.shown,
            [words for phase, words in phases().items() if found.policy.shows(what, phase)],
        )
        for what, name in names().items()
    ]
