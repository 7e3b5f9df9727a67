"""What a question is called where questions are listed: its title, or the beginning of its text."""

from markupsafe import Markup, escape

from assay.apps.veritas.models.exams import ExamQuestion
from assay.kernel.questions.render import inline
from assay.kernel.questions.variants import without_math

LONGEST = 80


def title_of(question: ExamQuestion) -> str:
    """As plain text, formulas as they were typed."""
    text = _text(question)
    return question.title or (text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")


def heading_of(question: ExamQuestion) -> Markup:
    """For pages, with formulas; a text that is cut is shown without them."""
    text = _text(question)
    if question.title or len(text) <= LONGEST:
        return inline(question.title or text)
    return escape(f"{without_math(text)[: LONGEST - 1]}…")


def _text(question: ExamQuestion) -> str:
    return " ".join(str(question.body.get("text", "")).split())
