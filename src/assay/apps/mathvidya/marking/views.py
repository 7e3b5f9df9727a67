"""A script as the API and the marking screen show it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from assay.apps.mathvidya.marking import reading
from assay.apps.mathvidya.marking.forms import (
    EarlierOut,
    MarkingOut,
    MethodOut,
    OpOut,
    OptionOut,
    PageOut,
    PartOut,
    QuestionOut,
    SlotOut,
    StepOut,
)
from assay.apps.mathvidya.marking.scheme import Option, Part, Question
from assay.apps.mathvidya.marking.service import BLANK, Earlier, View
from assay.apps.mathvidya.marking.tally import NOTHING
from assay.apps.mathvidya.models.evaluations import Purpose, QuestionMark
from assay.kernel import clock
from assay.kernel.questions.document import Figure
from assay.kernel.questions.render import inline, paragraphs
from assay.kernel.web.i18n import gettext as _

API = "/api/v1/mathvidya"


def marking_out(view: View) -> MarkingOut:
    evaluation = view.evaluation
    tallies = view.tallies
    return MarkingOut(
        evaluation_id=evaluation.evaluation_id,
        state=evaluation.state.value,
        due_at=evaluation.due_at,
        server_time=clock.now(),
        marks=view.paper.scheme.marks,
        awarded=sum((one.awarded for one in tallies), NOTHING),
        whole=view.paper.whole,
        pages=[
            PageOut(
                sheet_id=sheet.sheet_id,
                number=number,
                image=f"{API}/sheets/{sheet.sheet_id}/image",
                rotation=sheet.rotation,
                blank=BLANK in sheet.verdict.get("findings", ()),
                findings=list(sheet.verdict.get("findings", ())),
            )
            for number, sheet in enumerate(view.sheets, start=1)
        ],
        questions=[
            QuestionOut(
                number=one.question.number,
                marks=one.question.marks,
                awarded=one.awarded,
                declared=one.declared,
                typed=view.typed.get(one.question.number, ""),
                text=one.question.text,
                slots=[
                    SlotOut(options=[_option_out(option) for option in slot.options])
                    for slot in one.question.slots
                ],
            )
            for one in tallies
        ],
        last_op_no=evaluation.last_op,
        ops=[op_out(row) for row in view.rows],
        earlier=[_earlier_out(one) for one in view.earlier],
    )


def _option_out(option: Option) -> OptionOut:
    return OptionOut(choice=option.choice, text=option.text, parts=[_part_out(part) for part in option.parts])


def _part_out(part: Part) -> PartOut:
    return PartOut(
        label=part.label,
        text=part.text,
        answer=part.answer,
        marks=part.marks,
        methods=[
            MethodOut(
                name=method.name,
                unit=method.unit,
                steps=[StepOut(text=step.text, marks=step.marks) for step in method.steps],
            )
            for method in part.methods
        ],
    )


def op_out(row: QuestionMark) -> OpOut:
    return OpOut.model_validate(row, from_attributes=True)


def _earlier_out(one: Earlier) -> EarlierOut:
    return EarlierOut(
        purpose=one.purpose.value,
        total=one.outcome.total,
        questions={question.number: question.marks for question in one.outcome.questions},
    )


def page_context(view: View) -> Mapping[str, Any]:
    """What the screen is rendered from: texts as HTML, one entry for each question."""
    drawn: dict[tuple[int, str], dict[str, Figure]] = {}
    for number, choice, figure in reading.figures(view.snapshot):
        drawn.setdefault((number, choice), {})[figure.name] = Figure(name=figure.name, key="", alt=figure.alt)
    return {
        "questions": [_question(view, question, drawn) for question in view.paper.scheme.questions],
        "marks": plain(view.paper.scheme.marks),
        "words": words(),
    }


def _question(
    view: View, question: Question, drawn: Mapping[tuple[int, str], Mapping[str, Figure]]
) -> dict[str, Any]:
    def html(text: str, choice: str) -> Markup:
        # An alternative of a part shows the figures of its question.
        figures = drawn.get((question.number, choice)) or drawn.get((question.number, "a"), {})
        base = f"{API}/evaluations/{view.evaluation.evaluation_id}/figures/{question.number}"
        return paragraphs(text, figures, lambda figure: f"{base}/{choice}/{figure.name}")

    return {
        "number": question.number,
        "marks": plain(question.marks),
        "declared": question.number in view.paper.unanswered,
        "typed": view.typed.get(question.number, ""),
        "text": html(question.text, "a"),
        "earlier": [
            (purpose_words(one.purpose), plain(found.marks))
            for one in view.earlier
            if (found := one.outcome.question(question.number)) is not None
        ],
        "slots": [
            [
                {
                    "choice": option.choice,
                    "marks": plain(option.marks),
                    "text": html(option.text, option.choice),
                    "parts": [_part(part, option.choice, html) for part in option.parts],
                }
                for option in slot.options
            ]
            for slot in question.slots
        ],
    }


def _part(part: Part, choice: str, html: Any) -> dict[str, Any]:
    return {
        "label": part.label,
        "marks": plain(part.marks),
        "typed": bool(part.typed),
        "text": html(part.text, choice),
        "answer": html(part.answer, choice),
        "methods": [
            {
                "name": method.name or _("Method %(n)s") % {"n": place},
                "unit": plain(method.unit),
                "steps": [{"text": inline(step.text), "marks": plain(step.marks)} for step in method.steps],
            }
            for place, method in enumerate(part.methods, start=1)
        ],
    }


def purpose_words(purpose: Purpose) -> str:
    return {
        Purpose.FIRST: _("First marking"),
        Purpose.SECOND: _("Second marking"),
        Purpose.ADJUDICATION: _("Adjudication"),
        Purpose.QUERY: _("Query"),
        Purpose.SEED: _("Seed"),
    }[purpose]


def plain(marks: Decimal) -> str:
    return f"{marks.normalize():f}"


def words() -> Mapping[str, Any]:
    """What the page says by itself."""
    return {
        "states": {
            "saved": _("All saved"),
            "unsaved": _("Not saved yet"),
            "saving": _("Saving"),
            "offline": _("No connection: kept on this device"),
            "full": _("No connection and no room on this device: keep this page open"),
            "failed": _("Something did not fit the paper and was not saved: look at the marks again"),
            "signed-out": _("You are signed out: your work is kept here. Load this page again to sign in."),
            "over": _("This script is finished, or another teacher has it now. Nothing more is saved here."),
            "foreign": _("This script is not among yours any more. Nothing more is saved here."),
        },
        "done": _("marked"),
        "open": _("not marked"),
        "partly": _("partly marked"),
        "page": _("Answer page {n}"),
        "pageOf": _("Page {n} of {of}"),
        "broken": _("The picture of this page did not load."),
        "most": _("At most {n}."),
        "halves": _("This scheme gives no such marks."),
        "rescan": _("Why can this page not be read? The student reads it and photographs the page again."),
        "comparing": _("Comparing"),
        "same": _("It says the same as the model answer."),
        "other": _("It does not say the same as the model answer."),
        "undecided": _("It could not be decided whether they say the same."),
        "suggestion": _("A suggestion, not a mark: {marks}."),
        "asked": _("The student is asked for a new photograph. The promised time stands still until then."),
        "unasked": _("The server did not answer. Try again."),
        "text": _("Note on the page"),
        "comment": _("Comment to question {n}"),
        "assigned": _("Question {n} is answered here."),
        "noRegion": _("No part of a page belongs to this question yet. A assigns what is in view."),
        "nothingHere": _("There is nothing here."),
        "erased": _("Taken away."),
        "erase": _("Take away: {what}"),
        "drop": _("Forget this comment: {text}"),
        "undo": _("Taken back: {what}"),
        "redo": _("Done again: {what}"),
        "unkept": _("The comment stands here, but could not be kept for later."),
        "firstQuestion": _("This is the first question."),
        "lastQuestion": _("This is the last question. H finishes."),
        "noOther": _("No other script of yours has this question."),
        "sending": _("Handing in"),
        "unsent": _("The server did not answer. Your work is kept; try again."),
        "total": _("{n} of {of} marks"),
        "page_unseen": _("Page {n} was not seen whole"),
        "blank_unacknowledged": _("Page {n} is blank: say that you saw it"),
        "question_unseen": _("Question {n} was not looked at"),
        "unmarked": _("Question {n} is not marked"),
        "partly_marked": _("Question {n} is only partly marked"),
        "not_admitted": _("Question {n} has marks its scheme does not give"),
        "stamps": _stamps(),
        "kinds": {
            "mark": _("marks"),
            "method": _("method"),
            "stamp": _("stamp"),
            "pen": _("stroke"),
            "text": _("note"),
            "comment": _("comment"),
            "erase": _("erasing"),
            "region": _("part of a page"),
        },
    }


def _stamps() -> Mapping[str, str]:
    return {
        "tick": _("Tick"),
        "cross": _("Cross"),
        "half": _("Half"),
        "circle": _("Circle"),
        "star": _("Star"),
    }


def tools(stamps: Sequence[str]) -> Sequence[tuple[str, str, str]]:
    """(key, tool, name) of the tools that act where the page is clicked."""
    return [
        ("V", "move", _("Move")),
        *((str(key), name, _stamps()[name]) for key, name in enumerate(stamps, start=1)),
        ("D", "pen", _("Pen")),
        ("T", "text", _("Note")),
        ("A", "region", _("Assign")),
        ("E", "erase", _("Erase")),
    ]


def keys() -> Sequence[tuple[str, str]]:
    """(key, what it does), for the help."""
    return [
        ("N, P", _("Next and previous question")),
        ("[, ]", _("Previous and next page")),
        ("M", _("To the marks: type figures, Enter goes to the next step, arrows change them")),
        ("F, X", _("Full marks, or none, for the steps without marks")),
        ("1 – 5", _("Stamp where the cross hair is")),
        (_("Arrows"), _("Move the cross hair; with Shift farther")),
        ("C, T", _("Comment to the question, note on the page")),
        ("D, V", _("Pen, and back to moving the page")),
        ("E", _("Take away the mark next to the cross hair")),
        ("A", _("This question is answered in what is in view")),
        ("G", _("Whole page, or only the part that was assigned")),
        ("+, –, 0", _("Closer, farther, whole page or its width")),
        ("S", _("Turn the page")),
        ("B", _("I have seen that this page is blank")),
        ("U, R", _("Take back, do again")),
        ("Q", _("Go by question: N and P go to the same question of other scripts")),
        ("H", _("Finish")),
        (_("Esc"), _("From the marks back to the page")),
        ("?", _("This help")),
    ]
