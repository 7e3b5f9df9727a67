"""The two exams of the demo: questions from exams.yaml, with what a made-up student answers to each."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import exp
from pathlib import Path
from typing import Any

import yaml

from assay.apps.veritas.grading.rules import Asked
from assay.kernel.questions.document import Body, Key, Option, Parameter, Question, QuestionType

GUESS = 0.15
STEEP = 1.5
OMITTED = 0.03
TEXTS = (
    "The leaf loses water through its stomata and gets no more of it, so the pressure in the cells falls.",
    "It dries out. A plant closes its pores and takes water up with its roots.",
    "Because of transpiration the cells lose turgor.",
)


@dataclass(frozen=True, slots=True)
class Task:
    """A question with how hard it is (`b`) and, for choices, the ids that are truly right."""

    question: Question
    b: float
    right: tuple[str, ...] = ()

    def response(self, dice: random.Random, talent: float, place: Mapping[str, Any]) -> dict[str, Any]:
        """What a student of this talent (standard normal) answers to it, as it stands on their paper."""
        if dice.random() < OMITTED:
            return {}
        chance = GUESS + (1 - GUESS) / (1 + exp(-STEEP * (talent - self.b)))
        knows = dice.random() < chance
        question = self.question
        match question.kind:
            case QuestionType.SINGLE:
                wrong = [one.id for one in question.body.options if one.id not in self.right]
                # The first wrong option is the one that people fall for.
                return {"options": [self.right[0] if knows else dice.choices(wrong, (5, 3, 2))[0]]}
            case QuestionType.MULTIPLE:
                return {"options": list(self.right if knows else self.right[:1])}
            case QuestionType.NUMERIC:
                asked = Asked(question.kind, question.body, question.key, place["seed"], question.points)
                key = asked.own_key
                assert key is not None, "the demo's keys can be computed"
                value = Decimal(key.value) if knows else Decimal(key.value) + dice.choice((-2, -1, 1, 10))
                return {"text": f"{value:f}"}
            case QuestionType.LONG:
                return {"text": dice.choice(TEXTS)}
            case QuestionType.FORMULA:
                return {"text": question.key.value if knows else "m*v"}
            case QuestionType.SHORT:
                return {"text": question.key.accepted[0] if knows else "liver"}


@dataclass(frozen=True, slots=True)
class Paper:
    """An exam as the file has it."""

    title: str
    instructions: str
    minutes: int
    tasks: tuple[Task, ...]


def paper(name: str) -> Paper:
    """`maths` or `science`."""
    found = yaml.safe_load(Path(__file__).with_name("exams.yaml").read_text())[name]
    tasks = tuple(_task(one, place) for place, one in enumerate(found["questions"]))
    return Paper(found["title"], found["instructions"], found["minutes"], tasks)


def _task(given: Mapping[str, Any], place: int) -> Task:
    points = Decimal(given.get("points", 1))
    text = given["q"]
    if "o" in given:
        options, right = _options(given, place)
        key = [options[1].id] if given.get("miskeyed") else right
        shown = tuple(options[(start + place) % len(options)] for start in range(len(options)))
        many = "right" in given
        kind = QuestionType.MULTIPLE if many else QuestionType.SINGLE
        question = Question(
            kind=kind,
            points=points,
            body=Body(text=text, options=shown),
            key=Key(options=tuple(key), partial=many),
        )
        return Task(question, given["b"], tuple(right))
    drawn = tuple(
        Parameter(name=name, choices=tuple(Decimal(value) for value in values))
        for name, values in given.get("draw", {}).items()
    )
    body = Body(text=text, unit=given.get("unit", ""), parameters=drawn)
    if "value" in given:
        kind, key_of = QuestionType.NUMERIC, Key(value=given["value"], absolute=Decimal("0.01"))
    elif "accepted" in given:
        kind, key_of = QuestionType.SHORT, Key(accepted=tuple(given["accepted"]))
    elif "formula" in given:
        kind, key_of = QuestionType.FORMULA, Key(value=given["formula"])
    else:
        kind, key_of = QuestionType.LONG, Key(rubric=given["rubric"])
    return Task(Question(kind=kind, points=points, body=body, key=key_of), given["b"])


def _options(given: Mapping[str, Any], place: int) -> tuple[list[Option], list[str]]:
    """Options in the file's order, with ids that do not give the right one away."""
    letters = "abcd"
    options = [Option(id=letters[(i + place) % 4], text=str(text)) for i, text in enumerate(given["o"])]
    wanted = given.get("right", given["o"][:1])
    return options, [option.id for option in options if option.text in wanted]
