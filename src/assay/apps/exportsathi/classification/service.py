"""Which tariff code a product has: `classify(text)`, without database or network.

Blocks for some tens of milliseconds, the first call for a second or two: from a request use `answer`, which
runs in a thread. `read` is the costly part; several answers can be made of one reading.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import anyio

from assay.apps.exportsathi.classification import deciding, index, questions, scoring
from assay.apps.exportsathi.classification.deciding import Reading
from assay.apps.exportsathi.classification.rules import Classification
from assay.kernel.errors import Invalid

MOST_LETTERS = 4_000
_AT_ONCE = 32


def read(text: str, *, materials: str = "", answers: Sequence[str] | Mapping[str, str] = ()) -> Reading:
    """What the index says of a product; `answers` are the options of `Classification.question` chosen so far.

    Raises Invalid on an empty text or one over 4,000 letters, Unavailable where the index is missing.
    """
    text = text.strip()
    if not text:
        raise Invalid("Describe the product.", fields={"text": "Describe the product."})
    if len(text) > MOST_LETTERS:
        message = f"Describe it in at most {MOST_LETTERS:,} letters."
        raise Invalid(message, fields={"text": message})
    chosen = list(answers.values()) if isinstance(answers, Mapping) else list(answers)
    extra = " ; ".join(part for part in (materials.strip(), *chosen) if part)
    asked = f"{text} ; {extra}" if extra else text
    [found] = readings([asked], shown_as=[text], chosen=chosen)
    return found


def classify(
    text: str, *, materials: str = "", answers: Sequence[str] | Mapping[str, str] = ()
) -> Classification:
    """Ten subheadings for a product, the best first, with evidence and the Indian lines under the first.

    `answers` favour the codes they name. Raises Invalid, Unavailable.
    """
    return deciding.decide(read(text, materials=materials, answers=answers))


def warm() -> None:
    """Load index and model, so that the first question does not wait for them."""
    classify("turmeric powder")


async def answer(text: str, *, materials: str = "", answers: Sequence[str] = ()) -> Classification:
    """`classify` in a thread."""
    return await anyio.to_thread.run_sync(
        lambda: classify(text, materials=materials, answers=answers), abandon_on_cancel=False
    )


def classify_many(texts: Iterable[str]) -> Iterator[Classification]:
    """Answers in the order of `texts`, computed some at a time."""
    return map(deciding.decide, readings(texts))


def readings(
    texts: Iterable[str], *, shown_as: Sequence[str] | None = None, chosen: Sequence[str] = ()
) -> Iterator[Reading]:
    """What the index says of each text, in their order, some at a time."""
    held, weights = index.load(), deciding.fitted()
    vector = scoring.vector_of(weights.features)
    batch: list[str] = []

    def flush() -> Iterator[Reading]:
        asked = scoring.ask(held, batch)
        scores = scoring.line_scores(held, asked)
        made = scoring.features(held, scores, scoring.support(held, asked))
        shares = scoring.probabilities(made, vector)
        if chosen:
            shares = questions.favoured(held, shares, chosen)
        for row, text in enumerate(batch):
            name = shown_as[row] if shown_as else text
            rows = (scores[0][row], scores[1][row], scores[2][row])
            support = float(made[row, shares[row].argmax(), scoring.SUPPORT])
            yield Reading(held, weights, name, shares[row], rows, support)

    for text in texts:
        batch.append(text)
        if len(batch) == _AT_ONCE:
            yield from flush()
            batch.clear()
    if batch:
        yield from flush()
