"""A comparison as the JSON document of `assay veritas similarity`."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from assay.apps.veritas.similarity.beside import Circumstances, beside
from assay.apps.veritas.similarity.rules import Comparison

DECIMALS = 6
SHOWN = 100_000


def head(comparison: Comparison, shown: int) -> dict[str, Any]:
    """What is said of the exam as a whole; members as docs/veritas-statistics.md names them."""
    return {
        "n_persons": len(comparison.persons),
        "n_items": comparison.n_items,
        "n_pairs": comparison.n_pairs,
        "n_shown": shown,
        "n_flagged": int(comparison.flagged.sum()),
        "index": "omega",
        "model": comparison.curves.name,
        "fdr": {
            "method": comparison.control.value,
            "level": comparison.level,
            "p_needed": _small(comparison.threshold),
        },
        "spread": round(comparison.spread, DECIMALS),
        "power": _power(comparison.power),
        "warnings": list(comparison.warnings),
    }


def pair(comparison: Comparison, place: int, around: Mapping[str, Circumstances]) -> dict[str, Any]:
    """The pair at `place`, with its power if it is flagged and what is known beside it."""
    pairs = comparison.pairs
    one, other = (comparison.persons[int(side[place])] for side in (pairs.a, pairs.b))
    flagged = bool(comparison.flagged[place])
    known = beside(around[one], around[other]) if one in around and other in around else None
    return {
        "a": one,
        "b": other,
        "index": _figure(pairs.omega[place]),
        "p": _small(pairs.p[place]),
        "q": _small(comparison.q[place]),
        "flagged": flagged,
        "power": _power(comparison.pair_powers.get(place, comparison.power)) if flagged else None,
        "omega_ab": _figure(pairs.omega_ab[place]),
        "omega_ba": _figure(pairs.omega_ba[place]),
        "gbt_p": _small(pairs.gbt_p[place]),
        "gbt_q": _small(comparison.gbt_q[place]),
        "common": int(pairs.common[place]),
        "matches": int(pairs.matches[place]),
        "expected": _figure(pairs.expected[place]),
        "wrong_matches": int(pairs.wrong[place]),
        "beside": asdict(known) if known else None,
    }


def lines(
    comparison: Comparison, around: Mapping[str, Circumstances], *, top: int | None = None
) -> Iterator[str]:
    """The document as text, a pair on each line, most striking first, so that millions need no memory.

    `top` pairs are shown (0: all there are); without it all flagged ones and SHOWN at most.
    """
    found = comparison.pairs.a.size
    limit = max(SHOWN, int(comparison.flagged.sum())) if top is None else top or found
    shown = min(found, limit)
    whole = json.dumps(head(comparison, shown), ensure_ascii=False, indent=1)
    yield whole[:-2] + ',\n "pairs": ['
    for place in range(shown):
        end = "," if place + 1 < shown else ""
        yield f"  {json.dumps(pair(comparison, place, around), ensure_ascii=False)}{end}"
    yield " ]\n}"


def _power(powers: Mapping[float, float]) -> list[dict[str, float]]:
    return [{"share_copied": share, "power": round(chance, 3)} for share, chance in powers.items()]


def _figure(value: np.floating[Any]) -> float | None:
    return round(float(value), DECIMALS) + 0.0 if np.isfinite(value) else None


def _small(value: float | np.floating[Any]) -> float:
    """Six significant digits: a p of 1e-9 must not be printed as 0."""
    return float(f"{float(value):.6g}")
