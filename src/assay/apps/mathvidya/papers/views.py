"""A paper as a page shows it to whoever looks after templates: with its key."""

from typing import Any

from markupsafe import Markup

from assay.apps.mathvidya.bank.document import Words
from assay.apps.mathvidya.papers.snapshot import Item, ItemKey, PaperQuestion, Snapshot
from assay.kernel.questions.document import Figure
from assay.kernel.questions.render import inline, paragraphs

FIGURE = "/api/v1/mathvidya/questions/{id}/{version}/figures/{name}"


def paper(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The sections with their questions, texts as HTML."""
    return [
        {
            "label": section.label,
            "total": section.total,
            "questions": [_question(snapshot, one) for one in section.questions],
        }
        for section in snapshot.paper.sections
    ]


def _question(snapshot: Snapshot, question: PaperQuestion) -> dict[str, Any]:
    keys = {
        one.choice: key for one in question.items if (key := snapshot.key.of(question.number, one.choice))
    }
    return {
        "number": question.number,
        "kind": question.kind.value,
        "unit": question.unit.value,
        "marks": question.marks,
        "options": [_item(item, keys[item.choice]) for item in question.items],
    }


def _item(item: Item, key: ItemKey) -> dict[str, Any]:
    figures = {one.name: Figure(name=one.name, key=one.key or one.name, alt=one.alt) for one in item.figures}

    def address(figure: Figure) -> str:
        return FIGURE.format(id=item.question_id, version=item.version, name=figure.name)

    def html(words: Words | None) -> Markup:
        return paragraphs(words.en, figures, address) if words else Markup()

    return {
        "question_id": item.question_id,
        "version": item.version,
        "level": key.cognitive.value,
        "difficulty": key.difficulty.value,
        "text": html(item.text),
        "choices": [(one.letter, inline(one.text.en), one.id in key.right) for one in item.options],
        "order_kept": item.order_kept,
        "parts": [
            {
                "label": part.label,
                "marks": part.marks,
                "text": html(part.text),
                "alternative": html(part.alternative),
            }
            for part in item.parts
            if part.text or part.alternative
        ],
    }
