"""The one question to ask when candidates lie close: what splits their weight best.

Each aspect has its possible answers, recognised by words in the descriptions of the codes. A question is good
when its answers divide the candidates' confidence evenly, and cover most of it.
"""

import math
from collections.abc import Sequence
from functools import cache

import numpy as np

from assay.apps.exportsathi.classification.index import Floats, Index
from assay.apps.exportsathi.classification.rules import Aspect, Candidate, Question
from assay.apps.exportsathi.classification.wording import content_lines, stem, terms, weighted

_TEXTS = {
    Aspect.MATERIAL: "What is it mostly made of?",
    Aspect.USE: "What is it for?",
    Aspect.PROCESSING: "How was it made or treated?",
    Aspect.FORM: "In what form is it sold?",
}
_LEAST_GAIN = 0.15


@cache
def _answers() -> dict[Aspect, dict[str, frozenset[str]]]:
    """Aspect → answer → the words that tell it. `content/answers.txt`: aspect | answer | words."""
    found: dict[Aspect, dict[str, frozenset[str]]] = {}
    for line in content_lines("answers"):
        aspect, answer, words = (part.strip() for part in line.split("|"))
        found.setdefault(Aspect(aspect), {})[answer] = frozenset(map(stem, words.split()))
    return found


def answer_of(aspect: Aspect, description: str) -> str | None:
    """Which answer the description of a code tells; None: none, or several."""
    positive = description.lower().split("excluding")[0].split("other than")[0].split("not of")[0]
    words = {term for term in terms(positive) if "_" not in term}
    told = [answer for answer, signs in _answers().get(aspect, {}).items() if words & signs]
    return told[0] if len(told) == 1 else None


def which(candidates: Sequence[Candidate], text: str, *, vague: bool = False) -> Question | None:
    """The question whose answers split the candidates best; None where nothing would."""
    if vague:
        return Question(Aspect.USE, "What is the product, in words that a shop would use?", ())
    said = set(weighted(text))
    best: tuple[float, Question] | None = None
    for aspect in Aspect:
        options = _options(aspect, candidates)
        if len(options) < 2 or any(_answers()[aspect][answer] & said for answer in options):
            continue
        gain = _gain(options, candidates)
        if gain > _LEAST_GAIN and (best is None or gain > best[0]):
            made = tuple((answer, tuple(codes)) for answer, codes in options.items())
            best = gain, Question(aspect, _TEXTS[aspect], made)
    return best[1] if best else _by_description(candidates)


def _options(aspect: Aspect, candidates: Sequence[Candidate]) -> dict[str, list[str]]:
    options: dict[str, list[str]] = {}
    for candidate in candidates:
        told = answer_of(aspect, candidate.description)
        if told is None and len(candidate.path) > 1:
            told = answer_of(aspect, candidate.path[1][1])
        if told is not None:
            options.setdefault(told, []).append(candidate.code)
    return options


def _gain(options: dict[str, list[str]], candidates: Sequence[Candidate]) -> float:
    """Bits that the answer brings, of the candidates' whole weight."""
    weight = {candidate.code: candidate.score for candidate in candidates}
    whole = sum(weight.values()) or 1.0
    parts = [sum(weight[code] for code in codes) / whole for codes in options.values()]
    covered = sum(parts)
    return (
        covered * -sum(part / covered * math.log2(part / covered) for part in parts if part > 0)
        if covered
        else 0.0
    )


def _by_description(candidates: Sequence[Candidate]) -> Question | None:
    """Where no aspect splits them: which of the first headings describes it."""
    options: dict[str, list[str]] = {}
    for candidate in candidates:
        options.setdefault(_short(candidate.path[1][1]), []).append(candidate.code)
    if len(options) < 2:
        return None
    made = tuple((name, tuple(codes)) for name, codes in list(options.items())[:4])
    return Question(Aspect.USE, "Which of these comes closest?", made)


def _short(description: str) -> str:
    words = description.split(";", maxsplit=1)[0].split(",", maxsplit=1)[0].split("(", maxsplit=1)[0].strip()
    return " ".join(words.split()[:8])


def favoured(index: Index, shares: Floats, chosen: Sequence[str]) -> Floats:
    """Shares after answers: codes whose description tells another answer count a tenth."""
    factors = np.ones(len(index.codes), dtype=np.float32)
    for answer in chosen:
        aspects = [aspect for aspect, answers in _answers().items() if answer in answers]
        for place, code in enumerate(index.codes):
            heading = index.headings[code[:4]]
            if aspects:
                told = answer_of(aspects[0], index.descriptions[place]) or answer_of(aspects[0], heading)
                factors[place] *= 1.0 if told == answer else 0.5 if told is None else 0.1
            else:
                factors[place] *= 1.0 if _short(heading) == answer else 0.2
    made: Floats = shares * factors
    whole: Floats = made / np.maximum(made.sum(axis=1, keepdims=True), 1e-12)
    return whole
