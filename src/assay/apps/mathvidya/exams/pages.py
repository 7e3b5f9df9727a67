"""What the API and the pages of an exam show, made from what the services answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from assay.apps.mathvidya.bank.document import ON_SCREEN, Kind, Words
from assay.apps.mathvidya.bank.document import Figure as BankFigure
from assay.apps.mathvidya.exams.forms import ExamOut, SavedOut, SittingOut
from assay.apps.mathvidya.exams.rules import takes_typed
from assay.apps.mathvidya.exams.service import Sitting
from assay.apps.mathvidya.models.exams import ExamInstance, StudentMcqAnswer
from assay.apps.mathvidya.papers.snapshot import Item, PaperQuestion
from assay.kernel import clock
from assay.kernel.questions.document import Figure
from assay.kernel.questions.render import inline, paragraphs

API = "/api/v1/mathvidya"
HERE = "/mathvidya/student/exams"
FigureUrl = Callable[[int, str, str], str]
"""Where a figure is fetched: by number of the question, choice and name."""


def exam_out(found: ExamInstance) -> ExamOut:
    return ExamOut(
        exam_id=found.exam_id,
        title=found.title,
        class_level=found.class_level.value,
        status=found.status.value,
        minutes=found.minutes,
        max_score=found.max_score,
        written_max=found.written_max,
        paper_digest=found.paper_digest.hex(),
        generated_at=found.generated_at,
        started_at=found.started_at,
        deadline_at=found.deadline_at,
        uploads_until=found.uploads_until,
        submitted_at=found.submitted_at,
        score=found.score,
        server_time=clock.now(),
    )


def sitting_out(view: Sitting) -> SittingOut:
    return SittingOut(
        **exam_out(view.exam).model_dump(),
        paper=view.snapshot.paper.model_dump(mode="json"),
        answers={number: list(row.chosen) for number, row in view.answers.items()},
        typed=view.typed,
        revisions={number: row.revision for number, row in view.answers.items()},
        unanswered=sorted(view.unanswered),
    )


def saved_out(found: ExamInstance, row: StudentMcqAnswer) -> SavedOut:
    assert found.deadline_at is not None  # answers are saved in started exams only
    return SavedOut(
        number=row.number,
        revision=row.revision,
        chosen=list(row.chosen),
        typed=row.typed,
        server_time=clock.now(),
        deadline_at=found.deadline_at,
    )


def own_figure(found: ExamInstance) -> FigureUrl:
    """The addresses of figures on the student's own paper."""
    return lambda number, choice, name: f"{API}/exams/{found.exam_id}/figures/{number}/{choice}/{name}"


def figures_of(item: Item) -> Mapping[str, BankFigure]:
    return {figure.name: figure for figure in item.figures}


def said(words: Words | None, language: str) -> str:
    """The text in `language` where it was written in it, in English otherwise."""
    if words is None:
        return ""
    return words.hi if language == "hi" and words.hi else words.en


def question(one: PaperQuestion, url: FigureUrl, language: str = "en") -> Mapping[str, Any]:
    """A question as templates show it: texts as HTML, one item or two with an "OR" between them."""
    return {
        "number": one.number,
        "kind": one.kind.value,
        "on_screen": one.kind in ON_SCREEN,
        "several": one.kind is Kind.MCQ_MULTIPLE,
        "takes_typed": takes_typed(one),
        "marks": one.marks,
        "unit": one.unit,
        "items": [item_shown(one.number, item, url, language) for item in one.items],
    }


def item_shown(number: int, item: Item, url: FigureUrl, language: str) -> Mapping[str, Any]:
    figures = {
        figure.name: Figure(name=figure.name, key=figure.key or figure.name, alt=figure.alt)
        for figure in item.figures
    }

    def html(words: Words | None) -> Markup:
        text = said(words, language)
        return (
            paragraphs(text, figures, lambda figure: url(number, item.choice, figure.name))
            if text
            else Markup()
        )

    return {
        "choice": item.choice,
        "text": html(item.text),
        "options": [(one.id, one.letter, inline(said(one.text, language))) for one in item.options],
        "parts": [
            {
                "label": part.label,
                "text": html(part.text),
                "marks": part.marks,
                "alternative": html(part.alternative) if part.alternative else None,
            }
            for part in item.parts
        ],
    }


def sections(view: Sitting, language: str) -> Iterator[Mapping[str, Any]]:
    """The paper for the page, section by section."""
    url = own_figure(view.exam)
    for section in view.snapshot.paper.sections:
        questions: Sequence[Mapping[str, Any]] = [
            {
                **question(one, url, language),
                "chosen": list(view.answers[one.number].chosen) if one.number in view.answers else [],
                "typed": view.typed.get(one.number, ""),
                "revision": view.answers[one.number].revision if one.number in view.answers else 0,
            }
            for one in section.questions
        ]
        yield {
            "label": section.label,
            "marks_each": section.marks_each,
            "total": section.total,
            "choices": section.choices,
            "questions": questions,
        }


def has_hindi(view: Sitting) -> bool:
    return any(item.text.hi for one in view.snapshot.paper.questions() for item in one.items)
