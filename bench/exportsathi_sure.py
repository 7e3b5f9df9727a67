"""Fit what it takes to answer, and say how it does on questions that took no part.

    python -m bench.exportsathi_sure

The questions of `bench/exportsathi_questions.yaml` that are not for a figure are asked of the shipped pages.
Whether the sentence that comes first is right is put down to its signs by a logistic regression, found on
four folds of five and tried on the fifth, in three drawings. What is printed is the mean of tried folds at
several demands (log odds), then the weights found on all questions; they are rounded into
`chat/selecting.py` by hand. What steers whoever reads it is refused before and takes no part.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from assay.apps.exportsathi.chat import selecting
from assay.apps.exportsathi.chat.answering import weighed
from assay.apps.exportsathi.chat.rules import Context, cite
from assay.kernel import clock
from bench.exportsathi_answers import CALCULATED, QUESTIONS, library, load, meets

FOLDS, DRAWINGS = 5, 3
EVERYDAY = ("everyday", "later", "blind")
DEMANDS = (0.2, 0.4, 0.6, 0.8, 1.0)
SIGNS = tuple(selecting.SURE)
_PENALTY = 0.3

Doubles = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cases:
    """N questions: the signs of the sentence that comes first (N x 5, as SIGNS), and whether it is right.

    `answerable`: whether any page has the answer; `everyday`: whether it is asked in everyday words.
    """

    signs: Doubles
    right: Bools
    answerable: Bools
    everyday: Bools

    def those(self, which: Bools) -> "Cases":
        return Cases(self.signs[which], self.right[which], self.answerable[which], self.everyday[which])


def fit(cases: Cases) -> tuple[Doubles, float]:
    """Weights and constant of a logistic regression, drawn to zero a little (of standardised signs)."""
    middle, spread = cases.signs.mean(0), cases.signs.std(0) + 1e-9
    given = (cases.signs - middle) / spread

    def loss(found: Doubles) -> tuple[float, Doubles]:
        scores, drawn = given @ found[:-1] + found[-1], np.append(found[:-1], 0.0)
        off = 1 / (1 + np.exp(-scores)) - cases.right
        total = (np.logaddexp(0, scores) - cases.right * scores).sum()
        return total + _PENALTY / 2 * (drawn**2).sum(), np.append(given.T @ off, off.sum()) + _PENALTY * drawn

    found = minimize(loss, np.zeros(len(middle) + 1), jac=True, method="L-BFGS-B").x
    weights = found[:-1] / spread
    return weights, float(found[-1] - weights @ middle)


def tried(cases: Cases, drawing: int) -> Doubles:
    """How sure each answer is, by what was found without its fold."""
    folds = np.random.default_rng(drawing).permutation(len(cases.right)) % FOLDS
    sure = np.zeros(len(cases.right))
    for fold in range(FOLDS):
        weights, constant = fit(cases.those(folds != fold))
        sure[folds == fold] = cases.signs[folds == fold] @ weights + constant
    return sure


def figures(cases: Cases, sures: Sequence[Doubles], demand: float) -> dict[str, float]:
    """Precision and recall of answers, and the share refused of what has none: means over drawings."""
    told = []
    for sure in sures:
        said = sure >= demand
        right, answered = cases.right & said, cases.answerable & said
        refused = 1 - said[~cases.answerable].mean()
        told.append((right.sum() / answered.sum(), right.sum() / cases.answerable.sum(), refused))
    precision, recall, refused = np.mean(told, axis=0).round(3).tolist()
    return {"demand": demand, "precision": precision, "recall": recall, "refused": refused}


async def gather() -> Cases:
    """All questions, asked."""
    on = clock.day_in_india(clock.now())
    signs, right, answerable, everyday = [], [], [], []
    async with library() as (database, org_id, texts), database.transaction(org_id=org_id) as db:
        for asked in load(QUESTIONS, texts):
            if asked.kind == CALCULATED:
                continue
            question, _found, ranked = await weighed(db, org_id, asked.text, on, Context())
            if not ranked or not selecting.may_answer(question):
                continue
            first = cite(ranked[0].passage, ranked[0].start, ranked[0].end)
            found = selecting.signs(question, ranked[0])
            signs.append([found[name] for name in SIGNS])
            right.append(any(meets(first, gold) for span in asked.gold for gold in span))
            answerable.append(bool(asked.gold))
            everyday.append(asked.half in EVERYDAY)
    return Cases(np.array(signs), np.array(right), np.array(answerable), np.array(everyday))


def main() -> None:
    cases = asyncio.run(gather())
    sures = [tried(cases, drawing) for drawing in range(DRAWINGS)]
    hard = cases.those(cases.everyday)
    weights, constant = fit(cases)
    told: dict[str, Any] = {
        "questions": len(cases.right),
        "tried": [figures(cases, sures, demand) for demand in DEMANDS],
        "tried, everyday words": [figures(hard, [s[cases.everyday] for s in sures], one) for one in DEMANDS],
        "weights": dict(zip(SIGNS, weights.round(2).tolist(), strict=True)),
        "constant": round(constant, 2),
    }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
