"""A result as its page shows it: each question with what was asked, answered, right, and what it got."""

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from assay.apps.mathvidya.bank.document import Words
from assay.apps.mathvidya.exams import pages as shown
from assay.apps.mathvidya.exams.outcome import How, PartOutcome, QuestionOutcome
from assay.apps.mathvidya.exams.pages import FigureUrl
from assay.apps.mathvidya.results.service import Result
from assay.kernel.questions.render import inline, paragraphs
from assay.kernel.web.i18n import gettext as _


def questions(found: Result, url: FigureUrl) -> Iterator[Mapping[str, Any]]:
    """The questions in the paper's order."""
    asked = {row.number: row for row in found.queries}
    for one in found.outcome.questions:
        question = found.view.snapshot.paper.question(one.number)
        assert question is not None  # the outcome is of this paper
        yield {
            **shown.question(question, url),
            "outcome": one,
            "how": how_in_words(one),
            "parts": [_part(part) for part in one.parts],
            "why": _why(found, one),
            "model": list(_model(found, one)),
            "comments": [paragraphs(text) for text in one.comments],
            "query": asked.get(one.number),
            "can_ask": found.can_ask(one.number),
        }


def how_in_words(one: QuestionOutcome) -> str:
    if one.how is How.KEY:
        chosen, right = ", ".join(one.chosen), ", ".join(one.right)
        if one.marks == one.out_of:
            return _("You chose %(chosen)s, which is right.") % {"chosen": chosen}
        return _("You chose %(chosen)s; %(right)s is right.") % {"chosen": chosen, "right": right}
    if one.how is How.DECLARED:
        return _("You declared it unanswered.")
    if one.how is How.NOTHING:
        right = ", ".join(one.right)
        return _("Not answered; %(right)s is right.") % {"right": right} if right else _("Not answered.")
    return ""


def _part(part: PartOutcome) -> Mapping[str, Any]:
    return {
        "label": part.label,
        "is_or": part.choice == "b",
        "method": part.method,
        "marks": part.marks,
        "out_of": part.out_of,
        "steps": [(inline(step.text), step.marks, step.out_of) for step in part.steps],
    }


def _why(found: Result, one: QuestionOutcome) -> Markup:
    key = found.view.snapshot.key.of(one.number)
    return _html(key.answer) if key is not None else Markup()


def _model(found: Result, one: QuestionOutcome) -> Iterator[tuple[str, Markup]]:
    """Model answers of a question on paper: label, and the text."""
    for choice in ("a", "b"):
        key = found.view.snapshot.key.of(one.number, "b" if choice == "b" else "a")
        for part in key.parts if key is not None else ():
            name = f"({part.label})" if part.label else ""
            if "b" in (choice, part.choice):
                name = f"{name} {_('OR')}".strip()
            yield name, _html(part.answer)


def _html(words: Words | None) -> Markup:
    return paragraphs(words.en) if words is not None else Markup()
