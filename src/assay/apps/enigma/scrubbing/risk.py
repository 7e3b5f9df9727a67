"""How much may still be recognisable in a scrubbed text: a figure in 0..1 with its reasons.

The figure is 1 - prod(1 - weight_r)^count_r over the reasons below: each finding is taken as an independent
chance that something was missed. The weights are set by judgement, not fitted; a cycle's threshold decides
which texts a person looks at. The layers' own finds raise the risk only where their kind is known to come
with misses (a writer without capitals, names that are ordinary words).
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from assay.apps.enigma.scrubbing import lexicon
from assay.apps.enigma.scrubbing.known import Known
from assay.apps.enigma.scrubbing.words import Word, Words

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

_DIGITS = re.compile(r"\d(?:[\s\-]?\d){4,}")


@dataclass(frozen=True)
class Risk:
    """`value` in 0..1 rounded to three digits, and how often each reason of `WEIGHTS` was met."""

    value: float
    reasons: dict[str, int]


def assess(words: Words, mask: bytearray, known: Known, told: bytearray | None = None) -> Risk:
    """The residual risk of a text whose covered view characters are marked in `mask`.

    `told` marks what was known beforehand. It does not count as found: the figure is shown to reviewers, and
    would tell whether the writer's name is in our lists.
    """
    found_out = bytearray(m and not t for m, t in zip(mask, told, strict=True)) if told else mask
    found: Counter[str] = Counter(reason for _, reason in doubtful(words, mask))
    found["people_found"] = len({w.base for w in words.items if found_out[w.start] and w.capital and w.named})
    found["lower_case_name_found"] = sum(
        found_out[w.start] and not w.capital and w.named and not w.english for w in words.items
    )
    found["digits_left"] = sum(not mask[m.start()] for m in _DIGITS.finditer(words.text))
    sentences = sum(w.initial for w in words.items)
    if sentences > 3 and not any(w.capital for w in words.items if w.text.lower() != "i"):
        found["no_capitals"] = 1
    if not words.trusted:
        found["capitals_without_meaning"] = 1
    ordinary = [p for p in known.parts if p in lexicon.lexicon().common]
    found["own_name_is_a_word"] = sum(w.base in ordinary for w in words.items if not mask[w.start])
    safe = 1.0
    for reason, count in found.items():
        safe *= (1 - WEIGHTS[reason]) ** min(count, 20)
    return Risk(round(1 - safe, 3), {reason: count for reason, count in sorted(found.items()) if count})


def doubtful(words: Words, mask: bytearray) -> Iterator[tuple[Word, str]]:
    """The words left in the text that may name somebody, each with its reason."""
    usual = lexicon.names().usual
    for word in words.items:
        if mask[word.start] or word.public or len(word.text) < 2:
            continue
        owed = word.initial or word.heading
        if any(ord(char) > 0x24F for char in word.text):
            yield word, "other_script"
        elif word.upper:
            if not word.english and len(word.text) > 3:
                yield word, "shouted_unknown"
        elif word.capital and not word.english:
            yield word, "unknown_sentence_start" if owed else "unknown_capitalised"
        elif word.capital and word.base in usual:
            yield word, "name_starts_sentence" if owed else "first_name_left"
        elif not word.capital and not word.english and word.named:
            yield word, "rare_lower_case_name"
