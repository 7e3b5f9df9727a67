"""Which options drew whom: the distractor table, and the alarm for a key that may be wrong."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from assay.apps.veritas.items.classical import Floats, correlations, rest_totals
from assay.apps.veritas.items.key import Key

Texts = NDArray[np.str_]

ALARM_FEWEST = 5
"""An option fewer persons chose raises no alarm: a correlation of four points is anything."""
ALARM_CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Option:
    """One option of one item; an empty `option` stands for no answer.

    `pbis_rest`: point-biserial of choosing it with the total of the other items. `rest_mean`: mean total on
    the other items of those who chose it, in points. NaN where they do not exist.
    """

    option: str
    right: bool
    chosen: int
    share: float
    pbis_rest: float
    rest_mean: float


def tables(answers: Texts, scores: Floats, items: tuple[str, ...], key: Key) -> list[list[Option]]:
    """For each item its options, right ones first, then by number chosen; no answer last.

    `scores` are those the totals are made of; options of the key that nobody chose are listed with 0.
    """
    rest = rest_totals(scores)
    out = []
    for column, item in enumerate(items):
        right = key.options[item]
        chosen = answers[:, column]
        seen = ~np.isnan(scores[:, column]) | (chosen != "")
        names = sorted(({str(name) for name in np.unique(chosen[seen])} - {""}) | right)
        if (seen & (chosen == "")).any():
            names.append("")
        picked = np.array([np.where(seen, chosen == name, np.nan) for name in names], dtype=np.float64).T
        total = np.where(seen, rest[:, column], np.nan)
        pbis = correlations(picked, np.broadcast_to(total[:, None], picked.shape))
        rows = [
            Option(
                option=name,
                right=name in right,
                chosen=int(np.nansum(picked[:, place])),
                share=float(np.nansum(picked[:, place]) / max(int(seen.sum()), 1)),
                pbis_rest=float(pbis[place]),
                rest_mean=_mean(total[picked[:, place] == 1]),
            )
            for place, name in enumerate(names)
        ]
        out.append(sorted(rows, key=lambda row: (row.option == "", not row.right, -row.chosen, row.option)))
    return out


def suspected_key(options: list[Option]) -> str | None:
    """The wrong option that discriminates better than the key, if that is no accident of few answers.

    Alarm: its point-biserial with the rest is above every right option's, at least ALARM_FEWEST chose it,
    and it is positive beyond chance (one-sided t test of a correlation at ALARM_CHANCE).
    """
    n = sum(option.chosen for option in options)
    best_key = max((o.pbis_rest for o in options if o.right and not np.isnan(o.pbis_rest)), default=-1.0)
    best: Option | None = None
    for option in options:
        if option.right or not option.option or np.isnan(option.pbis_rest) or option.chosen < ALARM_FEWEST:
            continue
        if option.pbis_rest > best_key and _chance(option.pbis_rest, n) < ALARM_CHANCE:
            best_key, best = option.pbis_rest, option
    return best.option if best else None


def _chance(correlation: float, n: int) -> float:
    if n < 3 or correlation >= 1:
        return 0.0 if correlation >= 1 else 1.0
    t = correlation * np.sqrt((n - 2) / (1 - correlation**2))
    return 1 - float(special.stdtr(n - 2, t))


def _mean(values: Floats) -> float:
    values = values[~np.isnan(values)]
    return float(values.mean()) if values.size else float("nan")
