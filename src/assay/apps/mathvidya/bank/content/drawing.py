"""How questions of the bank are made: a template is a function, called once for each of its variants.

    @template("x-ap-nth-term", variants=4)
    def nth_term(draw: Draw) -> Question:
        first, step = draw.whole(2, 9), draw.whole(3, 7)
        ...

The numbers that a variant gets depend on nothing but the template's id and the variant's number, so a
question is the same on every machine. A template refuses numbers it cannot use by `draw.again()`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import NoReturn, TypeVar

from assay.apps.mathvidya.bank.document import Question

MOST_DRAWS = 500
Thing = TypeVar("Thing")


class DrawAgain(Exception):
    """These numbers make no good question."""


class Draw:
    """The numbers of one variant; `variant` counts from 0 and picks from lists that must not repeat."""

    def __init__(self, template_id: str, variant: int, attempt: int) -> None:
        self.variant = variant
        self._random = Random(f"{template_id}/{variant}/{attempt}")

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self._random.randint(low, high)

    def one_of(self, things: Sequence[Thing]) -> Thing:
        return self._random.choice(things)

    def turn(self, things: Sequence[Thing]) -> Thing:
        """The variant's own of `things`: each variant another, as long as there are enough."""
        return things[self.variant % len(things)]

    def mixed(self, things: Sequence[Thing]) -> list[Thing]:
        return self._random.sample(things, len(things))

    def again(self) -> NoReturn:
        raise DrawAgain


Make = Callable[[Draw], Question]


@dataclass(frozen=True, slots=True)
class Template:
    id: str
    variants: int
    make: Make

    def questions(self) -> list[Question]:
        """Every variant. Raises ValueError where two read the same or the numbers never fit."""
        made = [self._variant(number) for number in range(self.variants)]
        if len({one.text.en + "|".join(c.text.en for c in one.choices) for one in made}) != len(made):
            raise ValueError(f"Two variants of {self.id} read the same.")
        return made

    def _variant(self, number: int) -> Question:
        for attempt in range(MOST_DRAWS):
            try:
                made = self.make(Draw(self.id, number, attempt))
            except DrawAgain:
                continue
            return made.model_copy(update={"source": f"{self.id}/{number + 1}"})
        raise ValueError(f"{self.id} finds no numbers for variant {number + 1}.")


TEMPLATES: dict[str, Template] = {}


def template(template_id: str, *, variants: int) -> Callable[[Make], Make]:
    """Register a function as the template `template_id`. Raises ValueError where the id is taken."""

    def register(make: Make) -> Make:
        if template_id in TEMPLATES:
            raise ValueError(f"There are two templates {template_id}.")
        TEMPLATES[template_id] = Template(template_id, variants, make)
        return make

    return register
