"""How much of what was asked a sentence holds: words, what stands for them, codes, countries. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assay.apps.exportsathi.chat import thesaurus
from assay.apps.exportsathi.chat.kinds import NUMBER_WORD
from assay.apps.exportsathi.chat.questions import Concept, Question
from assay.apps.exportsathi.knowledge.rules import Passage
from assay.kernel.search.words import STOP, stems, words

ABOVE, BESIDE, UNDER, FORMS = 0.9, 0.6, 0.5, 0.9
"""What a word counts that stands in the headings, or elsewhere in the passage; for the sentence itself, in
the heading right above it, or in the nearest question that the sentence is known to answer."""
SOFT = 0.35
"""What a word that says little counts of a telling one."""

_ALIAS = re.compile(r"((?:[\w-]+\s+){1,6})\(([A-Z][A-Za-z]*[A-Z][A-Za-z]*)\)")
_BOUNDED = re.compile(
    r"\b(?:up\s+to|at\s+(?:most|least)|(?:not?\s+)?(?:more|less)\s+than|exceed\w*|capped|limited|below|above)\b",
    re.I,
)
_LIMITS = set(stems("limit maximum minimum threshold"))
"""What `up to`, `at most` and the like say without the word."""


class Words:
    """The stems of a text, with those of the abbreviations it spells out."""

    def __init__(self, text: str, aliases: Mapping[str, str]) -> None:
        told = stems(text)
        self.all = set(told) | (_LIMITS if _BOUNDED.search(text) else set())
        joined = f" {' '.join(told)} "
        for short, long in aliases.items():
            if f" {long} " in joined or short in self.all:
                self.all.update((short, *long.split()))

    def holds(self, concept: Concept) -> float:
        """1 for a word as it was asked, 0.9 for one that stands for it, 0 for neither."""
        if self.all.issuperset(concept.own):
            return 1.0
        return 0.9 if any(self.all.issuperset(phrase) for phrase in concept.phrases) else 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """A passage as sentences of it are judged: its words and the countries it is about, each found once."""

    passage: Passage
    above: str
    whole: Words
    heading: Words
    text: Words
    countries: frozenset[str]
    """Those of its page, else those of its text."""


@dataclass(frozen=True, slots=True)
class Held:
    """`own`: the share of what is asked that a sentence holds itself; `around`: with its surroundings.

    `missing` is what neither holds; `counts` whether it has a number of what is counted, or nothing is.
    """

    own: float
    around: float
    missing: tuple[Concept, ...] = ()
    counts: bool = True
    itself: frozenset[str] = frozenset()
    """What the sentence itself holds of what is asked."""


def place_of(passage: Passage, aliases: Mapping[str, str]) -> Place:
    above = f"{passage.title} {passage.heading} {passage.source.title}"
    page = f"{passage.title} {passage.heading}"
    return Place(
        passage,
        above,
        Words(above, aliases),
        Words(passage.heading.rpartition(" › ")[2], aliases),
        Words(passage.text, aliases),
        frozenset(thesaurus.countries(page) or thesaurus.countries(passage.text)),
    )


def judged(
    question: Question, place: Place, sentence: str, forms: Sequence[str], aliases: Mapping[str, str]
) -> Held | None:
    """What a sentence holds; None for one about another code or country than was asked about."""
    if not _names_codes(question.codes, f"{place.above} {sentence}"):
        return None
    if question.countries and not _is_about(
        question.countries, thesaurus.countries(sentence) or place.countries
    ):
        return None
    if any(one not in sentence.lower() for one in question.quoted):
        return None
    if question.names - pairs(f"{place.above} {place.passage.text} {' '.join(forms)}"):
        return None
    asked = sum(one.weight * (SOFT if one.soft else 1.0) for one in question.concepts)
    if not asked:
        # Only codes and countries were asked about, and they are met.
        full = 1.0 if question.codes or question.countries else 0.0
        return Held(full, full)
    own_words, form_words = Words(sentence, aliases), _nearest(question, forms)
    own = around = 0.0
    missing, itself = [], set()
    for one in question.concepts:
        weight = one.weight * (SOFT if one.soft else 1.0)
        strength = max(own_words.holds(one), FORMS * form_words.holds(one))
        if strength and not one.soft:
            itself.add(one.asked)
        own += weight * max(strength, UNDER * place.heading.holds(one))
        there = max(strength, ABOVE * place.whole.holds(one), BESIDE * place.text.holds(one))
        around += weight * there
        if not there and not one.soft:
            missing.append(one)
    counts = not question.counted or _counts(question.counted, sentence, forms)
    return Held(own / asked, around / asked, tuple(missing), counts, frozenset(itself))


def _nearest(question: Question, forms: Sequence[str]) -> Words:
    """The words of the known question that holds most of what is asked.

    Of one alone: all together hold a little of nearly everything, the more the more there are.
    """

    def shares(form: Words) -> float:
        return sum(one.weight * (SOFT if one.soft else 1.0) * form.holds(one) for one in question.concepts)

    return max((Words(form, {}) for form in forms), key=shares, default=Words("", {}))


_AFTER = 3
"""Within how many words of a number stands what it counts."""
_NUMBERS = re.compile(rf"{NUMBER_WORD}$", re.I)


def _counts(counted: str, sentence: str, forms: Sequence[str]) -> bool:
    """Whether a sentence says how many there are of something, or answers a question for it."""
    told = words(sentence)
    after = (told[at + 1 : at + 1 + _AFTER] for at, word in enumerate(told) if _NUMBERS.match(word))
    asked = (stems(form) for form in forms if "how many" in form.lower() or "how much" in form.lower())
    return any(counted in stems(" ".join(some)) for some in after) or any(counted in some for some in asked)


def aliases(passages: Iterable[Passage]) -> dict[str, str]:
    """Abbreviations that the passages themselves spell out: `let export order (LEO)`."""
    found: dict[str, str] = {}
    for passage in passages:
        for match in _ALIAS.finditer(passage.text):
            told = words(match[1])
            letters = [c for c in match[2].lower() if c.isalpha()]
            tail = told[-len(letters) :]
            if [word[0] for word in tail] == letters:
                found[match[2].lower()] = " ".join(stems(" ".join(tail)))
    return found


def pairs(text: str) -> set[tuple[str, str]]:
    """Neighbouring stems of a text, those of two words that only join left out."""
    return {pair for pair in pairwise(stems(text)) if not STOP.issuperset(pair)}


def _names_codes(asked: Iterable[str], text: str) -> bool:
    if not asked:
        return True
    squeezed = re.sub(r"[\s-]", "", text.lower())
    for code in asked:
        bare = re.sub(r"[\s-]", "", code)
        at = squeezed.find(bare)
        if at < 0 or (
            at + len(bare) < len(squeezed) and bare[-1].isdigit() and squeezed[at + len(bare)].isdigit()
        ):
            return False
    return True


def _is_about(wanted: Iterable[str], here: Iterable[str]) -> bool:
    """Whether what holds for `here` holds for all countries that are asked about."""
    holds = set(here)
    holds |= {inner for name in here for inner in thesaurus.within().get(name, ())}
    return holds.issuperset(wanted)
