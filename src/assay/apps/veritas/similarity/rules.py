"""Answer similarity of an exam: which pairs agree more than two honest persons of their abilities would.

Steps: curves of the options (nominal response model, or the plain form below 100 persons), abilities, omega
and GBT of every pair, the spread of omega in this exam, q-values over all pairs, and the power of the test.
Nothing here says that anybody cheated; it orders pairs for people to look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assay.apps.veritas.items.sheet import Sheet
from assay.apps.veritas.items.table import SheetError
from assay.apps.veritas.similarity.curves import Choices, Curves, Floats
from assay.apps.veritas.similarity.discovery import first_threshold, q_values
from assay.apps.veritas.similarity.indices import Pairs, Persons, all_pairs, calibrate
from assay.apps.veritas.similarity.nominal import FEWEST_PERSONS, fit_nominal
from assay.apps.veritas.similarity.plain import fit_plain
from assay.apps.veritas.similarity.power import exam_power, pair_power
from assay.apps.veritas.similarity.terms import Control
from assay.kernel.web.i18n import gettext as _

ALL_KEPT = 2_500_000
"""Up to so many pairs each is kept and exact; beyond, those with a p of at most KEPT_BELOW."""
KEPT_BELOW = 0.05
MOST_POWERS = 200
"""Flagged pairs that get a power of their own; the rest is shown that of the exam."""
FEW_ITEMS = 30
ENOUGH_POWER = 0.8


@dataclass(frozen=True, slots=True)
class Comparison:
    """All pairs of an exam, most striking first.

    `q`, `gbt_q`, `flagged` go with `pairs`. `threshold`: the p at or below which a pair is flagged.
    `power`: chance that a copier of a share of the items is flagged, for two persons of this exam at
    random; `pair_powers`: the same for flagged pairs, by place in `pairs`. `spread`: what omega was divided
    by before it got a p.
    """

    persons: tuple[str, ...]
    n_items: int
    curves: Curves
    spread: float
    n_pairs: int
    pairs: Pairs
    q: Floats
    gbt_q: Floats
    flagged: NDArray[np.bool_]
    level: float
    control: Control
    threshold: float
    power: Mapping[float, float]
    pair_powers: Mapping[int, Mapping[float, float]]
    warnings: tuple[str, ...]


def compare(
    sheet: Sheet, *, level: float = 0.05, control: Control = Control.BH, keep: float | None = None
) -> Comparison:
    """Compare all pairs of `sheet`, which must hold chosen options with their key.

    `level`: the share of flags that may be false. `keep`: drop pairs with a larger p from the result (they
    are tested and counted all the same). Raises SheetError for a sheet without key, with fewer than two
    persons, or of 0/1.
    """
    if sheet.key is None:
        raise SheetError(_("Similarity needs the options people chose and the key, not 0/1 scores."))
    if len(sheet.persons) < 2:
        raise SheetError(_("There is nobody to compare with: the file holds one person."))
    choices = Choices.of(sheet.answers, sheet.items, sheet.key.options)
    curves = fit_nominal(choices) if len(sheet.persons) >= FEWEST_PERSONS else fit_plain(choices)
    persons = Persons.of(choices.codes, choices.key, curves)
    spread = calibrate(persons)
    n = len(sheet.persons)
    total = n * (n - 1) // 2
    if keep is None:
        keep = 1.0 if total <= ALL_KEPT else KEPT_BELOW
    pairs = all_pairs(persons, spread, keep=keep)
    pairs = pairs.take(np.lexsort((-np.nan_to_num(pairs.omega, nan=-np.inf), pairs.p)))
    q = q_values(pairs.p, total, control)
    flagged = q <= level
    # The step-up rule with as many flags as there are; with none, the first would need it.
    threshold = first_threshold(level, total, control) * max(int(flagged.sum()), 1)
    powers = {
        int(place): pair_power(
            choices,
            curves,
            *_direction(pairs, int(place)),
            threshold=threshold,
            spread=spread,
        )
        for place in np.flatnonzero(flagged)[:MOST_POWERS]
    }
    power = exam_power(choices, curves, threshold=threshold, spread=spread)
    return Comparison(
        persons=sheet.persons,
        n_items=len(sheet.items),
        curves=curves,
        spread=spread,
        n_pairs=total,
        pairs=pairs,
        q=q,
        gbt_q=q_values(pairs.gbt_p, total, control),
        flagged=flagged,
        level=level,
        control=control,
        threshold=threshold,
        power=power,
        pair_powers=powers,
        warnings=(*sheet.notes, *_warnings(sheet, curves, spread, power)),
    )


def _direction(pairs: Pairs, place: int) -> tuple[int, int]:
    """Copier and source in the direction of the larger omega."""
    a, b = int(pairs.a[place]), int(pairs.b[place])
    return (a, b) if pairs.omega_ab[place] >= pairs.omega_ba[place] else (b, a)


def _warnings(sheet: Sheet, curves: Curves, spread: float, power: Mapping[float, float]) -> list[str]:
    said = []
    if len(sheet.items) < FEW_ITEMS:
        message = _("{items} items cannot carry a conviction, whatever the index.")
        said.append(message.format(items=len(sheet.items)))
    weak = [share for share, chance in power.items() if chance < ENOUGH_POWER]
    if weak:
        message = _(
            "Someone who copied {share:.0%} of the items is flagged with a chance of {chance:.0%} only."
            " That a pair is not flagged clears nobody."
        )
        said.append(message.format(share=max(weak), chance=power[max(weak)]))
    if curves.name == "plain":
        message = _(
            "{persons} persons are too few for a curve of every option; omega is in its plain form"
            " (one shape of curve, shares of wrong options)."
        )
        said.append(message.format(persons=curves.persons))
    if spread > 1:
        message = _(
            "Persons here agree more than ability explains: omega spreads {spread:.2f} times as far as it"
            " should and was divided by that. People taught together may still stand out: compare classes."
        )
        said.append(message.format(spread=spread))
    return said
