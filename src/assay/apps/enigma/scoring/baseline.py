"""The baseline engine: scores from features of the text that anyone can recount, with real quotes.

It is no judge of essays. It exists so that every step can be run, tested and explained without a model, and
calls itself `baseline` on each result. Sentences that instruct, flatter or spoof are left out of all counts,
so that text aimed at a model moves nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from statistics import fmean, pstdev
from typing import Any

import yaml

from assay.apps.enigma.models.evaluation import Verdict
from assay.apps.enigma.scoring import injection
from assay.apps.enigma.scoring.rubric import Rubric, Trait
from assay.apps.enigma.scoring.rules import MIN_QUOTE

MODEL = "baseline"
BEST = (1.0, 0.6, 0.4)
"""Weights of the three strongest sentences of a trait; more of the same adds nothing."""
STEPS = (0.9, 2.2, 3.6, 5.0)
"""Strength from which the second, third ... score is given. Set so that a plain claim earns the second."""
MAX_QUOTE_WORDS = 40

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NUMBER = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand)\b", re.I)
_OWN = re.compile(r"\b(?:I|we|my|our)\b")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that counts: where it stands in the text, and its words in lower case."""

    start: int
    end: int
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for a trait: strength, the cues by name, and the sentence that shows most."""

    strength: float
    cues: tuple[str, ...]
    best: Sentence | None


def score(body: str, rubric: Rubric) -> dict[str, Any]:
    """An answer in the worker's schema. Deterministic; every quote is a piece of `body`."""
    counted = read(body)
    traits = {trait.key: _trait(trait, counted, rubric) for trait in rubric.traits}
    words = sum(len(sentence.words) for sentence in counted)
    return {
        "traits": traits,
        "summary": f"Scored by the baseline from features of {len(counted)} sentences and {words} words, "
        "not by a reader.",
    }


def review(body: str, answer: Mapping[str, Any], concerns: Sequence[str], rubric: Rubric) -> dict[str, Any]:
    """A verdict in the judge's schema: escalates what has a concern, upholds the rest, adjusts nothing."""
    del body, answer
    verdict = Verdict.ESCALATE if concerns else Verdict.UPHOLD
    reason = (
        f"The baseline leaves this to a person: {', '.join(concerns)}." if concerns else "Nothing stood out."
    )
    nothing = {"score": None, "reason": None, "quote": None}
    return {"verdict": verdict.value, "traits": dict.fromkeys(rubric.keys, nothing), "reason": reason}


def read(body: str) -> list[Sentence]:
    """The sentences that count: three words or more, said once, nothing that addresses the reader."""
    counted = []
    seen: set[tuple[str, ...]] = set()
    # Patterns reach within a line, so a text that is clean as a whole is clean in each of its sentences.
    clean = not injection.instructs(body)
    for start, end in injection.sentences(body):
        text = body[start:end]
        words = tuple(word.lower() for word in _WORD.findall(text))
        if (
            len(words) >= 3
            and len(text) >= MIN_QUOTE
            and words not in seen
            and (clean or not injection.instructs(text))
        ):
            seen.add(words)
            counted.append(Sentence(start, end, text, words))
    return counted


def _trait(trait: Trait, counted: Sequence[Sentence], rubric: Rubric) -> dict[str, Any]:
    finding = _writing(counted) if trait.key == "writing" else _cued(trait.key, counted)
    level = rubric.low + sum(finding.strength >= step for step in STEPS)
    level = min(level, rubric.high)
    if finding.best is None:
        return {"score": rubric.low, "reason": "Baseline: no sentence bears on this.", "quote": None}
    named = ", ".join(finding.cues[:6])
    return {
        "score": level,
        "reason": f"Baseline: strength {finding.strength:.1f} from {named}.",
        "quote": quote(finding.best.text),
    }


def quote(sentence: str) -> str:
    """The first `MAX_QUOTE_WORDS` words of `sentence`, character for character."""
    ends = [match.end() for match in re.finditer(r"\S+", sentence)]
    return sentence[: ends[min(len(ends), MAX_QUOTE_WORDS) - 1]]


def _cued(key: str, counted: Sequence[Sentence]) -> Finding:
    speaks, deepens = _cues().get(key, (None, None))
    if speaks is None or deepens is None:
        return Finding(0.0, (), None)
    found: list[tuple[float, int, Sentence, list[str]]] = []
    for place, sentence in enumerate(counted):
        cues = sorted({cue.lower() for cue in speaks.findall(sentence.text)})
        if not cues:
            continue
        deeper = len({cue.lower() for cue in deepens.findall(sentence.text)})
        shown = 0.5 * min(deeper, 2) + 0.4 * bool(_NUMBER.search(sentence.text))
        own = 0.3 * bool(_OWN.search(sentence.text))
        length = min(len(sentence.words) / 12, 1.0)
        strength = length * (0.6 + 0.25 * min(len(cues), 3) + own + shown)
        found.append((strength, -place, sentence, cues))
    found.sort(key=lambda item: item[:2], reverse=True)
    strength = 1.6 * sum(weight * item[0] for weight, item in zip(BEST, found, strict=False))
    named = tuple(dict.fromkeys(cue for item in found[:3] for cue in item[3]))
    return Finding(strength, named, found[0][2] if found else None)


def _writing(counted: Sequence[Sentence]) -> Finding:
    """Length, variety of words, rhythm, readable sentences and concrete detail, a point or so each."""
    if not counted:
        return Finding(0.0, (), None)
    words = [word for sentence in counted for word in sentence.words]
    lengths = [len(sentence.words) for sentence in counted]
    mean = fmean(lengths)
    concrete = fmean(
        1.0 if _NUMBER.search(s.text) or any(len(w) > 8 for w in s.words) else 0.0 for s in counted
    )
    parts = {
        "length": 1.4 * min(len(words) / 250, 1.0),
        "variety of words": 1.5 * _between(_moving_variety(words), 0.55, 0.85),
        "rhythm": 0.9 * _between(pstdev(lengths) / mean, 0.15, 0.55),
        "readable sentences": 0.9 * (1 - _between(abs(mean - 17), 6, 22)),
        "concrete detail": 1.0 * concrete,
    }
    ranked = sorted(parts, key=lambda name: (-parts[name], name))
    best = max(counted, key=lambda s: (len(set(s.words)) if len(s.words) <= MAX_QUOTE_WORDS else 0, -s.start))
    short = min(len(words) / 60, 1.0)
    return Finding(short * sum(parts.values()), tuple(ranked), best)


def _moving_variety(words: Sequence[str], window: int = 50) -> float:
    """Mean share of distinct words in windows of 50 (moving-average type-token ratio, Covington 2010)."""
    if len(words) <= window:
        return len(set(words)) / max(len(words), 1)
    starts = range(0, len(words) - window + 1, 10)
    return fmean(len(set(words[start : start + window])) / window for start in starts)


def _between(value: float, low: float, high: float) -> float:
    return min(max((value - low) / (high - low), 0.0), 1.0)


@lru_cache
def _cues() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    file = resources.files(__package__) / "cues.yaml"
    listed: dict[str, dict[str, list[str]]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {key: (_either(cues["speaks"]), _either(cues["deepens"])) for key, cues in listed.items()}


def _either(cues: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(cues, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")", re.IGNORECASE)
