"""How much may still be recognisable in a scrubbed text: a figure in 0..1 with its reasons.

The figure is 1 - prod(1 - weight_r)^count_r over the reasons below: each finding is taken as an independent
chance that something was missed. The weights are set by judgement, not fitted; a cycle's threshold decides
which texts a person looks at. The layers' own finds raise the risk only where their kind is known to come
with misses (a writer without capitals, names that are ordinary words).
"""

import re
from collections import Counter
from dataclasses import dataclass

from assay.apps.enigma.scrubbing import lexicon
from assay.apps.enigma.scrubbing.known import Known
from assay.apps.enigma.scrubbing.words import Words

#: Reason -> chance that one such finding hides something that identifies.
WEIGHTS: dict[str, float] = {
    "unknown_capitalised": 0.10,
    "unknown_sentence_start": 0.03,
    "first_name_left": 0.12,
    "name_starts_sentence": 0.02,
    "rare_lower_case_name": 0.02,
    "shouted_unknown": 0.03,
    "people_found": 0.01,
    "lower_case_name_found": 0.04,
    "digits_left": 0.05,
    "capitals_without_meaning": 0.10,
    "no_capitals": 0.10,
    "own_name_is_a_word": 0.08,
    "other_script": 0.30,
}
#: Texts above this figure wait for a reviewer unless the cycle says otherwise.
DEFAULT_THRESHOLD = 0.35

_DIGITS = re.compile(r"\d(?:[\s\-]?\d){4,}")


@dataclass(frozen=True)
class Risk:
    """`value` in 0..1 rounded to three digits, and how often each reason of `WEIGHTS` was met."""

    value: float
    reasons: dict[str, int]


def assess(words: Words, mask: bytearray, known: Known) -> Risk:
    """The residual risk of a text whose covered view characters are marked in `mask`."""
    found: Counter[str] = Counter()
    common_names = lexicon.names().usual
    found["people_found"] = len({w.base for w in words.items if mask[w.start] and w.capital and w.named})
    found["lower_case_name_found"] = sum(
        mask[w.start] and not w.capital and w.named and not w.english for w in words.items
    )
    left = [w for w in words.items if not mask[w.start]]
    for word in left:
        if word.public or len(word.text) < 2:
            continue
        if word.capital and not word.upper:
            if not word.english:
                owed = word.initial or word.heading
                found["unknown_sentence_start" if owed else "unknown_capitalised"] += 1
            elif word.given:
                owed = word.initial or word.heading
                found["name_starts_sentence" if owed else "first_name_left"] += word.base in common_names
        elif word.upper and not word.english and len(word.text) > 3:
            found["shouted_unknown"] += 1
        elif not word.capital and not word.english and word.named:
            found["rare_lower_case_name"] += 1
        if not word.text.isascii() and any(ord(c) > 0x24F for c in word.text):
            found["other_script"] += 1
    found["digits_left"] = sum(not mask[m.start()] for m in _DIGITS.finditer(words.text))
    sentences = sum(w.initial for w in words.items)
    if sentences > 3 and not any(w.capital for w in words.items if w.text.lower() != "i"):
        found["no_capitals"] = 1
    if not words.trusted:
        found["capitals_without_meaning"] = 1
    ordinary = [p for p in known.parts if p in lexicon.lexicon().common]
    found["own_name_is_a_word"] = sum(w.base in ordinary for w in left)
    safe = 1.0
    for reason, count in found.items():
        safe *= (1 - WEIGHTS[reason]) ** min(count, 20)
    return Risk(round(1 - safe, 3), {reason: count for reason, count in sorted(found.items()) if count})
