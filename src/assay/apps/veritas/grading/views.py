"""Grading as the API and the pages show it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from assay.apps.veritas.exams.titles import heading_of, title_of
from assay.apps.veritas.grading import rules_regrade
from assay.apps.veritas.grading.forms import (
    ChangeOut,
    GradeOut,
    RegradeOut,
    ScriptOut,
    WaitingOut,
)
from assay.apps.veritas.grading.marking import Board, Script
from assay.apps.veritas.grading.regrading import Outcome
from assay.apps.veritas.grading.rules_regrade import Effect
from assay.kernel.questions.document import Body, Figure
from assay.kernel.questions.render import FigureUrl, inline, paragraphs
from assay.kernel.web import charts
from assay.kernel.web.charts import Drawn
from assay.kernel.web.i18n import gettext as _

API = "/api/v1/veritas"
SHOWN = 200
"""Rows of a table of differences; the API answers all."""
TONES = {Effect.GAIN: "good", Effect.LOSE: "bad", Effect.TO_MARK: "warn", Effect.SAME: "neutral"}


def waiting_out(board: Board) -> list[WaitingOut]:
    return [
        WaitingOut(
            question_id=question.question_id,
            title=title_of(question),
            kind=question.kind.value,
            waiting=found.answers if found else 0,
            since=found.since if found else None,
        )
        for question, found in board.rows
    ]


def script_out(found: Script) -> ScriptOut:
    return ScriptOut(
        attempt_id=found.attempt.attempt_id,
        question_id=found.question.question_id,
        text=found.body.text,
        rubric=found.rubric,
        points=found.points,
        response=dict(found.response),
        student=found.student.name if found.student else None,
        grades=[GradeOut.of(one) for one in found.grades],
    )


def script_context(found: Script) -> dict[str, Any]:
    """What the marking page shows of one answer."""
    figures = {figure.name: figure for figure in found.body.figures}
    url = teacher_figures(found.exam.exam_id, found.question.question_id)
    return {
        "script": found,
        "title": title_of(found.question),
        "heading": heading_of(found.question),
        "asked": paragraphs(found.body.text, figures, url),
        "rubric": paragraphs(found.rubric) if found.rubric.strip() else "",
        "answer": answer_words(found.body, found.response),
        "suggestion": found.suggestion,
        "marked": [one for one in found.grades if one.score is not None],
    }


def teacher_figures(exam_id: UUID, question_id: UUID) -> FigureUrl:
    """Where a teacher's page fetches the figures of a question."""

    def url(figure: Figure) -> str:
        return f"{API}/teacher/exams/{exam_id}/questions/{question_id}/figures/{figure.name}"

    return url


def answer_words(body: Body, response: Mapping[str, Any]) -> str:
    """A response as text; what a student typed is shown as it is, never as markup."""
    if "text" in response:
        return str(response["text"])
    texts = {option.id: inline(option.text).striptags() for option in body.options}
    return "; ".join(texts.get(one, one) for one in response.get("options", []))


def regrade_out(found: Outcome) -> RegradeOut:
    row = found.row
    return RegradeOut(
        regrade_id=row.regrade_id if row else None,
        applied_at=row.applied_at if row else None,
        job_id=row.job_id if row else None,
        nobody_loses=found.nobody_loses,
        state=found.state,
        questions=len(found.questions),
        answers=found.answers,
        kept=found.kept,
        **found.effects,
        changes=[
            ChangeOut(
                attempt_id=one.attempt_id,
                student_id=one.student_id,
                name=one.name,
                before=one.before,
                after=one.after,
                difference=one.difference,
            )
            for one in found.changes
        ],
    )


def regrade_context(found: Outcome) -> dict[str, Any]:
    """Table and chart of who gains and who loses."""
    return {
        "found": found,
        "changes": _both_ends(found.changes),
        "drawn": _drawn(found),
        "tones": TONES,
        "effect_names": {
            Effect.GAIN: _("gains"),
            Effect.LOSE: _("loses"),
            Effect.TO_MARK: _("waits for a person"),
            Effect.SAME: _("stays the same"),
        },
        "titles": [heading_of(one) for one in found.questions],
    }


def _both_ends(changes: Sequence[Any]) -> Sequence[Any]:
    """The greatest losses and gains, where there are too many rows for a page."""
    half = SHOWN // 2
    return changes if len(changes) <= SHOWN else [*changes[:half], *changes[-half:]]


def _drawn(found: Outcome) -> Drawn | None:
    if not found.changes:
        return None
    counts, edges = rules_regrade.classes([one.difference for one in found.changes])
    return charts.histogram(
        counts,
        edges,
        value=_("Difference in points"),
        count=_("Students"),
        digits=0 if all(float(edge).is_integer() for edge in edges) else 2,
        reference=0.0,
    )
