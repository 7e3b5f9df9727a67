"""Fit what the classification weighs by, and say how well it does on texts that took no part.

    python -m bench.exportsathi_fit [--write]

Five folds of the texts of `bench.exportsathi_texts`. The weights of the features are those under which the
right codes are likeliest (maximum likelihood of the softmax, none below zero), found on four folds and tried
on the fifth; the curve from share to confidence is fitted to such tried shares, and tried in the same way.
What is printed is of tried folds only. `--write` stores the weights found on all texts and the curve found on
all tried shares (`weights.json`), and what was tried (`bench/data/exportsathi_held_out.json`).

Nothing goes by earlier weights, so the same index and texts give the same files on the same machine.
"""

import argparse
import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize

from assay.apps.exportsathi.classification import deciding, index, scoring
from assay.apps.exportsathi.classification.deciding import Curve
from assay.apps.exportsathi.classification.index import Floats, Index
from bench.exportsathi_codes import Share, ece
from bench.exportsathi_texts import FOLDS, Known, drawn

HELD_OUT = Path(__file__).parent / "data" / "exportsathi_held_out.json"
THRESHOLD = 0.4
BINS = 10
START = {
    "everyday coverage": 1.0,
    "everyday meaning": 8.0,
    "nomenclature meaning": 3.0,
    "heading meaning": 4.0,
}
"""Weights in round numbers, only to choose the codes of a text that the fit looks at."""
SHORTLIST = 200
_PENALTY, _UNKNOWABLE = 0.01, 0.001
_AT_ONCE = 32

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tried:
    """What texts came to with weights found without them: N x 10 codes (places), shares, which is right.

    `support`: N, of the likeliest code.
    """

    codes: npt.NDArray[np.int64]
    shares: Floats
    right: npt.NDArray[np.bool_]
    support: Floats


def weights_of(held: Index, texts: Sequence[Known], asked: list[scoring.Asked]) -> list[Floats]:
    """The weights found without each fold, and last those found on all."""
    shortlists, right = shortlisted(held, texts, asked)
    fold = np.array([one.fold for one in texts])
    parts = [fold != number for number in range(FOLDS)] + [np.ones(len(texts), dtype=bool)]
    return [likeliest(shortlists[part], right[part]) for part in parts]


def batches(
    held: Index, texts: Sequence[Known], asked: list[scoring.Asked]
) -> Iterator[tuple[slice, Floats]]:
    """B x C x F features of some texts at a time, without the lines that are taken out for each."""
    for number, ready in enumerate(asked):
        span = slice(number * _AT_ONCE, min((number + 1) * _AT_ONCE, len(texts)))
        scores, supported = scoring.line_scores(held, ready), scoring.support(held, ready)
        for row, one in enumerate(texts[span]):
            for kind in scores:
                kind[row, list(one.own)] = 0.0
            for place, lost in unsupported(held, ready.words[row], one.own).items():
                supported[row, place] -= lost
        yield span, scoring.features(held, scores, supported)


def unsupported(held: Index, words: sparse.csr_matrix, own: Sequence[int]) -> dict[int, float]:
    """Code (place) → the support that it loses with the lines `own`: words that no other line of it has."""
    asked = dict(zip(words.indices.tolist(), words.data.tolist(), strict=True))
    taken: Counter[tuple[int, int]] = Counter()
    for line in own:
        terms = held.terms_of.indices[held.terms_of.indptr[line] : held.terms_of.indptr[line + 1]]
        for term in set(terms.tolist()) & asked.keys():
            taken[term, int(held.line_codes[line])] += 1
    lost: Counter[int] = Counter()
    for (term, place), lines in taken.items():
        if held.lines_with[term, place] <= lines:
            lost[place] += asked[term] * float(held.weight[term])
    return dict(lost)


def shortlisted(
    held: Index, texts: Sequence[Known], asked: list[scoring.Asked]
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """N x SHORTLIST x F features of the codes likeliest by START and of the right one; its place there."""
    start = scoring.vector_of(START)
    kept = np.zeros((len(texts), SHORTLIST, len(scoring.NAMES)), dtype=np.float32)
    right = np.zeros(len(texts), dtype=np.int64)
    for span, made in batches(held, texts, asked):
        for row, one in enumerate(texts[span]):
            at, place = span.start + row, held.place[one.code]
            best = np.argpartition(-(made[row] @ start), SHORTLIST)[:SHORTLIST]
            if place not in best:
                best[-1] = place
            kept[at] = made[row, best]
            right[at] = int(np.flatnonzero(best == place)[0])
    return kept, right


def likeliest(features: Floats, right: npt.NDArray[np.int64]) -> Floats:
    """F weights, none below zero and all small, under which the `right` code of each N x K x F is likeliest.

    A code has one chance in a thousand more than its share, so that texts which nothing in the index
    speaks for do not decide.
    """
    scale = features.reshape(-1, features.shape[2]).std(axis=0) + 1e-6
    scaled = (features / scale).astype(np.float32)
    rows = np.arange(len(right))

    def loss(weights: Doubles) -> tuple[float, Doubles]:
        scores = scaled @ weights.astype(np.float32)
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        told = shares[rows, right]
        counts = told / (told + _UNKNOWABLE)
        slopes = np.einsum("nk,nkf->f", shares * counts[:, None], scaled)
        slopes -= (scaled[rows, right] * counts[:, None]).sum(axis=0)
        value = -np.log(told + _UNKNOWABLE).mean() + _PENALTY * (weights @ weights)
        return float(value), slopes / len(rows) + 2 * _PENALTY * weights

    start = np.full(features.shape[2], 0.3)
    bounds = [(0, None)] * len(start)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(np.round(found.x / scale, 4), dtype=np.float32)


def tried(
    held: Index, texts: Sequence[Known], asked: list[scoring.Asked], weights: Sequence[Floats]
) -> Tried:
    """Each text with the weights found without its fold."""
    codes, shares, right, support = [], [], [], []
    for span, made in batches(held, texts, asked):
        for row, one in enumerate(texts[span]):
            share = scoring.probabilities(made[row][None], weights[one.fold])[0]
            best = np.argsort(-share, kind="stable")[:10]
            codes.append(best)
            shares.append(np.round(share[best], 5))
            right.append(best == held.place[one.code])
            support.append(round(float(made[row, best[0], scoring.SUPPORT]), 4))
    return Tried(np.array(codes), np.array(shares), np.array(right), np.array(support, dtype=np.float32))


def curve(shares: Floats, support: Floats, right: npt.NDArray[np.bool_]) -> Curve:
    """The curve under which what was right is likeliest; more of a share is never less sure."""

    def loss(given: Doubles) -> tuple[float, Doubles]:
        sure = Curve(*given.tolist()).confidence(shares, support)
        held = np.clip(shares.astype(np.float64), 1e-6, 1 - 1e-6)
        slopes = np.stack([np.log(held), -np.log1p(-held), support, np.ones(len(held))])
        value = -np.log(np.where(right, sure, 1 - sure) + 1e-12).mean()
        return float(value), slopes @ (sure - right) / len(right)

    bounds = [(0, None), (0, None), (None, None), (None, None)]
    found = minimize(loss, np.array([1.0, 1.0, 0.0, 0.0]), jac=True, method="L-BFGS-B", bounds=bounds)
    return Curve(*(round(value, 4) for value in found.x.tolist()))


def curves(
    shares: Floats, support: Floats, right: npt.NDArray[np.bool_], fold: npt.NDArray[np.int64]
) -> tuple[Curve, Doubles]:
    """The curve of all texts, and N confidences by curves found without the text's fold."""
    sure = np.zeros(len(right))
    for number in range(FOLDS):
        part = fold == number
        found = curve(shares[~part], support[~part], right[~part])
        sure[part] = found.confidence(shares[part], support[part])
    return curve(shares, support, right), sure


def reliability(sure: Doubles, right: npt.NDArray[np.bool_]) -> list[tuple[float, float, int]]:
    """For each tenth of confidence: the mean said, the share that was right, how many texts."""
    tenth = np.minimum((sure * BINS).astype(int), BINS - 1)
    return [
        (round(float(sure[at].mean()), 4), round(float(right[at].mean()), 4), int(at.sum()))
        for at in (tenth == number for number in range(BINS))
        if at.any()
    ]


def printed(held: Index, texts: Sequence[Known], found: Tried, sure: Doubles) -> None:
    """Accuracy, calibration and reliability of tried texts, by kind and of all."""
    kind = np.array([one.kind for one in texts])
    codes = np.array(held.codes)[found.codes]
    for name in (*dict.fromkeys(kind.tolist()), "all"):
        at = np.flatnonzero((kind == name) | (name == "all"))
        print(f"\n{name}, {len(at):,} texts")
        for digits in (6, 4, 2):
            hit = np.array(
                [[code[:digits] == texts[row].code[:digits] for code in codes[row]] for row in at.tolist()]
            )
            first, ten = Share(int(hit[:, 0].sum()), len(at)), Share(int(hit.any(axis=1).sum()), len(at))
            print(f"  {digits} digits: first {first}, within ten {ten}")
        told = list(zip(sure[at].tolist(), found.right[at, 0].tolist(), strict=True))
        answered = sure[at] >= THRESHOLD
        correct = Share(int(found.right[at, 0][answered].sum()), int(answered.sum()))
        print(f"  calibration error {ece(told):.3f}; answers {answered.mean():.1%}, right {correct}")
    print("\nreliability of the first code, all texts\n  said    right    texts")
    for said, right, count in reliability(sure, found.right[:, 0]):
        print(f"  {said:.3f}   {right:.3f}   {count:>5}")


def digest() -> str:
    """The sha256 of the shipped index."""
    return hashlib.sha256(index.FILE.read_bytes()).hexdigest()


def written(
    texts: Sequence[Known],
    weights: Sequence[Floats],
    found: Tried,
    line: Curve,
    table: list[tuple[float, float, int]],
) -> None:
    """Store what was fitted, and what was tried."""
    by_name = [dict(zip(scoring.NAMES, map(_short, one.tolist()), strict=True)) for one in weights]
    fitted: dict[str, Any] = {
        "index": digest(),
        "features": by_name[-1],
        "curve": {
            "share": line.share,
            "rest": line.rest,
            "support": line.support,
            "always": line.always,
        },
        "threshold": THRESHOLD,
        "reliability": table,
    }
    deciding.FILE.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
    rows = [
        [one.kind, one.code, one.fold, int(right), round(share, 5), round(support, 4)]
        for one, right, share, support in zip(
            texts,
            found.right[:, 0].tolist(),
            found.shares[:, 0].tolist(),
            found.support.tolist(),
            strict=True,
        )
    ]
    held_out = {
        "about": "With weights found without their fold: kind, code, fold, first right, its share, support.",
        "index": fitted["index"],
        "features": by_name[:-1],
    }
    head = json.dumps(held_out, indent=1).removesuffix("\n}")
    body = ",\n  ".join(json.dumps(row) for row in rows)
    HELD_OUT.write_text(f'{head},\n "texts": [\n  {body}\n ]\n}}\n', encoding="utf-8")


def _short(number: float) -> float:
    return round(number, 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--write", action="store_true", help="store weights.json and what was tried")
    write = parser.parse_args().write
    held = index.load()
    texts = drawn(held)
    asked = [
        scoring.ask(held, [one.text for one in texts[at : at + _AT_ONCE]])
        for at in range(0, len(texts), _AT_ONCE)
    ]
    weights = weights_of(held, texts, asked)
    found = tried(held, texts, asked, weights)
    fold = np.array([one.fold for one in texts])
    line, sure = curves(found.shares[:, 0], found.support, found.right[:, 0], fold)
    printed(held, texts, found, sure)
    print("\nweights   ", dict(zip(scoring.NAMES, map(_short, weights[-1].tolist()), strict=True)))
    print("curve     ", line)
    print(f"{time.process_time():.0f} s of processor time")
    if write:
        written(texts, weights, found, line, reliability(sure, found.right[:, 0]))
        print(f"stored for index {digest()[:12]}")


if __name__ == "__main__":
    main()
