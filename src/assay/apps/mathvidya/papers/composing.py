"""A snapshot from a selection and the questions themselves. Pure: the same input gives the same bytes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from random import Random
from uuid import UUID

from assay.apps.mathvidya.bank.document import ON_SCREEN, Choice, Kind, Part, Question, Words
from assay.apps.mathvidya.papers.blueprint import Blueprint, Section
from assay.apps.mathvidya.papers.draw import Place, Selection
from assay.apps.mathvidya.papers.snapshot import (
    Item,
    ItemKey,
    Key,
    Option,
    Origin,
    Paper,
    PaperPart,
    PaperQuestion,
    PaperSection,
    PartKey,
    Side,
    Snapshot,
    Variant,
)
from assay.kernel.questions import markup

Bank = Mapping[UUID, Question]
LETTERS = "ABCDEFGH"
_PLACED = re.compile(
    r"\b(none|all|both|neither|either|any)\s+(of\s+)?(the\s+)?(these|above|them|two|others|and|\(?[a-d]\)?\b)"
    r"|\b(cannot be (determined|found))\b|\(\s*(?:[a-d]|i{1,3}|iv)\s*\)\s*(and|or|&)\s*\(",
    re.IGNORECASE,
)
"""An option that speaks of the others, and so must stay where it is."""
_BY_LETTER = re.compile(r"\boption\s+\(?[a-d]\b|(?<!\w)\([a-d]\)", re.IGNORECASE)
"""An explanation that names an option by its letter."""


def compose(
    blueprint: Blueprint,
    selection: Selection,
    questions: Bank,
    origin: Origin,
    *,
    variant: Variant = Variant.STANDARD,
) -> Snapshot:
    """The paper of `selection`; `questions` by id, in the versions selected. KeyError if one is missing."""
    asked: list[PaperQuestion] = []
    keys: list[ItemKey] = []
    choice_part = {str(section.label): section.choice_part for section in blueprint.sections}
    for number, place in enumerate(selection.places, 1):
        items = list(_items(place, questions, number, origin.seed, variant, choice_part[place.section]))
        first = questions[place.question.question_id]
        asked.append(
            PaperQuestion(
                number=number,
                kind=first.kind,
                unit=first.unit,
                marks=first.marks,
                items=tuple(item for item, _key in items),
            )
        )
        keys += [key for _item, key in items]
    by_section: dict[str, list[PaperQuestion]] = {}
    for place, one in zip(selection.places, asked, strict=True):
        by_section.setdefault(place.section, []).append(one)
    return Snapshot(
        paper=Paper(
            class_level=blueprint.class_level,
            session=blueprint.session,
            title=blueprint.title,
            scope=blueprint.scope,
            variant=variant,
            minutes=blueprint.minutes,
            total=blueprint.total,
            sections=tuple(_section(one, by_section[one.label]) for one in blueprint.sections),
        ),
        key=Key(items=tuple(keys), origin=origin),
    )


def _section(section: Section, questions: Sequence[PaperQuestion]) -> PaperSection:
    return PaperSection(
        label=section.label,
        marks_each=section.marks,
        total=section.total,
        choices=section.choices,
        questions=tuple(questions),
    )


def _items(
    place: Place, questions: Bank, number: int, seed: str, variant: Variant, choice_part: Decimal | None
) -> Iterator[tuple[Item, ItemKey]]:
    sides: list[tuple[Side, UUID, int]] = [("a", place.question.question_id, place.question.version)]
    if place.alternative is not None:
        sides.append(("b", place.alternative.question_id, place.alternative.version))
    for choice, question_id, version in sides:
        question = questions[question_id]
        random = Random(f"{seed}/{question_id}/options")
        order, kept = ordered(question, random)
        letters = {one.id: LETTERS[at] for at, one in enumerate(order)}
        shown = _shown_parts(question, choice_part, shows_or=place.shows_or)
        item = Item(
            choice=choice,
            question_id=question_id,
            version=version,
            text=_text(question.text, question.substitute, variant),
            options=tuple(Option(id=one.id, letter=letters[one.id], text=one.text) for one in order),
            order_kept=kept,
            parts=tuple(_part(part, offered, variant) for part, offered in shown),
            figures=() if variant is Variant.VISUALLY_IMPAIRED and question.substitute else question.figures,
        )
        key = ItemKey(
            number=number,
            choice=choice,
            question_id=question_id,
            version=version,
            topic=question.topic,
            cognitive=question.cognitive,
            difficulty=question.difficulty,
            source=question.source,
            right=question.key,
            letters=tuple(sorted(letters[one] for one in question.key)),
            answer=question.answer,
            parts=tuple(_part_keys(shown)),
        )
        yield item, key


def ordered(question: Question, random: Random) -> tuple[Sequence[Choice], bool]:
    """The options in the order this paper shows them, and whether that is the order they were written in.

    Kept where the type fixes it, where an option speaks of the others ("none of these"), and where the
    explanation names one by its letter.
    """
    if question.kind not in ON_SCREEN:
        return (), False
    if question.kind is Kind.ASSERTION_REASON or _fixed(question):
        return question.choices, True
    return random.sample(question.choices, len(question.choices)), False


def _fixed(question: Question) -> bool:
    if any(_PLACED.search(_words(one.text.en)) for one in question.choices):
        return True
    texts = (question.text.en, question.answer.en if question.answer else "")
    return any(_BY_LETTER.search(_words(text)) for text in texts)


def _words(text: str) -> str:
    """The words of a text, its formulas left out: f(a) names no option."""
    return " ".join(node.text for one in markup.read(text) for node in one if isinstance(node, markup.Words))


def _text(text: Words, substitute: Words | None, variant: Variant) -> Words:
    return substitute if substitute is not None and variant is Variant.VISUALLY_IMPAIRED else text


def _shown_parts(
    question: Question, choice_part: Decimal | None, *, shows_or: bool
) -> list[tuple[Part, bool]]:
    """Each part, and whether its alternative is offered: one is at most, the last that may have one."""
    offering = [
        part.label
        for part in question.parts
        if part.alternative is not None and choice_part in (None, part.marks)
    ]
    shown = offering[-1] if shows_or and offering else None
    return [(part, part.alternative is not None and part.label == shown) for part in question.parts]


def _part(part: Part, offered: bool, variant: Variant) -> PaperPart:
    other = part.alternative if offered else None
    return PaperPart(
        label=part.label,
        text=part.text,
        marks=part.marks,
        typed=bool(part.typed),
        alternative=_text(other.text, other.substitute, variant) if other else None,
    )


def _part_keys(shown: Sequence[tuple[Part, bool]]) -> Iterator[PartKey]:
    for part, offered in shown:
        yield PartKey(
            label=part.label,
            choice="a",
            marks=part.marks,
            answer=part.answer,
            methods=part.methods,
            typed=part.typed,
        )
        if offered and part.alternative is not None:
            yield PartKey(
                label=part.label,
                choice="b",
                marks=part.marks,
                answer=part.alternative.answer,
                methods=part.alternative.methods,
            )
