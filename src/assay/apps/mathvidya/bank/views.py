"""A question of the bank as its page shows it, and the words of its kinds."""

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from assay.apps.mathvidya.bank.document import Cognitive, Difficulty, Kind, Method, Question, Unit, Words
from assay.apps.mathvidya.models.bank import BankQuestion
from assay.kernel.questions.document import Figure
from assay.kernel.questions.render import inline, paragraphs
from assay.kernel.web.i18n import gettext as _


def unit_names() -> dict[str, str]:
    return {
        Unit.NUMBER_SYSTEMS.value: _("Number Systems"),
        Unit.ALGEBRA.value: _("Algebra"),
        Unit.COORDINATE_GEOMETRY.value: _("Coordinate Geometry"),
        Unit.GEOMETRY.value: _("Geometry"),
        Unit.TRIGONOMETRY.value: _("Trigonometry"),
        Unit.MENSURATION.value: _("Mensuration"),
        Unit.STATISTICS_PROBABILITY.value: _("Statistics and Probability"),
        Unit.RELATIONS_FUNCTIONS.value: _("Relations and Functions"),
        Unit.CALCULUS.value: _("Calculus"),
        Unit.VECTORS_3D.value: _("Vectors and 3-D Geometry"),
        Unit.LINEAR_PROGRAMMING.value: _("Linear Programming"),
        Unit.PROBABILITY.value: _("Probability"),
    }


def kind_names() -> dict[str, str]:
    return {
        Kind.MCQ.value: _("Multiple choice, one right"),
        Kind.MCQ_MULTIPLE.value: _("Multiple choice, several right"),
        Kind.ASSERTION_REASON.value: _("Assertion and reason"),
        Kind.VSA.value: _("Very short answer"),
        Kind.SA.value: _("Short answer"),
        Kind.LA.value: _("Long answer"),
        Kind.CASE.value: _("Case study"),
    }


def cognitive_names() -> dict[str, str]:
    return {
        Cognitive.REMEMBER.value: _("Remember and understand"),
        Cognitive.APPLY.value: _("Apply"),
        Cognitive.ANALYSE.value: _("Analyse and above"),
    }


def difficulty_names() -> dict[str, str]:
    return {
        Difficulty.EASY.value: _("Easy"),
        Difficulty.MEDIUM.value: _("Medium"),
        Difficulty.HARD.value: _("Hard"),
    }


def options(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return list(names.items())


def shown(row: BankQuestion) -> dict[str, Any]:
    """The question with its key and scheme, texts as HTML."""
    question = Question.model_validate(row.document)
    figures = {
        one.name: Figure(name=one.name, key=one.key or one.name, alt=one.alt) for one in question.figures
    }

    def html(words: Words | None, text: str = "") -> Markup:
        """`words` in English, or their other `text`."""
        if words is None:
            return Markup()
        return paragraphs(
            text or words.en,
            figures,
            lambda one: f"/api/v1/mathvidya/questions/{row.question_id}/{row.version}/figures/{one.name}",
        )

    return {
        "text": html(question.text),
        "text_hi": html(question.text, question.text.hi) if question.text.hi else "",
        "choices": [(inline(one.text.en), one.id in question.key) for one in question.choices],
        "answer": html(question.answer),
        "parts": [
            {
                "label": part.label,
                "marks": part.marks,
                "text": html(part.text),
                "answer": html(part.answer),
                "methods": list(_methods(part.methods)),
                "typed": part.typed,
                "alternative": part.alternative
                and {
                    "text": html(part.alternative.text),
                    "answer": html(part.alternative.answer),
                    "methods": list(_methods(part.alternative.methods)),
                },
            }
            for part in question.parts
        ],
        "substitute": html(question.substitute),
    }


def _methods(methods: tuple[Method, ...]) -> Iterator[dict[str, Any]]:
    for place, method in enumerate(methods, 1):
        name = method.name or (_("Method %(n)s") % {"n": place} if len(methods) > 1 else "")
        yield {"name": name, "steps": [(step.marks, inline(step.text.en)) for step in method.steps]}
