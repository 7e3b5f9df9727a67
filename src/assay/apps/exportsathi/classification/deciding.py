"""From scores to an answer: the candidates with their evidence, how sure, and what to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from assay.apps.exportsathi.classification import questions
from assay.apps.exportsathi.classification.index import Floats, Index
from assay.apps.exportsathi.classification.rules import Candidate, Classification, Evidence, IndianLine
from assay.apps.exportsathi.classification.wording import names_nothing, terms, weighted
from assay.apps.exportsathi.nomenclature import notes

FILE = Path(__file__).parent / "weights.json"
SHOWN = 10
"""Candidates of an answer."""
_LEAST = 1e-6
"""Shares are held this far from nothing and from all, where confidence is asked for."""


class Curve(msgspec.Struct, frozen=True):
    """From the share of a code, and the support of its text, to how often such a code is right.

    The logarithm of the odds is `share` log s - `rest` log(1 - s) + `support` times the text's support +
    `always`: with one, one and nothing the share itself (beta calibration: Kull, Silva Filho, Flach 2017).
    A text's support is the feature "words under it" of its likeliest code: of two codes of one text, that
    with more of a share has more confidence.
    """

    share: float
    rest: float
    support: float
    always: float

    def confidence(
        self, share: npt.NDArray[np.floating], support: float | npt.NDArray[np.floating]
    ) -> npt.NDArray[np.float64]:
        """Of shares of any shape, with the support of each one's text."""
        held = np.clip(share.astype(np.float64), _LEAST, 1 - _LEAST)
        odds = self.share * np.log(held) - self.rest * np.log1p(-held) + self.support * support + self.always
        sure: npt.NDArray[np.float64] = 1.0 / (1.0 + np.exp(-odds))
        return sure


class Weights(msgspec.Struct, frozen=True):
    """What `python -m bench.exportsathi_fit` fitted, on the index whose file has the sha256 `index`.

    `features`: a weight for each feature. `curve`: from a share to confidence. Below `threshold` an answer
    abstains. `reliability`: for each tenth of confidence, the mean said of held-out texts, the share that was
    right and how many they were.
    """

    index: str
    features: dict[str, float]
    curve: Curve
    threshold: float
    reliability: tuple[tuple[float, float, int], ...] = ()


@cache
def fitted(path: Path = FILE) -> Weights:
    return msgspec.json.decode(path.read_bytes(), type=Weights)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the index says of one text, of which `decide` makes answers.

    `shares`: C, summing to one; `scores`: its rows of `scoring.line_scores`, each L; `support`: how much of
    the text the likeliest code has anywhere in its lines.
    """

    index: Index
    weights: Weights
    text: str
    shares: Floats
    scores: tuple[Floats, Floats, Floats]
    support: float


def decide(reading: Reading, *, shown: int = SHOWN, order: Sequence[str] = ()) -> Classification:
    """The answer of `shown` codes. Those of `order` come first, as they stand there; the others by share."""
    index, shares, scores = reading.index, reading.shares, reading.scores
    asked = weighted(reading.text)
    vague = names_nothing(asked, index.vocabulary)
    preferred = [index.place[code] for code in order]
    by_share = np.argsort(-shares, kind="stable")
    rest = by_share[~np.isin(by_share, preferred)]
    best = np.concatenate([np.array(preferred, dtype=np.int64), rest])[:shown]
    evidence = _evidence(index, best, scores)
    sure = reading.weights.curve.confidence(shares[best], reading.support)
    candidates = tuple(
        _candidate(index, place, float(shares[place]), float(confidence), evidence[place], set(asked))
        for place, confidence in zip(best.tolist(), sure.tolist(), strict=True)
    )
    abstained = vague or candidates[0].confidence < reading.weights.threshold
    return Classification(
        text=reading.text,
        candidates=candidates,
        lines=_indian_lines(index, candidates[0].code, set(asked), scores),
        abstained=abstained,
        vague=vague,
        question=questions.which(candidates, reading.text, vague=vague) if abstained else None,
        engine=f"index {index.release}",
    )


def _candidate(
    index: Index, place: int, share: float, confidence: float, lines: list[int], asked: set[str]
) -> Candidate:
    code = index.codes[place]
    evidence = tuple(_spoken(index, line, asked) for line in lines)
    return Candidate(
        code=code,
        description=index.descriptions[place],
        score=round(share, 6),
        confidence=round(confidence, 4),
        path=index.path(code),
        evidence=evidence,
        why=_why(evidence),
        exclusions=notes.of(code),
    )


def _spoken(index: Index, line: int, asked: set[str]) -> Evidence:
    text = index.line_texts[line]
    shared = tuple(term for term in dict.fromkeys(terms(text)) if "_" not in term and term in asked)
    return Evidence(text, index.line_origins[line], shared)


def _why(evidence: tuple[Evidence, ...]) -> str:
    if not evidence:
        return "Its heading fits, but no line of evidence names the product."
    first = evidence[0]
    if first.words:
        return f"It shares {', '.join(first.words)} with “{first.text}” ({first.origin})."
    return f"Its meaning is close to “{first.text}” ({first.origin})."


def _evidence(
    index: Index, best: npt.NDArray[np.int64], scores: tuple[Floats, Floats, Floats]
) -> dict[int, list[int]]:
    """The three lines that speak most for each code."""
    matched, covered, meaning = scores
    strength = matched * covered + 6.0 * np.maximum(meaning, 0.0)
    found: dict[int, list[int]] = {}
    for place in best.tolist():
        lines = np.flatnonzero(index.line_codes == place)
        order = lines[np.argsort(-strength[lines], kind="stable")]
        said: dict[str, int] = {}
        for line in order.tolist():
            said.setdefault(index.line_texts[line].lower(), line)
        found[place] = list(said.values())[:3]
    return found


def _indian_lines(
    index: Index, code: str, asked: set[str], scores: tuple[Floats, Floats, Floats]
) -> tuple[IndianLine, ...]:
    """The lines of eight digits under `code`, the best first; their scores sum to one."""
    under = index.lines_under.get(code, [])
    fits = []
    for number, description in under:
        own = {term for term in terms(description) if "_" not in term}
        shared = len(own & asked) / len(own) if own else 0.0
        near = max((float(scores[2][line]) for line in index.lines_of.get(number, ())), default=0.35)
        fits.append(
            2.0 * shared + max(near, 0.0) + (0.15 if description.lower().startswith("other") else 0.0)
        )
    whole = sum(np.exp(3 * np.array(fits))) if fits else 1.0
    lines = [
        IndianLine(number, description, round(float(np.exp(3 * fit) / whole), 6))
        for (number, description), fit in zip(under, fits, strict=True)
    ]
    return tuple(sorted(lines, key=lambda line: (-line.score, line.code)))
