"""Item analysis of an exam: everything a teacher is told about its questions, from the answers alone.

Missing answers. A cell without an answer is *omitted* if a later one is answered, else *not reached*. With
`Missing.WRONG` both count as wrong everywhere, which is what they cost the student; with `Missing.IGNORE`
both count as not seen: figures rest on the answers given, totals are prorated, and the 2PL leaves the cells
out of the likelihood. Either way each item says how many omitted it, how many did not reach it, and how
hard it was for those who did.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assay.apps.veritas.items import classical, distractors, irt, speed
from assay.apps.veritas.items.classical import Floats, Reliability
from assay.apps.veritas.items.distractors import Option
from assay.apps.veritas.items.sheet import Sheet
from assay.apps.veritas.items.speed import Speed
from assay.apps.veritas.items.terms import Flag, Missing, Model
from assay.kernel.web.i18n import gettext as _

FEW_PERSONS = 100
FEW_FOR_2PL = 500
WEAK = 0.2
LOOSE = 1.0


@dataclass(frozen=True, slots=True)
class Item:
    """Figures of one item; None where a figure does not exist. `a`, `b`: logit P = a (theta - b).

    `difficulty` is the share right among `n`, `difficulty_reached` among those who got as far.
    `suspected_key` is the option that discriminates better than the key.
    """

    id: str
    n: int
    omitted: int
    not_reached: int
    difficulty: float | None
    difficulty_reached: float | None
    pbis: float | None
    pbis_rest: float | None
    alpha_if_dropped: float | None
    a: float | None
    b: float | None
    a_error: float | None
    b_error: float | None
    suspected_key: str | None
    flags: tuple[Flag, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """Item analysis of one exam. `warnings` are sentences for people; `gradient` says how exactly the 2PL
    converged."""

    n_persons: int
    n_items: int
    model: Model
    missing: Missing
    reliability: Reliability
    items: tuple[Item, ...]
    loglik: float | None
    gradient: float | None
    speed: Speed
    warnings: tuple[str, ...]


def scored(sheet: Sheet, missing: Missing = Missing.WRONG) -> Floats:
    """0/1 scores (persons x items) of the sheet's answers; a cell without answer is 0 or, ignored, NaN."""
    answers = sheet.answers
    if sheet.key is None:
        right = answers == "1"
    else:
        right = np.zeros(answers.shape, dtype=np.bool_)
        for column, item in enumerate(sheet.items):
            right[:, column] = np.isin(answers[:, column], list(sheet.key.options[item]))
    scores: Floats = right.astype(np.float64)
    if missing is Missing.IGNORE:
        scores[answers == ""] = np.nan
    return scores


def analyse(
    sheet: Sheet, *, model: Model = Model.TWO_PL, missing: Missing = Missing.WRONG, level: float = 0.95
) -> Analysis:
    """Analyse the answers of `sheet`; alpha's interval at `level`. Every sheet has an analysis: what does
    not exist (an item without variance, alpha of one item) is None."""
    scores = scored(sheet, missing)
    blank = sheet.answers == ""
    speeds = speed.speededness(blank, scores, blanks_show=sheet.key is not None or bool(blank.any()))
    options = (
        distractors.tables(sheet.answers, scores, sheet.items, sheet.key)
        if sheet.key is not None
        else [[] for _item in sheet.items]
    )
    fit = irt.fit_2pl(scores) if model is Model.TWO_PL else None
    reliability = classical.reliability(scores, level=level)
    items = _items(sheet, scores, reliability, fit, options, model)
    return Analysis(
        n_persons=len(sheet.persons),
        n_items=len(sheet.items),
        model=model,
        missing=missing,
        reliability=reliability,
        items=items,
        loglik=fit.loglik if fit else None,
        gradient=fit.gradient if fit else None,
        speed=speeds,
        warnings=(*sheet.notes, *_warnings(len(sheet.persons), items, fit, model, speeds)),
    )


def _items(
    sheet: Sheet,
    scores: Floats,
    reliability: Reliability,
    fit: irt.TwoPl | None,
    options: Sequence[list[Option]],
    model: Model,
) -> tuple[Item, ...]:
    blank = sheet.answers == ""
    late = speed.not_reached(blank)
    right = np.nansum(scores, axis=0)
    reached = (~late).sum(axis=0)
    count = (~np.isnan(scores)).sum(axis=0)
    difficulty = classical.difficulty(scores)
    pbis, rest = classical.item_total(scores), classical.item_rest(scores)
    out = []
    for place, item in enumerate(sheet.items):
        suspect = distractors.suspected_key(options[place])
        corrected = figure(rest[place])
        a = figure(fit.a[place]) if fit else None
        b = figure(fit.b[place]) if fit else None
        a_error = figure(fit.a_error[place]) if fit else None
        b_error = figure(fit.b_error[place]) if fit else None
        flags = {
            Flag.NO_VARIANCE: np.unique(scores[~np.isnan(scores[:, place]), place]).size < 2,
            Flag.NEGATIVE: corrected is not None and corrected < 0,
            Flag.WEAK: corrected is not None and 0 <= corrected < WEAK,
            Flag.MISKEY: suspect is not None,
            Flag.NO_ESTIMATE: model is Model.TWO_PL and a is None,
            Flag.LOOSE: a is not None and max(a_error or np.inf, b_error or np.inf) > LOOSE,
        }
        out.append(
            Item(
                id=item,
                n=int(count[place]),
                omitted=int((blank & ~late)[:, place].sum()),
                not_reached=int(late[:, place].sum()),
                difficulty=figure(difficulty[place]),
                difficulty_reached=figure(right[place] / reached[place]) if reached[place] else None,
                pbis=figure(pbis[place]),
                pbis_rest=corrected,
                alpha_if_dropped=figure(reliability.alpha_if_dropped[place]),
                a=a,
                b=b,
                a_error=a_error,
                b_error=b_error,
                suspected_key=suspect,
                flags=tuple(flag for flag, raised in flags.items() if raised),
                options=tuple(options[place]),
            )
        )
    return tuple(out)


def _warnings(n: int, items: Sequence[Item], fit: irt.TwoPl | None, model: Model, speeds: Speed) -> list[str]:
    said = []
    if n < FEW_PERSONS:
        half = f"{1.96 / np.sqrt(max(n - 3, 1)):.2f}" if n > 6 else "1"
        said.append(
            _(
                "Only {n} persons: correlations are known to ±{half} at best; read discrimination as a hint."
            ).format(n=n, half=half)
        )
    if fit is not None and n < FEW_FOR_2PL:
        said.append(
            _(
                "The 2PL rests on {n} persons. Simulations ask for 500 (Hulin, Lissak & Drasgow 1982); look"
                " at the standard errors before you use a and b."
            ).format(n=n)
        )
    if fit is None and model is Model.TWO_PL:
        said.append(_("No 2PL: it needs three items that some got right and others wrong."))
    flat = [item.id for item in items if Flag.NO_VARIANCE in item.flags]
    if flat:
        said.append(
            _("All got the same mark, so there is no discrimination to speak of: {items}.").format(
                items=", ".join(flat)
            )
        )
    for item in items:
        if item.suspected_key is not None:
            said.append(
                _("Check the key of {item}: option {option} draws better students than the key does.").format(
                    item=item.id, option=item.suspected_key
                )
            )
    if speeds.speeded:
        said.append(
            _(
                "Time was short: {share:.0%} answered the last item. Late items look harder than they are."
            ).format(share=speeds.finished)
        )
    return said


def figure(value: float) -> float | None:
    """A figure that exists, or None."""
    return float(value) if np.isfinite(value) else None
