"""Logs of a marker who does anything at all, to compare two foldings of them."""

from random import Random
from typing import Any

from assay.apps.mathvidya.marking.rules import Op, Paper
from tests.apps.mathvidya.marking.papers import SHEETS, full, mark, op, paper, seen


def random_log(seed: int) -> tuple[Paper, list[Op]]:
    """A paper and a log that fits it, with undos, redos, replays and changes of mind."""
    chance = Random(seed)
    found = paper(
        blank=chance.random() < 0.5, unanswered=frozenset({22}) if chance.random() < 0.2 else frozenset()
    )
    log = [one for one in [*seen(), *full()] if chance.random() < 0.85]
    parts = [entry for question in found.scheme.questions for entry in question.parts()]
    for _ in range(chance.randrange(25)):
        key, part = chance.choice(parts)
        method = chance.randrange(len(part.methods))
        step = chance.randrange(len(part.methods[method].steps))
        at = {"part": key[1], "choice": key[2], "method": method}
        place = {"x": chance.random(), "y": chance.random()}
        sheet = chance.choice(SHEETS)
        log.append(
            chance.choice(
                [
                    mark(
                        key[0], step, chance.choice(["0", "0.5", None]), key[1], choice=key[2], method=method
                    ),
                    op("method", key[0], **at),
                    op("stamp", key[0], sheet_id=sheet, body={"stamp": "tick", **place}),
                    op("comment", key[0], body={"text": "So."}),
                    op("erase", body={"op_id": str(chance.choice(log).op_id) if log else ""})
                    if log
                    else op("undo"),
                    op(
                        "region",
                        key[0],
                        sheet_id=sheet,
                        body=chance.choice([{}, {**place, "w": 0.1, "h": 0.1}]),
                    ),
                    op("undo"),
                    op("redo"),
                    chance.choice(log) if log else op("undo"),
                ]
            )
        )
    return found, log


def as_sent(one: Op) -> dict[str, Any]:
    """As the API gives it to the page."""
    return {
        "op_id": str(one.op_id),
        "kind": one.kind.value,
        "number": one.number,
        "part": one.part,
        "choice": one.choice,
        "method": one.method,
        "step": one.step,
        "marks": None if one.marks is None else str(one.marks),
        "sheet_id": None if one.sheet_id is None else str(one.sheet_id),
        "body": dict(one.body),
    }


def paper_sent(found: Paper) -> dict[str, Any]:
    """The paper as far as the page counts by it."""
    return {
        "whole": found.whole,
        "pages": [
            {"sheet_id": str(page.sheet_id), "number": page.number, "blank": page.blank}
            for page in found.pages
        ],
        "questions": [
            {
                "number": question.number,
                "declared": question.number in found.unanswered,
                "slots": [
                    {
                        "options": [
                            {
                                "choice": option.choice,
                                "parts": [
                                    {
                                        "label": part.label,
                                        "methods": [
                                            {
                                                "unit": str(method.unit),
                                                "steps": [
                                                    {"marks": str(step.marks)} for step in method.steps
                                                ],
                                            }
                                            for method in part.methods
                                        ],
                                    }
                                    for part in option.parts
                                ],
                            }
                            for option in slot.options
                        ]
                    }
                    for slot in question.slots
                ],
            }
            for question in found.scheme.questions
        ],
    }
